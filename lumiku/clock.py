"""The merchants' calendar: months, days, hours and peak times of Asia/Jakarta (WIB)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lumiku.settings import settings

__all__ = [
    "PEAK_END",
    "PEAK_START",
    "WIB",
    "day_key",
    "day_of",
    "from_iso",
    "hour_of",
    "is_peak",
    "iso",
    "month_end",
    "month_key",
    "month_start",
    "next_boundary",
    "now",
    "off_peak_start",
]

WIB: Final = ZoneInfo("Asia/Jakarta")
PEAK_START: Final = time(9)
PEAK_END: Final = time(21)


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


def is_peak(moment: datetime) -> bool:
    """Whether the moment lies in [09:00, 21:00) WIB."""
    return PEAK_START <= moment.astimezone(WIB).time() < PEAK_END


def next_boundary(moment: datetime) -> datetime:
    """The next 09:00 or 21:00 WIB strictly after the moment, in UTC."""
    local = moment.astimezone(WIB)
    for days in (0, 1):
        for edge in (PEAK_START, PEAK_END):
            at = datetime.combine(local.date() + timedelta(days=days), edge, tzinfo=WIB)
            if at > local:
                return at.astimezone(UTC)
    raise AssertionError("every day has a 09:00")


def off_peak_start(moment: datetime) -> datetime:
    """The moment itself when it is off-peak, else the coming 21:00 WIB, in UTC."""
    return next_boundary(moment) if is_peak(moment) else moment.astimezone(UTC)


def month_start(month: str) -> datetime:
    """The first instant of a WIB month such as `2026-11`, in UTC."""
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=WIB).astimezone(UTC)


def month_end(moment: datetime) -> datetime:
    """The first instant of the next WIB month, in UTC."""
    local = moment.astimezone(WIB)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return datetime(year, month, 1, tzinfo=WIB).astimezone(UTC)
