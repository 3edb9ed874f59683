"""What is wrong with a map that can be read, and what could be better."""

from .checking import errors

__all__ = ["errors"]
