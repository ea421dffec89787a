"""Distances of poses and the choice of the most varied."""

import pytest

from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.similarity import Signature, gap, signature, spread
from lumiku.poses.skeleton import Joint, Point, mirrored
from pose_seed.library import Library


def sign(people: list[list[Point]]) -> Signature:
    return signature(people, 0.8)


class TestGap:
    def test_a_pose_and_its_mirror_image_are_one(self, front: PoseTemplate) -> None:
        turned = [mirrored(points) for points in front.people]
        assert gap(sign(front.people), sign(turned)) == pytest.approx(0, abs=1e-9)

    def test_a_pose_elsewhere_in_the_frame_is_the_same(self, front: PoseTemplate) -> None:
        aside = [[(x + 0.04, y - 0.01, c) for x, y, c in points] for points in front.people]
        assert gap(sign(front.people), sign(aside)) < 0.002

    def test_it_grows_with_what_moves(self, front: PoseTemplate) -> None:
        def with_wrist(shift: float) -> Signature:
            body = list(front.people[0])
            x, y, c = body[Joint.LEFT_WRIST]
            body[Joint.LEFT_WRIST] = (x, y + shift, c)
            return sign([body])

        own = sign(front.people)
        gaps = [gap(own, with_wrist(shift)) for shift in (0.01, 0.03, 0.09)]
        assert gaps == sorted(gaps)
        assert gaps[0] > 0

    def test_other_numbers_of_people_never_compare(self, library: Library) -> None:
        groups = {len(one.people): one for one in library.templates}
        assert gap(sign(groups[1].people), sign(groups[2].people)) == 1.0

    def test_people_may_be_listed_in_any_order(self, library: Library) -> None:
        pair = next(one for one in library.templates if len(one.people) == 2)
        assert gap(sign(pair.people), sign(pair.people[::-1])) == pytest.approx(0, abs=1e-9)


def dot(x: float) -> Signature:
    return Signature((x,), (x,))


class TestSpread:
    def test_each_pick_is_the_farthest_from_all_before(self) -> None:
        chosen = spread([0.0, 0.1, 0.5, 0.9, 1.0], 3, dot)
        assert chosen == [0.0, 1.0, 0.5]

    def test_it_starts_where_it_is_told(self) -> None:
        assert spread([0.0, 0.4, 1.0], 2, dot, start=1) == [0.4, 1.0]

    def test_it_stops_when_nothing_new_is_left(self) -> None:
        assert spread([0.0, 0.001, 1.0], 3, dot, least=0.01) == [0.0, 1.0]

    def test_it_keeps_away_from_what_was_chosen_elsewhere(self) -> None:
        assert spread([0.0, 0.5, 1.0], 1, dot, against=[dot(0.0)]) == [1.0]

    def test_weight_pulls_the_better_ones_forward(self) -> None:
        bad = {1.0}
        chosen = spread([0.0, 0.9, 1.0], 2, dot, weight=lambda item: 0.5 if item in bad else 1.0)
        assert chosen == [0.0, 0.9]

    @pytest.mark.parametrize("count", [0, 3, 99])
    def test_it_never_gives_more_than_there_is(self, count: int) -> None:
        assert len(spread([0.0, 0.4, 1.0], count, dot)) == min(count, 3)
        assert spread([], count, dot) == []
