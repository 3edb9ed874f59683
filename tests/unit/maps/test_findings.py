"""A finding as a line and as JSON."""

from sojourn.maps import Finding, MapRefused, Place

FOUND = Finding(
    rule="M002",
    severity="error",
    message="unknown key 'tuchpoints' in step 'buy'",
    hint="did you mean 'touchpoints'?",
    path=("steps", "buy", "tuchpoints"),
    place=Place(63, 5),
    file="concert.yaml",
)


def test_a_finding_is_a_line():
    assert str(FOUND) == "concert.yaml:63:5 M002 unknown key 'tuchpoints' in step 'buy'. Did you mean 'touchpoints'?"


def test_what_was_not_read_from_text_has_its_path():
    assert str(Finding(rule="M004", severity="error", message="no", path=("steps", 0))) == "steps.0 M004 no"
    assert str(Finding(rule="M004", severity="error", message="no")) == "M004 no"


def test_what_steers_a_terminal_is_shown():
    assert str(Finding(rule="M004", severity="error", message="\x1b[2J\n")) == "M004 \\x1b[2J\\n"


def test_a_finding_is_json():
    assert FOUND.to_dict() == {
        "rule": "M002",
        "severity": "error",
        "message": "unknown key 'tuchpoints' in step 'buy'",
        "hint": "did you mean 'touchpoints'?",
        "path": ["steps", "buy", "tuchpoints"],
        "file": "concert.yaml",
        "line": 63,
        "column": 5,
    }
    assert Finding(rule="M004", severity="error", message="no").to_dict()["line"] is None


def test_a_refusal_has_a_line_for_each_finding():
    assert MapRefused([FOUND, FOUND]).message == f"{FOUND}\n{FOUND}"
