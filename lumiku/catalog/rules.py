"""The catalog's pure rules: releases, searches and plan limits."""

import unicodedata
from datetime import date
from typing import Any, Final

from lumiku.accounts.policy import PLANS, Tier, next_tier
from lumiku.errors import InvalidInput, LimitReached
from lumiku.texts import Text
from lumiku.vocabulary import ADULT_AGES, AgeRange

__all__ = ["check_release", "limit_reached", "matches", "release_status"]

# What a plan counts.
_LIMITED: Final[dict[str, Text]] = {
    "brand_kits": Text("kit merek", "brand kits"),
    "avatars": Text("avatar", "avatars"),
}
_FUTURE: Final = Text(
    "tanggal izin tidak boleh setelah hari ini", "the release cannot be signed after today"
)
_NO_GUARDIAN: Final = Text(
    "izin untuk anak dan remaja perlu nama orang tua atau wali",
    "a child's or teenager's release needs the name of a parent or guardian",
)


def check_release(release: dict[str, Any] | None, age: AgeRange, today: date) -> None:
    """Whether a release can stand for a person of this age; none at all can always be recorded.

    Raises InvalidInput: signed in the future, or a minor's without a guardian.
    """
    if release is None:
        return
    if date.fromisoformat(release["signed_on"]) > today:
        raise InvalidInput.at("/release/signed_on", _FUTURE)
    if age not in ADULT_AGES and not release.get("guardian"):
        raise InvalidInput.at("/release/guardian", _NO_GUARDIAN)


def release_status(release: object | None, revoked_at: str | None) -> str:
    """valid, revoked or missing."""
    if release is not None:
        return "valid"
    return "missing" if revoked_at is None else "revoked"


def matches(name: str, q: str | None) -> bool:
    """Whether a name contains the words searched for, in any case and composed or not."""
    return q is None or _folded(q) in _folded(name)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def limit_reached(limited: str, tier: Tier, used: int) -> LimitReached:
    """The error for a plan's limit on `brand_kits` or `avatars`."""
    limit = getattr(PLANS[tier], limited)
    suggested = next_tier(tier)
    return LimitReached(
        limit_of=limited,
        limited=_LIMITED[limited],
        limit=limit,
        remaining=max(0, limit - used),
        plan=tier.value,
        suggested_plan=suggested.value if suggested else None,
    )
