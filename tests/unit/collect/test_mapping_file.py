"""Mappings in files."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import collect
from sojourn.core.errors import InvalidInput, NotFound

from .imports import run

words = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=12)
mappings = st.builds(
    collect.Mapping,
    source=st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12),
    customer=words,
    time=words,
    event=st.none() | words,
    zone=st.none() | words,
    header=st.none() | st.booleans(),
    pair_lifecycle=st.booleans(),
    decimal=st.sampled_from([None, ".", ","]),
    delimiter=st.sampled_from([None, "\t", ";", "|"]),
    quote=st.sampled_from([None, "", "'"]),
    nulls=st.lists(words | st.just(""), max_size=3).map(tuple),
    ignore=st.lists(words, max_size=3).map(tuple),
    times=st.dictionaries(words, words, max_size=3).map(lambda d: tuple(d.items())),
    types=st.dictionaries(words, st.sampled_from(["bool", "int64", "string"]), max_size=3).map(
        lambda d: tuple(d.items())
    ),
)


@given(mapping=mappings)
def test_a_saved_mapping_comes_back_as_it_was(mapping):
    assert collect.parse_mapping(collect.mapping_text(mapping)) == mapping


@pytest.mark.parametrize("source", ["shop", "web shop 2.csv", "магазин", "देवनागरी", "店铺", "_a-b.c", "a" * 100])
def test_a_plain_name_is_a_source(source):
    assert collect.parse_mapping(f"source: {source}").source == source


@pytest.mark.parametrize(
    "source",
    [
        "../../evil",
        "a/b",
        "/etc/x",
        "a\\b",
        "..",
        ".hidden",
        " ",
        "a ",
        "a\n",
        "a\0b",
        "c:x",
        "a" * 101,
        "店" * 90,
        "\udce9",
    ],
)
def test_a_source_that_is_no_plain_name_is_refused(source):
    with pytest.raises(InvalidInput) as told:
        collect.Mapping(source=source)
    assert (told.value.code, told.value.hint) == ("bad-source-name", "choose a plain name, such as --source shop")


def test_a_mapping_file_cannot_name_another_place():
    with pytest.raises(InvalidInput, match="name of a source"):
        collect.parse_mapping("source: ../../evil")


def test_a_mapping_makes_the_next_import_one_word(tmp_path):
    text = "who;when;what\n007;31/01/2024;came\n"
    first = run(text, customer="who", time="when", event="what", zone="Europe/Paris")
    collect.save_mapping(first.mapping, tmp_path / "crm.yaml")
    loaded = collect.load_mapping(tmp_path / "crm.yaml")
    assert loaded == first.mapping
    again = run(text, **{field.name: getattr(loaded, field.name) for field in fields(loaded)})
    assert again.events == first.events


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[1, 2]", "not a list"),
        ("client: a", "'client', which is not known"),
        ("a: [", "not YAML"),
        ("times: 5", "`times`"),
        ("ignore: 5", "`ignore`"),
        ("customer: [a]", "`customer`"),
        ("header: perhaps", "`header`"),
        ("types: {a: number}", "'number'"),
        ("names: shout", "`names`"),
        ("decimal: x", "`decimal`"),
    ],
)
def test_a_bad_mapping_is_refused_with_what_is_wrong(text, found):
    with pytest.raises(InvalidInput, match=found):
        collect.parse_mapping(text)


def test_a_missing_mapping_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        collect.load_mapping(tmp_path / "no.yaml")
