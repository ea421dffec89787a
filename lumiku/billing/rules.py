"""Signatures, amounts and the end of a paid plan, as pure functions."""

import hashlib
import hmac
from calendar import monthrange
from datetime import datetime

from lumiku.accounts.policy import PLANS, Tier
from lumiku.clock import WIB

__all__ = [
    "amount_of",
    "callback_signature",
    "inquiry_signature",
    "months_later",
    "paid_until",
    "price",
    "signed",
]


def callback_signature(merchant_code: str, amount: str, order_id: str, api_key: str) -> str:
    """MD5 over the raw texts in the order of the callback, as Duitku signs it:
    https://docs.duitku.com/api/en/#callback
    """
    return _md5(merchant_code + amount + order_id + api_key)


def inquiry_signature(merchant_code: str, order_id: str, amount: int, api_key: str) -> str:
    """MD5 in the order of a request, which differs from the callback's:
    https://docs.duitku.com/api/en/#request-transaction
    """
    return _md5(f"{merchant_code}{order_id}{amount}{api_key}")


def signed(expected: str, given: str) -> bool:
    """Compares in constant time, whatever the hexadecimal's capitals."""
    return hmac.compare_digest(expected.encode(), given.lower().encode())


def _md5(text: str) -> str:
    # The gateway's choice; the amount is checked against our own record as well.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def amount_of(text: str) -> int | None:
    """Whole rupiah of a callback's raw amount, or None when it is not a plain number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def price(tier: Tier, months: int) -> int | None:
    """What so many months cost (Rp), or None for a plan that is not sold like that."""
    plan = PLANS[tier]
    return None if plan.price_is_from or not plan.price_idr else plan.price_idr * months


def months_later(moment: datetime, months: int) -> datetime:
    """The same time of day so many WIB months later; the 31st becomes a month's last day."""
    local = moment.astimezone(WIB)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day)


def paid_until(
    tier: Tier, months: int, *, has: Tier, until: datetime | None, now: datetime
) -> datetime:
    """The end of a plan that was paid now: months of the same plan follow those still running."""
    running = has is tier and until is not None and until > now
    return months_later(until if running and until is not None else now, months)
