"""/unsubscribe: what the link in a mail leads to"""

from typing import Annotated, Final

from pydantic import Field

from functions.api.routing import WRITES, Access, Call, Reply, RouteTable
from lumiku.deliveries.mails import unsubscribe
from lumiku.deliveries.mails.pages import POLICY, unsubscribe_page
from lumiku.errors import NotFound
from lumiku.schemas import Query

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


class TokenQuery(Query):
    """The signed link of a mail."""

    token: Annotated[str, Field(min_length=1, max_length=400)]
    """The signed token of the link in the mail."""


@ROUTES.route(
    method="GET",
    path="/v1/unsubscribe",
    operation_id="askUnsubscribe",
    summary_id="Halaman berhenti berlangganan",
    summary_en="The page behind a mail's unsubscribe link",
    query=TokenQuery,
    media_type="text/html",
    access=Access.OPEN,
    errors=(NotFound,),
)
def ask(call: Call[None, TokenQuery]) -> Reply:
    topic = unsubscribe.read(call.query.token)[1]
    return _page(unsubscribe_page(topic, call.query.token, call.language, done=False))


@ROUTES.route(
    method="POST",
    path="/v1/unsubscribe",
    operation_id="unsubscribe",
    summary_id="Berhenti berlangganan dengan satu klik",
    summary_en="Unsubscribe with one click",
    query=TokenQuery,
    media_type="text/html",
    access=Access.OPEN,
    errors=(NotFound, *WRITES),
)
def stop(call: Call[None, TokenQuery]) -> Reply:
    """Also what mail programs post by themselves (RFC 8058): no sign-in, no second question."""
    topic = unsubscribe.unsubscribe(call.query.token, call.now)
    return _page(unsubscribe_page(topic, call.query.token, call.language, done=True))


def _page(html: str) -> Reply:
    return Reply(
        content=html,
        content_type="text/html; charset=utf-8",
        headers={"Cache-Control": "no-store", "Content-Security-Policy": POLICY},
    )
