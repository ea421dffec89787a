"""The busy hours of a WIB day, in which fair use slows who used much."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from lumiku.clock import WIB

__all__ = ["PEAK_END", "PEAK_START", "is_peak", "next_boundary", "off_peak_start"]

PEAK_START: Final = time(9)
PEAK_END: Final = time(21)


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
