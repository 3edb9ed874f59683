"""What the surroundings say: read once, from the environment, into one frozen tree."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from sojourn.core.errors import ConfigurationError, InvalidInput
from sojourn.core.sizes import size

BUILD_ONLY = frozenset({"SOJOURN_KERNELS", "SOJOURN_BOUNDS"})
"""Read while the package is built, never while it runs."""


@dataclass(frozen=True, slots=True)
class About:
    """What the reference says of a setting."""

    variable: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment may decide. Options of a command win over it."""

    workspace: Path | None = None
    threads: int | None = None
    memory: str | None = None
    no_colour: bool = False
    demo_exit: bool = False


ABOUT = MappingProxyType(
    {
        "workspace": About(
            "SOJOURN_WORKSPACE",
            "folder",
            "The workspace to use; unset, the nearest folder upwards that holds a sojourn.toml.",
        ),
        "threads": About(
            "SOJOURN_THREADS",
            "threads",
            "How many threads an analysis may use; unset, as many as there are processors.",
        ),
        "memory": About(
            "SOJOURN_MEMORY",
            "bytes",
            "How much memory the data of a question may take, such as 512M or 2G; unset, a quarter of the machine's.",
        ),
        "no_colour": About("NO_COLOR", "any text", "Set to anything, output carries no colour."),
        "demo_exit": About("DEMO_EXIT", "1", "Set to 1, `sojourn demo` stops once the report is written."),
    }
)


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting as it stands, for people to read."""

    variable: str
    unit: str
    meaning: str
    value: str
    source: str


def from_environment() -> Settings:
    """Read the settings of this process."""
    return read(os.environ)


def without_colour() -> bool:
    """Say whether output is to carry no colour: known even where the other settings cannot be read."""
    return bool(os.environ.get("NO_COLOR"))


def read(environment: Mapping[str, str]) -> Settings:
    """Read settings from variables; an empty variable counts as unset.

    Raises:
        ConfigurationError: a variable that starts with SOJOURN_ is not known, or a value cannot be read.
    """
    known = {about.variable for about in ABOUT.values()}
    for name in environment:
        if name.startswith("SOJOURN_") and name not in known | BUILD_ONLY:
            from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for what is mistyped

            near = get_close_matches(name, known, 1, 0.5)
            raise ConfigurationError(
                f"the environment sets {name}, which is no setting",
                code="unknown-setting",
                hint=f"did you mean {near[0]}?" if near else "`sojourn settings` lists what can be set",
            )
    workspace = environment.get("SOJOURN_WORKSPACE") or None
    return Settings(
        workspace=None if workspace is None else Path(workspace),
        threads=_threads(environment.get("SOJOURN_THREADS") or None),
        memory=_memory(environment.get("SOJOURN_MEMORY") or None),
        no_colour=bool(environment.get("NO_COLOR")),
        demo_exit=environment.get("DEMO_EXIT", "") not in ("", "0"),
    )


def in_force(settings: Settings) -> tuple[InForce, ...]:
    """Say of every setting what it is now and whether the environment or the default says so."""
    found = []
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        shown = "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
        about = ABOUT[setting.name]
        source = "default" if value == setting.default else "environment"
        found.append(InForce(about.variable, about.unit, about.meaning, shown, source))
    return tuple(found)


def _threads(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ConfigurationError(
            f"SOJOURN_THREADS is {text!r}, which is no number of threads",
            code="bad-setting",
            hint="write a whole number from 1, such as SOJOURN_THREADS=2, or leave it out",
        )
    return int(text)


def _memory(text: str | None) -> str | None:
    try:
        if text is not None:
            size(text)
    except InvalidInput as error:
        raise ConfigurationError(
            f"SOJOURN_MEMORY is {text!r}, which is no amount of memory", code="bad-setting", hint=error.hint
        ) from None
    return text
