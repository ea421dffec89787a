"""Milestones over every tier and count."""

from hypothesis import given
from hypothesis import strategies as st

from lumiku.accounts import policy
from lumiku.accounts.policy import FIRST_NOTICE, PLANS, Milestone, Tier
from lumiku.usage import rules

tiers = st.sampled_from(Tier)
counts = st.integers(0, 20_000)
EVERY = [milestone.value for milestone in Milestone]


class TestMilestones:
    @given(tiers, counts)
    def test_agree_with_the_level(self, tier: Tier, used: int) -> None:
        levels = [policy.level_of(milestone) for milestone in policy.milestones(tier, used)]
        passed = [level for level in levels if level is not None]
        assert passed == list(policy.levels_up_to(policy.level(tier, used)))

    @given(tiers, counts, st.integers(0, 1000))
    def test_are_never_unpassed_by_more_use(self, tier: Tier, used: int, more: int) -> None:
        before = policy.milestones(tier, used)
        assert policy.milestones(tier, used + more)[: len(before)] == before

    @given(tiers, st.integers(0, FIRST_NOTICE - 1))
    def test_there_are_none_below_the_first_notice(self, tier: Tier, used: int) -> None:
        assert policy.milestones(tier, used) == ()

    def test_the_first_notice_is_one(self) -> None:
        assert any(policy.milestones(tier, FIRST_NOTICE) for tier in Tier)

    def test_the_free_plans_are_at_four_fifths_and_at_the_limit(self) -> None:
        limit = PLANS[Tier.FREE].poses_per_month
        assert limit is not None
        passed = [len(policy.milestones(Tier.FREE, used)) for used in range(limit + 1)]
        assert passed.index(1) * 5 == limit * 4
        assert passed.index(2) == limit


class TestCrossing:
    @given(tiers, tiers, counts, st.sets(st.sampled_from(EVERY)), st.booleans())
    def test_mails_only_the_highest_new_one_on_the_same_plan_in_its_month(
        self, tier: Tier, before: Tier, used: int, recorded: set[str], over: bool
    ) -> None:
        found = rules.crossing(tier, used, recorded, tier_before=before, month_over=over)
        passed = policy.milestones(tier, used)
        assert not {m.value for m in found.new} & recorded
        assert {m.value for m in passed} <= recorded | {m.value for m in found.new}
        if found.mail is not None:
            assert (found.mail, before, over) == (passed[-1], tier, False)
            assert found.mail in found.new

    @given(tiers, st.lists(st.integers(1, 3_000), max_size=12))
    def test_a_month_of_use_mails_each_once_and_upwards(self, tier: Tier, steps: list[int]) -> None:
        recorded: set[str] = set()
        mailed: list[Milestone] = []
        used = 0
        for step in steps:
            used += step
            found = rules.crossing(tier, used, recorded, tier_before=tier, month_over=False)
            recorded |= {m.value for m in found.new}
            mailed += [found.mail] if found.mail else []
        order = list(Milestone)
        assert mailed == sorted(set(mailed), key=order.index)
        assert recorded == {m.value for m in policy.milestones(tier, used)}


class TestSlowness:
    @given(tiers, counts)
    def test_the_flag_is_what_the_dispatcher_does_at_noon(self, tier: Tier, used: int) -> None:
        from local.fakes.month import NOON

        level = policy.level(tier, used)
        assert policy.slowed_at_peak(tier, level) == policy.throttled(tier, level, None, NOON)
