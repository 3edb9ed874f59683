"""What a file may say, and what is said of one that is wrong."""

from pathlib import Path

import pytest

import sojourn
from sojourn.core.expectation import Condition
from sojourn.maps import MapRefused, Place
from sojourn.maps.document.parsing import parse_library, parse_map
from sojourn.maps.model import Other

SAMPLES = Path(sojourn.__file__).parent / "samples" / "maps"
CONCERT = (SAMPLES / "concert.yaml").read_text("utf-8")

FRAME = """\
format: journey-map/1
id: small
title: Small
personas: [{id: guest, name: Guest}]
phases: [{id: visit, name: Visit, moment: during}]
steps:
  - id: come
    phase: visit
    does: Comes
"""


def refused(text, **options):
    """Every finding of a text that is refused, as text."""
    with pytest.raises(MapRefused) as error:
        parse_map(text, **options)
    return [str(each) for each in error.value.findings]


def line_of(start):
    """The line of the concert map that begins with something."""
    return next(number for number, line in enumerate(CONCERT.split("\n"), 1) if line.strip().startswith(start))


def step(lines):
    """The step of the frame with more lines."""
    return parse_map(FRAME + lines).steps[0]


def wrong(lines):
    """What is wrong with more lines in the step of the frame: the parts behind the place."""
    return [each.partition(" ")[2] for each in refused(FRAME + lines)]


@pytest.mark.parametrize("name", ["concert", "bank", "retail"])
def test_the_worked_maps_are_read(name):
    read = parse_map((SAMPLES / f"{name}.yaml").read_bytes(), file=name)
    assert read.file == name
    assert read.places["steps", read.steps[0].id].line > 1


def test_every_part_of_a_map_has_its_place():
    read = parse_map(CONCERT)
    assert read.places[()] == Place(line_of("format: journey-map/1"), 1)
    assert read.places["steps", "buy"] == Place(line_of("- id: buy"), 5)
    second = line_of("- {event: payment.refused")
    assert read.places["steps", "buy", "touchpoints", "checkout", "event_match", 1] == Place(second, 13)
    assert read.places["steps", "buy", "feels", 0, "score"] != read.places["steps", "buy", "feels", 0, "words"]


@pytest.mark.parametrize(
    "written", ["on", "no", "12:30", "1.10", "010", "1_000", "2026-11-01", "0x1F", "5", "true", "none"]
)
def test_a_text_field_takes_what_is_written(written):
    assert step(f"    thinks: {written}\n").thinks == written


def test_a_language_may_be_norwegian():
    assert parse_map(f"{FRAME}language: no\n").language == "no"


@pytest.mark.parametrize("written", ["", "~", "null", '""', "'  '"])
def test_nothing_is_not_text(written):
    assert wrong(f"    thinks: {written}\n") == [
        "M004 'thinks' of step 'come' is empty. Write a value, or leave the key out"
    ]


@pytest.mark.parametrize(("written", "read"), [("−1", -1), ("+1", 1), ("1.5", 1.5), ("-0.5", -0.5), ("2e0", 2)])
def test_a_number_field_takes_decimal_numbers(written, read):
    assert step(f"    feels: {{score: {written}}}\n").feels[0].score == read


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    feels: {score: '1'}\n", "M004 score '1' is text, because of its quotes. Leave the quotes out"),
        ("    feels: {score: good}\n", "M004 score 'good' is not a number. Write −2, −1.5 … 2"),
        ("    feels: {score: 3}\n", "M004 score 3 is outside −2…+2. Write −2, −1.5 … 2"),
        ("    feels: {score: 0.3}\n", "M004 score '0.3' is not a multiple of 0.5. Write 0 or 0.5"),
        (
            "    feels: {intensity: 2.5}\n",
            "M004 intensity '2.5' is not a whole number. Write a whole number from 1 to 5",
        ),
        ("    optional: yes\n", "M004 optional 'yes' is not true or false. Write true"),
        ("    kind: contract\n", "M004 kind 'contract' is not contact or no_contact. Did you mean 'contact'?"),
        (
            "    feels: []\n    does: x\n",
            "M002 key 'does' of step 'come' is written twice, at lines 9 and 11. Keep one of them",
        ),
        (
            "    thinks: [a]\n",
            ("M004 'thinks' of step 'come' is a list, where text belongs. "
            "Put quotes round text that begins with a bracket"),
        ),
        (
            "    touchpoints: {id: a, name: A}\n",
            "M004 'touchpoints' of step 'come' is not a list. Begin each item with '- '",
        ),
        (
            "    choice: here\n",
            "M004 choice of step 'come' is 'here', where keys and values belong. Write {options: …}",
        ),
        ("    feels:\n    - score: 1\n    -\n", "M004 item 2 of 'feels' is empty. Remove it"),
        (
            "    metrics: {Wait: {target: PT5M}}\n",
            "M004 'Wait' in 'metrics' of step 'come' is not an id. Did you mean 'wait'?",
        ),
        (
            "    metrics: {wait: {target: 5m}}\n",
            "M004 target '5m' is neither a number nor a duration in ISO 8601. Write PT5M",
        ),
        (
            "    wants: calm\n",
            ("M004 wants 'calm' is not amusing, inspiring, educational, reassuring, efficient or personal. "
            "Write {other: calm} for a word of your own"),
        ),
        ("    wants: {others: calm}\n", "M004 'wants' of step 'come' is not a word. Write {other: …} for your own"),
        ('    thinks: "\\ud83d"\n', "M004 thinks holds half a character (a lone surrogate). Write the whole character"),
        (
            "    metrics: {wait: {by: 2026-02-30}}\n",
            ("M004 by '2026-02-30' is not a date or a time. "
            "Write for example 2026-11-01, or 2026-11-01T09:30:00+01:00"),
        ),
        ("    metrics: {wait: {at: 90%}}\n", "M004 at '90%' is not a number. Write 0.9"),
    ],
    ids=lambda value: value.strip()[:30] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_told_with_what_would_be_right(lines, said):
    assert wrong(lines) == [said]


