"""Compiled loops over sorted arrays: arrays in, arrays out, the GIL released, nothing of the domain.

Enter here, never by a module of its own. Bounds are not checked inside: callers check codes and offsets once a batch.
"""

from ._cases import cut_between as cut_between
from ._cases import cut_by_gap as cut_by_gap
from ._cases import cut_by_key as cut_by_key
from ._cases import mark_repeats as mark_repeats
