"""The reference page of kinds names every field of the reply."""

import re

from sojourn import analyse
from tests.factories.kinds import planted
from tests.factories.questions import ask
from tests.unit.analyse.test_flow_pages import PAGES

ENVELOPE = {"analysis", "format", "basis", "notes"}


def test_the_page_names_every_field() -> None:
    reply = analyse.kinds(ask(planted(120, 2)), number=2, redraws=2).to_dict()
    fields = {*reply, *reply["tried"][0], *reply["kinds"][0], *reply["compare"][0]} - ENVELOPE
    named = set(re.findall(r"`(\w+)`", (PAGES / "kinds.md").read_text("utf-8")))
    assert fields <= named
