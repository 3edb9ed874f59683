"""Lets `python -m sojourn` do what `sojourn` does."""

from sojourn.cli.main import run

if __name__ == "__main__":
    run()
