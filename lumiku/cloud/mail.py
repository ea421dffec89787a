"""Sending one mail through SES, once, and saying plainly whether it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from lumiku.cloud.aws import client
from lumiku.settings import settings

__all__ = ["MailNotSent", "MailUnclear", "Outgoing", "send"]

# Refusals that pass by themselves or when an operator acts: the mail may be tried again later.
_PASSING: Final = frozenset(
    {
        "AccountSuspendedException",
        "LimitExceededException",
        "MailFromDomainNotVerifiedException",
        "SendingPausedException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


@dataclass(frozen=True)
class Outgoing:
    """A mail as it leaves; `tags` come back with everything that SES reports about it."""

    to: str
    subject: str
    text: str
    html: str
    configuration_set: str
    tags: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


class MailNotSent(Exception):
    """SES refused it or was not reached: it was certainly not sent."""

    def __init__(self, reason: str, *, may_retry: bool) -> None:
        self.reason = reason
        self.may_retry = may_retry
        super().__init__(reason)


class MailUnclear(Exception):
    """The answer was lost: it may have been sent, and only an event of SES can tell."""


def send(mail: Outgoing) -> str:
    """Hands one mail to SES and returns SES's message id.

    The client never repeats a call by itself. Raises MailNotSent or MailUnclear.
    """
    try:
        answer = client("sesv2").send_email(
            FromEmailAddress=settings().need("mail_sender"),
            ReplyToAddresses=[settings().mail_support],
            Destination={"ToAddresses": [mail.to]},
            Content={
                "Simple": {
                    "Subject": _utf8(mail.subject),
                    "Body": {"Text": _utf8(mail.text), "Html": _utf8(mail.html)},
                    "Headers": [{"Name": n, "Value": v} for n, v in mail.headers.items()],
                }
            },
            ConfigurationSetName=mail.configuration_set,
            EmailTags=[{"Name": n, "Value": v} for n, v in mail.tags.items()],
        )
    except ClientError as error:
        raise _refusal(error) from error
    except (EndpointConnectionError, ConnectTimeoutError) as error:
        raise MailNotSent("unreachable", may_retry=True) from error
    except BotoCoreError as error:
        raise MailUnclear(str(error)) from error
    return str(answer["MessageId"])


def _refusal(error: ClientError) -> MailNotSent | MailUnclear:
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    if int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)) >= 500:
        return MailUnclear(code)
    # SES rejects an unverified sender with the same code as a message it can never send.
    unverified = code == "MessageRejected" and "not verified" in message
    return MailNotSent(
        "sender_not_verified" if unverified else code, may_retry=unverified or code in _PASSING
    )


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