def test_an_escaped_pair_is_one_character():
    assert step('    thinks: "\\ud83d\\ude00"\n').thinks == "😀"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    tuchpoints: []\n", "M002 unknown key 'tuchpoints' in step 'come'. Did you mean 'touchpoints'?"),
        ("    momentOfTruth: {}\n", "M002 unknown key 'momentOfTruth' in step 'come'. Did you mean 'moment_of_truth'?"),
        ("    channel: web\n", "M002 'channel' belongs to a touchpoint or an acquisition line, not to a step"),
        (
            "    feels: {score:1}\n",
            "M002 a space is missing after ':' in 'score:1' of feeling 1 of step 'come'. Write 'score: 1'",
        ),
        ("    pains: [text:slow]\n", "M002 a space is missing after ':' in 'text:slow'. Write 'text: slow'"),
        ("    true: 1\n", "M007 key 'true' is not text. Put quotes round it, or give it another name"),
        ("    ? [a]\n    : 1\n", "M007 a key of step 'come' is not text. Write a name"),
        ("    <<: {does: Goes}\n", "M007 merge key '<<' is not read. Write out what it stands for"),
    ],
    ids=lambda value: value.strip()[:20] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_wrong_key_is_told_with_the_one_that_was_meant(lines, said):
    assert wrong(lines) == [said]


def test_a_misspelt_required_key_is_one_mistake_and_not_two():
    assert refused(FRAME.replace("does:", "doez:")) == [
        "9:5 M002 unknown key 'doez' in step 'come'. Did you mean 'does'?"
    ]


def test_what_is_missing_is_told_with_what_it_is():
    text = FRAME.replace("    does: Comes\n", "").replace("- id: come\n    phase", "- phase")
    assert refused(text, file="a.yaml") == [
        "a.yaml:7:5 M003 step 1 has no 'id'. Add id: its id",
        "a.yaml:7:5 M003 step 1 has no 'does'. Add does: what the customer does, in the customer's words",
    ]


def test_every_mistake_is_told_in_the_order_of_the_file():
    text = (
        CONCERT.replace("state: current", "state: currant")
        .replace("phase: after", "phase: aftr")
        .replace("id: app\n", "id: buy\n")
    )
    app = line_of("- id: app")
    assert refused(text, file="concert.yaml") == [
        (
            f"concert.yaml:{line_of('state:')}:8 M004 state 'currant' is not current, target, planned or ideal. "
            "Did you mean 'current'?"
        ),
        f"concert.yaml:{app}:5 M005 id 'buy' is used at lines {line_of('- id: buy')} and {app}. Rename one",
        f"concert.yaml:{line_of('phase: after')}:12 M006 phase 'aftr' does not exist. Did you mean 'after'?",
    ]


def test_what_is_named_must_be_of_the_right_kind():
    assert wrong("links: [{from: come, to: visit}]\n") == ["M006 'visit' is a phase, where 'to' names a step"]


def test_a_remark_may_be_about_anything_that_there_is():
    assert parse_map(f"{FRAME}comments: [{{about: guest, text: Who?}}]\n").comments[0].about == "guest"
    assert wrong("comments: [{about: gest, text: Who?}]\n") == ["M006 nothing has the id 'gest'. Did you mean 'guest'?"]


def test_departments_may_be_named_without_being_listed_as_long_as_none_is():
    assert parse_map(f"{FRAME}owner: {{department: sales}}\n").owner.department == "sales"
    assert wrong("departments: [sale]\nowner: {department: sales}\n") == [
        "M006 department 'sales' does not exist. Did you mean 'sale'?"
    ]


def test_short_forms_say_the_same_as_long_ones():
    short = step("    pains: slow\n    feels: {words: tired}\n    touchpoints:\n"
                 "      - {id: till, name: Till, event_match: {event: paid}}\n")  # fmt: skip
    long = step("    pains: [{text: slow}]\n    feels: [{words: [tired]}]\n    touchpoints:\n"
                "      - {id: till, name: Till, event_match: [{event: [paid]}]}\n")  # fmt: skip
    assert short == long


