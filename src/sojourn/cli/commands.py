"""What every command is: options in sections, examples in its help, and what one run of the program knows."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

import click

from sojourn.app.settings import Settings

from .failures import Misuse

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True}


class Session:
    """One run of the program: what the environment and the options that every command has say."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.quiet = False
        self.debug = False
        self.colour: bool | None = None


class Option(click.Option):
    """An option that stands under a heading in the help."""

    def __init__(self, *args: Any, section: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class OneOf(click.Choice[str]):
    """A choice that, mistyped, says what is near."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the choice."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            from difflib import get_close_matches

            near = get_close_matches(str(value), list(self.choices), 1, 0.5)
            error.hint = f"did you mean {near[0]}?" if near else None  # type: ignore[attr-defined]  # read by failures
            raise


class Command(click.Command):
    """A command with examples, sections, and the options that all have."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", HELP)
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.params.extend(everywhere())

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings, in the order of first appearance."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                sections.setdefault(getattr(param, "section", "Options"), []).append(record)
        rest = sections.pop("Options", [])
        for heading, records in [*sections.items(), ("Options", rest)]:
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        with formatter.section("Examples" if len(self.examples) > 1 else "Example"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def command(
    summary: str, *, examples: Sequence[str], name: str | None = None
) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function; its docstring explains what the summary cannot."""

    def decorate(function: Callable[..., Any]) -> Command:
        explanation = cleandoc(function.__doc__ or "")
        made = click.command(name, cls=Command, examples=examples, short_help=summary)(function)
        made.help = f"{summary}.\n\n{explanation}" if explanation else f"{summary}."
        return made

    return decorate


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives and what one line says of it, known without loading it."""

    module: str
    attribute: str
    section: str
    summary: str


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def __init__(self, *args: Any, entries: dict[str, Entry], **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", HELP)
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names, in the order of the help."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        found = getattr(importlib.import_module(entry.module, __package__), entry.attribute)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which is near."""
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.entries, 2, 0.5)
            raise Misuse(
                f"{ctx.command_path} has no command {args[0]!r}",
                hint=f"did you mean {' or '.join(near)}?"
                if near
                else f"`{ctx.command_path} --help` lists the commands",
                ctx=ctx,
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section, from what is known without loading them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in self.entries.items():
            sections.setdefault(entry.section, []).append((name, entry.summary))
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def session(ctx: click.Context | None = None) -> Session:
    """Give this run's session."""
    found = (ctx or click.get_current_context()).find_object(Session)
    assert found is not None
    return found


def everywhere() -> list[click.Parameter]:
    """Give the options that every command has."""

    def be_quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        session(ctx).quiet = session(ctx).quiet or value

    def debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        session(ctx).debug = session(ctx).debug or value

    return [
        Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=be_quiet,
            show_default=False,
            help="Say nothing but the result and errors.",
        ),
        Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=debug,
            show_default=False,
            help="Show the traceback of an error.",
        ),
    ]
