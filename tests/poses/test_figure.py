"""The body: bones keep their lengths, feet stand, hands touch, cameras see what is in front."""

from math import dist
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumiku.poses.skeleton import Joint
from pose_seed.body import ADULT_MAN, ADULT_WOMAN, BUILDS, CHILD, Build
from pose_seed.camera import Crop, look, window
from pose_seed.figure import ARM, LEG, Figure, OutOfReach, build, moved, two_bones
from pose_seed.gestures import GESTURES
from pose_seed.hands import SHAPES, hand_points
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Hang, Posture, Reach, Step, Swing, Turn
from pose_seed.recipes.stance import contrapposto
from pose_seed.vectors import FORWARD, add, angle, apply, compose, inverse, rotation, segment_gap
from pose_seed.visibility import SEEN, confidences

angles = st.floats(-80, 80)


class TestVectors:
    @given(angles, angles, angles)
    def test_a_rotation_undone_is_none(self, yaw: float, pitch: float, roll: float) -> None:
        turn = rotation(yaw, pitch, roll)
        there = apply(compose(inverse(turn), turn), (0.3, -0.7, 0.2))
        assert dist(there, (0.3, -0.7, 0.2)) < 1e-12

    def test_signs_follow_the_subject(self) -> None:
        assert apply(rotation(yaw=90), (0, 0, 1)) == pytest.approx((1, 0, 0))
        assert apply(rotation(pitch=90), (0, 1, 0)) == pytest.approx((0, 0, 1))
        assert apply(rotation(roll=90), (0, 1, 0)) == pytest.approx((1, 0, 0))

    def test_segments_that_cross_have_no_gap(self) -> None:
        gap, s, t = segment_gap(((-1, 0, 0), (1, 0, 0)), ((0, -1, 0), (0, 3, 0)))
        assert (gap, s, t) == pytest.approx((0, 0.5, 0.25))


class TestTwoBones:
    @given(st.floats(0.12, 0.32), st.floats(0, 360))
    def test_lengths_hold_and_the_target_is_met(self, reach: float, around: float) -> None:
        target = apply(rotation(yaw=around), (reach * 0.6, -reach * 0.8, 0.0))
        middle, end = two_bones((0, 0, 0), target, 0.18, 0.146, (0.2, 0.1, 1.0))
        assert dist((0, 0, 0), middle) == pytest.approx(0.18)
        assert dist(middle, end) == pytest.approx(0.146)
        assert dist(end, target) < 1e-6

    def test_a_little_too_far_is_approached_and_further_refused(self) -> None:
        _, end = two_bones((0, 0, 0), (0, -0.34, 0), 0.18, 0.146, FORWARD)
        assert end[1] == pytest.approx(-0.326, abs=0.001)
        with pytest.raises(OutOfReach):
            two_bones((0, 0, 0), (0, -0.36, 0), 0.18, 0.146, FORWARD)

    def test_the_pole_says_where_the_joint_points(self) -> None:
        middle, _ = two_bones((0, 0, 0), (0, -0.3, 0), 0.18, 0.146, FORWARD)
        assert middle[2] > 0


def bones(figure: Figure) -> dict[str, float]:
    body, joints = figure.build, figure.joints
    found: dict[str, float] = {}
    for chain, lengths in (
        (LEG, (body.thigh, body.shank)),
        (ARM, (body.upper_arm, body.forearm)),
    ):
        for side, (a, b, c) in chain.items():
            found[f"{a.name} {side}"] = dist(joints[a], joints[b]) / lengths[0]
            found[f"{b.name} {side}"] = dist(joints[b], joints[c]) / lengths[1]
    return found


