"""The library's generator: draw shots, keep what passes every rule, choose the most varied."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Final

from lumiku.poses.curation import pose_id
from lumiku.poses.proportions import stature
from lumiku.poses.schemas import ASPECT, PoseTemplate
from lumiku.poses.similarity import LEAST_GAP, Signature, signature, spread
from lumiku.poses.skeleton import Joint, Point
from lumiku.poses.taxonomy import LEAVES, Leaf
from lumiku.poses.validation import MARGIN, faults
from lumiku.vocabulary import PosePlacement
from pose_seed.camera import Camera, Window, look, window
from pose_seed.figure import ARM, Figure, OutOfReach, build, moved
from pose_seed.posture import RIGHT_SIDE
from pose_seed.recipes import action, group, kids, sitting, skincare, standing, walking
from pose_seed.shot import Recipe, Shot
from pose_seed.visibility import BEHIND_LIMB, confidences, hand_confidence

__all__ = ["PLAN", "Batch", "Quota", "draw", "generate", "shelf"]

_HANGS_FROM: Final[dict[Joint, Joint]] = {
    Joint.RIGHT_WRIST: Joint.RIGHT_ELBOW,
    Joint.LEFT_WRIST: Joint.LEFT_ELBOW,
    Joint.RIGHT_ANKLE: Joint.RIGHT_KNEE,
    Joint.LEFT_ANKLE: Joint.LEFT_KNEE,
}


@dataclass(frozen=True)
class Quota:
    """How many poses a shelf wants, of how many candidates, and what share holds a product."""

    recipe: Recipe
    count: int
    pool: int
    holding: float


PLAN: Final[dict[str, Quota]] = {
    "fsf": Quota(standing.front, 150, 1200, 0.45),
    "fss": Quota(standing.side, 80, 680, 0.40),
    "fsb": Quota(standing.back, 56, 520, 0.35),
    "fwc": Quota(walking.casual, 80, 680, 0.45),
    "fwr": Quota(walking.runway, 56, 520, 0.40),
    "fic": Quota(sitting.chair, 90, 760, 0.45),
    "fif": Quota(sitting.floor, 90, 760, 0.45),
    "faj": Quota(action.jumping, 70, 600, 0.35),
    "fas": Quota(action.spinning, 64, 600, 0.35),
    "scu": Quota(skincare.closeup, 32, 600, 0.60),
    "sap": Quota(skincare.application, 64, 640, 0.55),
    "sli": Quota(skincare.lifestyle, 90, 760, 1.0),
    "sba": Quota(skincare.before_after, 18, 400, 0.35),
    "kpl": Quota(kids.playing, 90, 760, 0.40),
    "ksi": Quota(kids.sitting, 64, 600, 0.45),
    "kru": Quota(kids.running, 50, 520, 0.40),
    "kgr": Quota(group.group, 56, 520, 0.35),
}


@dataclass
class Batch:
    """What one shelf's run gave: its poses in the order of selection, and why others fell."""

    code: str
    templates: list[PoseTemplate] = field(default_factory=list)
    tried: int = 0
    valid: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Candidate:
    template: PoseTemplate
    sign: Signature


def _figures(shot: Shot) -> list[Figure]:
    figures = [build(posture) for posture in shot.postures]
    if not shot.places:
        return figures
    return [
        moved(figure, place.yaw, place.offset, place.size)
        for figure, place in zip(figures, shot.places, strict=True)
    ]


def _inside(x: float, y: float) -> bool:
    return MARGIN <= x <= 1 - MARGIN and MARGIN <= y <= 1 - MARGIN


def _round(x: float, y: float, confidence: float) -> Point:
    return (round(x, 4), round(y, 4), confidence)


