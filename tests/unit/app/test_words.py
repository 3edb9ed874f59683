from sojourn.app.words import counted


def test_one_is_one_and_the_others_are_many() -> None:
    assert [counted(1, "row"), counted(2000, "row"), counted(0, "row")] == ["1 row", "2,000 rows", "0 rows"]
    assert [counted(n, "row was", "rows were") for n in (1, 2)] == ["1 row was", "2 rows were"]
