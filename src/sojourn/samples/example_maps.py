"""Worked journey maps that ship with Sojourn, as text."""

from importlib.resources import files

from sojourn.core.errors import NotFound

_FOLDER = "maps"


def example_maps() -> tuple[str, ...]:
    """Give the names of the worked maps, in order of the alphabet."""
    folder = files(__package__) / _FOLDER
    return tuple(sorted(each.name.removesuffix(".yaml") for each in folder.iterdir() if each.name.endswith(".yaml")))


def example_map(name: str) -> str:
    """Give the text of a worked map.

    Raises:
        NotFound: there is none of that name.
    """
    if name not in example_maps():
        raise NotFound(
            f"there is no example map {name!r}",
            code="no-example",
            hint=f"there are {', '.join(example_maps())}",
        )
    return (files(__package__) / _FOLDER / f"{name}.yaml").read_text("utf-8")
