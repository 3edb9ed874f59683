"""The lanes of a drawing: each says how high it has to be, and draws itself step by step."""
