"""/billing: orders of plans, and Duitku's callback"""

from typing import Final

from functions.api.routing import WRITES, Access, Call, Reply, RouteTable
from lumiku.billing import service
from lumiku.billing.schemas import Callback, Order, OrderIn
from lumiku.errors import BadSignature, NotFound

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="POST",
    path="/v1/billing/orders",
    operation_id="createOrder",
    summary_id="Pesan paket",
    summary_en="Order a plan",
    body=OrderIn,
    out=Order,
    status=201,
    creates=True,
    headers=("Location",),
    errors=WRITES,
)
def create(call: Call[OrderIn]) -> Reply:
    """Send the merchant to `payment_url`, then poll the order: the plan begins when Duitku says
    that it was paid, not when the browser returns."""
    order_id = service.open_order(call.account, call.body, call.claim, call.now)
    order = service.get(call.user_id, order_id)
    return Reply(order, headers={"Location": f"/v1/billing/orders/{order.id}"})


@ROUTES.route(
    method="GET",
    path="/v1/billing/orders/{order_id}",
    operation_id="getOrder",
    summary_id="Lihat pesanan",
    summary_en="Get an order",
    out=Order,
)
def get(call: Call) -> Reply:
    return Reply(service.get(call.user_id, call.id("order_id")))


@ROUTES.route(
    method="POST",
    path="/v1/billing/duitku/callback",
    operation_id="duitkuCallback",
    summary_id="Kabar pembayaran dari Duitku (formulir bertanda tangan)",
    summary_en="Duitku's word on a payment (a signed form)",
    form=Callback,
    media_type="text/plain",
    access=Access.OPEN,
    errors=(BadSignature, NotFound, *WRITES),
)
def callback(call: Call) -> Reply:
    """Answers 200 to what was known already: Duitku repeats until it hears that."""
    service.settle(Callback.of_form(call.raw), call.now)
    return Reply(content="SUCCESS", content_type="text/plain; charset=utf-8")
