"""How results show themselves."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import VEGA_LITE, Chart, vega_lite
from sojourn.core.results import Heading, Result, Table, count, duration, html, interval, note, percent, plain


@dataclass(frozen=True, slots=True)
class Tally(Result):
    """A result with one number."""

    number: int

    def to_dict(self) -> dict[str, Any]:
        return {"number": self.number}

    def rows(self) -> list[dict[str, Any]]:
        return [{"number": self.number}]

    def tables(self) -> tuple[Table, ...]:
        headings = (Heading("What", numeric=False), Heading("Number"))
        return (Table("A <count>", headings, (("visits & more", count(self.number)),), ("As of now.",)),)

    def chart(self) -> Chart:
        return vega_lite({"mark": "bar"}, title="Visits", subtitle="all")


def test_numbers_to_the_right_words_to_the_left() -> None:
    assert str(Tally(1234)) == (
        "A <count>\nWhat           Number\n─────────────  ──────\nvisits & more   1,234\nAs of now."
    )


def test_a_notebook_gets_escaped_html() -> None:
    shown = Tally(7)._repr_html_()
    assert "A &lt;count&gt;" in shown
    assert "visits &amp; more" in shown
    assert "text-align:right" in shown
    assert "<count>" not in shown


def test_a_table_without_rows_keeps_its_headings() -> None:
    empty = Table("Nothing", (Heading("What", numeric=False), Heading("Number")), ())
    assert plain(empty) == "Nothing\nWhat  Number\n────  ──────"
    assert "<tbody></tbody>" in html(empty)


def test_rows_become_an_arrow_table() -> None:
    assert Tally(3).to_arrow().to_pylist() == [{"number": 3}]


def test_numbers_are_written_without_false_precision() -> None:
    assert count(1_234_567) == "1,234,567"
    assert count(None) == percent(None) == interval(None, None, None) == "not known"
    assert percent(0.17894) == "17.9 %"
    assert interval(0.179, 0.174, 0.183) == "17.9 % (17.4–18.3)"
    assert interval(0.179, None, None) == "17.9 %"
    assert duration(90.0) == "1m 30s"
    assert duration(None) == ""


def test_a_note_carries_its_facts() -> None:
    assert note("unknown_event", "no such event", event="x") == {
        "code": "unknown_event",
        "message": "no such event",
        "event": "x",
    }


def test_a_chart_is_a_complete_document() -> None:
    spec = Tally(3).chart().to_dict()
    assert spec["$schema"] == VEGA_LITE
    assert spec["title"] == {"text": "Visits", "subtitle": "all"}
    assert spec["mark"] == "bar"
    assert "config" in spec


@dataclass(frozen=True, slots=True)
class Named(Tally):
    """A result that says itself how it shows."""

    def __repr__(self) -> str:
        return "as it likes"


def test_a_result_names_itself_in_one_line() -> None:
    assert repr(Tally(1234)) == "<Tally: A <count>; 1 row>"
    assert repr(Named(1)) == "as it likes"


def test_what_rounds_to_nothing_has_no_sign():
    assert [count(-0.0), count(-0.4), count(-0.5), count(-0.6), count(0.4)] == ["0", "0", "0", "-1", "0"]


def test_numbers_of_tables_and_sentences_have_one_minus_and_names_stay() -> None:
    table = Table("t", (Heading("Who", False), Heading("Change")), (("-5", "-0.69 (-1 to 2)"),), ("From -3 on.",))
    assert table.rows == (("-5", "−0.69 (−1 to 2)"),)
    assert table.notes == ("From −3 on.",)
