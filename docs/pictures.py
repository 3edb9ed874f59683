"""Draw the pictures of maps and of charts in the documentation again. `make pictures` runs this.

Evidence is kept beside its picture, as the command writes it, so that the picture can be drawn without a year of
events; `--measure` measures it again. The picture of a page needs Chromium.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

import sojourn as sj
from sojourn import maps, measure, prioritise, samples

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images" / "maps"
EVIDENCE = FOLDER / "retail-evidence.json"
REVIEWED = date(2026, 11, 1)


@dataclass(frozen=True)
class Picture:
    """A drawing of a map.

    Attributes:
        name: of the file, without its ending.
        example: the worked map, a template, or the path of a map.
        wishes: how it is drawn.
    """

    name: str
    example: str
    wishes: Mapping[str, Any] = field(default_factory=dict)

    def svg(self) -> str:
        """Draw it."""
        wishes = dict(self.wishes)
        if "target" in wishes:
            wishes["target"] = read(wishes["target"])
        if wishes.pop("evidence", False):
            wishes["overlay"] = maps.read_overlay(json.loads(EVIDENCE.read_text("utf-8")))
        return sj.draw_map(read(self.example), **wishes).svg + "\n"


PICTURES = (
    Picture("concert-working", "concert"),
    Picture("concert-poster", "concert", {"variant": "poster"}),
    Picture("concert-board", "concert", {"variant": "board"}),
    Picture("concert-change", "concert", {"variant": "before-after", "target": "examples/maps/concert-tomorrow.yaml"}),
    Picture("concert-dark", "concert", {"theme": "dark"}),
    Picture("bank-blueprint", "bank", {"variant": "blueprint"}),
    Picture("bank-deviation", "bank", {"variant": "deviation"}),
    Picture("order-poster", "examples/maps/order.yaml", {"variant": "poster"}),
    Picture("retail-evidence", "retail", {"evidence": True}),
    Picture("loops-figure-8", "figure-8", {"variant": "figure-8"}),
)
PAGE = FOLDER / "concert-page.png"
VIEWS = ("canvas", "journey", "matrix", "plan")
PRIORITIES = {
    "searches": 30.0, "compares": 12.0, "tries": 25.0, "talks_over": 9.0, "first_rain": 14.0, "signs": 3.0,
}  # fmt: skip


def winning(view: str) -> str:
    """Draw how a family is won for a cargo bike."""
    buying = read("buying-example")
    chosen = None
    if view == "plan":
        months = dict.fromkeys(prioritise.months_of_lines(buying), 1.0)
        model = prioritise.model_of(buying)
        plan = prioritise.acquisition_plan(model, buying, budget=50_000, capacity={"sales": months})
        chosen = plan.shown()
    return maps.draw_acquisition(buying, view, chosen=chosen).svg + "\n"


def radar() -> Any:
    """Sort the needs and trends of the same map."""
    return prioritise.radar(read("buying-example"), PRIORITIES, today=date(2026, 11, 21))


@dataclass(frozen=True)
class Plot:
    """A chart of what customers say.

    Attributes:
        name: of the file, without its ending.
        result: what asks the question.
        wishes: how it is drawn.
    """

    name: str
    result: Callable[[], Any]
    wishes: Mapping[str, Any] = field(default_factory=dict)

    def svg(self) -> str:
        """Draw it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "chart.svg"
            sj.render(self.result().chart(**self.wishes), path)
            return path.read_text("utf-8")


def evening() -> Any:
    """Read the answers of the evening of the examples."""
    questions = measure.read_questions(ROOT / "examples" / "evening-questions.csv")
    return measure.read_answers(ROOT / "examples" / "evening.csv", questions=questions)


def beside() -> Any:
    """Put what guests of the evening say matters beside what goes with their recommending it."""
    answers = evening()
    ratings = ["entry", "payment", "sound", "drinks", "way_home"]
    derived = sj.drivers(answers, "nps", ratings, not_met=["drinks"])
    return sj.stated_beside_derived(sj.stated_importance(answers), derived)


AFTER = ROOT / "examples" / "after-the-show"


