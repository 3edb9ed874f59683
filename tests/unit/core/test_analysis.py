"""How journeys say in words what they are, without computing anything."""

from dataclasses import replace

from sojourn import analyse
from sojourn.app import cohorts, in_place
from tests.factories.journeys import shop

SOURCE = "source of 15 events of 5 customers; 2024-03-04T09:00:00Z to 2024-03-15T20:02:00Z"


def test_filters_are_listed_beside_the_source_they_filter() -> None:
    asked = in_place.journeys(shop(), since="2024-03-05", until="2024-03-06", where="channel = 'email'", collapse=True)
    assert repr(asked) == (
        f"Journeys({SOURCE}; cut by customer; since 2024-03-05T00:00:00Z; until 2024-03-06T00:00:00Z; "
        "where channel = 'email'; repeats collapsed)"
    )


def test_a_cohort_is_named_and_nothing_is_counted_within_it() -> None:
    asked = in_place.journeys(shop())
    mail = cohorts.cohort_by_property(asked, "mail", property="channel", value="email")
    within = analyse.within_cohort(analyse.within_cohort(asked, mail), replace(mail, name="post"))
    assert repr(within) == (
        f"Journeys({SOURCE}; those in the cohort 'mail' of 1; those in the cohort 'post' of 1; cut by customer)"
    )
    assert "those in the cohort &#x27;mail&#x27; of 1" in within._repr_html_()
