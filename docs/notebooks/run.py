"""Run the notebooks of the gallery again, and keep what they show: `make notebooks`.

A notebook is kept with its results, so that it can be read without running it. What is kept is the same wherever and
whenever it was run: no times, no paths, of a chart its picture and not the data that notebooks draw, of a bar of
progress nothing.
"""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
SECONDS = 300
"""The most that one cell may take, on a slow machine."""

DRAWN = "application/vnd."
"""What a notebook that draws charts itself would draw; the picture beside it is enough to read."""


def notebooks() -> list[Path]:
    """Give the notebooks of the gallery, in the order of reading."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> Any:
    """Read a notebook."""
    return nbformat.read(path, as_version=4)


def executed(notebook: Any, folder: Path) -> Any:
    """Run a notebook in an empty folder, and give it as it is kept.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as sockets:
        kernel = AsyncKernelManager(
            kernel_name="python3", transport="ipc", connection_file=str(Path(sockets) / "kernel.json")
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=SECONDS,
            # On a busy machine what a cell shows may come some seconds after its end is told.
            startup_timeout=SECONDS,
            iopub_timeout=SECONDS,
            resources={"metadata": {"path": str(folder)}},
        )
        try:
            with client.setup_kernel(env=environment):
                for place, cell in enumerate(notebook.cells):
                    client.execute_cell(cell, place)
        finally:
            run_sync(kernel.shutdown_kernel)(now=True)
    return kept(notebook)


def kept(notebook: Any) -> Any:
    """Leave out of a notebook whatever differs from run to run, or is there twice."""
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = list(_joined(each for each in map(_output, cell.outputs) if each is not None))
    return notebook


def _output(output: Any) -> Any:
    """Clean one output; None for one that shows nothing."""
    if output.output_type == "stream":
        return output
    data = {kind: shown for kind, shown in output.data.items() if not kind.startswith(DRAWN)}
    if not data:
        return None
    output.data = data
    return output


def _joined(outputs: Iterable[Any]) -> Iterable[Any]:
    """Join what was printed in several pieces: where they are cut is a matter of time."""
    last = None
    for output in outputs:
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
            continue
        if last is not None:
            yield last
        last = output
    if last is not None:
        yield last


@click.command()
@click.argument("names", nargs=-1)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, help="Folder to write to.")
def main(names: tuple[str, ...], into: Path) -> None:
    """Run notebooks whose names begin with any of NAMES, by default all, and write them back."""
    for path in notebooks():
        if not names or path.name.startswith(names):
            written = into / path.name
            with tempfile.TemporaryDirectory() as folder:
                nbformat.write(executed(read(path), Path(folder)), written)
            click.echo(f"wrote {written.name}: {written.stat().st_size / 1024:,.0f} KiB")


if __name__ == "__main__":
    main()
