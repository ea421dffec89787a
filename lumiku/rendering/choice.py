"""Who renders next: our own endpoint, else a hosted provider that the tier and the day can pay."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Tier
from lumiku.cloud.table import OUTAGES
from lumiku.cloud.telemetry import logger
from lumiku.rendering import breaker, budget
from lumiku.rendering import renderer as base
from lumiku.rendering.hosted.providers import HostedProvider, key_of, providers
from lumiku.vocabulary import Placement

__all__ = ["choose", "forget", "served"]


def choose(
    own: base.Renderer, user_id: str, placement: str, pictures: int, now: datetime
) -> base.Renderer:
    """The renderer for some pictures of a merchant. Raises Throttled when the work must wait.

    A breaker that is half open lets one caller through, so whoever is chosen must be called.
    """
    wait = breaker.allow(own.name, now)
    if wait is None:
        return own
    if placement != Placement.WORN:  # a cut-out can be laid into a hand, not onto a body
        for provider in _affordable(pictures, now):
            if accounts.get(user_id).tier_at(now) not in provider.tiers:
                continue
            renderer = _ready(provider)
            if renderer is not None and breaker.allow(provider.name, now) is None:
                return renderer
    raise base.Throttled(
        "neither the endpoint nor a hosted provider can render now", retry_after=wait
    )


def served(pictures: int, now: datetime) -> frozenset[Tier]:
    """The tiers for which hosted providers take so many pictures now, while our own endpoint is
    down."""
    return frozenset(
        tier
        for provider in _affordable(pictures, now)
        if not breaker.gate(provider.name).is_open(now)
        for tier in provider.tiers
    )


def _affordable(pictures: int, now: datetime) -> Iterator[HostedProvider]:
    """The configured providers whose price for some pictures the day's budget still bears."""
    if not providers():
        return
    left = budget.left(now)
    yield from (each for each in providers() if pictures * each.price_idr <= left)


def _ready(provider: HostedProvider) -> base.Renderer | None:
    """The provider's renderer; None without a key, or while its key cannot be had."""
    try:
        renderer = _renderer(provider)
    except OUTAGES:
        logger().exception(
            "hosted provider has no key", extra={"action": "hosted_key", "provider": provider.name}
        )
        return None
    return renderer if renderer.is_configured() else None


@cache
def _renderer(provider: HostedProvider) -> base.Renderer:
    """Imported when first needed: most workers never pay anybody."""
    from lumiku.rendering.hosted.fal import FalRenderer
    from lumiku.rendering.hosted.huggingface import HuggingFaceRenderer
    from lumiku.rendering.hosted.jobs import HostedRenderer
    from lumiku.rendering.hosted.replicate import ReplicateRenderer

    kinds: dict[str, type[HostedRenderer]] = {
        "fal": FalRenderer,
        "replicate": ReplicateRenderer,
        "huggingface": HuggingFaceRenderer,
    }
    return kinds[provider.name](provider, key_of(provider.name), budget.DailyBudget.of)


def forget() -> None:
    """Builds renderers anew next time, as a fresh process does."""
    _renderer.cache_clear()
