"""What needs Java: a real cluster of a master and two workers, and an object store, on this machine."""
