"""A pose's track record: what it was used for, how often it worked, and when it retires."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from lumiku.vocabulary import Placement

__all__ = ["PRIOR", "Outcome", "Record", "retired"]

# Beta prior of the success rate: ten imagined uses of which nine worked, the library's promise.
PRIOR: Final = (9.0, 1.0)
PRIOR_QUALITY: Final = 0.8  # with the weight of the same ten uses
_MIN_USES: Final = 12  # before them a bad start is only bad luck
_RETIRE_BELOW: Final = 0.70
_SURE: Final = 1.645  # standard deviations: one-sided 95 %


@dataclass(frozen=True)
class Outcome:
    """One finished picture: which pose, how the product was placed, and how it went."""

    pose_template_id: str
    placement: Placement
    success: bool
    quality: float = 0.0  # 0 to 1; counts only for a success


@dataclass(frozen=True)
class Record:
    """Sums over finished pictures; `quality_sum` is over the successes."""

    uses: int = 0
    successes: int = 0
    quality_sum: float = 0.0

    def __add__(self, other: "Record") -> "Record":
        return Record(
            self.uses + other.uses,
            self.successes + other.successes,
            self.quality_sum + other.quality_sum,
        )

    @property
    def success_rate(self) -> float:
        """Mean of the Beta posterior: (9 + successes) / (10 + uses)."""
        return (PRIOR[0] + self.successes) / (sum(PRIOR) + self.uses)

    @property
    def quality(self) -> float:
        """Mean quality of the successes, drawn to the prior while they are few."""
        weight = sum(PRIOR)
        return (PRIOR_QUALITY * weight + self.quality_sum) / (weight + self.successes)

    @property
    def upper_rate(self) -> float:
        """A success rate that the true one hardly exceeds: one-sided 95 % by normal approximation.

        The standard deviation of Beta(a, b) is sqrt(ab / (a + b + 1)) / (a + b).
        """
        a = PRIOR[0] + self.successes
        b = PRIOR[1] + self.uses - self.successes
        return self.success_rate + _SURE * sqrt(a * b / (a + b + 1)) / (a + b)


def retired(record: Record) -> bool:
    """Whether a pose has failed so often that it is surely no good."""
    return record.uses >= _MIN_USES and record.upper_rate < _RETIRE_BELOW
