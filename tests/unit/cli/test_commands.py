import re
import shlex
from itertools import takewhile
from pathlib import Path

import click
import pytest

from sojourn.cli.commands import Command, LazyGroup, Session
from sojourn.cli.failures import STATUSES, status_of
from sojourn.cli.root import root
from sojourn.core import errors


def tree(group: click.Group, path: str = "") -> list[tuple[str, click.Command]]:
    """List the commands under a group."""
    found = []
    with click.Context(group, info_name="sojourn") as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            found.append((f"{path}{name}", command))
            if isinstance(command, click.Group):
                found += tree(command, f"{path}{name} ")
    return found


COMMANDS = tree(root)
IDS = [name for name, _ in COMMANDS]
CLUSTER_PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-a-spark-cluster.md"


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=IDS)
def test_every_command_says_what_it_does_in_one_line(name: str, command: click.Command) -> None:
    summary = command.get_short_help_str(limit=200).rstrip(".")
    assert summary
    if " " not in name:
        assert root.entries[name].summary == summary


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=IDS)
def test_every_command_has_an_example_that_names_it(name: str, command: click.Command) -> None:
    if not isinstance(command, LazyGroup):
        assert isinstance(command, Command)
        assert command.examples
        assert all(f"sojourn {name}" in example for example in command.examples)


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=IDS)
def test_every_option_is_explained(name: str, command: click.Command) -> None:
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help and param.help.rstrip().endswith("."), f"sojourn {name} {param.opts[0]}"


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=IDS)
def test_examples_can_be_parsed(name: str, command: click.Command) -> None:
    words_of_name = ["sojourn", *name.split()]
    for example in getattr(command, "examples", ()):
        for part in re.split(r" \| | && ", example):
            words = list(takewhile(lambda word: word != ">", shlex.split(part, comments=True)))
            if words[: len(words_of_name)] == words_of_name:
                parent = click.Context(root, info_name="sojourn", obj=Session())
                command.make_context(name, words[len(words_of_name) :], parent=parent)


def test_what_only_a_cluster_can_run_is_at_least_understood() -> None:
    """Its addresses are nobody's here, so nothing runs; names of commands and options are held."""
    named, found = dict(COMMANDS), 0
    for block in re.findall(r"^```bash\n(.*?)^```", CLUSTER_PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            if words[0] == "sojourn":
                parent = click.Context(root, info_name="sojourn", obj=Session())
                named[words[1]].make_context(words[1], words[2:], parent=parent)
                found += 1
    assert found >= 6


def test_every_branch_of_the_error_tree_has_a_status() -> None:
    branches = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.SojournError) and each is not errors.SojournError
    }
    assert branches == set(STATUSES)


def test_a_subclass_has_the_status_of_its_branch() -> None:
    class Damaged(errors.StoreError):
        """A file is not what was written."""

    assert status_of(Damaged("x")) == 69
