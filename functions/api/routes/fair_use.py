"""/fair-use"""

from typing import Final

from functions.api.routing import Access, Call, Reply, RouteTable
from lumiku.accounts.fair_use import POLICY, fair_use

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/fair-use",
    operation_id="getFairUse",
    summary_id="Kebijakan pemakaian wajar",
    summary_en="The fair-use policy",
    media_type="text/html",
    access=Access.OPEN,
    headers=("Content-Language",),
)
def get(call: Call) -> Reply:
    return Reply(
        content=fair_use(call.language, "html"),
        content_type="text/html; charset=utf-8",
        headers={
            "Cache-Control": "public, max-age=300",
            "Content-Language": call.language,
            "Content-Security-Policy": POLICY,
            "Vary": "Accept-Language",
        },
    )
