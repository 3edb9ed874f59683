"""What cannot be planned with, and why."""

from collections.abc import Sequence

from sojourn.core.errors import InvalidInput


class PlanRefused(InvalidInput):
    """A plan that cannot be made of what was given.

    Attributes:
        names: the states, initiatives or departments it is about.
        constraint: the rule that cannot be met, as `floor:buy` or `require:wallet`; None for other refusals.
        needs: the least budget that meets it; None where no budget does, and for other refusals.
        p: what a test gave, for `experiment.sample_ratio`.
    """

    code = "bad-plan"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        hint: str,
        names: Sequence[str] = (),
        constraint: str | None = None,
        needs: float | None = None,
        p: float | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.names = tuple(names)
        self.constraint = constraint
        self.needs = needs
        self.p = p
