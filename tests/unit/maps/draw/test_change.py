"""What a drawing of before and after says of shares and margins."""

from dataclasses import replace

from sojourn import maps, samples
from sojourn.maps.draw.change import join

TICKETS = maps.parse_map(samples.example_map("tickets"))


def test_shares_and_margins_that_change_are_listed_at_their_step() -> None:
    link = next(each for each in TICKETS.links if each.share is not None)
    share = link.share / 2
    later = replace(
        TICKETS,
        links=tuple(replace(each, share=share) if each is link else each for each in TICKETS.links),
        steps=tuple(replace(each, margin=(each.margin or 0) + 2) if each.id == "after" else each
                    for each in TICKETS.steps),
    )  # fmt: skip
    changes = join(TICKETS, later).changes
    assert changes[link.from_].kind == "changed"
    assert any(f"% → {100 * share:.1f} %" in line for line in changes[link.from_].lines)
    assert any(line.startswith("margin ") for line in changes["after"].lines)
    assert changes["after"].lines[-1].startswith("through ")
    assert {name for name, each in changes.items() if each.kind != "same"} == {link.from_, "after"}
