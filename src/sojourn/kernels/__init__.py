"""Compiled loops over sorted arrays: arrays in, arrays out, the GIL released, nothing of the domain.

Enter here, never by a module of its own. Bounds are not checked inside: callers check codes and offsets once a batch.
"""
