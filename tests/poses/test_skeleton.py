"""The skeleton's constants against the published convention."""

from lumiku.poses.skeleton import (
    BODY_25_TO_18,
    COLOURS,
    HAND_EDGES,
    LIMBS,
    MIRROR,
    Joint,
    from_coco17,
    mirrored,
)


class TestOrder:
    def test_colours_and_limbs_follow_the_training_pictures(self) -> None:
        published = (
            "ff0000 ff5500 ffaa00 ffff00 aaff00 55ff00 00ff00 00ff55 00ffaa 00ffff 00aaff 0055ff "
            "0000ff 5500ff aa00ff ff00ff ff00aa ff0055"
        )
        assert ["{:02x}{:02x}{:02x}".format(*colour) for colour in COLOURS] == published.split()
        assert len(LIMBS) == 17
        assert LIMBS[0] == (Joint.NECK, Joint.RIGHT_SHOULDER)
        assert LIMBS[5] == (Joint.LEFT_ELBOW, Joint.LEFT_WRIST)
        assert LIMBS[12] == (Joint.NECK, Joint.NOSE)

    def test_every_joint_hangs_on_some_limb(self) -> None:
        assert {joint for limb in LIMBS for joint in limb} == set(range(18))

    def test_hands_are_five_fingers_from_one_wrist(self) -> None:
        assert len(HAND_EDGES) == 20
        assert [edge for edge in HAND_EDGES if edge[0] == 0] == [(0, n) for n in (1, 5, 9, 13, 17)]


class TestMirror:
    def test_twice_is_the_pose_itself(self) -> None:
        points = [(joint / 20, joint / 40, 1.0) for joint in range(18)]
        back = mirrored(mirrored(points))
        assert all(abs(a[0] - b[0]) < 1e-12 for a, b in zip(back, points, strict=True))

    def test_right_becomes_left(self) -> None:
        for joint in Joint:
            other = Joint(MIRROR[joint]).name
            assert other == joint.name.replace("RIGHT", "x").replace("LEFT", "RIGHT").replace(
                "x", "LEFT"
            )


class TestConversions:
    def test_body_25_leaves_out_the_mid_hip_and_feet(self) -> None:
        assert (*range(8), *range(9, 19)) == BODY_25_TO_18

    def test_coco_17_makes_a_neck_of_both_shoulders(self) -> None:
        points = [(float(n), 0.0, 1.0) for n in range(17)]
        made = from_coco17(points)
        assert made[Joint.NECK] == (5.5, 0.0, 1.0)
        assert made[Joint.RIGHT_SHOULDER][0] == 6
        assert made[Joint.LEFT_ANKLE][0] == 15
        assert made[Joint.RIGHT_EYE][0] == 2

    def test_coco_17_without_a_shoulder_has_no_neck(self) -> None:
        points = [(float(n), 0.0, 0.0 if n == 6 else 1.0) for n in range(17)]
        assert from_coco17(points)[Joint.NECK][2] == 0
