"""Maps of any length for drawings: all kinds of marks, the same each time."""

from random import Random

from sojourn.maps.model import (
    CHANNELS,
    EVIDENCE,
    MOMENTS,
    Choice,
    Department,
    Feeling,
    Gain,
    JourneyMap,
    Link,
    MomentOfTruth,
    Pain,
    Persona,
    Phase,
    Step,
    Touchpoint,
    Work,
)

DOES = (
    "Looks for a new provider", "Compares three offers side by side", "Calls the hotline to ask about delivery",
    "Pays with a card at the kiosk", "Waits", "Opens the parcel and sets the device up",
)  # fmt: skip
LONG_GERMAN = "Rindfleischetikettierungsüberwachungsaufgaben"
ARABIC = "يشتري التذاكر عبر الإنترنت"
JAPANESE = "好きなアーティストの広告を見て、チケットをオンラインで購入する"
EMOJI = "Buys 🎫🎉 for 👩‍👩‍👧‍👦 and 🇫🇷"


def long_map(
    steps: int,
    *,
    phases: int = 3,
    personas: int = 1,
    does: tuple[str, ...] = DOES,
    language: str = "en",
    options: int = 0,
    seed: int = 1,
) -> JourneyMap:
    """Make a map of so many steps.

    Args:
        personas: with a curve of their own each, when there are several.
        does: what is done, in any script.
        options: how many points of contact the first step lets choose from.
    """
    random = Random(seed)
    people = tuple(
        Persona(id=f"person{each}", name=f"Person {each + 1}", goal="Get it done") for each in range(personas)
    )
    stages = tuple(
        Phase(id=f"phase{each}", name=f"Phase {each + 1}", moment=MOMENTS[min(each, 2)]) for each in range(phases)
    )
    made = [_step(random, place, f"phase{place * phases // steps}", personas, does) for place in range(steps)]
    if options:
        points = tuple(_point(random, f"option{each}") for each in range(options))
        chosen = Choice(options=tuple(point.id for point in points), expected="option0")
        made[0] = Step(id="step0", phase="phase0", does=does[0], choice=chosen, touchpoints=points)
    links = (Link(from_=made[-1].id, to=made[0].id, kind="loop"),) if steps > 2 else ()
    return JourneyMap(
        id="long", title=does[0], personas=people, phases=stages, steps=tuple(made), links=links,
        departments=(Department(id="stock"),), language=language,
    )  # fmt: skip


def _step(random: Random, place: int, phase: str, personas: int, does: tuple[str, ...]) -> Step:
    feelings = tuple(
        Feeling(
            score=random.randint(-4, 4) / 2,
            words=(random.choice(("calm", "annoyed", "happy and relieved")),),
            evidence=random.choice(EVIDENCE),
            persona=f"person{each}" if personas > 1 else None,
        )
        for each in range(personas)
    )
    return Step(
        id=f"step{place}",
        phase=phase,
        does=random.choice(does),
        thinks=random.choice((None, "Why is this so complicated?", does[0])),
        feels=feelings,
        touchpoints=tuple(_point(random, f"point{place}-{each}") for each in range(random.randint(1, 2))),
        moment_of_truth=_truth(random) if place % 6 == 2 else None,
        pains=(Pain(text="Too slow"),) if place % 4 == 1 else (),
        gains=(Gain(text=does[-1]),) if place % 5 == 1 else (),
        frontstage=(Work(does="Greets"),) if place % 5 == 2 else (),
        backstage=(Work(does="Checks what is there", department="stock"),) if place % 3 == 1 else (),
    )


def _truth(random: Random) -> MomentOfTruth:
    return MomentOfTruth(flag=random.choice(("expert", "data", "both")), why="Won or lost here")


def _point(random: Random, ident: str) -> Touchpoint:
    return Touchpoint(
        id=ident,
        name=f"The {random.choice(('page', 'desk', 'payment page', 'self-service kiosk'))}",
        channel=random.choice(CHANNELS),
        trigger=random.choice(("push", "pull")),
        purpose=random.choice(("informative", "transactional")),
        control=random.choice(("owned", "partner", "paid", "earned", "none")),
    )
