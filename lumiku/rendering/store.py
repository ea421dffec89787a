"""The rows of the circuit breakers and of what hosted providers took in a day."""

from pynamodb.attributes import NumberAttribute

from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find

__all__ = ["BreakerItem", "BudgetItem", "breaker_key", "budget_key", "find_breaker", "find_budget"]


class BreakerItem(CoreItem, discriminator="breaker"):
    failures = NumberAttribute(default=0)  # in a row
    open_until = NumberAttribute(default=0)  # epoch seconds
    lease_until = NumberAttribute(default=0)  # a half-open trial is under way


class BudgetItem(CoreItem, discriminator="budget"):
    """`spent` is what was paid on a WIB day and what calls under way may still pay, in rupiah."""

    spent = NumberAttribute(default=0)


def breaker_key(provider: str) -> BreakerItem:
    return BreakerItem(pk=keys.SYSTEM, sk=keys.breaker(provider))


def find_breaker(provider: str, *, consistent: bool) -> BreakerItem | None:
    return find(BreakerItem, keys.SYSTEM, keys.breaker(provider), consistent=consistent)


def budget_key(day: str) -> BudgetItem:
    """Of a WIB day."""
    return BudgetItem(pk=keys.SYSTEM, sk=keys.budget(day))


def find_budget(day: str) -> BudgetItem | None:
    return find(BudgetItem, keys.SYSTEM, keys.budget(day))
