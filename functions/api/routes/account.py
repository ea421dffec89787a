"""/account/mails: which mails a merchant wants"""

from typing import Final, Literal

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.accounts import service as accounts
from lumiku.accounts.service import Account
from lumiku.schemas import In, Out

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


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
