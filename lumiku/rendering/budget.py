"""What hosted providers may take in a day: one item per day, changed only inside transactions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lumiku import clock
from lumiku.accounts.policy import BUDGETS_KEPT
from lumiku.cloud.table import OUTAGES, Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger
from lumiku.rendering import store
from lumiku.rendering.renderer import Throttled
from lumiku.rendering.store import BudgetItem
from lumiku.settings import settings

__all__ = ["DailyBudget", "left"]

_WAIT: Final = 300.0  # seconds until a spent budget is looked at again


@dataclass(frozen=True)
class DailyBudget:
    """The ledger of one day. What a call may cost is held before it, and what it did not cost is
    given back after it: a process that dies in between leaves less of the budget, never more."""

    day: str  # WIB

    @classmethod
    def of(cls, now: datetime) -> "DailyBudget":
        return cls(clock.day_key(now))

    def hold(self, amount_idr: float) -> None:
        """Sets money aside. Raises Throttled when the day has too little of it left."""
        room = settings().hosted_budget_idr - amount_idr
        if room < 0:
            raise Throttled("the day's budget is spent", retry_after=_WAIT)
        ends = clock.now() + BUDGETS_KEPT
        transaction = Transaction()
        transaction.update(
            "budget",
            store.budget_key(self.day),
            [
                BudgetItem.kind.set(BudgetItem),
                BudgetItem.spent.add(amount_idr),
                BudgetItem.expires_at.set(int(ends.timestamp())),
            ],
            BudgetItem.spent.does_not_exist() | (BudgetItem.spent <= room),
        )
        try:
            transaction.commit()
        except TransactionRefused as error:
            raise Throttled("the day's budget is spent", retry_after=_WAIT) from error

    def give_back(self, amount_idr: float) -> None:
        """Returns what was held and not spent. An outage leaves it held: the safe side."""
        if amount_idr <= 0:
            return
        transaction = Transaction()
        transaction.update(
            "budget", store.budget_key(self.day), [BudgetItem.spent.add(-amount_idr)]
        )
        try:
            transaction.commit()
        except OUTAGES:
            logger().exception(
                "held budget not given back", extra={"action": "budget", "idr": amount_idr}
            )

    def spent(self) -> float:
        row = store.find_budget(self.day)
        return float(row.spent) if row else 0.0


def left(now: datetime) -> float:
    """Rupiah that hosted providers may still take today."""
    return settings().hosted_budget_idr - DailyBudget.of(now).spent()