def _points(
    figure: Figure, seen: dict[Joint, float], cut: Window, camera: Camera, full: bool
) -> list[Point]:
    """The 18 joints in the frame; a closer crop drops what it cuts off and what hangs on that."""
    points: list[Point] = []
    for joint in Joint:
        x, y = cut.place(camera.see(figure.joints[joint]))
        parent = _HANGS_FROM.get(joint)
        orphan = parent is not None and points[parent][2] <= 0
        if seen[joint] <= 0 or (not full and (orphan or not _inside(x, y))):
            points.append((0.0, 0.0, 0.0))
        else:
            points.append(_round(x, y, seen[joint]))
    return points


def _hands(
    shot: Shot, figure: Figure, cut: Window, camera: Camera
) -> dict[str, list[Point]] | None:
    """The acting hands' 21 points, or None when one of them cannot be seen."""
    hands: dict[str, list[Point]] = {}
    for side in shot.acting:
        confidence = hand_confidence(figure, side, camera)
        placed = [cut.place(camera.see(point)) for point in figure.hands[side]]
        if confidence < BEHIND_LIMB or not all(_inside(x, y) for x, y in placed):
            return None
        name = "right" if side == RIGHT_SIDE else "left"
        hands[name] = [_round(x, y, confidence) for x, y in placed]
    return hands


def _holding_hidden(shot: Shot, people: Sequence[Sequence[Point]]) -> bool:
    """Whether a hand that should hold the product is not to be seen."""
    wanted = {
        PosePlacement.HAND_RIGHT: (Joint.RIGHT_WRIST,),
        PosePlacement.HAND_LEFT: (Joint.LEFT_WRIST,),
        PosePlacement.BOTH_HANDS: (Joint.RIGHT_WRIST, Joint.LEFT_WRIST),
        PosePlacement.WORN: (),
    }[shot.placement]
    return any(people[0][joint][2] < BEHIND_LIMB for joint in wanted)


def _armless(shot: Shot, points: Sequence[Point]) -> bool:
    """Whether an acting hand's arm is cut off, so that the hand would float."""
    return any(points[joint][2] <= 0 for side in shot.acting for joint in ARM[side][1:])


def _half_shoulders(points: Sequence[Point]) -> bool:
    """Whether the frame cuts off one shoulder only."""
    return (points[Joint.RIGHT_SHOULDER][2] > 0) != (points[Joint.LEFT_SHOULDER][2] > 0)


def _covered(shot: Shot, points: Sequence[Point], hands: Mapping[str, Sequence[Point]]) -> bool:
    """Whether hands hide what a face is read by: the nose, or both eyes."""
    palms = [[hand[index] for index in (0, 1, 5, 9, 13, 17, 8, 12, 16)] for hand in hands.values()]
    hidden = {
        joint
        for joint in (Joint.NOSE, Joint.RIGHT_EYE, Joint.LEFT_EYE)
        if points[joint][2] > 0
        and any(
            min(p[0] for p in palm) <= points[joint][0] <= max(p[0] for p in palm)
            and min(p[1] for p in palm) <= points[joint][1] <= max(p[1] for p in palm)
            for palm in palms
        )
    }
    nose_is_meant = {"apply-nose", "hand-at-chin"} & set(shot.tags)
    return len(hidden) > 1 or (Joint.NOSE in hidden and not nose_is_meant)


def _sentence(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part) + "."


