"""Whether a mail about a milestone still holds, asked before it is sent and noted after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lumiku import clock
from lumiku.accounts.policy import Milestone, Tier, level_of, milestones
from lumiku.accounts.service import Account
from lumiku.usage import alerts, service

__all__ = ["MilestoneMails"]


class MilestoneMails:
    """The `Occasion` of the mails that the monitor puts into the outbox; others always hold."""

    def still_holds(self, account: Account, facts: Mapping[str, Any], now: datetime) -> bool:
        """Whether the mail is still right: the same month, plan and milestone."""
        if "milestone" not in facts:
            return True
        month, tier = str(facts["month"]), account.tier_at(now)
        if month != clock.month_key(now) or tier is not Tier(facts["tier"]):
            return False
        passed = milestones(tier, service.month(account.user_id, month).used)
        return bool(passed) and passed[-1].value == facts["milestone"]

    def was_told(self, user_id: str, facts: Mapping[str, Any]) -> None:
        """The alert that a mail belongs to says that the merchant was written to."""
        milestone = facts.get("milestone")
        level = level_of(Milestone(milestone)) if milestone else None
        if level is not None:
            alerts.mark(user_id, str(facts["month"]), level, mail_sent=True)
