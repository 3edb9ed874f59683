"""Packages whose public names are loaded when they are first used, so that a process pays for what it uses."""

import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType


class Door(ModuleType):
    """A package whose names are functions and classes, even where a module has the same name.

    Attributes:
        _HOME: the module of each public name.
    """

    _HOME: Mapping[str, str]

    def __getattr__(self, name: str) -> object:
        """Load a name."""
        module = self.__dict__["_HOME"].get(name)
        if module is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{self.__name__}.{module}"), name)
        self.__dict__[name] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        """Keep the import system from putting a module where a function of its name belongs."""
        if not (isinstance(value, ModuleType) and name in self.__dict__.get("_HOME", {})):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        """Give the names."""
        return [*self.__dict__["_HOME"], *super().__dir__()]


def open_door(package: str, names: Mapping[str, str]) -> None:
    """Make a package give its public names when they are asked for.

    Args:
        package: its full name.
        names: the public names of each module, with spaces between. `__init__.pyi` lists them for people and type
            checkers; a test holds both equal.
    """
    module = sys.modules[package]
    home = {name: where for where, listed in names.items() for name in listed.split()}
    module.__dict__["_HOME"] = MappingProxyType(home)
    module.__class__ = Door
