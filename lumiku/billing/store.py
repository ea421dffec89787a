"""Orders: rows of their own, because their ids come back without a user, and books outlive one."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find

__all__ = ["FAILED", "OPEN", "PAID", "OrderItem", "find_order", "key_of"]

OPEN = "open"
PAID = "paid"
FAILED = "failed"


class OrderItem(CoreItem, discriminator="order"):
    order_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    tier = UnicodeAttribute()
    months = NumberAttribute()
    amount_idr = NumberAttribute()  # what must be paid, decided by us
    status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    payment_url = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)  # Duitku's
    paid_at = UnicodeAttribute(null=True)
    valid_until = UnicodeAttribute(null=True)


def key_of(order_id: str) -> OrderItem:
    return OrderItem(pk=keys.order(order_id), sk=keys.ORDER)


def find_order(order_id: str) -> OrderItem | None:
    return find(OrderItem, keys.order(order_id), keys.ORDER)
