"""An import into a new folder that another import made a workspace in the meantime."""

from sojourn.app.workspace_new import create
from sojourn.cli.importing import _made


def test_the_workspace_that_another_import_made_is_used(tmp_path):
    fresh = tmp_path / "work"
    create(fresh, time_zone="Europe/Vienna")
    with _made(fresh, None, time_zone="UTC") as place:
        assert place.path == fresh
    assert (fresh / "sojourn.toml").exists()
