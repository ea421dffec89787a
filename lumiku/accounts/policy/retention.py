"""How long things are kept, and how long before something ends that is announced."""

from datetime import datetime, time, timedelta
from typing import Final

__all__ = [
    "BUDGETS_KEPT",
    "CLEANUP_FROM",
    "CLEANUP_NOTICE",
    "EXPORTS_KEPT",
    "MAILS_KEPT",
    "PICTURES_KEPT",
    "SUSPENSION_NOTICE",
    "SUSPENSION_NOTICE_HOLDS",
    "TEAM_ALERTS_KEPT",
    "USAGE_LOG_KEPT",
    "may_suspend",
]

PICTURES_KEPT: Final = timedelta(days=30)  # that nobody exported, rated or marked, from the end
CLEANUP_NOTICE: Final = timedelta(days=7)  # from the announcement to their deletion
CLEANUP_FROM: Final = time(9)  # WIB, when people read mail
EXPORTS_KEPT: Final = timedelta(days=30)  # the files of an export; the bucket deletes a day later
MAILS_KEPT: Final = timedelta(days=400)  # what was sent to a merchant
USAGE_LOG_KEPT: Final = timedelta(days=400)  # what happened to a merchant's use, month by month
TEAM_ALERTS_KEPT: Final = timedelta(days=90)
BUDGETS_KEPT: Final = timedelta(days=90)  # what hosted providers took in a day
SUSPENSION_NOTICE: Final = timedelta(hours=24)  # from the announcement to the earliest suspension
SUSPENSION_NOTICE_HOLDS: Final = timedelta(days=30)  # after that it must be announced again


def may_suspend(noticed_at: datetime | None, now: datetime) -> bool:
    """Whether an account may be suspended: it was announced long enough ago, but not too long."""
    if noticed_at is None:
        return False
    return SUSPENSION_NOTICE <= now - noticed_at < SUSPENSION_NOTICE_HOLDS
