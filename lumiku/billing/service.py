"""Orders and payments: the callback, never the browser's return, puts an account on a plan."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from lumiku import clock, ids
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import PLANS, Tier
from lumiku.accounts.service import Account
from lumiku.billing import duitku, rules, store
from lumiku.billing.schemas import Callback, Order, OrderIn
from lumiku.billing.store import FAILED, OPEN, PAID, OrderItem
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, commit_once
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger
from lumiku.deliveries.mails import outbox
from lumiku.deliveries.mails.kinds import MailKind
from lumiku.deliveries.team import service as team
from lumiku.deliveries.team.service import Cause
from lumiku.errors import BadSignature, Busy, InvalidInput, NotFound
from lumiku.texts import Note, Reader, Text

__all__ = ["get", "open_order", "settle"]

_TRIES: Final = 8
_ORDER: Final = tuple(PLANS)
_DONE: Final = "00"
_SMALLER_PLAN: Final = Text(
    "paket Anda sekarang lebih besar dari ini; pilih paket yang sama atau lebih besar",
    "your present plan is larger than this one; choose the same plan or a larger one",
)
_NOT_THE_AMOUNT: Final = Text(
    "bukan jumlah yang ditagih untuk pesanan ini",
    "is not the amount that this order asks for",
    Reader.DEVELOPER,
)
_WRONG_AMOUNT: Final = Note(
    "Order {order}: Rp {asked} was asked, but Rp {paid} was paid. The plan was not started; look "
    "the payment up at Duitku and settle it with the merchant."
)


def open_order(account: Account, wish: OrderIn, claim: Claim | None, now: datetime) -> str:
    """Writes an order at the present price and asks Duitku where it is paid; returns its id.

    Raises InvalidInput for a plan below the one that runs, Unavailable without the gateway.
    """
    duitku.gateway()
    tier = Tier(wish.tier)
    amount = rules.price(tier, wish.months)
    if amount is None or _ORDER.index(tier) < _ORDER.index(account.tier_at(now)):
        raise InvalidInput.at("/tier", _SMALLER_PLAN)
    order_id = ids.new("ord")
    transaction = Transaction()
    transaction.put_new(
        "order",
        OrderItem(
            pk=keys.order(order_id),
            sk=keys.ORDER,
            order_id=order_id,
            user_id=account.user_id,
            tier=tier.value,
            months=wish.months,
            amount_idr=amount,
            status=OPEN,
            created_at=clock.iso(now),
        ),
    )
    made = commit_once(transaction, account.user_id, claim, order_id, now)
    row = store.find_order(made)
    if row is not None and row.payment_url is None and row.status == OPEN:
        _open_payment(row, account, wish)
    return made


def _open_payment(row: OrderItem, account: Account, wish: OrderIn) -> None:
    """A repeated request opens the payment that an earlier one could not."""
    product = f"Lumiku {row.tier} {int(row.months)} x"
    opened = duitku.open_payment(
        row.order_id, int(row.amount_idr), account.email, product, wish.payment_method
    )
    store.key_of(row.order_id).update(
        actions=[
            OrderItem.payment_url.set(opened.payment_url),
            OrderItem.reference.set(opened.reference),
        ]
    )


def get(user_id: str, order_id: str) -> Order:
    """A merchant's own order. Raises NotFound."""
    row = store.find_order(order_id)
    if row is None or row.user_id != user_id:
        raise NotFound("order")
    return Order(
        id=row.order_id,
        tier=Tier(row.tier),
        months=int(row.months),
        amount_idr=int(row.amount_idr),
        status=row.status,
        payment_url=row.payment_url,
        reference=row.reference,
        created_at=row.created_at,
        paid_at=row.paid_at,
        valid_until=row.valid_until,
    )


def settle(callback: Callback, now: datetime) -> bool:
    """What Duitku says about an order; True when that was news, False when it was known.

    Raises BadSignature, NotFound for an unknown order, and InvalidInput when another amount was
    paid than the order says, which the team is told as well.
    """
    known = duitku.gateway()
    expected = rules.callback_signature(
        known.merchant_code, callback.amount, callback.order_id, known.api_key
    )
    if callback.merchant_code != known.merchant_code or not rules.signed(
        expected, callback.signature
    ):
        logger().warning("callback with a wrong signature", extra={"action": "callback_forged"})
        raise BadSignature
    for _ in range(_TRIES):
        row = store.find_order(callback.order_id)
        if row is None:
            raise NotFound("order")
        _check_amount(row, callback, now)
        if row.status == PAID or (row.status == FAILED and callback.result_code != _DONE):
            return False
        paid = callback.result_code == _DONE
        try:
            (_paid(row, callback, now) if paid else _failed(row)).commit()
        except TransactionRefused:
            continue  # the same callback a second time, or the account changed meanwhile
        return True
    raise Busy(retry_after=2)


def _check_amount(row: OrderItem, callback: Callback, now: datetime) -> None:
    if rules.amount_of(callback.amount) == int(row.amount_idr):
        return
    team.tell(
        Cause("billing", row.order_id),
        _WRONG_AMOUNT.filled(
            order=row.order_id, asked=f"{int(row.amount_idr):,}", paid=callback.amount
        ),
        now,
    )
    raise InvalidInput.at("/amount", _NOT_THE_AMOUNT)


def _paid(row: OrderItem, callback: Callback, now: datetime) -> Transaction:
    """Order, plan and receipt, all or nothing."""
    account = accounts.get(row.user_id)
    tier = Tier(row.tier)
    until = rules.paid_until(
        tier, int(row.months), has=account.tier, until=account.plan_until, now=now
    )
    transaction = Transaction()
    transaction.update(
        "order",
        store.key_of(row.order_id),
        [
            OrderItem.status.set(PAID),
            OrderItem.paid_at.set(clock.iso(now)),
            OrderItem.valid_until.set(clock.iso(until)),
            OrderItem.reference.set(callback.reference or row.reference or ""),
        ],
        OrderItem.status != PAID,
    )
    accounts.change(transaction, account, replace(account, tier=tier, plan_until=until))
    facts = {
        "tier": tier.value,
        "order_id": row.order_id,
        "amount_idr": int(row.amount_idr),
        "until": clock.iso(until),
    }
    outbox.enqueue(
        transaction,
        row.user_id,
        kind=MailKind.PLAN_STARTED,
        mail_id=f"{row.order_id}_paid",
        facts=facts,
        now=now,
    )
    return transaction


def _failed(row: OrderItem) -> Transaction:
    transaction = Transaction()
    transaction.update(
        "order",
        store.key_of(row.order_id),
        [OrderItem.status.set(FAILED)],
        OrderItem.status == OPEN,
    )
    return transaction