class TestFigure:
    @pytest.mark.parametrize("body", BUILDS, ids=lambda body: body.name)
    def test_a_standing_body_is_one_height_tall(self, body: Build) -> None:
        figure = build(Posture(body))
        assert figure.vertex[1] == pytest.approx(1.0, abs=0.02)
        assert figure.joints[Joint.RIGHT_ANKLE][1] == pytest.approx(body.ankle, abs=1e-6)
        assert figure.joints[Joint.LEFT_ANKLE][1] == pytest.approx(body.ankle, abs=1e-6)
        assert figure.joints[Joint.NECK][1] == pytest.approx(body.shoulder_height, abs=0.006)

    @settings(max_examples=60)
    @given(st.integers(0, 10_000))
    def test_bones_keep_their_lengths_in_every_posture(self, seed: int) -> None:
        rng = Random(seed)
        posture = contrapposto(rng, rng.choice((ADULT_WOMAN, ADULT_MAN, CHILD))).posture
        figure = build(posture)
        assert all(length == pytest.approx(1.0, abs=1e-6) for length in bones(figure).values())

    def test_weight_on_one_leg_raises_that_hip(self) -> None:
        for seed in range(20):
            posture = contrapposto(Random(seed), ADULT_WOMAN).posture
            right_bears = isinstance(posture.right_leg, Step) and posture.right_leg.carries
            figure = build(posture)
            right, left = figure.joints[Joint.RIGHT_HIP], figure.joints[Joint.LEFT_HIP]
            assert (right[1] > left[1]) == right_bears
            # The shoulders tilt the other way.
            right, left = figure.joints[Joint.RIGHT_SHOULDER], figure.joints[Joint.LEFT_SHOULDER]
            assert (right[1] < left[1]) == right_bears

    def test_fingers_reach_what_the_gesture_touches(self) -> None:
        touch = (0.036, -0.026, 0.062)
        arm = Reach("head", touch, (-0.5, 0.65, -0.4), (0.6, -1.0, 0.1), length=0.74)
        figure = build(Posture(left_arm=arm))
        ears = figure.joints[Joint.RIGHT_EAR], figure.joints[Joint.LEFT_EAR]
        middle = tuple((a + b) / 2 for a, b in zip(*ears, strict=True))
        target = add((middle[0], middle[1], middle[2]), apply(figure.head_axes, touch))
        assert min(dist(target, tip) for tip in figure.hands[LEFT_SIDE]) < 0.035

    def test_a_raised_arm_lifts_its_shoulder(self) -> None:
        low = build(Posture(left_arm=Hang(abduction=30)))
        high = build(Posture(left_arm=Hang(abduction=150)))
        assert high.joints[Joint.LEFT_SHOULDER][1] > low.joints[Joint.LEFT_SHOULDER][1] + 0.03
        assert high.joints[Joint.RIGHT_SHOULDER] == low.joints[Joint.RIGHT_SHOULDER]

    def test_nobody_stands_without_a_carrying_leg(self) -> None:
        with pytest.raises(OutOfReach):
            build(Posture(right_leg=Swing(), left_leg=Swing()))

    def test_a_moved_figure_is_the_same_figure(self) -> None:
        figure = build(Posture())
        there = moved(figure, 30, (0.4, 0.0, -0.2), 0.9)
        for joint in (Joint.NOSE, Joint.LEFT_WRIST):
            a = dist(figure.joints[joint], figure.joints[Joint.NECK])
            assert dist(there.joints[joint], there.joints[Joint.NECK]) == pytest.approx(a * 0.9)

    @pytest.mark.parametrize("name", sorted(GESTURES))
    def test_every_gesture_can_be_done_by_some_body(self, name: str) -> None:
        rng = Random(name)
        seated = GESTURES[name].tag in {"hand-on-floor", "leaning-back", "hugging-knees"}
        done = 0
        for _ in range(40):
            arm = GESTURES[name].make(rng)
            posture = (
                Posture(
                    height=0.085,
                    pelvis=Turn(pitch=-14 if name == "floor-back" else 8),
                    left_arm=arm,
                    right_leg=Step(0.05, 0.26, knee_up=1.5, carries=False),
                    left_leg=Step(0.05, 0.26, knee_up=1.5, carries=False),
                )
                if seated
                else Posture(left_arm=arm)
            )
            try:
                build(posture)
            except OutOfReach:
                continue
            done += 1
        assert done >= 5


