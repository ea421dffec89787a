"""The account row: one per user, made when the user is first seen."""

from datetime import datetime

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import Tier
from lumiku.kit import keys
from lumiku.kit.table import CoreItem, find, refused

__all__ = ["AccountItem", "create", "find_account", "update"]


class AccountItem(CoreItem, discriminator="account"):
    user_id = UnicodeAttribute()
    email = UnicodeAttribute(default="")
    tier = UnicodeAttribute(default=Tier.FREE.value)
    plan_until = UnicodeAttribute(null=True)
    override: JSONAttribute = JSONAttribute(null=True)  # {mode, until}
    language = UnicodeAttribute(default="id")
    suspended_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    marketing_off_at = UnicodeAttribute(null=True)  # unsubscribed from marketing mails
    batch_mails = NumberAttribute(null=True)  # 1: wants a mail when a batch has finished
    mail_block: JSONAttribute = JSONAttribute(null=True)  # {email, reason, at}: it does not arrive


def find_account(sub: str) -> AccountItem | None:
    return find(AccountItem, keys.user(sub), keys.ACCOUNT)


def create(sub: str, email: str, language: str, now: datetime) -> bool:
    """Puts a free account; False when there was one already."""
    item = AccountItem(
        pk=keys.user(sub),
        sk=keys.ACCOUNT,
        user_id=sub,
        email=email,
        language=language,
        created_at=clock.iso(now),
    )
    try:
        item.save(AccountItem.pk.does_not_exist())
    except PutError as error:
        if refused(error):
            return False
        raise
    return True


def update(sub: str, actions: list[Action]) -> None:
    """Sets attributes of the account; setting the same twice changes nothing."""
    AccountItem(pk=keys.user(sub), sk=keys.ACCOUNT).update(
        actions=actions, condition=AccountItem.pk.exists()
    )
