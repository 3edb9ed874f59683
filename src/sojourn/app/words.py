"""Words for numbers of things."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """Say how many there are: `1 row`, `2 rows`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
