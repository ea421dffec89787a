"""The mails that the local stack has sent; the simulator keeps them in memory until it stops."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from local.stack.home import Home
from local.stack.services import PLAIN
from lumiku.clock import WIB

__all__ = ["Mail", "sent"]


@dataclass(frozen=True)
class Mail:
    """One sent message."""

    at: str  # WIB
    sender: str
    to: str
    subject: str
    text: str
    html: str


def sent(home: Home) -> list[Mail]:
    """Every mail since the stack was started, the oldest first."""
    url = f"{home.simulator_url}/_ministack/ses/messages"
    answer = httpx.get(url, trust_env=False, verify=PLAIN)
    answer.raise_for_status()
    accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    records = [record for messages in accounts.values() for record in messages]
    return [_mail(record) for record in sorted(records, key=lambda record: record["Timestamp"])]


def _mail(record: dict[str, Any]) -> Mail:
    return Mail(
        at=_local_time(record["Timestamp"]),
        sender=record["Source"],
        to=", ".join(record["To"]),
        subject=record["Subject"],
        text=record["BodyText"] or "",
        html=record["BodyHtml"] or "",
    )


def _local_time(stamp: str | float) -> str:
    moment = (
        datetime.fromisoformat(stamp)
        if isinstance(stamp, str)
        else datetime.fromtimestamp(stamp, UTC)
    )
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
