"""The pure rules of a batch, over all the inputs there are."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lumiku.accounts.policy import PLANS, Lane, Tier
from lumiku.generations import rules
from lumiku.generations.rules import Status, Waiting

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
tiers = st.sampled_from(Tier)


def place(tier: Tier, minutes: float, *, chunks: int = 3, name: str = "gen_1") -> Waiting:
    start = NOW + timedelta(minutes=minutes)
    return Waiting(rules.deadline(start, 0, tier, False), name, 0, chunks, tier, False, start)


places = st.builds(
    place, tiers, st.floats(-600, 600), chunks=st.integers(1, 130), name=st.text("abc", min_size=4)
)


class TestFinalStatus:
    @given(st.integers(0, 1000), st.integers(0, 1000))
    def test_says_whether_all_some_or_none_succeeded(self, done: int, failed: int) -> None:
        status = rules.final_status(done, failed)
        assert (status is Status.COMPLETED) == (failed == 0)
        assert (status is Status.FAILED) == (failed > 0 and done == 0)

    def test_untried_poses_make_it_cancelled(self) -> None:
        assert rules.final_status(5, 0, 3) is Status.CANCELLED


class TestDeadline:
    @given(tiers, st.booleans())
    def test_the_first_chunk_is_due_with_the_promise(self, tier: Tier, throttled: bool) -> None:
        effective = PLANS[tier].throttled_as if throttled else None
        promise = PLANS[effective or tier].promise
        assert rules.deadline(NOW, 0, tier, throttled) == NOW + promise

    @given(tiers, st.integers(0, 124))
    def test_throttling_never_brings_work_forward(self, tier: Tier, chunk: int) -> None:
        at_ease = rules.deadline(NOW, chunk, tier, False)
        assert rules.deadline(NOW, chunk, tier, True) >= at_ease

    @given(tiers, st.booleans(), st.integers(0, 123))
    def test_later_chunks_are_due_later(self, tier: Tier, throttled: bool, chunk: int) -> None:
        one = rules.deadline(NOW, chunk, tier, throttled)
        assert rules.deadline(NOW, chunk + 1, tier, throttled) > one


class TestChoose:
    @given(st.lists(places, max_size=12), st.integers(0, 40))
    def test_is_work_conserving_and_never_exceeds_the_room(
        self, waiting: list[Waiting], room: int
    ) -> None:
        chosen = list(rules.choose(waiting, room=room))
        assert len(chosen) == min(room, sum(w.chunks for w in waiting))

    @given(st.lists(places, max_size=12), st.integers(0, 40))
    def test_goes_by_deadline(self, waiting: list[Waiting], room: int) -> None:
        deadlines = [w.deadline for w in rules.choose(waiting, room=room)]
        assert deadlines == sorted(deadlines)

    @given(st.lists(places, max_size=12), st.integers(0, 20), st.integers(0, 4))
    def test_reserved_places_go_to_the_dedicated_lane_only(
        self, waiting: list[Waiting], room: int, reserved: int
    ) -> None:
        chosen = list(rules.choose(waiting, room=room, reserved=reserved))
        ordinary = [w for w in chosen if w.lane is not Lane.DEDICATED]
        assert len(chosen) <= room
        assert len(ordinary) <= max(0, room - reserved + (len(chosen) - len(ordinary)))

    def test_a_reserved_place_that_is_in_use_is_not_kept_a_second_time(self) -> None:
        ordinary = [place(Tier.PRO, 0, chunks=5)]
        kept = list(rules.choose(ordinary, room=3, reserved=1))
        in_use = list(rules.choose(ordinary, room=3, reserved=1, urgent_out=1))
        assert (len(kept), len(in_use)) == (2, 3)

    def test_a_long_batch_yields_to_a_newcomer_of_its_own_tier(self) -> None:
        long = place(Tier.STARTER, -20, chunks=125, name="long")
        short = place(Tier.STARTER, 0, chunks=1, name="short")
        order = [w.generation_id for w in rules.choose([long, short], room=20)]
        assert 0 < order.index("short") < 15


class TestSeeds:
    @given(st.integers(0, 2**32 - 1), st.integers(0, 4999), st.integers(1, 2))
    def test_fit_32_bits_and_repeat(self, seed: int, slot: int, attempt: int) -> None:
        value = rules.slot_seed(seed, slot, attempt)
        assert 0 <= value < 2**32
        assert value == rules.slot_seed(seed, slot, attempt)

    def test_differ_between_slots_and_tries(self) -> None:
        seeds = {rules.slot_seed(7, slot, attempt) for slot in range(1000) for attempt in (1, 2)}
        assert len(seeds) == 2000


class TestAdultCoded:
    def test_finds_the_word_in_either_language(self) -> None:
        assert rules.adult_coded(["Gaun Seksi!", "x"]) == "seksi"
        assert rules.adult_coded(["wine-red dress"]) == "wine"

    def test_leaves_ordinary_words_alone(self) -> None:
        assert rules.adult_coded(["Kaos anak ceria", "playful, fun", "Sussex"]) is None


class TestEta:
    @given(st.integers(1, 1000), st.integers(0, 1000), st.floats(0.1, 30), st.integers(1, 20))
    def test_grows_with_what_is_ahead(
        self, remaining: int, ahead: int, pace: float, slots: int
    ) -> None:
        def eta(before: int) -> int:
            return rules.eta_seconds(
                remaining=remaining, ahead=before, seconds_per_pose=pace, slots=slots, wait=0
            )

        assert eta(ahead) >= eta(0) > 0

    def test_is_zero_when_nothing_remains(self) -> None:
        facts = {"ahead": 5, "seconds_per_pose": 1.0, "slots": 2, "wait": 9.0}
        assert rules.eta_seconds(remaining=0, **facts) == 0  # type: ignore[arg-type]
