"""The policy's pure rules over all tiers, counts and minutes around every edge of the calendar."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Lane, Level, Override, OverrideMode, Tier

tiers = st.sampled_from(Tier)
counts = st.integers(0, 20_000)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EDGES = [
    datetime(2026, 11, 23, 2, 0, tzinfo=UTC),  # 09:00 WIB
    datetime(2026, 11, 23, 14, 0, tzinfo=UTC),  # 21:00 WIB
    datetime(2026, 11, 30, 17, 0, tzinfo=UTC),  # month's end
    datetime(2026, 12, 31, 17, 0, tzinfo=UTC),  # New Year
    datetime(2028, 2, 28, 17, 0, tzinfo=UTC),  # a leap day begins
    datetime(2028, 2, 29, 17, 0, tzinfo=UTC),  # and ends its month
]


class TestLevels:
    @given(tiers, counts)
    def test_never_fall_as_use_grows(self, tier: Tier, used: int) -> None:
        order = list(Level)
        now, then = policy.level(tier, used), policy.level(tier, used + 1)
        assert order.index(then) >= order.index(now)

    @pytest.mark.parametrize("tier", [Tier.STARTER, Tier.PRO])
    def test_begin_above_their_thresholds(self, tier: Tier) -> None:
        limits = PLANS[tier].thresholds
        assert limits is not None
        for limit, (below, above) in zip(limits, pairwise(Level), strict=True):
            assert policy.level(tier, limit) is below
            assert policy.level(tier, limit + 1) is above

    @given(st.sampled_from([Tier.FREE, Tier.ENTERPRISE]), counts)
    def test_do_not_exist_without_thresholds(self, tier: Tier, used: int) -> None:
        assert policy.level(tier, used) is Level.GREEN

    def test_up_to_names_every_level_that_was_jumped_over(self) -> None:
        assert policy.levels_up_to(Level.RED) == (Level.YELLOW, Level.ORANGE, Level.RED)
        assert policy.levels_up_to(Level.GREEN) == ()


class TestThrottling:
    @pytest.mark.parametrize("edge", EDGES)
    def test_follows_the_wall_clock_of_jakarta_to_the_minute(self, edge: datetime) -> None:
        for minute in range(-90, 91):
            moment = edge + timedelta(minutes=minute)
            local = moment.astimezone(clock.WIB)
            peak = 9 * 60 <= local.hour * 60 + local.minute < 21 * 60
            for tier in (Tier.STARTER, Tier.PRO):
                for level in (Level.ORANGE, Level.RED):
                    assert policy.throttled(tier, level, None, moment) is peak
                assert not policy.throttled(tier, Level.YELLOW, None, moment)

    @given(tiers, st.sampled_from(Level), moments)
    def test_never_touches_who_has_no_lane_to_fall_to(
        self, tier: Tier, level: Level, now: datetime
    ) -> None:
        if PLANS[tier].throttled_as is None:
            override = Override(OverrideMode.THROTTLED, now + timedelta(days=1))
            assert not policy.throttled(tier, level, override, now)

    @given(st.sampled_from([Tier.STARTER, Tier.PRO]), st.sampled_from(Level), moments)
    def test_an_override_holds_until_its_moment(
        self, tier: Tier, level: Level, now: datetime
    ) -> None:
        for mode in OverrideMode:
            until = now + timedelta(hours=1)
            override = Override(mode, until)
            assert policy.throttled(tier, level, override, now) is (mode is OverrideMode.THROTTLED)
            after = policy.throttled(tier, level, override, until)
            assert after is policy.throttled(tier, level, None, until)

    @given(tiers, st.sampled_from(Level), moments)
    def test_says_until_when(self, tier: Tier, level: Level, now: datetime) -> None:
        until = policy.throttled_until(tier, level, None, now)
        assert (until is not None) == policy.throttled(tier, level, None, now)
        if until is not None:
            assert not policy.throttled(tier, level, None, until)
            assert policy.throttled(tier, level, None, until - timedelta(seconds=1))

    def test_puts_pro_in_starters_lane_and_starter_in_frees(self) -> None:
        assert policy.lane(Tier.PRO, True) is Lane.STANDARD
        assert policy.promise(Tier.PRO, True) == PLANS[Tier.STARTER].promise
        assert policy.lane(Tier.STARTER, True) is Lane.FREE
        assert policy.lane(Tier.ENTERPRISE, True) is Lane.DEDICATED


def around_the_marks(tier: Tier) -> list[int]:
    """Counts just below, at and above every number at which something changes."""
    plan = PLANS[tier]
    marks = [*(plan.thresholds or ()), plan.recommend_above, plan.poses_per_month]
    return sorted({0, *(mark + by for mark in marks if mark for by in (-1, 0, 1))})


def slower(tier: Tier) -> Tier:
    """Decision 3 and the table's row `lane while throttled`, said a second time."""
    return {Tier.STARTER: Tier.FREE, Tier.PRO: Tier.STARTER}.get(tier, tier)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("tier", Tier)