def test_none_and_nothing_are_told_apart():
    read = parse_map(f"{FRAME}initiatives: [{{id: a, title: A, effect: none}}, {{id: b, title: B}}]\n")
    assert [each.effect for each in read.initiatives] == [(), None]


def test_conditions_are_typed_as_yaml_types_them():
    match = (
        '{event: a, where: {n: 2, text: "2", flag: true, late: {gte: 1.5, lt: 3}, of: [1, x], gone: {exists: false}}}'
    )
    rule = step(f"    touchpoints: [{{id: t, name: T, event_match: {match}}}]\n").touchpoints[0].event_match[0]
    assert rule.where == (
        Condition("n", "is", (2,)),
        Condition("text", "is", ("2",)),
        Condition("flag", "is", (True,)),
        Condition("late", "gte", (1.5,)),
        Condition("late", "lt", (3,)),
        Condition("of", "is", (1, "x")),
        Condition("gone", "exists", (False,)),
    )
    assert [type(each.values[0]) for each in rule.where[:3]] == [int, str, bool]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            "{gt: high}",
            "M004 'gt' on 'n' 'high' is not a number or a time. Write for example 2 or 2026-11-01T09:30:00Z",
        ),
        ("{gt: true}", "M004 'gt' on 'n' 'true' is not a number or a time"),
        ("~", "M004 the condition on 'n' is empty. Write a value, or {exists: false}"),
        ("[]", "M004 the list of values for 'n' is empty. Write a value"),
        ("{}", "M004 the condition on 'n' is empty. Write a value"),
        ("{gtt: 1}", "M002 unknown condition 'gtt' on 'n'. Did you mean 'gt'?"),
        ("{exists: 1}", "M004 'exists' on 'n' '1' is not true or false"),
        (".nan", "M004 the condition on 'n' '.nan' is no number. Put quotes round it, if it is text"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(condition, said):
    assert wrong(f"    touchpoints: [{{id: t, name: T, event_match: {{event: a, where: {{n: {condition}}}}}}}]\n") == [
        said
    ]


def test_own_keys_are_kept_unread():
    kept = parse_map(f"{FRAME}x-own: {{a: [1, 1.5, yes, ~], b: {{c: true}}}}\n").extra
    assert kept["x-own"]["a"] == (1, 1.5, "yes", None)
    assert kept["x-own"]["b"]["c"] is True


LIBRARY = parse_library("""\
format: journey-library/1
personas: [{id: clerk, name: Clerk, segments: [staff]}]
segments: [{id: staff, name: Staff}]
departments: [{id: sales, name: Sales and service}]
actors: [{id: shop, kind: provider, name: Shop, department: sales}]
""")


def test_ids_in_lists_stand_for_what_the_library_says():
    read = parse_map(FRAME.replace("[{id: guest, name: Guest}]", "[clerk]"), library=LIBRARY)
    assert read.personas == LIBRARY.personas
    assert read.segments == LIBRARY.segments


def test_what_is_named_and_only_the_library_has_joins_the_map():
    read = parse_map(f"{FRAME}    third_party: shop\n", library=LIBRARY)
    assert read.actors == LIBRARY.actors
    assert read.departments == LIBRARY.departments


def test_the_map_comes_before_the_library():
    read = parse_map(
        f"{FRAME}    third_party: shop\nactors: [{{id: shop, kind: partner, name: Mine}}]\n", library=LIBRARY
    )
    assert [each.name for each in read.actors] == ["Mine"]


def test_a_channel_of_the_library_is_a_word_of_its_own():
    text = f"{FRAME}    touchpoints: [{{id: t, name: T, channel: drone}}]\n"
    library = parse_library("format: journey-library/1\nchannels: [drone]\n")
    assert parse_map(text, library=library).steps[0].touchpoints[0].channel == Other("drone")
    assert "M004 channel 'drone' is not one of" in refused(text)[0]


def test_an_id_that_no_library_has_is_told():
    text = FRAME.replace("[{id: guest, name: Guest}]", "[clerc]")
    assert refused(text, library=LIBRARY) == ["4:12 M006 persona 'clerc' is not in the library. Did you mean 'clerk'?"]
    assert refused(text)[0].startswith("4:12 M006 persona 'clerc' is not in a library: there is none.")


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ("journey-map/2", "1:9 M008 journey-map/2 is newer than 1, the version read here. Upgrade Sojourn"),
        ("journey-map/1.2", "1:9 M008 format 'journey-map/1.2' is not journey-map/1. Write journey-map/1"),
        ("journey-library/1", "1:9 M008 format 'journey-library/1' is not journey-map/1. Write journey-map/1"),
    ],
)
def test_another_format_is_refused_at_once(format_, said):
    assert refused(FRAME.replace("journey-map/1", format_).replace("does", "doez")) == [said]
