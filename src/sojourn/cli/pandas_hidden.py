"""Pandas, which Arrow would load without need, and which only Spark uses."""

import sys


class WithoutPandas:
    """Hides pandas from this process: Arrow loads it, a second's work, only to ask whether an array came from it."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Find nothing, and pandas never."""
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used on the command line", name=fullname)


def hide_pandas() -> None:
    """Keep pandas from being loaded."""
    sys.meta_path.insert(0, WithoutPandas())


def show_pandas() -> None:
    """Let pandas be loaded after all."""
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, WithoutPandas)]
