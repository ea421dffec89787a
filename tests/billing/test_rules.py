"""Signatures against the gateway's own vector; ends of plans over all days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku.accounts.policy import PLANS, Tier
from lumiku.billing import rules
from lumiku.clock import WIB

moments = st.integers(
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2031, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


class TestSignatures:
    VECTOR = ("D0001", "99000", "LMK-202511-0001", "732B39FC61796845775D2C4FB05332AF")
    SIGNED = "b848e220afe95e45e09c70a40949b0ce"

    def test_the_callbacks_vector(self) -> None:
        assert rules.callback_signature(*self.VECTOR) == self.SIGNED
        assert rules.signed(self.SIGNED, self.SIGNED.upper())

    def test_a_request_signs_in_another_order(self) -> None:
        code, amount, order, key = self.VECTOR
        assert rules.inquiry_signature(code, order, int(amount), key) != self.SIGNED

    @pytest.mark.parametrize("given_", ["", "0" * 32, SIGNED[:-1], SIGNED + "0", "é" * 16])
    def test_another_one_is_refused(self, given_: str) -> None:
        assert not rules.signed(self.SIGNED, given_)


class TestAmounts:
    @given(st.text(max_size=30))
    def test_only_plain_digits_are_an_amount(self, text: str) -> None:
        amount = rules.amount_of(text)
        assert amount is None or (text.isdigit() and amount == int(text))

    @pytest.mark.parametrize("text", ["99.000", "99000.00", "-1", "1e5", "٩٩", " 99000", "9" * 13])
    def test_others_are_none(self, text: str) -> None:
        assert rules.amount_of(text) is None

    def test_prices_are_the_policys(self) -> None:
        assert rules.price(Tier.PRO, 3) == 3 * PLANS[Tier.PRO].price_idr
        assert rules.price(Tier.FREE, 1) is None
        assert rules.price(Tier.ENTERPRISE, 1) is None


class TestEnds:
    @given(moments, st.integers(1, 24))
    def test_are_the_same_time_of_a_later_month(self, moment: datetime, months: int) -> None:
        here, there = moment.astimezone(WIB), rules.months_later(moment, months).astimezone(WIB)
        assert (there.year - here.year) * 12 + there.month - here.month == months
        assert there.timetz() == here.timetz()
        assert there.day == here.day or (
            there.day < here.day and (there + timedelta(days=1)).day == 1
        )

    @given(moments, st.integers(1, 12), st.integers(-40, 40))
    def test_a_renewal_loses_no_day(self, now: datetime, months: int, days: int) -> None:
        until = now + timedelta(days=days)
        end = rules.paid_until(Tier.PRO, months, has=Tier.PRO, until=until, now=now)
        assert end == rules.months_later(max(now, until), months)

    @given(moments)
    def test_another_plan_begins_now(self, now: datetime) -> None:
        until = now + timedelta(days=20)
        end = rules.paid_until(Tier.PRO, 1, has=Tier.STARTER, until=until, now=now)
        assert end == rules.months_later(now, 1)
