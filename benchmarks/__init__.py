"""Measure Sojourn beside its rivals, on data that anyone can make again."""
