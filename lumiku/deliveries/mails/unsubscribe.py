"""One-click unsubscription (RFC 8058): a signed link that needs no sign-in and never expires."""

from datetime import datetime
from typing import Final

from lumiku.accounts import service as accounts
from lumiku.cloud import cursors
from lumiku.deliveries.mails.kinds import Topic
from lumiku.errors import BadCursor, NotFound
from lumiku.settings import settings

__all__ = ["headers", "link", "read", "unsubscribe"]

_SCOPE: Final = "unsubscribe"


def link(user_id: str, topic: Topic) -> str:
    token = cursors.encode(_SCOPE, [user_id, topic.value])
    return f"{settings().public_url}/v1/unsubscribe?token={token}"


def headers(url: str) -> dict[str, str]:
    """What mail programs show as their own unsubscribe button."""
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read(token: str) -> tuple[str, Topic]:
    """(user, topic) of a link of ours. Raises NotFound for anything else."""
    try:
        user_id, topic = cursors.decode(_SCOPE, token)
    except BadCursor as error:
        raise NotFound("unsubscribe_link") from error
    return str(user_id), Topic(topic)


def unsubscribe(token: str, now: datetime) -> Topic:
    """Turns the topic's mails off; doing it again changes nothing. An erased account has none."""
    user_id, topic = read(token)
    if accounts.find(user_id) is not None:
        if topic is Topic.MARKETING:
            accounts.set_mail_wishes(user_id, now, marketing=False)
        else:
            accounts.set_mail_wishes(user_id, now, batches=False)
    return topic
