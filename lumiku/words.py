"""Times, days and plans in the words of a merchant, in Indonesian and English."""

from datetime import date, datetime, time, timedelta
from typing import Final

from lumiku import clock
from lumiku.texts import Text

__all__ = ["PLAN_NAMES", "day_words", "duration_words", "hour_words", "moment_words", "plan_name"]

PLAN_NAMES: Final[dict[str, Text]] = {
    "free": Text("Gratis", "Free"),
    "starter": Text("Starter", "Starter"),
    "pro": Text("Pro", "Pro"),
    "enterprise": Text("Enterprise", "Enterprise"),
}
_MONTHS: Final = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_UNITS: Final = {
    "id": (("jam", "jam"), ("menit", "menit"), ("detik", "detik")),
    "en": (("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
}


def plan_name(tier: str, language: str) -> str:
    """What a merchant calls a plan, such as `Gratis`."""
    return PLAN_NAMES[tier].said(language)


def duration_words(span: timedelta, language: str) -> str:
    """A promise in words, such as `5 menit`, in the largest unit that fits evenly."""
    seconds = int(span.total_seconds())
    for size, (one, many) in zip((3600, 60, 1), _UNITS[language], strict=True):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {one if count == 1 else many}"
    raise AssertionError("every whole number of seconds divides by one")


def hour_words(moment: time, language: str) -> str:
    return moment.strftime("%H.%M" if language == "id" else "%H:%M")


def day_words(moment: date | datetime | str, language: str) -> str:
    """A WIB day such as `23 November 2026`, from a date, a moment or an ISO text of either."""
    if isinstance(moment, str):
        moment = date.fromisoformat(moment) if len(moment) == 10 else clock.from_iso(moment)
    day = moment.astimezone(clock.WIB).date() if isinstance(moment, datetime) else moment
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def moment_words(moment: datetime, now: datetime, language: str) -> str:
    """A moment of WIB: `pukul 14.00 WIB`, and its day when that is not today."""
    local = moment.astimezone(clock.WIB)
    hour = f"{hour_words(local.time(), language)} WIB"
    if language == "id":
        hour = f"pukul {hour}"
    if clock.day_of(moment) == clock.day_of(now):
        return hour
    day = f"{local.day} {_MONTHS[language].split()[local.month - 1]}"
    return f"{day} {hour}" if language == "id" else f"{day}, {hour}"
