"""Skeleton drawing: colours, order and shapes, and the way back to keypoints."""

from math import atan2, degrees, hypot

import cv2
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lumiku.poses.drawing import SD15, SDXL, Style, draw
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import COLOURS, LIMBS, Joint, Point
from pose_seed.importers.drawn import decode
from pose_seed.library import Library

ABSENT: Point = (0.0, 0.0, 0.0)


def pixels(people: list[list[Point]], width: int, height: int, style: Style) -> NDArray[np.uint8]:
    return np.asarray(draw(people, width, height, style=style))


def only(**joints: tuple[float, float]) -> list[Point]:
    """A body of a few joints."""
    return [(*joints[j.name.lower()], 1.0) if j.name.lower() in joints else ABSENT for j in Joint]


class TestShapes:
    @pytest.mark.parametrize("joint", list(Joint))
    def test_a_joint_is_a_disc_of_radius_4_in_its_own_colour(self, joint: Joint) -> None:
        picture = pixels([only(**{joint.name.lower(): (0.5, 0.5)})], 64, 64, SD15)
        lit = np.argwhere(picture.any(axis=2))
        assert lit.min() == 28
        assert lit.max() == 36
        assert {tuple(picture[y, x]) for y, x in lit} == {COLOURS[joint]}

    @pytest.mark.parametrize("number", range(17))
    def test_a_limb_is_at_six_tenths_of_its_colour_and_eight_pixels_wide(self, number: int) -> None:
        a, b = LIMBS[number]
        body = only(**{Joint(a).name.lower(): (0.2, 0.5), Joint(b).name.lower(): (0.8, 0.5)})
        picture = pixels([body], 100, 100, SD15)
        column = picture[:, 50]
        lit = np.flatnonzero(column.any(axis=1))
        assert tuple(column[50]) == tuple(int(value * 0.6) for value in COLOURS[number])
        assert (lit.min(), lit.max()) == (46, 54)

    def test_joints_lie_over_limbs_and_later_limbs_over_earlier(self, front: PoseTemplate) -> None:
        picture = pixels(front.people, 512, 640, SD15)
        for joint in (Joint.RIGHT_ANKLE, Joint.LEFT_ANKLE, Joint.NECK):
            x, y, _ = front.people[0][joint]
            assert tuple(picture[int(y * 640), int(x * 512)]) == COLOURS[joint]

    def test_what_is_half_seen_is_drawn_like_the_rest(self) -> None:
        seen = only(neck=(0.5, 0.3), nose=(0.5, 0.2))
        hidden = [(x, y, 0.3 if c else 0.0) for x, y, c in seen]
        assert np.array_equal(pixels([seen], 64, 64, SD15), pixels([hidden], 64, 64, SD15))

    def test_it_equals_opencv_on_nearly_every_pixel(self, front: PoseTemplate) -> None:
        """OpenCV drew the training pictures; only some edge pixels may fall elsewhere."""
        width, height = 512, 640
        at = [(x * width, y * height) for x, y, _ in front.people[0]]
        theirs = np.zeros((height, width, 3), np.uint8)
        for number, (a, b) in enumerate(LIMBS):
            middle = (int((at[a][0] + at[b][0]) / 2), int((at[a][1] + at[b][1]) / 2))
            length = hypot(at[a][0] - at[b][0], at[a][1] - at[b][1])
            turn = int(degrees(atan2(at[a][1] - at[b][1], at[a][0] - at[b][0])))
            outline = np.array(cv2.ellipse2Poly(middle, (int(length / 2), 4), turn, 0, 360, 1))
            shade = tuple(int(value * 0.6) for value in COLOURS[number])
            cv2.fillConvexPoly(theirs, outline, shade)
        for joint in range(18):
            cv2.circle(theirs, (int(at[joint][0]), int(at[joint][1])), 4, COLOURS[joint], -1)
        ours = pixels(front.people, width, height, SD15)
        drawn = theirs.any(axis=2) | ours.any(axis=2)
        same = (theirs == ours).all(axis=2)
        assert same[drawn].mean() > 0.93
        # Where they differ it is by one pixel of outline, never a stroke.
        thick = cv2.erode((~same).astype(np.uint8), np.ones((3, 3), np.uint8))
        assert not thick.any()


