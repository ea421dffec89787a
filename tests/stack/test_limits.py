"""The free plan's ten pictures hold under concurrency."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from local.fakes.shops import Street
from local.stack.stack import Stack
from lumiku.accounts.policy import PLANS, Tier

pytestmark = pytest.mark.stack

CLIENTS = 12


class TestFreePlan:
    def test_twelve_clients_at_once_get_exactly_what_the_plan_allows(
        self, stack: Stack, street: Street
    ) -> None:
        limit = PLANS[Tier.FREE].poses_per_month
        assert limit is not None
        shop = street.shop(Tier.FREE)
        order = shop.order(skincare_closeup=1)

        def ask(number: int) -> int:
            key = f"client-{number:04d}"
            answer = shop.api.send("POST", "/generations", order, idempotency_key=key)
            return answer.status_code

        with ThreadPoolExecutor(CLIENTS) as pool:
            statuses = list(pool.map(ask, range(CLIENTS)))
        usage = shop.api.get("/usage")
        assert usage["used"] + usage["held"] == limit
        assert sorted(statuses) == [202] * limit + [402] * (CLIENTS - limit)

    def test_the_eleventh_is_told_what_remains_and_which_plan_allows_it(
        self, street: Street
    ) -> None:
        shop = street.shop(Tier.FREE)
        shop.api.post("/generations", shop.order(skincare_closeup=8))
        answer = shop.api.send("POST", "/generations", shop.order(skincare_closeup=3))
        told = answer.json()
        assert (answer.status_code, told["code"]) == (402, "limit_reached")
        assert (told["remaining"], told["suggested_plan"]) == (2, Tier.STARTER)
