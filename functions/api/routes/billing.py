"""/billing: orders of plans, and Duitku's callback"""

from typing import Final

from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.billing import service
from lumiku.billing.schemas import Callback, Order, OrderIn

__all__ = ["ROUTES"]


def create(call: Call[OrderIn, None]) -> Reply:
    order_id = service.open_order(call.account, call.body, call.claim, call.now)
    order = service.get(call.user_id, order_id)
    return Reply(order, headers={"Location": f"/v1/billing/orders/{order.id}"})


def get(call: Call[None, None]) -> Reply:
    return Reply(service.get(call.user_id, call.id("order_id")))


def callback(call: Call[None, None]) -> Reply:
    """Answers 200 to what was known already: Duitku repeats until it hears that."""
    service.settle(Callback.of_form(call.raw), call.now)
    return Reply(content="SUCCESS", content_type="text/plain; charset=utf-8")


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "POST",
        "/v1/billing/orders",
        "createOrder",
        create,
        "Pesan paket",
        "Order a plan",
        body=OrderIn,
        out=Order,
        status=201,
        creates=True,
    ),
    Route(
        "GET",
        "/v1/billing/orders/{order_id}",
        "getOrder",
        get,
        "Lihat pesanan",
        "Get an order",
        out=Order,
    ),
    Route(
        "POST",
        "/v1/billing/duitku/callback",
        "duitkuCallback",
        callback,
        "Kabar pembayaran dari Duitku (formulir bertanda tangan)",
        "Duitku's word on a payment (a signed form)",
        media_type="text/plain",
        access=Access.OPEN,
    ),
)
