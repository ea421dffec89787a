"""Every rule refuses what it is for, and a good pose passes them all."""

from collections.abc import Callable
from math import nan

import pytest

from lumiku.poses.proportions import stature
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import Joint, Point, mirrored
from lumiku.poses.validation import RULES, Fault, faults
from pose_seed.figure import build
from pose_seed.library import Library
from pose_seed.posture import Hang, Posture, Swing, Turn

Body = list[Point]


def moved(body: Body, joint: Joint, x: float, y: float, confidence: float = 1.0) -> Body:
    return [(x, y, confidence) if j == joint else body[j] for j in Joint]


def without(body: Body, *joints: Joint) -> Body:
    return [(0.0, 0.0, 0.0) if j in joints else body[j] for j in Joint]


def rules(people: list[Body], frame: str = "full") -> set[str]:
    return {fault.rule for fault in faults(people, frame=frame, aspect=0.8)}  # type: ignore[arg-type]


LEGS = (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE, Joint.LEFT_KNEE, Joint.LEFT_ANKLE)
ARMS = (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST, Joint.LEFT_ELBOW, Joint.LEFT_WRIST)
FACE = (Joint.NOSE, Joint.RIGHT_EYE, Joint.LEFT_EYE, Joint.RIGHT_EAR, Joint.LEFT_EAR)

BROKEN: dict[str, Callable[[Body], Body]] = {
    "bad_number": lambda body: moved(body, Joint.NOSE, nan, 0.1),
    "too_few_points": lambda body: without(body, *ARMS, *FACE[1:], Joint.LEFT_HIP),
    "no_head": lambda body: without(body, *FACE),
    "no_torso": lambda body: without(body, Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER),
    "no_arms": lambda body: without(body, *ARMS),
    "disconnected": lambda body: without(body, Joint.RIGHT_KNEE),
    "feet_missing": lambda body: without(body, Joint.LEFT_ANKLE),
    "out_of_frame": lambda body: moved(body, Joint.LEFT_ANKLE, 0.5, 0.995),
    "limb_ratio": lambda body: moved(body, Joint.RIGHT_WRIST, 0.95, 0.95),
    "head_off": lambda body: moved(body, Joint.RIGHT_EAR, 0.05, 0.5),
    "illegible": lambda body: moved(body, Joint.RIGHT_ELBOW, *near(body, Joint.RIGHT_SHOULDER)),
    "collapsed": lambda body: [(0.5, 0.5, 1.0)] * 18,
    "upside_down": lambda body: [(x, 1 - y, c) for x, y, c in body],
    "too_small": lambda body: [(0.4 + x * 0.2, 0.4 + y * 0.2, c) for x, y, c in body],
}


def near(body: Body, joint: Joint) -> tuple[float, float]:
    return body[joint][0] + 0.02, body[joint][1] + 0.02


class TestRules:
    def test_a_good_pose_breaks_none(self, front: PoseTemplate) -> None:
        assert faults(front.people, frame="full", aspect=0.8) == []

    def test_its_mirror_image_breaks_none(self, front: PoseTemplate) -> None:
        assert rules([mirrored(front.people[0])]) == set()

    @pytest.mark.parametrize("rule", sorted(BROKEN))
    def test_each_rule_refuses(self, rule: str, front: PoseTemplate) -> None:
        assert rule in rules([BROKEN[rule](list(front.people[0]))])

    def test_nobody_is_no_pose(self) -> None:
        assert rules([]) == {"no_person"}

    def test_people_on_one_spot_cover_each_other(self, front: PoseTemplate) -> None:
        body = list(front.people[0])
        aside = [(x + 0.03, y, c) for x, y, c in body]
        assert rules([body, aside]) == {"overlap"}

    def test_a_bust_needs_less(self, front: PoseTemplate) -> None:
        body = without(list(front.people[0]), *LEGS, Joint.RIGHT_HIP, Joint.LEFT_HIP)
        assert "feet_missing" in rules([body])
        assert rules([body], "bust") == set()

    def test_every_rule_speaks_both_languages(self) -> None:
        for rule in RULES:
            fault = Fault(rule, joints=(Joint.RIGHT_ELBOW,))
            assert fault.text("id") != fault.text("en")
            assert "right elbow" in fault.text("en")


class TestStature:
    def test_it_is_the_bodys_height_in_frames(self, front: PoseTemplate) -> None:
        # The frame holds the whole body and its margins.
        assert 0.75 < stature(front.people[0], front.aspect) < 1.02

    def test_one_wrong_point_does_not_move_it(self, front: PoseTemplate) -> None:
        body = list(front.people[0])
        before = stature(body, 0.8)
        after = stature(moved(body, Joint.RIGHT_WRIST, 5.0, 5.0), 0.8)
        assert after == pytest.approx(before, rel=0.08)

    def test_a_portrait_is_measured_by_its_head(self, library: Library) -> None:
        faces = [one for one in library.templates if one.frame == "face"]
        assert faces
        for one in faces:
            assert 1.6 < stature(one.people[0], one.aspect) < 4.5

    def test_nothing_has_no_height(self) -> None:
        assert stature([(0.0, 0.0, 0.0)] * 18, 0.8) == 0


def angles(**parts: object) -> set[str]:
    """The joint rules that a posture breaks, looked at along the camera's axes."""
    figure = build(
        Posture(
            height=0.6,
            right_leg=parts.get("leg", Swing()),  # type: ignore[arg-type]
            left_leg=Swing(),
            right_arm=parts.get("arm", Hang()),  # type: ignore[arg-type]
            head=parts.get("head", Turn()),  # type: ignore[arg-type]
        )
    )
    body = [(x, -y, -z) for x, y, z in (figure.joints[joint] for joint in Joint)]
    flat: list[Point] = [(0.5 + x, 0.55 - y * 0.8 + 0.3, 1.0) for x, y, _ in figure.joints.values()]
    order = list(figure.joints)
    points = [flat[order.index(joint)] for joint in Joint]
    found = faults([points], frame="full", aspect=0.8, bodies=[body])
    return {fault.rule for fault in found} & {"elbow", "knee", "hip", "shoulder", "neck"}


class TestJointLimits:
    @pytest.mark.parametrize(
        ("parts", "rule"),
        [
            ({"arm": Hang(elbow=156)}, "elbow"),
            ({"leg": Swing(knee=164, flexion=60)}, "knee"),
            ({"leg": Swing(knee=-40)}, "knee"),
            ({"leg": Swing(flexion=-45)}, "hip"),
            ({"leg": Swing(flexion=140, knee=60)}, "hip"),
            ({"leg": Swing(abduction=70)}, "hip"),
            ({"arm": Hang(flexion=-75, abduction=0)}, "shoulder"),
            ({"head": Turn(yaw=85)}, "neck"),
        ],
        ids=str,
    )
    def test_what_no_body_can_do_is_refused(self, parts: dict[str, object], rule: str) -> None:
        assert rule in angles(**parts)

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"arm": Hang(elbow=140, flexion=30)},
            {"leg": Swing(knee=120, flexion=60)},
            {"leg": Swing(flexion=-20, knee=80)},
            {"leg": Swing(abduction=45)},
            {"arm": Hang(flexion=-50, abduction=5)},
            {"arm": Hang(flexion=10, abduction=160)},
            {"head": Turn(yaw=65)},
        ],
        ids=str,
    )
    def test_what_a_body_can_do_passes(self, parts: dict[str, object]) -> None:
        assert angles(**parts) == set()
