"""Our endpoint is down, and hosted providers are paid: for whom, how much, and never more."""

import contextlib
import functools
import json
import socket
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local.fakes.cloud import Crashed, Fault, nth
from local.fakes.pipeline import USER_ID, World
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Tier
from lumiku.catalog.store.tables import ProductItem
from lumiku.cloud import keys
from lumiku.generations import service
from lumiku.rendering import breaker, choice
from lumiku.rendering.budget import DailyBudget
from lumiku.rendering.hosted import providers
from lumiku.settings import settings
from tests.rendering import fakes

PRICE = 450.5
FAL = {"name": "fal", "model": "fal-ai/x", "version": "v1", "price_idr": PRICE, "per_minute": 6_000}
REPLICATE = {**FAL, "name": "replicate", "model": "o/m"}


@dataclass
class Market:
    """The providers, behind whatever host they are called at."""

    fal: fakes.Fal = field(default_factory=lambda: fakes.Fal(result=fakes.photo()))
    replicate: fakes.Replicate = field(
        default_factory=lambda: fakes.Replicate(result=fakes.photo())
    )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        known = self.fal if "fal" in request.url.host else self.replicate
        return known.transport().handler(request)  # type: ignore[return-value]

    @property
    def charged(self) -> float:
        return PRICE * (len(self.fal.started) + len(self.replicate.started))


@pytest.fixture
def market(world: World, monkeypatch: pytest.MonkeyPatch) -> Market:
    """Two providers that nobody has configured yet; our own endpoint is broken."""
    made = Market()
    client = functools.partial(httpx.Client)
    monkeypatch.setattr(
        httpx,
        "Client",
        lambda **facts: client(**{**facts, "transport": httpx.MockTransport(made)}),
    )
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 443))]
    )
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    world.cloud.objects[f"media/{keys.cutout(USER_ID, 'upl_2')}"] = fakes.cutout()
    world.cloud.secrets["hosted"] = json.dumps({"fal": "key-f", "replicate": "key-r"})
    world.endpoint.status = lambda: 500
    return made


