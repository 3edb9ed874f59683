"""What users rely on, as a file: a change to a public name, a signature, a command or an option shows in review.

When a change is meant: `UPDATE_SNAPSHOTS=1 python -m pytest tests/architecture/test_public_names.py`.
"""

import inspect
import os
import re
from pathlib import Path

import click
import pytest

import sojourn
from sojourn.cli.root import root

HERE = Path(__file__).parent


def public_names() -> str:
    """Give every public name of the package with its signature."""
    lines = []
    for name in sorted(sojourn.__all__):
        found = getattr(sojourn, name)
        if inspect.isclass(found):
            bases = ", ".join(base.__name__ for base in found.__bases__ if base is not object)
            lines.append(f"class {name}({bases})" if bases else f"class {name}")
            if name == "Workspace":
                lines += [
                    f"    {method}{_signature(each)}"
                    for method, each in sorted(vars(found).items())
                    if inspect.isfunction(each) and not method.startswith("_")
                ]
        else:
            lines.append(f"{name}{_signature(found)}")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Give every command with its arguments and options."""
    lines: list[str] = []

    def walk(group: click.Group, path: str) -> None:
        context = click.Context(group, info_name=path)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            lines.append(f"{path} {name}")
            for param in command.params:
                if isinstance(param, click.Argument):
                    lines.append(f"    {param.metavar or param.name}")
                else:
                    default = (
                        ""
                        if param.default in (None, False, ()) or "UNSET" in repr(param.default)
                        else f" = {param.default}"
                    )
                    lines.append(f"    {', '.join([*param.opts, *param.secondary_opts])}{default}")
            if isinstance(command, click.Group):
                walk(command, f"{path} {name}")

    walk(root, "sojourn")
    return "\n".join(lines) + "\n"


def _signature(function: object) -> str:
    """Write a signature without the addresses and quotes that come and go."""
    text = str(inspect.signature(function))  # type: ignore[arg-type]  # only functions come here
    return re.sub(r"['\"]|sojourn\.[a-z_.]+\.|pathlib\.|datetime\.|collections\.abc\.|typing\.", "", text)


@pytest.mark.parametrize(("name", "found"), [("public_names.txt", public_names), ("commands.txt", commands)])
def test_what_users_rely_on_is_as_recorded(name: str, found: object) -> None:
    assert callable(found)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        (HERE / name).write_text(found(), "utf-8")
    assert found() == (HERE / name).read_text("utf-8")


def test_the_stub_names_what_the_package_has() -> None:
    stub = (Path(sojourn.__file__).parent / "__init__.pyi").read_text("utf-8")
    assert set(re.findall(r" as (\w+)$", stub, re.MULTILINE)) == set(sojourn.__all__)
