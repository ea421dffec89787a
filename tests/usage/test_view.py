"""A merchant's month as the API tells it: days, the limit's notice, reasons and their end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Override, OverrideMode, Tier
from lumiku.accounts.service import Account
from lumiku.usage import service
from lumiku.usage.schemas import Usage
from lumiku.usage.service import Month
from lumiku.usage.view import usage_of

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 WIB

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
counts = st.integers(0, 12_000)


def account(tier: Tier, override: Override | None = None, *, suspended: bool = False) -> Account:
    return Account(
        user_id="u",
        email="",
        tier=tier,
        plan_until=None,
        override=override,
        language="id",
        suspended_at=NOON if suspended else None,
    )


def shown(
    whose: Account,
    now: datetime = NOON,
    language: str = "en",
    *,
    used: int = 0,
    held: int = 0,
    days: dict[int, int] | None = None,
) -> Usage:
    with pytest.MonkeyPatch.context() as patch:
        month = Month(clock.month_key(now), used, held, 0, days or {})
        patch.setattr(service, "month", lambda _user_id, _key: month)
        return usage_of(whose, now, language)


class TestDays:
    @given(now=moments)
    def test_run_from_the_first_to_today_in_wib(self, now: datetime) -> None:
        today = now.astimezone(clock.WIB)
        days = shown(account(Tier.PRO), now).days
        assert [day.day for day in days] == [
            f"{today:%Y-%m}-{number:02d}" for number in range(1, today.day + 1)
        ]

    def test_carry_what_was_counted(self) -> None:
        days = shown(account(Tier.PRO), used=7, days={1: 3, 23: 4}).days
        assert (days[0].used, days[22].used, sum(day.used for day in days)) == (3, 4, 7)


class TestNotice:
    @given(tier=st.sampled_from(Tier), used=counts)
    def test_is_for_hard_limits_from_four_fifths_on(self, tier: Tier, used: int) -> None:
        limit = PLANS[tier].poses_per_month
        notice = shown(account(tier), used=used).notice
        if limit is None or used * 100 < limit * policy.NOTICE_PERCENT:
            assert notice is None
        else:
            assert notice == ("limit_reached" if used >= limit else "limit_near")


class TestReasons:
    @given(
        tier=st.sampled_from(Tier),
        used=counts,
        now=moments,
        override=st.none() | st.tuples(st.sampled_from(OverrideMode), st.integers(-48, 24 * 40)),
        suspended=st.booleans(),
    )
    def test_there_is_one_exactly_when_work_is_held_up(
        self,
        *,
        tier: Tier,
        used: int,
        now: datetime,
        override: tuple[OverrideMode, int] | None,
        suspended: bool,
    ) -> None:
        word = Override(override[0], now + timedelta(hours=override[1])) if override else None
        usage = shown(account(tier, word, suspended=suspended), now, used=used)
        assert (usage.reason is not None) == (usage.throttled or suspended)
        assert (usage.throttled_until is not None) == usage.throttled
        if usage.throttled_until:
            assert clock.from_iso(usage.throttled_until) > now
        if suspended and usage.reason:
            assert usage.reason.code == "suspended"

    @pytest.mark.parametrize(
        ("language", "hours", "words"),
        [
            ("id", 2, "sampai pukul 14.00 WIB."),
            ("en", 2, "until 14:00 WIB."),
            ("id", 24 * 8, "sampai 1 Desember pukul 12.00 WIB."),
            ("en", 24 * 8, "until 1 December, 12:00 WIB."),
        ],
    )
    def test_an_end_on_another_day_names_it(self, language: str, hours: int, words: str) -> None:
        override = Override(OverrideMode.THROTTLED, NOON + timedelta(hours=hours))
        reason = shown(account(Tier.PRO, override), language=language).reason
        assert reason is not None
        assert words in reason.detail