class TestStyles:
    @pytest.mark.parametrize(
        ("longest", "factor"),
        [(499, 1), (500, 2), (999, 2), (1000, 3), (2000, 4), (3000, 5), (4000, 6), (5000, 7)],
    )
    def test_the_sdxl_model_wants_wider_strokes_on_larger_pictures(
        self, longest: int, factor: int
    ) -> None:
        assert SDXL.scale(longest, 300) == factor
        assert SDXL.scale(300, longest) == factor
        assert SD15.scale(longest, longest) == 1

    def test_discs_and_limbs_widen_together(self) -> None:
        picture = pixels([only(neck=(0.2, 0.5), right_shoulder=(0.8, 0.5))], 1000, 1000, SDXL)
        limb = np.flatnonzero(picture[:, 500].any(axis=1))
        disc = np.flatnonzero(picture[:, 200].any(axis=1))
        assert len(limb) == 25
        assert len(disc) == 25


class TestHandsAndFaces:
    def test_a_hand_has_twenty_bones_of_the_wheel_and_blue_joints(self, library: Library) -> None:
        held = next(one for one in library.templates if one.frame == "bust" and one.hands[:1])
        bare = np.asarray(draw(held.people, 512, 640)).astype(int)
        with_hand = np.asarray(draw(held.people, 512, 640, hands=held.hands)).astype(int)
        assert (bare != with_hand).any()
        x, y, _ = next(iter(held.hands[0].values()))[12]
        assert tuple(with_hand[int(y * 640), int(x * 512)]) == (0, 0, 255)

    def test_faces_are_white_dots(self) -> None:
        picture = np.asarray(draw([], 64, 64, faces=[[(0.5, 0.5, 1.0), ABSENT]]))
        assert tuple(picture[32, 32]) == (255, 255, 255)
        assert not picture[:4].any()


class TestRoundTrip:
    @pytest.mark.parametrize(
        ("style", "width", "height"), [(SD15, 512, 640), (SDXL, 819, 1024)], ids=["sd15", "sdxl"]
    )
    def test_the_decoder_finds_what_was_drawn(
        self, library: Library, style: Style, width: int, height: int
    ) -> None:
        errors: list[float] = []
        missed = joints = split = 0
        for template in library.templates[:: width // 8]:
            people = sorted(
                template.people, key=lambda points: min(p[0] for p in points if p[2] > 0)
            )
            found = decode(pixels(people, width, height, style))
            if len(found) != len(people):
                split += 1
                continue
            for theirs, ours in zip(found, people, strict=True):
                for (fx, fy, seen), (x, y, confidence) in zip(theirs, ours, strict=True):
                    if confidence > 0:
                        joints += 1
                        missed += not seen
                    if confidence > 0 and seen:
                        errors.append(hypot(fx - x * width, fy - y * height))
        assert split <= 1
        assert float(np.median(errors)) < 1.0
        assert float(np.percentile(errors, 99)) < 4.0 * style.scale(width, height)
        assert missed / joints < 0.04

    @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(
        st.lists(
            st.tuples(st.integers(2, 17), st.integers(2, 21)), min_size=18, max_size=18, unique=True
        )
    )
    def test_any_body_with_its_joints_apart_comes_back(self, cells: list[tuple[int, int]]) -> None:
        width, height = 640, 800
        body: list[Point] = [(x / 20, y / 24, 1.0) for x, y in cells]
        found = decode(pixels([body], width, height, SD15))
        assert len(found) == 1
        for (fx, fy, seen), (x, y, _) in zip(found[0], body, strict=True):
            assert seen
            assert hypot(fx - x * width, fy - y * height) < 2

    def test_blackness_holds_nobody(self) -> None:
        assert decode(np.zeros((64, 64, 3), np.uint8)) == []
