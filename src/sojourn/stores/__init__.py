"""Where events are kept: the lake, the index over it, files read in place, refused rows.

Import its modules by name (`from sojourn.stores.memory import MemorySource`); the root stays empty so that nothing
heavy loads before it is needed.
"""
