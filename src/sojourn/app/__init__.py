"""Composition: settings and folders become a working system. Import its modules by name; the root stays empty."""
