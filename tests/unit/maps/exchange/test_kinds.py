"""Kinds of files: known by their ending or their beginning."""

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.maps import MapRefused, moments, parse_map
from sojourn.maps.exchange import export_map, guess_kind, import_map, slug
from sojourn.maps.exchange.channels import channel_of
from sojourn.maps.exchange.reading import Slugs
from sojourn.maps.model import Other
from sojourn.samples import example_map, example_maps
from tests.factories.maps import small_map


@pytest.mark.parametrize(
    ("text", "ending", "kind"),
    [
        ("whatever", ".xml", "cjml"),
        ("whatever", ".MMD", "mermaid"),
        ("# A page\n```mermaid\njourney\n```", ".md", "mermaid"),
        ("\ufeff <?xml?>", "", "cjml"),
        ('{"a": 1}', "", "json"),
        ("%% x\njourney\n  title y", "", "mermaid"),
        ("phase,does", ".csv", "grid"),
        ("Text;Colour", ".csv", "notes"),
    ],
    ids=["xml", "mmd", "md", "tag", "object", "journey", "grid", "notes"],
)
def test_a_kind_is_guessed(text: str, ending: str, kind: str) -> None:
    assert guess_kind(text, ending=ending) == kind


@pytest.mark.parametrize("text", ["", "hello", "a,b\n1,2"])
def test_what_looks_like_nothing_is_asked_about(text: str) -> None:
    with pytest.raises(InvalidInput, match="looks like no kind"):
        guess_kind(text, ending=".csv")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'visio' is no kind"):
        import_map("", kind="visio")
    with pytest.raises(InvalidInput, match="'visio' is no kind"):
        export_map(small_map(), kind="visio")


@pytest.mark.parametrize("name", example_maps())
def test_json_keeps_everything(name: str) -> None:
    map = parse_map(example_map(name))
    text, dropped = export_map(map, kind="json")
    assert dropped == ()
    assert import_map(text, kind="json") == (map, ())


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"a": 1}', "[" * 100_000, '{"a": ' * 5000], ids=["list", "open", "other", "deep", "nested"]
)
def test_json_that_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        import_map(text, kind="json")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 50_000], ids=["lists", "objects"])
def test_json_that_is_nested_too_deep_says_so(text: str) -> None:
    with pytest.raises(MapRefused, match="nested too deep"):
        import_map(text, kind="json")


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(MapRefused, match="more than"):
        import_map("journey\n" + "x" * 2_100_000, kind="mermaid")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Before", "During", "After"], ["before", "during", "after"]),
        (["Awareness", "Consideration", "Purchase", "Loyalty"], ["before", "before", "during", "after"]),
        (["One"], ["during"]),
        (["One", "Two", "Three"], ["before", "during", "after"]),
        (["After", "Before"], ["after", "after"]),
        ([], []),
    ],
    ids=["plain", "words", "single", "thirds", "order", "none"],
)
def test_moments_are_guessed_in_order(names: list[str], found: list[str]) -> None:
    assert moments(names) == found


def test_ids_are_made_of_names_and_never_repeat() -> None:
    slugs = Slugs(["taken"])
    names = ["Buys a ticket!", "Buys a ticket!", "Ünï Çödé", "日本", "日本", "42", "taken", "x" * 99, "_-"]
    made = [slugs.make(name, otherwise="step") for name in names]
    assert made[:7] == [
        "buys_a_ticket", "buys_a_ticket_2", "uni_code", "step", "step_2", "step_42", "taken_2",
    ]  # fmt: skip
    assert len(set(made)) == len(made) and all(len(each) <= 64 for each in made)
    assert slug("The customer's view", otherwise="x") == "the_customers_view"


def test_channels_are_known_by_what_people_call_them() -> None:
    assert channel_of("E-Mail") == "email"
    assert channel_of("  Call   centre ") == "phone"
    assert channel_of("in_person") == "in_person"
    assert channel_of("Carrier  pigeon") == Other("Carrier pigeon")
