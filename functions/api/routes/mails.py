"""/unsubscribe and /account/mails: which mails a merchant wants"""

from typing import Annotated, Final, Literal

from pydantic import Field

from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.accounts import service as accounts
from lumiku.accounts.service import Account
from lumiku.deliveries.mails import unsubscribe
from lumiku.deliveries.mails.pages import POLICY, unsubscribe_page
from lumiku.schemas import In, Out, Query

__all__ = ["ROUTES"]


class TokenQuery(Query):
    """The signed link of a mail."""

    token: Annotated[str, Field(min_length=1, max_length=400)]


class MailWishes(Out):
    """Mails about plans (`marketing`), a mail when a batch has finished, and their language."""

    marketing: bool
    batch_finished: bool
    language: str
    delivery_problem: str | None  # why mail to the address does not arrive: bounce or complaint


class MailWishesPatch(In):
    marketing: bool | None = None
    batch_finished: bool | None = None
    language: Literal["id", "en"] | None = None


def ask(call: Call[None, TokenQuery]) -> Reply:
    topic = unsubscribe.read(call.query.token)[1]
    return _page(unsubscribe_page(topic, call.query.token, call.language, done=False))


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


def wishes(call: Call[None, None]) -> Reply:
    return Reply(_wishes(call.account))


def change(call: Call[MailWishesPatch, None]) -> Reply:
    account, wish = call.account, call.body
    if wish.language is not None:
        account = accounts.set_language(account.user_id, wish.language)
    account = accounts.set_mail_wishes(
        account.user_id, call.now, marketing=wish.marketing, batches=wish.batch_finished
    )
    return Reply(_wishes(account))


def _wishes(account: Account) -> MailWishes:
    return MailWishes(
        marketing=account.marketing,
        batch_finished=account.batch_mails,
        language=account.language,
        delivery_problem=account.mail_blocked,
    )


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/unsubscribe",
        "askUnsubscribe",
        ask,
        "Halaman berhenti berlangganan",
        "The page behind a mail's unsubscribe link",
        query=TokenQuery,
        media_type="text/html",
        access=Access.OPEN,
    ),
    Route(
        "POST",
        "/v1/unsubscribe",
        "unsubscribe",
        stop,
        "Berhenti berlangganan dengan satu klik",
        "Unsubscribe with one click",
        query=TokenQuery,
        media_type="text/html",
        access=Access.OPEN,
    ),
    Route(
        "GET",
        "/v1/account/mails",
        "getMailWishes",
        wishes,
        "Surel yang Anda inginkan",
        "Which mails you want",
        out=MailWishes,
    ),
    Route(
        "PATCH",
        "/v1/account/mails",
        "updateMailWishes",
        change,
        "Pilih surel yang Anda inginkan",
        "Choose which mails you want",
        body=MailWishesPatch,
        out=MailWishes,
    ),
)
