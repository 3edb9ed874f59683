"""What a sample says of itself."""

import shlex

import pytest

from sojourn import samples


def test_a_suggestion_reads_as_a_command_line_a_shell_understands() -> None:
    suggestion = samples.SuggestedAnalysis(
        question="Who pays?",
        analysis="funnel",
        arguments=("page.viewed[site=shop]", "it's paid"),
        options={"within": "7d", "collapse": None},
    )
    assert shlex.split(suggestion.command()) == [
        "sojourn", "funnel", "page.viewed[site=shop]", "it's paid", "--within", "7d", "--collapse",
    ]  # fmt: skip


@pytest.mark.parametrize("world", [samples.retail_world(), samples.concert_world()], ids=lambda world: world.name)
def test_every_suggestion_asks_about_events_the_sample_has(world: samples.SampleWorld) -> None:
    assert world.suggestions
    for suggestion in world.suggestions:
        named = [*suggestion.arguments, *(suggestion.options.get(name) for name in ("from", "to", "start", "return"))]
        assert {name.partition("[")[0] for name in named if name} <= set(world.events)
