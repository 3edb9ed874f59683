"""Write the generated pages of the reference: the command line, Python, the settings, the errors. `make docs` runs this."""

# ruff: noqa: E501 - the lines of the pages are as long as they are

import ast
import inspect
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

import sojourn
from sojourn import maps
from sojourn.app.settings import ABOUT
from sojourn.cli.commands import Command, LazyGroup
from sojourn.cli.failures import STATUSES
from sojourn.cli.root import root
from sojourn.maps.check.examples import EVENTS, IMAGES, around

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- made by docs/generate.py: change the source, then run `make docs` -->\n"

STATUS_TABLE = """| status | meaning |
|---|---|
| 0 | done |
| 1 | done, and the answer is no: an import that had to refuse rows |
| 2 | wrong usage: an unknown command or option, a missing argument, a value that is wrong whatever the data |
| 65 | `InvalidInput`: a file, a row, an expression or a combination that cannot be used as it is |
| 66 | `NotFound`: a workspace, a file or a name that is not there |
| 69 | `EngineError`, `StoreError`, `ChannelError`: an engine, a store, a channel or the disk failed |
| 70 | a bug: run the command again with `--debug` and report what it prints |
| 75 | `Conflict`: someone else holds or has changed what the command wants to change |
| 77 | `NotAllowed` |
| 78 | `ConfigurationError`: the installation or a setting lacks something |
| 130 | interrupted with Ctrl-C |
| 141 | whoever read the output has closed it |
"""


def main() -> None:
    """Write every generated page."""
    for name, text in pages().items():
        (PAGES / name).write_text(text, "utf-8")
        click.echo(f"wrote docs/reference/{name}")


def pages() -> dict[str, str]:
    """Give every generated page by its name."""
    return {
        "cli.md": cli(),
        "python.md": python(),
        "settings.md": settings(),
        "errors.md": error_page(),
        "map-rules.md": map_rules(),
        "journey-map.md": journey_map(),
    }


def journey_map() -> str:
    """Describe the format of maps; how is told in a module of its own."""
    spec = spec_from_file_location("journey_map_page", ROOT / "docs" / "journey_map_page.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    text: str = loaded.page(NOTE)
    return text


def cli() -> str:
    """Describe every command from the tree of commands."""
    out = [
        NOTE,
        "# The command line",
        "",
        "For those who look up what a command takes. `sojourn COMMAND --help` says the same.",
        "",
        "Results go to standard output, everything else to standard error. `--json` prints one document with raw numbers and",
        "UTC times, and nothing else joins it. Durations are written `90s`, `30m`, `12h`, `7d`, `2w`, `1h30m`, or in ISO 8601;",
        "times as `2024-03-01` or in RFC 3339.",
        "",
        "CSV, from `--csv`, `--out` and `--members`, may be opened in a spreadsheet: text that begins with `=`, `+`, `-`, `@`, a",
        "tab or a carriage return gets an apostrophe before it, lest it be computed; numbers stay as they are. Programs that",
        "need such names letter by letter take `--json`, `.parquet` or `.jsonl`.",
        "",
        "## Exit statuses",
        "",
        STATUS_TABLE,
    ]
    with click.Context(root, info_name="sojourn") as context:
        for path, command in commands(root, context):
            out += describe(path, command)
    return "\n".join(out).rstrip() + "\n"


def python() -> str:
    """Describe every public name of the package, grouped by what it is for."""
    lead = (
        "For those who ask in Python: `import sojourn as sj`. Here is every public name with its signature and what it is for; "
        "`help(sj.funnel)` says what each option means, and [the analyses](analyses) what is counted. "
        "[Ask in a notebook](../how-to/ask-in-a-notebook.md) shows how they go together."
    )
    out = [NOTE, "# Python", "", lead, ""]
    named = {name: getattr(sojourn, name) for name in sojourn.__all__}
    for heading, belongs in GROUPS.items():
        mine = [name for name in sorted(named, key=str.lower) if belongs(name, named[name])]
        out += [f"## {heading}", ""]
        for name in mine:
            out += entry(name, named.pop(name))
    assert not named, f"no group takes {', '.join(named)}"
    return "\n".join(out).rstrip() + "\n"


def entry(name: str, found: object) -> list[str]:
    """Describe a function with its signature, a class with its methods, an error with its meaning."""
    about = (inspect.getdoc(found) or "").split("\n\n")[0].replace("\n", " ")
    if not inspect.isclass(found):
        return [f"### `sj.{name}`", "", about, "", *call(name, found)]
    out = [f"### `sj.{name}`", "", about, ""]
    if issubclass(found, Exception):
        return out
    if name in ("Cases", "Cohort", "Mapping", "ReportPlan"):
        out += call(name, found)
    rows = []
    for method, value in sorted(vars(found).items()):
        if method.startswith("_") or not (inspect.isfunction(value) or isinstance(value, property | classmethod)):
            continue
        line = (inspect.getdoc(value) or "").split("\n")[0]
        shown = method if isinstance(value, property) else f"{method}()"
        rows.append(f"| `{shown}` | {line} |")
    return [*out, *(["| | |", "|---|---|", *rows, ""] if rows else [])]


def call(name: str, found: object) -> list[str]:
    """Show how something is called, folded where it is long."""
    return ["```text", *textwrap.wrap(f"{name}{signature(found)}", 100, subsequent_indent="    "), "```", ""]


def signature(function: object) -> str:
    """Write a signature as it is called: names and defaults."""
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]  # only functions come here
    parts, starred = [], False
    for each in parameters:
        if each.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        default = "" if each.default is inspect.Parameter.empty else f"={each.default!r}"
        parts.append(f"{each.name}{default}")
    return "(" + ", ".join(parts) + ")"