def sheets() -> Any:
    """Read the sheets that guests filled after the show of the examples."""
    return measure.read_answers(AFTER / "sheets.csv", questions=AFTER / "questions.csv")


def theatre() -> Any:
    """Read what visitors of the theatre of the examples said, of 1,200 who were asked."""
    answers = measure.read_answers(
        ROOT / "examples" / "answers.csv", questions=measure.read_questions(ROOT / "examples" / "questions.csv")
    )
    return replace(answers, asked=1200, responded=430)


RATINGS = ("rate_entry", "rate_bar", "rate_sound", "rate_photos")
PLOTS = (
    Plot("nps", lambda: sj.nps(theatre(), by="segment")),
    Plot("trend", lambda: sj.trend(theatre(), "csat")),
    Plot("stated-and-derived", beside),
    Plot("kano", lambda: measure.kano(AFTER / "pairs.csv")),
    Plot("penalty-and-reward", lambda: measure.penalty_reward(sheets(), "overall", RATINGS)),
    Plot(
        "feelings", lambda: measure.feelings(sheets(), hypotheses={"booking": 1, "entry": 0, "show": 2, "way home": 0})
    ),
    Plot("visits", lambda: sj.visits(sj.read_observations(AFTER / "observations.csv", AFTER / "criteria.csv"))),
    Plot("importance-and-performance", lambda: measure.quadrants_of(evening())),
)
CHARTS = ROOT / "docs" / "images" / "measure"


def read(example: str) -> sj.JourneyMap:
    """Read a worked map, a template, or a map of the examples."""
    if "/" in example:
        return sj.read_map(ROOT / example)
    if example == "buying-example":
        return sj.parse_map(samples.example_map("buying"))
    if example in maps.TEMPLATES:
        return sj.parse_map(maps.new_map(example, today=REVIEWED))
    return sj.parse_map(samples.example_map(example))


def measure_again() -> None:
    """Measure the evidence of the retail map again, on the year of shopping that `sojourn demo` imports."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        sojourn("demo", "--workspace", str(demo), "--exit")
        document = demo / "maps" / "retail.yaml"
        document.parent.mkdir(exist_ok=True)
        document.write_text(samples.example_map("retail"), "utf-8")
        EVIDENCE.write_text(sojourn("maps", "overlay", str(document), "--workspace", str(demo), "--json"), "utf-8")


def sojourn(*words: str) -> str:
    """Run a command, and give what it prints."""
    command = [sys.executable, "-m", "sojourn", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def photograph() -> bool:
    """Take a picture of the page of a map; say whether there is a browser to do it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "concert.html"
        page.write_text(sj.draw_html(read("concert")), "utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
        subprocess.run(
            [browser, *options, f"--user-data-dir={folder}/profile", f"--screenshot={PAGE}", "--window-size=1280,900",
             page.as_uri()],
            check=True,
            capture_output=True,
        )  # fmt: skip
    return True


@click.command()
@click.option("--measure", "again", is_flag=True, help="Also measure the evidence again.")
def main(again: bool) -> None:
    """Draw every picture of the documentation."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if again or not EVIDENCE.exists():
        measure_again()
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.svg").write_text(picture.svg(), "utf-8")
        click.echo(f"wrote docs/images/maps/{picture.name}.svg")
    for view in VIEWS:
        (FOLDER / f"buying-{view}.svg").write_text(winning(view), "utf-8")
        click.echo(f"wrote docs/images/maps/buying-{view}.svg")
    sj.render(radar().chart(), FOLDER / "buying-radar.svg")
    click.echo("wrote docs/images/maps/buying-radar.svg")
    CHARTS.mkdir(parents=True, exist_ok=True)
    for plot in PLOTS:
        (CHARTS / f"{plot.name}.svg").write_text(plot.svg(), "utf-8")
        click.echo(f"wrote docs/images/measure/{plot.name}.svg")
    click.echo(f"wrote docs/images/maps/{PAGE.name}" if photograph() else f"left {PAGE.name} as it is: no Chromium")


if __name__ == "__main__":
    main()
