"""/account/mails: which mails a merchant wants"""

from typing import ClassVar, Final, Literal

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.accounts import service as accounts
from lumiku.accounts.service import Account
from lumiku.schemas import In, Language, Out

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


class MailWishes(Out):
    """Which mails a merchant wants, and in which language."""

    marketing: bool
    """Mails about plans."""
    batch_finished: bool
    """A mail when a batch has finished."""
    language: Language
    """The language of all mails."""
    delivery_problem: str | None
    """Why mail to the address does not arrive, `bounce` or `complaint`; null when it does."""


class MailWishesPatch(In):
    """Changes of these; null, like a field left out, changes nothing."""

    described_by: ClassVar[type[Out]] = MailWishes

    marketing: bool | None = None
    batch_finished: bool | None = None
    language: Literal["id", "en"] | None = None


@ROUTES.route(
    method="GET",
    path="/v1/account/mails",
    operation_id="getMailWishes",
    summary_id="Surel yang Anda inginkan",
    summary_en="Which mails you want",
    out=MailWishes,
    errors=WRITES,
)
def wishes(call: Call) -> Reply:
    return Reply(_wishes(call.account))


@ROUTES.route(
    method="PATCH",
    path="/v1/account/mails",
    operation_id="updateMailWishes",
    summary_id="Pilih surel yang Anda inginkan",
    summary_en="Choose which mails you want",
    body=MailWishesPatch,
    out=MailWishes,
    errors=WRITES,
)
def change(call: Call[MailWishesPatch]) -> Reply:
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
