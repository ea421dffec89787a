"""Where the team is told: a signed list of webhooks from Secrets Manager.

The list is signed with the deployment's signing secret, so that whoever may write the one secret
cannot send what we tell the team elsewhere without the other.
"""

import hashlib
import hmac
import json
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lumiku.cloud.cursors import signing_key
from lumiku.cloud.secrets import read_secret
from lumiku.settings import settings

__all__ = ["BadConfig", "Channel", "Target", "forget", "parse", "sign", "targets"]


class Channel(StrEnum):
    SLACK = "slack"
    DISCORD = "discord"


_HOSTS: Final = {
    Channel.SLACK: frozenset({"hooks.slack.com"}),
    Channel.DISCORD: frozenset({"discord.com", "discordapp.com"}),
}


class BadConfig(Exception):
    """The team's webhooks cannot be used, with the reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Target(_Strict):
    """One webhook; its name tells it from others of the same channel."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    channel: Channel
    url: Annotated[str, Field(max_length=500)]


class _Config(_Strict):
    targets: Annotated[list[Target], Field(max_length=8)] = []
    signature: str = ""


def sign(wanted: list[dict[str, str]], key: bytes) -> str:
    """The secret's text for these targets: JSON with their HMAC-SHA256."""
    mac = hmac.new(key, _canonical(wanted), hashlib.sha256).hexdigest()
    return json.dumps({"targets": wanted, "signature": mac})


def parse(text: str, key: bytes, *, local: bool = False) -> list[Target]:
    """The targets of a secret's text; none when it names none.

    Raises BadConfig for text of another form, a wrong signature, and addresses that are not the
    channels' own (`local` stacks may use 127.0.0.1).
    """
    try:
        config = _Config.model_validate_json(text)
    except ValidationError as error:
        raise BadConfig(f"{error.error_count()} fields are wrong") from None
    if not config.targets:
        return []
    plain = [target.model_dump(mode="json") for target in config.targets]
    expected = hmac.new(key, _canonical(plain), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, config.signature):
        raise BadConfig("the signature is wrong")
    for target in config.targets:
        address = urlsplit(target.url)
        ours = local and address.hostname == "127.0.0.1"
        if not ours and (address.scheme, address.hostname in _HOSTS[target.channel]) != (
            "https",
            True,
        ):
            raise BadConfig(f"{target.name} is not an address of {target.channel}")
    return config.targets


@cache
def targets() -> tuple[Target, ...]:
    """The targets of this deployment, read once per process. Raises BadConfig."""
    text = read_secret(settings().need("team_webhooks"))
    return tuple(parse(text, signing_key(), local=settings().stage == "local"))


def forget() -> None:
    """Reads the secret anew next time, as a fresh process does."""
    targets.cache_clear()


def _canonical(wanted: list[dict[str, Any]]) -> bytes:
    return json.dumps(wanted, sort_keys=True, separators=(",", ":")).encode()
