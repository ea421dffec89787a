"""Which hosted providers may be paid when our own endpoint is down: none unless configured."""

from functools import cache
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from lumiku.accounts.policy import Tier
from lumiku.cloud.secrets import read_secret
from lumiku.cloud.telemetry import logger
from lumiku.settings import ENVIRONMENT, settings

__all__ = ["HostedProvider", "forget", "key_of", "parse", "providers"]


class HostedProvider(BaseModel):
    """How we use a provider, in order of preference. Its key is a secret and lies elsewhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["fal", "replicate", "huggingface"]
    model: Annotated[str, Field(min_length=1, max_length=100)]  # owner/name, as the provider spells
    version: Annotated[str, Field(max_length=100)] = ""
    price_idr: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # per picture
    per_minute: Annotated[int, Field(ge=1)] = 60  # pictures that one worker starts
    tiers: tuple[Tier, ...] = (Tier.PRO, Tier.ENTERPRISE)  # for whom we pay
    send_faces: bool = False  # merchants' releases must name the provider before this is on


_LIST: Final = TypeAdapter(tuple[HostedProvider, ...])
_KEYS: Final = TypeAdapter(dict[str, str])


@cache
def providers() -> tuple[HostedProvider, ...]:
    """The configured providers; none when the configuration cannot be read, which is logged.

    They are asked for while our own endpoint is down: an error here would also stop the trials by
    which it comes back.
    """
    text = settings().hosted
    if not text:
        return ()
    try:
        return parse(text)
    except ValueError as error:
        logger().error(
            "hosted providers cannot be read",
            extra={"action": "hosted_unreadable", "why": str(error)},
        )
        return ()


def parse(text: str) -> tuple[HostedProvider, ...]:
    """The providers of a JSON list. Raises ValueError that says where it is wrong."""
    try:
        found = _LIST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise ValueError(f"{ENVIRONMENT['hosted']}: {where}: {first['msg']}") from None
    if len({each.name for each in found}) < len(found):
        raise ValueError(f"{ENVIRONMENT['hosted']} names a provider twice")
    return found


def key_of(name: str) -> str:
    """The provider's API key; empty while an operator has not written a readable one."""
    try:
        found = _KEYS.validate_json(_secret())
    except ValidationError:
        logger().error(
            "keys of hosted providers cannot be read", extra={"action": "hosted_keys_unreadable"}
        )
        return ""
    return str(found.get(name, ""))


@cache
def _secret() -> str:
    return read_secret(settings().need("hosted_keys"))


def forget() -> None:
    """Reads configuration and keys anew next time, as a fresh process does."""
    providers.cache_clear()
    _secret.cache_clear()