class TestHands:
    @pytest.mark.parametrize("shape", sorted(SHAPES))
    @pytest.mark.parametrize("side", [RIGHT_SIDE, LEFT_SIDE])
    def test_a_hand_has_21_points_of_human_size(self, shape: str, side: int) -> None:
        points = hand_points((0, 0, 0), (0, 1, 0), (0, 0, 1), side=side, size=0.108, shape=shape)
        assert len(points) == 21
        assert max(dist(points[0], point) for point in points) < 0.125
        # The palm looks to +z and fingers point up, so a right thumb lies at +x.
        assert (points[2][0] > 0) == (side == RIGHT_SIDE)

    def test_a_fist_is_shorter_than_a_flat_hand(self) -> None:
        def length(shape: str) -> float:
            points = hand_points((0, 0, 0), (0, 1, 0), (0, 0, 1), side=1, size=1.0, shape=shape)
            return max(point[1] for point in points)

        assert length("fist") < 0.75 < length("flat")


class TestCamera:
    def test_the_subjects_left_is_on_the_pictures_right(self) -> None:
        figure, camera = build(Posture()), look((0, 0.5, 0), 0, 0, 4)
        right, left = (
            camera.see(figure.joints[joint])[0]
            for joint in (Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER)
        )
        assert right < 0 < left

    def test_a_full_frame_holds_everything(self) -> None:
        figure = build(Posture(left_arm=GESTURES["out"].make(Random(1))))
        camera = look((0, 0.5, 0), 20, 4, 4)
        cut = window([figure], camera, Crop("full"), 0.8)
        places = [cut.place(camera.see(point)) for point in figure.everything()]
        assert all(0.01 < x < 0.99 and 0.01 < y < 0.99 for x, y in places)

    def test_a_face_is_cut_below_the_neck(self) -> None:
        figure, camera = build(Posture()), look((0, 0.86, 0), 0, 0, 1.6)
        cut = window([figure], camera, Crop("face", 0.3), 0.8)
        assert cut.place(camera.see(figure.joints[Joint.NECK]))[1] < 0.98
        assert cut.place(camera.see(figure.joints[Joint.RIGHT_HIP]))[1] > 1.5


def seen_from(azimuth: float, posture: Posture | None = None) -> dict[Joint, float]:
    figure = build(posture or Posture())
    return confidences([figure], look((0, 0.5, 0), azimuth, 2, 4))[0]


class TestVisibility:
    def test_from_the_front_all_is_seen(self) -> None:
        assert set(seen_from(0).values()) == {SEEN}

    def test_from_behind_the_face_is_gone_and_ears_stay(self) -> None:
        seen = seen_from(180)
        assert seen[Joint.NOSE] == seen[Joint.RIGHT_EYE] == seen[Joint.LEFT_EYE] == 0
        assert seen[Joint.RIGHT_EAR] > 0
        assert seen[Joint.LEFT_EAR] > 0

    def test_a_profile_loses_the_far_side_of_the_face(self) -> None:
        seen = seen_from(90)
        assert seen[Joint.NOSE] > 0
        assert seen[Joint.LEFT_EAR] > 0
        assert seen[Joint.RIGHT_EAR] == 0

    def test_a_hand_behind_the_back_is_half_known(self) -> None:
        behind = GESTURES["behind"].make(Random(2))
        seen = seen_from(0, Posture(left_arm=behind))
        assert 0 < seen[Joint.LEFT_WRIST] < SEEN
        assert seen_from(180, Posture(left_arm=behind))[Joint.LEFT_WRIST] == SEEN

    def test_one_person_hides_another(self) -> None:
        front = build(Posture())
        rear = moved(front, 0, (0.0, 0.0, -0.5))
        seen = confidences([front, rear], look((0, 0.5, 0), 0, 0, 4))
        assert min(seen[1].values()) < SEEN
        assert set(seen[0].values()) == {SEEN}
        assert angle((1, 0, 0), (0, 1, 0)) == pytest.approx(90)
