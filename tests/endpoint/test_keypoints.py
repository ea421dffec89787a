"""OKS, PCK and the decoding of a detector's answer, without any model."""

import numpy as np
import pytest

from endpoint.people.keypoints import decode_simcc, oks, pck
from lumiku.poses.skeleton import Point
from lumiku.rendering.contract import Person
from tests.endpoint import skeletons
from tests.endpoint.skeletons import person


def moved(wanted: Person, dx: float) -> list[Point]:
    return [(joint.x + dx, joint.y, joint.confidence) for joint in wanted]


class TestOks:
    def test_the_same_pose_is_one(self) -> None:
        wanted = person(skeletons.STANDING)
        assert oks(wanted, moved(wanted, 0), 0.8) == pytest.approx(1)
        assert pck(wanted, moved(wanted, 0), 0.8) == 1

    def test_it_falls_with_distance(self) -> None:
        wanted = person(skeletons.STANDING)
        scores = [oks(wanted, moved(wanted, dx), 0.8) for dx in (0.0, 0.01, 0.03, 0.1, 0.5)]
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] < 0.01
        assert pck(wanted, moved(wanted, 0.5), 0.8) == 0

    def test_another_pose_scores_low(self) -> None:
        wanted = person(skeletons.STANDING)
        raised = moved(person(skeletons.JUMPING), 0)
        assert oks(wanted, raised, 0.8) < 0.75

    def test_joints_that_were_not_found_are_missed(self) -> None:
        wanted = person(skeletons.STANDING)
        half = [(x, y, c if i % 2 else 0.0) for i, (x, y, c) in enumerate(moved(wanted, 0))]
        assert oks(wanted, half, 0.8) == pytest.approx(0.5)

    def test_joints_that_nobody_asked_for_do_not_count(self) -> None:
        wanted = person(skeletons.BACK)  # no nose, no eyes
        found = moved(person(skeletons.BACK), 0)
        found[0] = (0.9, 0.9, 1.0)
        assert oks(wanted, found, 0.8) == pytest.approx(1)


class TestSimcc:
    def test_the_highest_bin_is_the_place(self) -> None:
        x, y = np.zeros((17, 384), np.float32), np.zeros((17, 512), np.float32)
        x[:, 96], y[:, 384] = 0.8, 0.6
        found = decode_simcc(x, y)
        assert len(found) == 17
        assert found[0] == pytest.approx((96.5 / 384, 384.5 / 512, 0.6))
