"""What the API says about a merchant's month."""

from lumiku.accounts.policy import Level, Tier
from lumiku.schemas import Moment, Out

__all__ = ["Usage", "UsageReason"]


class UsageReason(Out):
    """Why the account is where it is: a stable code and a sentence for the merchant."""

    code: str
    detail: str


class Usage(Out):
    """The present WIB month; null limits mean none.

    `used` poses succeeded, `held` ones are reserved by batches that still run, and `remaining`
    is what is left of the plan's limit.
    """

    month: str
    resets_at: Moment
    tier: Tier
    used: int
    held: int
    limit: int | None
    remaining: int | None
    level: Level
    throttled: bool
    throttled_until: Moment | None
    reason: UsageReason | None
    recommendation: Tier | None
