"""What is said of text that is not YAML: in plain words, where the mistake was made, with what would be right."""

import pytest

from sojourn.maps import MapRefused
from sojourn.maps.document.parsing import parse_map

HEAD = """\
format: journey-map/1
steps:
  - id: buy
    does: Buys
"""
NBSP = "\u00a0"


def refused(text):
    """The first finding of a text that is refused, as text."""
    with pytest.raises(MapRefused) as error:
        parse_map(text)
    return str(error.value.findings[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "    thinks: 'It's heavy'\n",
            '5:16 M001 the apostrophe ends the text in single quotes. Use double quotes: "It\'s heavy"',
        ),
        (
            "    feels: {words: ['it's']}\n",
            "5:24 M001 the apostrophe ends the text in single quotes. Use double quotes round text with an apostrophe",
        ),
        (
            '    thinks: "Hm" she says\n',
            (
                "5:16 M001 a double quote ends the text here, and more follows. "
                'Write \\" for a quote inside, or put single quotes round the whole text'
            ),
        ),
        (
            "     thinks: heavy\n",
            (
                "5:6 M001 'thinks' begins in column 6, what is above in 5. "
                "Take out one space: keys of one thing begin in one column"
            ),
        ),
        (
            "   thinks: heavy\n",
            (
                "5:4 M001 'thinks' begins in column 4, what is above in 5. "
                "Add one space: keys of one thing begin in one column"
            ),
        ),
        (
            "    feels:\n      score: 1\n     thinks: heavy\n",
            "7:6 M001 'thinks' begins in column 6, what is above in 5 or 7. Begin in column 5 or 7",
        ),
        (
            "    thinks: - careful\n",
            "5:13 M001 text cannot begin with '-' here. Put quotes round the text: thinks: \"- careful\"",
        ),
        (
            "    thinks: & more\n",
            "5:13 M001 text cannot begin with '&' here. Put quotes round the text: thinks: \"& more\"",
        ),
        (
            "    thinks: | more\n",
            "5:13 M001 text cannot begin with '|' here. Put quotes round the text: thinks: \"| more\"",
        ),
        ("  ? thinks\n", "5:3 M001 text cannot begin with '?' here. Put quotes round the text"),
        (
            "    thinks: well: no\n",
            "5:17 M001 text with ': ' in it needs quotes. Put quotes round it: \"well: no\"",
        ),
        (
            f"    thinks:{NBSP}heavy\n",
            "5:12 M001 a non-breaking space (U+00A0) stands after ':'. Write an ordinary space in its place",
        ),
        (
            f"   {NBSP}thinks: heavy\n",
            "5:4 M001 a non-breaking space (U+00A0) stands before the key. Write an ordinary space in its place",
        ),
        (
            "    feels: {score: 1\n    thinks: heavy\n  - id: tell\n",
            "5:12 M001 the bracket '{' is never closed. Close it with '}'",
        ),
        ("    feels: [a,\n", "5:12 M001 the bracket '[' is never closed. Close it with ']'"),
        (
            "    feels: {words: [a, b}\n",
            "5:20 M001 the bracket '[' meets '}' at 5:25. Close it with ']' first",
        ),
        ("    thinks:heavy\n", "5:5 M001 a space is missing after ':' in 'thinks:heavy'. Write 'thinks: heavy'"),
        (
            "    thinks\n",
            "5:5 M001 'thinks' has no ': '. Write 'key: value'; text that runs over several lines needs quotes",
        ),
        (
            '    thinks: "heavy\n  - id: tell\n',
            "5:13 M001 the text in quotes that begins here is never closed. Close the quotes",
        ),
        (
            '    thinks: "C:\\path"\n',
            r"5:17 M001 '\p' means nothing in double quotes. Write \\ for a backslash, or use single quotes",
        ),
    ],
    ids=lambda value: value.strip()[:20].encode("ascii", "ignore").decode(),
)
def test_a_mistake_is_told_in_plain_words_with_what_would_be_right(text, said):
    assert refused(HEAD + text) == said


@pytest.mark.parametrize("sign", list("[]{}'\"&*!|>%@`?-:,#\t\\"))
@pytest.mark.parametrize("lead", ["    thinks: a", "    thinks: ", "   ", "  - ", "    feels: {words: [a ", ""])
def test_words_of_the_parser_are_never_told(lead, sign):
    try:
        parse_map(f"{HEAD}{lead}{sign} b\n    x: 1\n")
    except MapRefused as error:
        for part in ("<", "expected", "scalar", "token", "stream", "alphabetic", "sequence", "mapping"):
            assert part not in str(error.findings[0]), error.findings[0]


@pytest.mark.parametrize("text", ["journey\n  title X\n  A: 5: Me\n", "hello there", "- a\n- b\n", "a: 1\n", "{"])
def test_advice_on_a_file_that_is_no_map_begins_with_how_one_begins(text):
    assert "Begin with 'format: journey-map/1'" in refused(text)


def test_a_special_space_in_brackets_is_named():
    with pytest.raises(MapRefused) as error:
        parse_map(f"format: journey-map/1\nid: a\npersonas: [{{id:{NBSP}fan, name: Fan}}]\n")
    assert any("a non-breaking space (U+00A0) stands after ':'" in each.message for each in error.value.findings)


def test_one_id_of_two_kinds_is_told_with_both():
    text = f"{HEAD}    touchpoints: [{{id: crew, name: Crew}}]\ndepartments: [crew]\n"
    with pytest.raises(MapRefused) as error:
        parse_map(text)
    assert [str(each) for each in error.value.findings if each.rule == "M005"] == [
        (
            "6:15 M005 id 'crew' is used by a touchpoint (line 5) and a department (line 6): "
            "ids are unique in the whole file. Rename one"
        )
    ]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("feels: {score: 5}", "write −2, −1.5 … 2"),
        ("feels: {score: 1.3}", "write 1 or 1.5"),
        ("feels: {score: good}", "write −2, −1.5 … 2"),
        ("pains: [{text: x, severity: 9}]", "write a whole number from 1 to 5"),
        ("metrics: {wait: {target: 12:30}}", "write PT12M30S for minutes and seconds, PT12H30M for hours and minutes"),
        ("metrics: {wait: {target: 5 min}}", "write PT5M"),
        ("metrics: {wait: {target: 80%}}", "write 0.8"),
    ],
    ids=lambda value: value[:32].encode("ascii", "ignore").decode(),
)
def test_a_wrong_number_is_told_with_what_would_be_right(value, hint):
    with pytest.raises(MapRefused) as error:
        parse_map(f"{HEAD}    {value}\n")
    assert hint in [each.hint for each in error.value.findings]