@pytest.fixture
def configure(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def switch_on(*listed: dict[str, Any], budget: float = 1e6) -> None:
        monkeypatch.setenv("LUMIKU_HOSTED", json.dumps(listed))
        monkeypatch.setenv("LUMIKU_HOSTED_KEYS", "hosted")
        monkeypatch.setenv("LUMIKU_HOSTED_BUDGET_IDR", str(budget))
        for known in (settings.cache_clear, providers.forget, choice.forget):
            known()

    return switch_on


def break_endpoint(world: World) -> None:
    for _ in range(breaker.FAILURES):
        breaker.failed("sagemaker", world.now)
    breaker.forget()


def run(world: World, rounds: int = 12) -> None:
    """Minutes pass, and everything that lies about is delivered."""
    for _ in range(rounds):
        if all("finished_at" in item for item in world.items("GEN#")):
            return
        with contextlib.suppress(Crashed, Exception):
            world.dispatch(world.stream())
        with contextlib.suppress(Crashed, Exception):
            world.work()
        world.pass_time(minutes=1)
        world.redeliver()
        with contextlib.suppress(Crashed, Exception):
            world.dispatch()


def poses(world: World) -> list[dict[str, Any]]:
    return world.items("POSE#")


def spent(world: World) -> float:
    """Of all days."""
    return sum(float(day["spent"]["N"]) for day in world.cloud.items("SYS", "BUDGET#"))


class TestWithoutConfiguration:
    def test_nobody_is_asked_or_paid_and_no_budget_is_read(
        self, world: World, market: Market
    ) -> None:
        break_endpoint(world)
        batch = world.admit(8)
        world.dispatch(world.stream())
        world.work()
        assert market.charged == 0
        assert not any(world.cloud.queues.values())
        assert service.view(USER_ID, batch, "en", world.now).reason is not None
        assert world.cloud.items("SYS", "BUDGET#") == []


class TestFallback:
    def test_a_batch_goes_on_at_a_provider_and_every_picture_says_whose_it_is(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL)
        batch = world.admit(20)
        run(world, 20)
        world.check_books(batch)
        assert int(world.batch(batch).done) == 20
        for pose in poses(world):
            assert pose["provider"]["S"] == "fal"
            assert pose["model"]["S"] == "fal:fal-ai/x@v1"
            assert float(pose["cost_idr"]["N"]) == PRICE
            assert f"media/{pose['key']['S']}" in world.cloud.objects
        assert float(world.batch(batch).cost_idr) == 20 * PRICE
        assert spent(world) == market.charged == 20 * PRICE

    def test_our_own_endpoint_is_preferred_as_soon_as_it_answers(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL)
        break_endpoint(world)
        world.endpoint.status = lambda: 200
        world.pass_time(minutes=10)
        batch = world.admit(8)
        world.settle()
        assert {pose["provider"]["S"] for pose in poses(world)} == {"sagemaker"}
        assert market.charged == 0
        world.check_books(batch)

    def test_the_next_provider_takes_over_from_one_that_is_down(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL, REPLICATE)
        market.fal.fault = lambda _: httpx.Response(503)
        break_endpoint(world)
        batch = world.admit(8)
        run(world, 40)
        world.check_books(batch)
        assert {pose["provider"]["S"] for pose in poses(world)} == {"replicate"}
        assert spent(world) == market.charged == 8 * PRICE

    def test_a_provider_without_a_key_is_passed_over(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL, REPLICATE)
        world.cloud.secrets["hosted"] = json.dumps({"replicate": "key-r"})
        break_endpoint(world)
        world.admit(8)
        run(world)
        assert market.fal.started == []
        assert len(market.replicate.started) == 8

    def test_a_product_that_is_worn_waits_for_our_own_endpoint(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL)
        ProductItem(pk=keys.user(USER_ID), sk=keys.product(world.product_id)).update(
            actions=[ProductItem.placement.set("worn")]
        )
        break_endpoint(world)
        batch = world.admit(8)
        run(world, 4)
        assert market.charged == 0
        assert world.batch(batch).is_running
        world.endpoint.status = lambda: 200
        run(world, 8)
        assert int(world.batch(batch).done) == 8

    def test_both_tries_of_a_picture_are_paid_and_counted(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL)
        market.fal.result = fakes.picture()  # below the gate, however often
        break_endpoint(world)
        batch = world.admit(4)
        run(world)
        row = world.batch(batch)
        assert (int(row.done), int(row.failed)) == (0, 4)
        assert float(row.cost_idr) == spent(world) == market.charged == 8 * PRICE


class TestTier:
    @pytest.mark.parametrize(("tier", "paid"), [(Tier.STARTER, 0), (Tier.ENTERPRISE, 8)])
    def test_only_for_plans_that_are_listed(
        self,
        world: World,
        market: Market,
        configure: Callable[..., None],
        tier: Tier,
        paid: int,
    ) -> None:
        configure({**FAL, "tiers": ["enterprise"]})
        accounts.set_tier(USER_ID, tier, world.now)
        break_endpoint(world)
        batch = world.admit(8)
        world.dispatch(world.stream())
        world.work()
        assert len(market.fal.started) == paid
        reason = service.view(USER_ID, batch, "en", world.now).reason
        assert (reason is not None and reason.code == "renderer_down") == (not paid)


class TestBudget:
    def test_is_never_passed_and_the_rest_waits_for_the_next_day(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL, budget=20 * PRICE)
        break_endpoint(world)
        batch = world.admit(40)
        run(world, 10)
        assert market.charged == spent(world) == 16 * PRICE  # two micro-batches of eight
        assert int(world.batch(batch).done) == 16
        assert service.view(USER_ID, batch, "en", world.now).reason is not None
        world.pass_time(days=1)
        run(world, 6)
        assert int(world.batch(batch).done) == 32

    def test_workers_at_the_same_time_cannot_pass_it(
        self, world: World, market: Market, configure: Callable[..., None]
    ) -> None:
        configure(FAL, budget=10.0)
        today = DailyBudget.of(world.now)
        held = 0
        for _ in range(20):
            with contextlib.suppress(Exception):
                today.hold(3.3)
                held += 1
        assert held == 3
        assert today.spent() == pytest.approx(9.9, abs=1e-9)

    @pytest.mark.proof("faults of hosted rendering")
    @pytest.mark.parametrize("fault", Fault)
    def test_holds_whatever_call_fails(
        self,
        world: World,
        market: Market,
        configure: Callable[..., None],
        fault: Fault,
        some_of: Callable[[Sequence[Hashable]], list[int]],
    ) -> None:
        """Whatever was charged is in the day's sum, which never passes the budget."""
        budget = 1_000 * PRICE
        configure(FAL, budget=budget)
        break_endpoint(world)
        world.admit(2)
        before = len(world.cloud.calls)
        run(world, 2)
        calls = world.cloud.calls[before:]
        run(world, 28)
        for number in some_of(calls):
            break_endpoint(world)
            batch = world.admit(2)
            world.cloud.fault = nth(number, fault)
            run(world, 2)
            world.cloud.fault = lambda *_: None
            run(world, 28)
            world.check_books_of(batch)
            assert market.charged <= spent(world) <= budget, (fault, number)


class TestConfiguration:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "Invalid JSON"),
            ('[{"name": "fal", "model": "m", "price_idr": 0}]', "greater than 0"),
            ('[{"name": "other", "model": "m", "price_idr": 1}]', "fal"),
            ('[{"name": "fal", "model": "m", "price_idr": 1, "tiers": ["gold"]}]', "tiers"),
            ('[{"name":"fal","model":"m","price_idr":1},{"name":"fal","model":"n","price_idr":1}]',
             "twice"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_says_where(
        self, world: World, monkeypatch: pytest.MonkeyPatch, text: str, said: str
    ) -> None:
        with pytest.raises(ValueError, match=f"LUMIKU_HOSTED.*{said}"):
            providers.parse(text)
        monkeypatch.setenv("LUMIKU_HOSTED", text)
        settings.cache_clear()
        providers.forget()
        assert providers.providers() == ()  # nobody is paid, and the product runs on

    @pytest.mark.parametrize("text", ["not JSON", "[]", '{"fal": 7}', '{"fal": ""}'])
    def test_keys_that_cannot_be_read_make_the_work_wait(
        self, world: World, market: Market, configure: Callable[..., None], text: str
    ) -> None:
        configure(FAL)
        world.cloud.secrets["hosted"] = text
        break_endpoint(world)
        batch = world.admit(8)
        run(world, 3)
        assert world.batch(batch).is_running
        assert market.charged == 0
        world.endpoint.status = lambda: 200
        run(world, 10)
        assert int(world.batch(batch).done) == 8