def test_lane_and_promise_of_every_tier_at_every_count_and_minute(
    tier: Tier, edge: datetime
) -> None:
    plan = PLANS[tier]
    for used in around_the_marks(tier):
        level = policy.level(tier, used)
        high = plan.thresholds is not None and used > plan.thresholds.orange
        for minute in range(-90, 91):
            moment = edge + timedelta(minutes=minute)
            slowed = policy.throttled(tier, level, None, moment)
            peak = 9 <= (moment + timedelta(hours=7)).hour < 21
            expected = slower(tier) if high and peak else tier
            assert policy.lane(tier, slowed) is PLANS[expected].lane
            assert policy.promise(tier, slowed) == PLANS[expected].promise


@pytest.mark.parametrize("edge", EDGES)
def test_a_month_a_day_and_an_hour_change_with_jakartas_clock(edge: datetime) -> None:
    for minute in range(-90, 91):
        moment = edge + timedelta(minutes=minute)
        wall = (moment + timedelta(hours=7)).replace(tzinfo=None)
        assert clock.month_key(moment) == f"{wall:%Y-%m}"
        assert clock.day_key(moment) == clock.day_of(moment).isoformat() == f"{wall:%Y-%m-%d}"
        assert clock.hour_of(moment) == wall.hour


class TestTheTable:
    """The product decisions' table: whoever changes a number changes it here as well."""

    def test_prices_limits_and_marks(self) -> None:
        told = {
            plan.tier.value: (plan.price_idr, plan.poses_per_month, plan.thresholds)
            for plan in PLANS.values()
        }
        assert told == {
            "free": (0, 10, None),
            "starter": (99_000, None, (500, 1_500, 3_000)),
            "pro": (299_000, None, (2_000, 5_000, 10_000)),
            "enterprise": (1_500_000, None, None),
        }

    def test_promises_watermarks_and_what_is_recommended(self) -> None:
        told = {
            plan.tier.value: (plan.promise.total_seconds(), plan.watermark, plan.recommend_above)
            for plan in PLANS.values()
        }
        assert told == {
            "free": (4 * 3600, True, 5),
            "starter": (1800, False, 1_000),
            "pro": (300, False, 5_000),
            "enterprise": (10, False, None),
        }

    def test_only_the_free_plan_counts_kits_and_avatars(self) -> None:
        counted = {plan.tier: (plan.brand_kits, plan.avatars) for plan in PLANS.values()}
        assert counted.pop(Tier.FREE) == (1, 1)
        assert set(counted.values()) == {(None, None)}


class TestRecommendation:
    @given(tiers, counts)
    def test_names_the_next_plan_or_none(self, tier: Tier, used: int) -> None:
        assert policy.recommendation(tier, used) in (None, policy.next_tier(tier))

    @pytest.mark.parametrize("tier", [Tier.FREE, Tier.STARTER, Tier.PRO])
    def test_begins_above_its_number(self, tier: Tier) -> None:
        above = PLANS[tier].recommend_above
        assert above is not None
        assert policy.recommendation(tier, above) is None
        assert policy.recommendation(tier, above + 1) is policy.next_tier(tier)


class TestCalendar:
    @given(moments)
    def test_off_peak_starts_now_or_at_nine_in_the_evening(self, now: datetime) -> None:
        start = policy.off_peak_start(now)
        assert start >= now
        assert not policy.is_peak(start)
        assert start - now <= timedelta(hours=12)

    @given(moments)
    def test_a_month_ends_where_the_next_begins(self, now: datetime) -> None:
        end = clock.month_end(now)
        assert clock.month_key(end) > clock.month_key(now)
        assert clock.month_key(end - timedelta(microseconds=1)) == clock.month_key(now)

    @given(moments)
    def test_iso_survives_the_round_trip_and_sorts(self, now: datetime) -> None:
        cut = now.replace(microsecond=now.microsecond // 1000 * 1000)
        assert clock.from_iso(clock.iso(cut)) == cut
        assert clock.iso(cut) < clock.iso(cut + timedelta(milliseconds=1))
