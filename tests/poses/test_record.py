"""Track records: the prior, the mean, and retirement."""

import pytest

from lumiku.poses.record import Record, retired


class TestRates:
    def test_a_new_pose_starts_at_the_librarys_promise(self) -> None:
        assert Record().success_rate == pytest.approx(0.9)
        assert Record().quality == pytest.approx(0.8)

    def test_a_long_record_outweighs_the_prior(self) -> None:
        assert Record(1_000, 500).success_rate == pytest.approx(0.5, abs=0.01)

    def test_records_add_up(self) -> None:
        assert Record(2, 1, 0.5) + Record(3, 3, 2.5) == Record(5, 4, 3.0)


class TestRetirement:
    @pytest.mark.parametrize(
        ("uses", "successes"),
        [(0, 0), (5, 0), (11, 0), (20, 15), (100, 75), (1_000, 720)],
    )
    def test_bad_luck_or_a_fair_record_retires_nobody(self, uses: int, successes: int) -> None:
        assert not retired(Record(uses, successes))

    @pytest.mark.parametrize(("uses", "successes"), [(12, 0), (30, 12), (100, 55), (1_000, 640)])
    def test_a_pose_that_surely_fails_retires(self, uses: int, successes: int) -> None:
        assert retired(Record(uses, successes))

    def test_more_failures_never_bring_it_back(self) -> None:
        fallen = [retired(Record(uses, 5)) for uses in range(5, 60)]
        assert fallen == sorted(fallen)
