"""Rows of a chart: nothing said beside a mark is lost where it stands above it, and nothing is wider than the page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.chart_rows import LETTER, MOST_LINES, SMALL_LETTER, TITLE_LETTER, fitted, folded, rows_of, share_bars
from sojourn.core.charts import Chart, vega_lite

PHONE = 340
words = st.text("abcdefghij", min_size=1, max_size=9)
names = st.lists(st.lists(words, min_size=1, max_size=20).map(" ".join), min_size=1, max_size=6, unique=True)


def lines(texts: tuple[Any, ...]) -> list[str]:
    return [row["line"] for layer in texts for row in layer["data"]["values"]]


@given(given_names=names, numbers=st.booleans())
def test_names_and_numbers_stand_above_their_marks_in_lines_that_fit(given_names: list[str], numbers: bool) -> None:
    rows = [{"name": name, "text": f"{place} %, n = {place:,}"} for place, name in enumerate(given_names)]
    place = rows_of(rows, width=PHONE, text="text" if numbers else None)
    written = lines(place.texts)
    assert place.narrow and place.axis is None and place.lower["yOffset"] < place.step / 2
    assert all(len(line) <= PHONE / LETTER for line in written)
    for row in rows:
        own = folded(row["name"], int(PHONE / LETTER))
        assert set(own) <= set(written) or row["name"] in written
        assert not numbers or row["text"] in written
    most = max(len(folded(name, int(PHONE / LETTER))) for name in given_names)
    assert most <= MOST_LINES
    heights = [layer["mark"]["dy"] for layer in place.texts]
    assert min(heights) > -place.step / 2 and max(heights) < place.lower["yOffset"] - 14


def test_short_names_share_a_line_with_their_numbers() -> None:
    rows = [{"name": "enters", "text": "20.0 %"}, {"name": "pays", "text": "10.0 %"}]
    together = rows_of(rows, width=PHONE)
    assert len({layer["mark"]["dy"] for layer in together.texts}) == 1
    assert {layer["mark"]["align"] for layer in together.texts} == {"left", "right"}
    apart = rows_of([*rows, {"name": "a name " * 7, "text": "1.0 %"}], width=PHONE)
    assert len({layer["mark"]["dy"] for layer in apart.texts}) == 2 and apart.step == together.step + 15


def test_on_a_broad_page_names_stand_beside_their_marks() -> None:
    place = rows_of([{"name": "enters", "text": "20.0 %"}], width=420, step=38, limit=290)
    assert (place.narrow, place.step, place.lower) == (False, 38, {})
    assert place.y("name")["axis"]["labelLimit"] == 290
    assert place.texts[0]["encoding"]["x"] == {"value": 420}


def test_titles_are_folded_to_the_page() -> None:
    long = "a title that is a good deal longer than any telephone is broad"
    chart = vega_lite({}, title=long, subtitle=[long * 2, "short"])
    assert fitted(chart, 420) is chart
    title = fitted(chart, PHONE).to_dict()["title"]
    assert " ".join(title["text"]) == long and max(map(len, title["text"])) * TITLE_LETTER <= PHONE
    assert max(map(len, title["subtitle"])) * SMALL_LETTER <= PHONE and title["subtitle"][-1] == "short"
    assert fitted(Chart({"title": "plain"}), PHONE).to_dict()["title"]["text"] == ["plain"]


def test_bars_of_shares_say_all_their_texts_in_both_forms() -> None:
    rows = [{"name": "a", "share": 0.2, "low": 0.1, "high": 0.3, "text": "20 %", "left": "3 left here"},
            {"name": "b", "share": 0.0, "low": None, "high": None, "text": "no survey", "left": ""}]  # fmt: skip
    texts = (("text", 10, "black"), ("left", 100, "red"))
    wide, narrow = (share_bars(rows, title="Share", width=width, texts=texts) for width in (420, PHONE))
    assert [layer["encoding"]["text"]["field"] for layer in wide["layer"][-2:]] == ["text", "left"]
    assert {"20 %  3 left here", "no survey"} <= set(lines(tuple(narrow["layer"][3:])))
