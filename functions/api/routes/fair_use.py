"""/fair-use"""

from typing import Final

from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.accounts.fair_use import POLICY, fair_use

__all__ = ["ROUTES"]


def get(call: Call[None, None]) -> Reply:
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


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/fair-use",
        "getFairUse",
        get,
        "Kebijakan pemakaian wajar",
        "The fair-use policy",
        media_type="text/html",
        access=Access.OPEN,
    ),
)
