"""The merchants' calendar: months, days and hours of Asia/Jakarta (WIB)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lumiku.settings import settings

__all__ = [
    "WIB",
    "day_key",
    "day_of",
    "from_iso",
    "hour_of",
    "iso",
    "month_end",
    "month_key",
    "month_start",
    "now",
]

WIB: Final = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """This moment, aware, in UTC. Only entry points call it; rules take it as an argument."""
    return datetime.now(UTC) + timedelta(seconds=settings().clock_ahead)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def month_key(moment: datetime) -> str:
    """The WIB month, such as `2026-11`."""
    return moment.astimezone(WIB).strftime("%Y-%m")


def day_key(moment: datetime) -> str:
    """The WIB day, such as `2026-11-23`."""
    return moment.astimezone(WIB).strftime("%Y-%m-%d")


def day_of(moment: datetime) -> date:
    """The WIB day."""
    return moment.astimezone(WIB).date()


def hour_of(moment: datetime) -> int:
    """The WIB hour of the day, 0 to 23."""
    return moment.astimezone(WIB).hour


def month_start(month: str) -> datetime:
    """The first instant of a WIB month such as `2026-11`, in UTC."""
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=WIB).astimezone(UTC)


def month_end(moment: datetime) -> datetime:
    """The first instant of the next WIB month, in UTC."""
    local = moment.astimezone(WIB)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return datetime(year, month, 1, tzinfo=WIB).astimezone(UTC)
