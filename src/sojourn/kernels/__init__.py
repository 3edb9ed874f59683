"""Compiled loops over sorted arrays: arrays in, arrays out, the GIL released, nothing of the domain.

Enter here, never by a module of its own. Bounds are not checked inside: callers check codes and offsets once a batch.
"""

from ._cases import cut_between as cut_between
from ._cases import cut_by_gap as cut_by_gap
from ._cases import cut_by_key as cut_by_key
from ._cases import mark_repeats as mark_repeats
from ._cases import pack as pack
from ._dropoff import tails as tails
from ._fields import find_decimals as find_decimals
from ._fields import parse_integers as parse_integers
from ._fields import parse_money as parse_money
from ._fields import scan_records as scan_records
from ._follows import count_edges as count_edges
from ._follows import count_edges_hashed as count_edges_hashed
from ._follows import count_nodes as count_nodes
from ._follows import edge_buckets as edge_buckets
from ._follows import edge_powers as edge_powers
from ._follows import place_keys as place_keys
from ._funnel import attempts as attempts
from ._gaps import rank_buckets as rank_buckets
from ._gaps import sort_gaps as sort_gaps
from ._gatherings import gatherings as gatherings
from ._hashing import finish_hashes as finish_hashes
from ._hashing import hash_bytes as hash_bytes
from ._hashing import hash_codes as hash_codes
from ._hashing import hash_strings as hash_strings
from ._hashing import hash_words as hash_words
from ._moves import moves as moves
from ._moves import optional_events as optional_events
from ._ordering import checksum as checksum
from ._ordering import find_keys as find_keys
from ._ordering import is_ascending as is_ascending
from ._ordering import mark_equal_keys as mark_equal_keys
from ._ordering import mix_keys as mix_keys
from ._ordering import order_by as order_by
from ._paths import count_steps as count_steps
from ._paths import find_paths as find_paths
from ._paths import list_links as list_links
from ._quantiles import group_values as group_values
from ._quantiles import tally as tally
from ._retention import age_sums as age_sums
from ._retention import retention_births as retention_births
from ._retention import retention_cohorts as retention_cohorts
from ._retention import retention_returns as retention_returns
from ._retention import retention_returns_every as retention_returns_every
from ._tally import tally_codes as tally_codes
from ._tally import tally_times as tally_times
from ._times import parse_times as parse_times
from ._timing import pairs as pairs
from ._variants import add_hashes as add_hashes
from ._variants import count_hashes as count_hashes
from ._variants import find_hashes as find_hashes
from ._variants import first_by_name as first_by_name
from ._variants import hash_journeys as hash_journeys
from ._variants import index_hashes as index_hashes
