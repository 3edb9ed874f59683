import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from sojourn.app.workspace import Workspace
from sojourn.app.workspace_file import locate
from sojourn.app.workspace_new import create
from sojourn.core.errors import ConfigurationError, Conflict, InvalidInput, NotFound


def test_a_new_workspace_says_what_it_is(tmp_path: Path) -> None:
    made = create(tmp_path / "shop", name='The "Shop"', time_zone="Europe/Paris")
    assert Workspace(tmp_path / "shop").about == made.about
    assert (made.about.name, made.about.time_zone) == ('The "Shop"', "Europe/Paris")


def test_a_workspace_is_called_like_its_folder(tmp_path: Path) -> None:
    assert create(tmp_path / "shop").about.name == "shop"


def test_making_a_workspace_keeps_what_lies_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("x")
    create(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["orders.csv", "sojourn.toml"]


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    create(tmp_path, name="first")
    with pytest.raises(Conflict) as caught:
        create(tmp_path, name="second")
    assert caught.value.code == "workspace-exists"
    assert Workspace(tmp_path).about.name == "first"


def test_a_file_is_not_made_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("x")
    with pytest.raises(Conflict, match="is a file"):
        create(tmp_path / "shop")


def test_a_zone_that_does_not_exist_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not a time zone"):
        create(tmp_path / "shop", time_zone="Mars/Olympus")
    assert not (tmp_path / "shop").exists()


def test_the_nearest_workspace_upwards_is_found(tmp_path: Path) -> None:
    create(tmp_path / "shop")
    deep = tmp_path / "shop" / "a" / "b"
    deep.mkdir(parents=True)
    assert locate(start=deep) == (tmp_path / "shop").resolve()


def test_without_a_workspace_upwards_the_hint_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        locate(start=tmp_path)
    assert caught.value.code == "no-workspace"
    assert caught.value.hint is not None and "sojourn init" in caught.value.hint


def test_a_named_folder_is_not_searched_upwards(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "inside").mkdir()
    with pytest.raises(NotFound, match="is no workspace"):
        locate(tmp_path / "inside")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format = [", "cannot be read"),
        ("format = 2\n", "format 2"),
        ("name = 'x'\n", "format None"),
        ("format = 1\ntimezone = 'UTC'\n", "timezone"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "sojourn.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        Workspace(tmp_path)


def test_a_report_plan_is_kept_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "sojourn.toml").write_text('format = 1\n[report]\nsteps = ["a", "b"]\n')
    assert Workspace(tmp_path).about.report == {"steps": ["a", "b"]}


def test_a_workspace_shows_itself(tmp_path: Path) -> None:
    made = create(tmp_path / "a<b")
    assert repr(made) == f"Workspace({os.fspath(tmp_path / 'a<b')!r})"
    assert "a&lt;b" in made._repr_html_()


@pytest.mark.parametrize("names", [(), ([],), (["a.csv"],), (None,)])
def test_an_import_without_names_of_files_says_how_to_write_it(tmp_path: Path, names: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidInput, match="files are imported by their names") as caught:
        create(tmp_path / "shop").import_files(*names)
    assert "import_files(*files)" in str(caught.value.hint)


def test_of_several_that_make_a_workspace_at_once_one_succeeds_and_the_others_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    start = Barrier(8)

    def make(number: int) -> str:
        start.wait()
        try:
            create(folder, name=f"made by {number}")
        except Conflict as error:
            return str(error.code)
        return "made"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(make, range(8)))
    assert sorted(told) == ["made", *["workspace-exists"] * 7]
    assert Workspace(folder).about.name == f"made by {told.index('made')}"
    assert [each.name for each in folder.iterdir()] == ["sojourn.toml"]