def draw(leaf: Leaf, shot: Shot) -> PoseTemplate | str:
    """The template of a shot, or the name of the first rule that it breaks."""
    try:
        figures = _figures(shot)
    except OutOfReach as error:
        return f"ik: {error}"
    middle = sum(figure.pelvis[0] for figure in figures) / len(figures)
    camera = look((middle, shot.aim, 0.0), shot.azimuth, shot.elevation, shot.distance)
    acting = shot.acting if len(figures) == 1 else ()
    cut = window(figures, camera, shot.crop, ASPECT, acting)
    seen = confidences(figures, camera)
    full = shot.crop.frame == "full"
    people = [
        _points(figure, joints, cut, camera, full)
        for figure, joints in zip(figures, seen, strict=True)
    ]
    bodies = [[camera.flat(figure.joints[joint]) for joint in Joint] for figure in figures]
    broken = faults(people, frame=shot.crop.frame, aspect=ASPECT, bodies=bodies)
    if broken:
        return broken[0].rule
    hands = _hands(shot, figures[0], cut, camera)
    if hands is None or _holding_hidden(shot, people) or _armless(shot, people[0]):
        return "hand_hidden"
    if _covered(shot, people[0], hands):
        return "face_covered"
    if shot.crop.frame in ("face", "bust") and (
        _half_shoulders(people[0]) or stature(people[0], ASPECT) < shot.crop.closeness
    ):
        return "crop"
    return PoseTemplate(
        id=pose_id(leaf.code, people),
        category=leaf.category,
        subcategory=leaf.subcategory,
        people=people,
        hands=[hands] + [{} for _ in people[1:]] if hands else [],
        aspect=ASPECT,
        frame=shot.crop.frame,
        difficulty=shot.difficulty,
        tags=list(dict.fromkeys(shot.tags)),
        gender=shot.gender,
        ages=list(shot.ages),
        placement=shot.placement,
        prompt_hints=list(dict.fromkeys(shot.hints)),
        needs_seat=shot.needs_seat,
        description_id=_sentence([text[0] for text in shot.texts]),
        description_en=_sentence([text[1] for text in shot.texts]),
    )


def _choose(pool: Sequence[_Candidate], quota: Quota, count: int) -> list[PoseTemplate]:
    """The most varied of the candidates, with the wanted share of hands free for a product."""
    holding = [c for c in pool if c.template.placement != PosePlacement.WORN]
    others = [c for c in pool if c.template.placement == PosePlacement.WORN]
    first = spread(holding, round(count * quota.holding), lambda c: c.sign, least=LEAST_GAP)
    rest = spread(
        others,
        count - len(first),
        lambda c: c.sign,
        least=LEAST_GAP,
        against=[c.sign for c in first],
    )
    # Either half alone may run dry; the other then fills up.
    if len(first) + len(rest) < count:
        left = [c for c in pool if c not in first and c not in rest]
        rest += spread(
            left,
            count - len(first) - len(rest),
            lambda c: c.sign,
            least=LEAST_GAP,
            against=[c.sign for c in [*first, *rest]],
        )
    return [c.template for c in [*first, *rest]]


def shelf(code: str, seed: int, share: float = 1.0) -> Batch:
    """Generates one shelf; `share` below 1 makes a smaller library with the same rules."""
    leaf = next(leaf for leaf in LEAVES if leaf.code == code)
    quota = PLAN[code]
    wanted = max(4, round(quota.count * share))
    enough = max(12, round(quota.pool * share))
    random = Random(f"lumiku {seed} {code}")  # noqa: S311 - pictures, not secrets
    batch = Batch(code)
    pool: list[_Candidate] = []
    while len(pool) < enough and batch.tried < enough * 60:
        batch.tried += 1
        drawn = draw(leaf, quota.recipe(random))
        if isinstance(drawn, str):
            batch.rejected[drawn] += 1
        else:
            pool.append(_Candidate(drawn, signature(drawn.people, ASPECT)))
    batch.valid = len(pool)
    batch.templates = _choose(pool, quota, wanted)
    batch.rejected["duplicate"] += max(0, wanted - len(batch.templates))
    return batch


def generate(
    seed: int,
    *,
    share: float = 1.0,
    workers: int = 2,
    done: Callable[[Batch], None] | None = None,
) -> list[Batch]:
    """The whole library, shelf by shelf in the order of the taxonomy.

    The result depends on the seed and the share only, never on the number of workers.
    """
    codes = [leaf.code for leaf in LEAVES]
    if workers < 2:
        return list(_watched((shelf(code, seed, share) for code in codes), done))
    with ProcessPoolExecutor(workers) as pool:
        runs = [pool.submit(shelf, code, seed, share) for code in codes]
        return list(_watched((run.result() for run in runs), done))


def _watched(batches: Iterator[Batch], done: Callable[[Batch], None] | None) -> Iterator[Batch]:
    for batch in batches:
        if done:
            done(batch)
        yield batch
