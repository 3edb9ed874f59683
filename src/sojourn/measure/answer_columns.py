"""Which column of a table of answers is which: as it is named, as it is said, or as such files usually call it."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.synonyms import SYNONYMS, simple
from sojourn.core.words import shortened

from .columns import Columns

Notes = list[Mapping[str, object]]

KNOWN = ("answer", "customer", "at", "question", "value", "text", "scale", "case", "weight")
"""Columns that are read; `GROUPS` and all others become groups."""
GROUPS = ("lang", "step", "touchpoint", "segment", "channel")

_PEOPLE = (
    "respondent respondent_id respondent_key participant participant_id participant_key panel_id "
    "response_owner response_owner_id respondent_email email e_mail email_address recipient recipient_id "
    "recipient_email kunde kunden_id kundennummer kunden_nr kundennr teilnehmer teilnehmer_id befragter "
    "befragten_id besucher besucher_id client_no numero_client no_client id_client repondant id_repondant "
    "id_cliente cliente cliente_id encuestado klant klant_id klantnummer"
)
_SHEETS = (
    "response response_id submission submission_id sheet sheet_id interview interview_id questionnaire_id "
    "survey_response_id fragebogen fragebogen_id antwort_id reponse_id record_id uuid id"
)
_BARE = ("member", "client", "user", "visitor", "subject", "kunde", "cliente", "klant", "besucher")
"""Names that may also say of which kind somebody is; they are taken where values are many."""


def as_said(table: Columns, columns: Mapping[str, str], registry: Mapping[str, Question]) -> Columns:
    """Give columns the names that are read.

    Raises:
        InvalidInput: `answers.no_column` where there is no such column; `answers.unknown_role` where nothing is read by
            that name.
    """
    roles = (*KNOWN, *GROUPS, *registry)
    for role, name in columns.items():
        if role not in roles:
            near = get_close_matches(role, roles, 1, 0.5)
            raise InvalidInput(
                f"{role} is nothing that a column of answers can be, and {name} is said to hold it",
                code="answers.unknown_role",
                hint=(f"did you mean {near[0]}? " if near else "")
                + f"a column is one of {', '.join((*KNOWN, *GROUPS))}"
                ", or a registered question",
            )
        if name not in table.values:
            near = get_close_matches(name, table.values, 1, 0.6)
            raise InvalidInput(
                f"{table.named()} has no column {name}, which is said to hold {role}",
                code="answers.no_column",
                hint=(f"did you mean {near[0]}? " if near else "") + f"its columns are {', '.join(table.values)}",
            )
    return _renamed(table, {name: role for role, name in columns.items()}, over=columns)


def as_usual(table: Columns, registry: Mapping[str, Question]) -> tuple[Columns, Notes]:
    """Take columns for what such files usually call customers and sheets, and headings for the wording of questions.

    Nothing is taken in silence: the notes say what was, and that nobody says who answered where nothing does.
    """
    notes: Notes = []
    back: dict[str, str] = {}
    worded = {asked.wording.strip().casefold(): asked.id for asked in registry.values()}
    for name in table.values:
        meant = worded.get(name.strip().casefold())
        if meant is not None and name not in registry and meant not in table.values:
            back[name] = meant
    free = [name for name in table.values if name not in (*KNOWN, *registry) and name not in back]
    if "customer" not in table.values:
        found = _first(table, free, (*SYNONYMS["customer"], *_PEOPLE.split()))
        if found is not None:
            back[found] = "customer"
            notes.append(
                note(
                    "answers.customer_taken",
                    f"column {found} is taken for who answered; if it is not, name another with --column customer=NAME",
                    column=found,
                )
            )
        else:
            sheet = None if "case" in table.values else _first(table, free, _SHEETS.split())
            if sheet is not None:
                back[sheet] = "case"
            notes.append(_nobody(table, sheet or ("case" if "case" in table.values else None)))
    return _renamed(table, back, over={}), notes


def unanswered(table: Columns, registry: Mapping[str, Question], answered: Iterable[str]) -> Notes:
    """Name questions that are registered and that nobody answered, and the columns or names that may be meant."""
    missing = [name for name in registry if name not in set(answered)]
    if not missing:
        return []
    others = [name for name in table.values if name not in (*KNOWN, *GROUPS, *registry)]
    parts = []
    for name in missing:
        near = get_close_matches(name.casefold(), [other.casefold() for other in others], 1, 0.6)
        meant = next((other for other in others if near and other.casefold() == near[0]), None)
        parts.append(f"{name} (did you mean the column {meant}?)" if meant else name)
    return [
        note("answers.not_answered", f"registered, not answered: {shortened(', '.join(parts), 300)}", questions=missing)
    ]


def _nobody(table: Columns, sheet: str | None) -> Mapping[str, object]:
    """Say that nobody says who answered."""
    if sheet is not None:
        told = f"no column says who answered: every {sheet} counts as a customer of its own"
    elif "answer" in table.values:
        told = "no column says who answered: every answer counts as a customer of its own"
    else:
        told = (
            "no column says who answered: every row counts as a customer of its own, and what stands in the file twice "
            "counts twice"
        )
    columns = shortened(", ".join(table.values), 200)
    return note("answers.no_customer", f"{told}; name it with --column customer=NAME, one of {columns}")


def _first(table: Columns, names: Sequence[str], known: Sequence[str]) -> str | None:
    """Find the column whose name stands first among those known."""
    found = {simple(name): name for name in reversed(names) if simple(name) in known and _filled(table.values[name])}
    for word in known:
        if word in found:
            distinct = len(set(table.values[found[word]]))
            if word not in _BARE or distinct * 50 >= max(len(table), 150):
                return found[word]
    return None


def _filled(cells: Sequence[Any]) -> bool:
    return any(cell is not None for cell in cells)


def _renamed(table: Columns, back: Mapping[str, str], *, over: Mapping[str, str]) -> Columns:
    """Rename columns; those whose name is given to another are left out."""
    if not back:
        return table
    values = {back.get(name, name): column for name, column in table.values.items() if name in back or name not in over}
    return Columns(table.file, values, table.rows, table.uneven)
