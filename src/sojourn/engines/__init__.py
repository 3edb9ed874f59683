"""Engines: what runs an analysis over batches of whole customers."""

from .local import LocalEngine

__all__ = ["LocalEngine"]
