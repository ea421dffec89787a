"""Hand-made poses: COCO-18 points in body heights (x to the picture's right, y up), framed."""

from collections.abc import Mapping

from lumiku.rendering.contract import Keypoint, Person

ORDER = (
    "nose", "neck", "r_shoulder", "r_elbow", "r_wrist", "l_shoulder", "l_elbow", "l_wrist",
    "r_hip", "r_knee", "r_ankle", "l_hip", "l_knee", "l_ankle", "r_eye", "l_eye", "r_ear", "l_ear",
)  # fmt: skip
Pose = Mapping[str, tuple[float, float]]

STANDING: Pose = {
    "nose": (0.0, 0.905), "neck": (0.0, 0.818),
    "r_shoulder": (-0.108, 0.818), "r_elbow": (-0.15, 0.643), "r_wrist": (-0.165, 0.50),
    "l_shoulder": (0.108, 0.818), "l_elbow": (0.15, 0.643), "l_wrist": (0.165, 0.50),
    "r_hip": (-0.062, 0.53), "r_knee": (-0.072, 0.286), "r_ankle": (-0.08, 0.04),
    "l_hip": (0.066, 0.525), "l_knee": (0.09, 0.282), "l_ankle": (0.10, 0.037),
    "r_eye": (-0.0185, 0.932), "l_eye": (0.0185, 0.932), "r_ear": (-0.0425, 0.922),
    "l_ear": (0.0425, 0.922),
}  # fmt: skip
HOLDING: Pose = {**STANDING, "r_elbow": (-0.175, 0.655), "r_wrist": (-0.09, 0.765)}
RAISED: Pose = {**STANDING, "r_elbow": (-0.20, 0.68), "r_wrist": (-0.165, 0.82)}
BOTH: Pose = {
    **STANDING, "r_elbow": (-0.165, 0.65), "r_wrist": (-0.075, 0.73),
    "l_elbow": (0.165, 0.65), "l_wrist": (0.075, 0.73),
}  # fmt: skip
WALKING: Pose = {
    **STANDING, "r_knee": (-0.05, 0.29), "r_ankle": (-0.10, 0.06), "l_knee": (0.10, 0.285),
    "l_ankle": (0.075, 0.036), "r_elbow": (-0.14, 0.64), "r_wrist": (-0.10, 0.51),
    "l_elbow": (0.165, 0.65), "l_wrist": (0.20, 0.52),
    "nose": (0.025, 0.905), "r_eye": (-0.003, 0.932), "l_eye": (0.031, 0.932),
    "r_ear": (-0.038, 0.922), "l_ear": (0.038, 0.922),
}  # fmt: skip
SITTING: Pose = {
    **STANDING, "r_hip": (-0.066, 0.53), "l_hip": (0.066, 0.53), "r_knee": (-0.10, 0.41),
    "l_knee": (0.12, 0.40), "r_ankle": (-0.09, 0.17), "l_ankle": (0.10, 0.16),
    "r_wrist": (-0.12, 0.46), "l_elbow": (0.17, 0.66), "l_wrist": (0.09, 0.77),
}  # fmt: skip
SIDE: Pose = {
    **{name: place for name, place in STANDING.items() if name not in ("r_eye", "r_ear")},
    "nose": (-0.066, 0.905), "l_eye": (-0.046, 0.932), "l_ear": (0.0, 0.922),
    "r_shoulder": (-0.005, 0.818), "l_shoulder": (0.012, 0.818),
    "l_elbow": (0.02, 0.64), "l_wrist": (-0.09, 0.73), "r_elbow": (-0.01, 0.64),
    "r_wrist": (-0.05, 0.51), "r_hip": (-0.004, 0.53), "l_hip": (0.006, 0.53),
    "r_knee": (-0.03, 0.286), "l_knee": (0.03, 0.286), "r_ankle": (-0.05, 0.04),
    "l_ankle": (0.07, 0.05),
}  # fmt: skip
BACK: Pose = {
    **{n: (-x, y) for n, (x, y) in STANDING.items() if n not in ("nose", "r_eye", "l_eye")},
}
JUMPING: Pose = {
    **STANDING, "r_elbow": (-0.22, 0.93), "r_wrist": (-0.26, 1.07), "l_elbow": (0.22, 0.92),
    "l_wrist": (0.25, 1.06), "r_knee": (-0.16, 0.33), "r_ankle": (-0.24, 0.12),
    "l_knee": (0.17, 0.36), "l_ankle": (0.10, 0.16),
}  # fmt: skip
FACE_HOLD: Pose = {
    **STANDING,
    "r_elbow": (-0.19, 0.67),
    "r_wrist": (-0.13, 0.80),
}
TOUCHING: Pose = {
    **STANDING, "r_elbow": (-0.17, 0.67), "r_wrist": (-0.085, 0.80), "l_elbow": (0.16, 0.66),
    "l_wrist": (0.10, 0.78),
}  # fmt: skip

# frame name -> (centre x, centre y, height of the frame in body heights)
FRAMES = {
    "full": (0.0, 0.50, 1.14), "three-quarter": (0.0, 0.64, 0.86), "half": (0.0, 0.74, 0.62),
    "bust": (0.0, 0.84, 0.42), "face": (-0.02, 0.885, 0.29),
}  # fmt: skip


def person(pose: Pose, frame: str = "full", aspect: float = 0.8) -> Person:
    """The pose in a frame; joints outside it are absent."""
    cx, cy, span = FRAMES[frame]
    points = []
    for name in ORDER:
        if name not in pose:
            points.append(Keypoint(x=0, y=0, confidence=0))
            continue
        x = 0.5 + (pose[name][0] - cx) / (span * aspect)
        y = 0.5 - (pose[name][1] - cy) / span
        inside = 0 <= x <= 1 and 0 <= y <= 1
        points.append(
            Keypoint(x=x, y=y, confidence=1) if inside else Keypoint(x=0, y=0, confidence=0)
        )
    return points
