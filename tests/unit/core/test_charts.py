"""What a notebook is given to draw."""

from typing import Any

import pytest

from sojourn.core.charts import VEGA, Chart, vega_lite


@pytest.mark.parametrize(
    ("chart", "kind"),
    [
        (vega_lite({"mark": "bar"}, title="Visits"), "vegalite"),
        (Chart({"$schema": VEGA, "title": {"text": "Visits"}, "marks": []}), "vega"),
    ],
)
def test_a_notebook_finds_the_drawing_under_the_version_it_knows(chart: Chart, kind: str) -> None:
    bundle = chart._repr_mimebundle_()
    assert list(bundle) == [f"application/vnd.{kind}.v6+json", f"application/vnd.{kind}.v5+json", "text/plain"]
    assert bundle[f"application/vnd.{kind}.v6+json"] == bundle[f"application/vnd.{kind}.v5+json"] == chart.to_dict()
    assert bundle["text/plain"] == '<Chart: Visits; sj.render(chart, "chart.svg") draws it in a file>'


@pytest.mark.parametrize(("title", "told"), [("Visits", "Visits"), (None, "without a title"), ({}, "without a title")])
def test_a_chart_names_itself(title: Any, told: str) -> None:
    assert repr(Chart({"title": title})) == f'<Chart: {told}; sj.render(chart, "chart.svg") draws it in a file>'