QUESTIONS = (
    "ReadyPath",
    "attribution",
    "attribution_of_paths",
    "read_paths",
    "chain",
    "chain_of",
    "conformance",
    "dropoff",
    "follows",
    "funnel",
    "graph",
    "kinds",
    "next_after",
    "next_step",
    "outcome",
    "passage",
    "paths",
    "retention",
    "sessions",
    "split_chain",
    "survival",
    "timing",
    "variants",
)

VISITS = ("read_observations", "visits", "satisfaction_delivered")

GROUPS: Mapping[str, Callable[[str, Any], bool]] = MappingProxyType(
    {
        "Where events are": lambda name, found: (
            name in ("open", "init", "journeys", "spark_journeys", "Workspace", "Mapping", "ReportPlan")
        ),
        "Journey maps": lambda name, found: (
            getattr(found, "__module__", "").startswith(("sojourn.maps", "sojourn.insight", "sojourn.app.map_checking"))
            and name not in VISITS
            and not issubclass(found if inspect.isclass(found) else object, Exception)
        ),
        "What customers say": lambda name, found: (
            (
                getattr(found, "__module__", "").startswith("sojourn.measure")
                or name in ("Answers", "Limits", "Question")
                or name in VISITS
            )
            and not issubclass(found if inspect.isclass(found) else object, Exception)
        ),
        "Plans": lambda name, found: (
            getattr(found, "__module__", "").startswith(
                ("sojourn.prioritise", "sojourn.app.plan", "sojourn.app.winning")
            )
            and not issubclass(found if inspect.isclass(found) else object, Exception)
        ),
        "Questions": lambda name, found: name in QUESTIONS,
        "Who is behind a number": lambda name, found: name.endswith("_members"),
        "Compare": lambda name, found: name.startswith("compare") or name == "notable_differences",
        "Cohorts": lambda name, found: "cohort" in name.lower(),
        "What comes back, and what is handed on": lambda name, found: (
            name in ("Result", "Chart", "render", "Journeys", "Cases", "step")
        ),
        "Errors": lambda name, found: inspect.isclass(found) and issubclass(found, Exception),
    }
)
"""The parts of the Python page, each with what belongs to it; a name goes to the first that takes it."""


