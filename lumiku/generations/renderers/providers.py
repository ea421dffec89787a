"""Which hosted providers may be paid when our own endpoint is down: none unless configured."""

import json
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from lumiku.accounts.policy import Tier
from lumiku.kit.secrets import read_secret
from lumiku.settings import ENVIRONMENT, settings

__all__ = ["HostedProvider", "forget", "key_of", "providers"]


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


@cache
def providers() -> tuple[HostedProvider, ...]:
    """The configured providers. Raises RuntimeError for a configuration that cannot be read."""
    text = settings().hosted
    if not text:
        return ()
    try:
        found = _LIST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise RuntimeError(f"{ENVIRONMENT['hosted']}: {where}: {first['msg']}") from None
    if len({each.name for each in found}) < len(found):
        raise RuntimeError(f"{ENVIRONMENT['hosted']} names a provider twice")
    return found


def key_of(name: str) -> str:
    """The provider's API key, empty while an operator has not written one into the secret."""
    found = json.loads(_secret()).get(name, "")
    return found if isinstance(found, str) else ""


@cache
def _secret() -> str:
    return read_secret(settings().need("hosted_keys"))


def forget() -> None:
    """Reads configuration and keys anew next time, as a fresh process does."""
    providers.cache_clear()
    _secret.cache_clear()