def commands(group: click.Group, context: click.Context, path: str = "sojourn") -> Iterator[tuple[str, click.Command]]:
    """Walk the tree of commands."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, LazyGroup):
            yield from commands(command, context, f"{path} {name}")


def describe(path: str, command: click.Command) -> list[str]:
    """Describe one command."""
    context = click.Context(command, info_name=path, **command.context_settings)
    words = " ".join(command.collect_usage_pieces(context))
    out = [f"## `{path}`", "", *(command.help or "").split("\n"), "", "```text", f"{path} {words}", "```", ""]
    sections: dict[str, list[str]] = defaultdict(list)
    for param in command.get_params(context):
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record is not None:
            name, text = (part.replace("|", "\\|") for part in record)
            sections[getattr(param, "section", "Options")].append(f"| `{name}` | {text} |")
    for heading in sorted(sections, key=lambda each: each == "Options"):
        out += [f"**{heading}**", "", "| option | meaning |", "|---|---|", *sections[heading], ""]
    if isinstance(command, Command) and command.examples:
        out += ["```sh", *command.examples, "```", ""]
    return out


def settings() -> str:
    """Describe every setting."""
    rows = [f"| `{about.variable}` | {about.unit} | {about.meaning} |" for about in ABOUT.values()]
    head = ["| variable | unit | meaning |", "|---|---|---|"]
    lead = (
        "For those who set Sojourn up. Settings are read once, from the environment; an option of a command wins over them. "
        "A variable that starts with `SOJOURN_` and is not listed here is refused. `sojourn settings` shows what is in force."
    )
    return "\n".join([NOTE, "# Settings", "", lead, "", *head, *rows, ""])


def error_page() -> str:
    """Describe every error that the source raises, by branch and code."""
    out = [
        NOTE,
        "# Errors",
        "",
        "For those who met one, or whose program tests for one. Every error has a message (what was found, where, and what",
        "would be right), a stable `code`, and often a hint (the next thing to do). In Python they are exceptions of",
        "`sojourn.SojournError`; the command line prints `error: …` and `hint: …` and leaves with the status of the branch.",
        "What stands in braces is filled in.",
        "",
        "## Exit statuses",
        "",
        STATUS_TABLE,
    ]
    found = raised()
    for branch, status in STATUSES.items():
        mine = {code: said for (name, code), said in found.items() if name == branch.__name__}
        out += [f"## `{branch.__name__}` ({status})", "", (branch.__doc__ or "").strip(), ""]
        for code in sorted(mine):
            out += [f"### `{code}`", ""]
            for message, hint in sorted(mine[code]):
                out.append(f"- {message}" + (f"  \n  *{hint}*" if hint else ""))
            out.append("")
    return "\n".join(out).rstrip() + "\n"


def map_rules() -> str:
    """Describe every rule that a map is held to, with an example and what is said of it."""
    lead = (
        "For those who write journey maps. `sojourn maps check` holds a map to these rules. An **error** refuses the map: it can be "
        "neither drawn nor held against journeys. A **warning** and a **note** never block; with `--strict` a warning exits with "
        "status 1. `sojourn maps check --explain M204` says on a terminal what this page says."
    )
    ignoring = (
        "What is meant to be so is ignored with a reason, everywhere or at one thing, in the map itself. Errors cannot be ignored, and "
        "an entry that silences nothing is told (M305)."
    )
    ignore = "lint:\n  ignore:\n    - {rule: M206, about: checkin, because: Digital and branch share a manager}"
    out = [NOTE, "# The rules for maps", "", lead, "", ignoring, "", "```yaml", ignore, "```", ""]
    out += ["| rule | | speaks when |", "|---|---|---|"]
    out += [f"| [{rule.id}](#{rule.id.lower()}) | {rule.severity} | {rule.title} |" for rule in maps.RULES.values()]
    for rule in maps.RULES.values():
        example = maps.example_of(rule.id)
        out += [
            "",
            f"## {rule.id}",
            "",
            f"**{rule.title}** ({rule.severity}). {rule.why}",
            "",
            "```yaml",
            example.wrong.rstrip(),
            "```",
        ]
        said = [finding for finding in findings_in(example.wrong) if finding.rule == rule.id]
        out += ["", "```text", *(f"{each.severity}  {each.rule}  {each.message}" for each in said[:2]), "```", ""]
        out += [f"What to do: {rule.do}.", "", "```yaml", example.right.rstrip(), "```"]
    return "\n".join(out) + "\n"


def findings_in(piece: str) -> tuple[maps.Finding, ...]:
    """Say what is found in a map around a piece, on the day of the examples."""
    try:
        read = maps.parse_map(around(piece), contradictory=True)
    except maps.MapRefused as refused:
        return refused.findings
    return maps.check_map(read, today=date(2026, 11, 21), events=EVENTS, images=IMAGES)


def raised() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Find every error made in the source: (branch, code) to messages with their hints."""
    branches = {branch.__name__: branch for branch in STATUSES}
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "src").rglob("*.py"))]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for base in node.bases:
                    if isinstance(base, ast.Name) and base.id in branches:
                        branches[node.name] = branches[base.id]
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in branches):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            code = given.get("code")
            name = code.value if isinstance(code, ast.Constant) else branches[node.func.id].code
            message = template(node.args[0]) if node.args else ""
            found[branches[node.func.id].__name__, str(name)].add(
                (message, template(given["hint"]) if "hint" in given else "")
            )
    return found


def template(node: ast.expr) -> str:
    """Write a text of the source with braces where it is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value) if node.value is not None else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        words = re.findall(r"[a-z_]+", ast.unparse(node.value))
        return f"{{{words[-1] if words else '…'}}}"
    if isinstance(node, ast.IfExp):
        return " / ".join(part for part in (template(node.body), template(node.orelse)) if part)
    if isinstance(node, ast.BinOp):
        return template(node.left) + template(node.right)
    return "{…}"


if __name__ == "__main__":
    sys.exit(main())
