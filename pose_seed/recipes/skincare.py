"""Skincare: close-ups, application, daily life and before/after."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty, Gender
from pose_seed.body import ADULT_MAN, ADULT_WOMAN
from pose_seed.camera import Crop
from pose_seed.posture import Posture, Turn
from pose_seed.recipes.floor import floor_seat
from pose_seed.recipes.seats import seated
from pose_seed.recipes.stance import contrapposto, even
from pose_seed.shot import Arms, Shot, Text, arms, gaze, pick, view

__all__ = ["application", "before_after", "closeup", "lifestyle"]

_BESIDE = {
    ("show-face", "hang"): 4.0,
    ("show-cheek", "hang"): 3.0,
    ("show-face", "cheek"): 2.0,
    ("show-face", "apply-palm"): 1.5,
    ("hold-both-high", "hold-both-high"): 3.0,
    ("apply-dropper", "hang"): 2.0,
}
_APPLY = {
    ("apply-cheek", "hang"): 2.0,
    ("apply-cheek", "apply-cheek"): 2.5,
    ("apply-palm", "apply-palm"): 2.0,
    ("apply-forehead", "hang"): 1.5,
    ("apply-forehead", "apply-cheek"): 1.5,
    ("apply-nose", "hang"): 1.5,
    ("apply-eye", "hang"): 1.5,
    ("apply-eye", "apply-eye"): 1.5,
    ("apply-chin", "hang"): 1.5,
    ("apply-chin", "apply-cheek"): 1.5,
    ("apply-neck", "hang"): 1.5,
    ("apply-neck", "apply-neck"): 1.0,
    ("apply-arm", "hang"): 1.0,
    ("apply-dropper", "hang"): 3.0,
    ("apply-dropper", "show"): 2.0,
    ("apply-cheek", "show"): 4.0,
    ("apply-cheek", "show-side"): 2.5,
    ("apply-forehead", "show"): 2.5,
    ("apply-chin", "show"): 2.5,
    ("apply-nose", "show"): 2.0,
    ("apply-eye", "show"): 2.0,
    ("apply-neck", "show"): 2.0,
    ("apply-palm", "show-side"): 2.0,
    ("apply-arm", "show"): 1.0,
}
_DAILY = {
    ("show", "hang"): 3.0,
    ("show", "hip"): 3.0,
    ("show", "pocket"): 1.0,
    ("show-side", "hang"): 3.0,
    ("show-side", "hip"): 3.0,
    ("show-face", "hang"): 2.0,
    ("show-face", "hip"): 2.0,
    ("show-face", "elbow-hold"): 2.0,
    ("show-palm", "hang"): 2.0,
    ("show-palm", "hip"): 2.0,
    ("show-palm", "show-face"): 1.0,
    ("show-out", "hang"): 2.0,
    ("show-out", "hip"): 2.0,
    ("show-up", "hip"): 1.5,
    ("show-side", "hair"): 2.0,
    ("show", "cheek"): 2.0,
    ("show", "chin"): 1.5,
    ("hold-both", "hold-both"): 4.0,
    ("hold-both-high", "hold-both-high"): 2.0,
}
_SEATED_DAILY = {
    ("show", "lap"): 3.0,
    ("show", "cheek"): 2.0,
    ("show-side", "lap"): 3.0,
    ("show-side", "chin"): 1.5,
    ("show-face", "lap"): 2.0,
    ("show-palm", "lap"): 2.0,
    ("hold-both", "hold-both"): 4.0,
    ("hold-both-high", "hold-both-high"): 1.5,
}


def _bust(rng: Random, *, lean: float = 6.0) -> Posture:
    """An upper body that stands at ease; its legs are out of the picture."""
    build = pick(rng, {ADULT_WOMAN: 4, ADULT_MAN: 1})
    tilt = rng.uniform(-4, 4)
    return replace(
        even(rng, build).posture,
        pelvis=Turn(0.0, rng.uniform(-2, 2), tilt),
        chest=Turn(rng.uniform(-8, 8), rng.uniform(-4, lean), -tilt * 1.4 + rng.uniform(-3, 3)),
        shrug=rng.uniform(0, 4),
    )


def _deeds(both: Arms) -> tuple[Text, ...]:
    """What the arms do, unless they merely hang out of the picture."""
    return both.texts if both.tags else ()


def closeup(rng: Random) -> Shot:
    """The face: alone, or with the product held next to it."""
    posture = _bust(rng)
    azimuth = rng.uniform(0, 58) * rng.choice((-1, 1))
    with_product = rng.random() < 0.6
    both = arms(rng, _BESIDE if with_product else {("hang", "hang"): 1.0})
    towards = azimuth - posture.chest.yaw
    if rng.random() < 0.6:
        turn = towards * rng.uniform(0.8, 1.0)
        words, tag = ("menatap kamera", "looking at the camera"), "looking-at-camera"
    else:
        turn = towards + rng.uniform(16, 62) * rng.choice((-1, 1))
        words, tag = ("wajah berpaling", "face turned away"), "looking-away"
    head = Turn(max(-64.0, min(64.0, turn)), rng.uniform(-16, 14), rng.gauss(0, 7))
    crop = (
        Crop(
            "bust", rng.uniform(0.34, 0.62), rng.uniform(0.05, 0.09), sideroom=0.05, closeness=1.85
        )
        if with_product
        else Crop("face", rng.uniform(0.16, 0.44), rng.uniform(0.05, 0.10), sideroom=0.03)
    )
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=crop,
        elevation=rng.uniform(-5, 8),
        distance=rng.uniform(1.4, 1.9),
        aim=0.86,
        texts=(("Close-up wajah", "Close-up of the face"), *_deeds(both), words),
        placement=both.placement,
        acting=both.acting,
        tags=("close-up", *both.tags, view(azimuth - turn)[0], tag),
        hints=("close-up portrait", *both.hints),
        difficulty=Difficulty.MEDIUM if with_product else Difficulty.SIMPLE,
        gender=Gender.UNISEX,
    )


def application(rng: Random) -> Shot:
    """Fingers on the skin; often the other hand shows the product."""
    posture = _bust(rng, lean=8)
    azimuth = rng.uniform(0, 50) * rng.choice((-1, 1))
    both = arms(rng, _APPLY)
    towards = azimuth - posture.chest.yaw
    turn = towards * rng.uniform(0.5, 1.0) if rng.random() < 0.7 else towards + rng.gauss(0, 24)
    head = Turn(max(-60.0, min(60.0, turn)), rng.uniform(-12, 10), rng.gauss(0, 6))
    half = rng.random() < 0.45
    crop = (
        Crop("half", rng.uniform(0.78, 0.9), rng.uniform(0.06, 0.10), sideroom=0.06)
        if half
        else Crop(
            "bust", rng.uniform(0.42, 0.68), rng.uniform(0.05, 0.09), sideroom=0.06, closeness=1.5
        )
    )
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=crop,
        elevation=rng.uniform(-4, 7),
        distance=rng.uniform(1.6, 2.3),
        aim=0.80,
        texts=(("Memakai produk", "Applying the product"), *both.texts, view_text),
        placement=both.placement,
        acting=both.acting,
        tags=("application", *both.tags, view_tag),
        hints=both.hints,
        difficulty=Difficulty.COMPLEX if len(both.acting) == 2 else Difficulty.MEDIUM,
    )


def lifestyle(rng: Random) -> Shot:
    """At home with the product: standing, at the table or on the floor."""
    build = pick(rng, {ADULT_WOMAN: 4, ADULT_MAN: 1})
    place = pick(rng, {"standing": 6, "chair": 2.5, "floor": 1.5})
    hints: tuple[str, ...] = ()
    words: Text
    if place == "standing":
        stance = pick(rng, {contrapposto: 3, even: 1})(rng, build)
        posture, words, views, pairs = (
            stance.posture,
            ("Berdiri santai", "Standing at ease"),
            (0.0, 52.0),
            _DAILY,
        )
        crop = pick(
            rng,
            {
                Crop("half", rng.uniform(1.14, 1.32), rng.uniform(0.06, 0.1), sideroom=0.06): 5,
                Crop("half", rng.uniform(0.80, 0.92), rng.uniform(0.06, 0.1), sideroom=0.06): 2,
                Crop("three-quarter", rng.uniform(1.45, 1.78), rng.uniform(0.06, 0.1)): 3,
            },
        )
        aim = 0.66
    else:
        seat = (seated if place == "chair" else floor_seat)(rng, build)
        posture, views, pairs = seat.posture, seat.views, _SEATED_DAILY
        words = (
            ("Duduk santai di kursi", "Sitting at ease on a chair")
            if place == "chair"
            else ("Duduk santai di lantai", "Sitting at ease on the floor")
        )
        crop = Crop("full", 3.0, rng.uniform(0.08, 0.12), rng.uniform(0.06, 0.09), sideroom=0.07)
        aim = 0.35
        hints = (seat.hint,)
    azimuth = rng.uniform(*views) * rng.choice((-1, 1))
    both = arms(rng, pairs)
    chest_yaw = posture.pelvis.yaw + posture.chest.yaw
    head, look_tag, look_text = gaze(rng, azimuth, chest_yaw, camera=0.7)
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=crop,
        elevation=rng.uniform(-2, 7),
        distance=rng.uniform(2.4, 3.4),
        aim=aim,
        texts=(words, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("lifestyle", place, *both.tags, view_tag, look_tag),
        hints=(*hints, *both.hints),
        difficulty=Difficulty.SIMPLE if place == "standing" else Difficulty.MEDIUM,
        needs_seat=place == "chair",
    )


_NEUTRAL = {
    ("hang", "hang"): 6.0,
    ("hair", "hang"): 1.0,
    ("show-face", "hang"): 3.0,
    ("show-side", "hang"): 2.0,
}


def before_after(rng: Random) -> Shot:
    """Plain and repeatable: square to the camera, three-quarter, or profile, at eye height."""
    posture = replace(
        _bust(rng, lean=2),
        pelvis=Turn(),
        chest=Turn(0.0, rng.uniform(-2, 2), 0.0),
        shrug=0.0,
    )
    azimuth = pick(
        rng, {0.0: 4.0, 32.0: 1.0, -32.0: 1.0, 45.0: 1.0, -45.0: 1.0, 62.0: 0.7, -62.0: 0.7}
    )
    azimuth += rng.uniform(-4, 4)
    both = arms(rng, _NEUTRAL)
    facing = rng.random() < 0.45
    head = Turn(
        max(-60.0, min(60.0, azimuth)) if facing else 0.0, rng.uniform(-8, 5), rng.uniform(-2, 2)
    )
    quiet = not both.acting and both.tags == ()
    crop = (
        Crop("face", rng.uniform(0.2, 0.44), rng.uniform(0.06, 0.09), sideroom=0.03)
        if quiet and rng.random() < 0.5
        else Crop(
            "bust", rng.uniform(0.40, 0.62), rng.uniform(0.06, 0.09), sideroom=0.06, closeness=1.5
        )
    )
    view_tag, view_text = view(azimuth - head.yaw)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=crop,
        elevation=rng.uniform(-1, 2),
        distance=rng.uniform(1.6, 1.9),
        aim=0.86,
        texts=(("Perbandingan sebelum dan sesudah", "Before and after"), *_deeds(both), view_text),
        placement=both.placement,
        acting=both.acting,
        tags=("before-after", "neutral", *both.tags, view_tag),
        hints=("neutral expression, plain background", *both.hints),
        difficulty=Difficulty.SIMPLE,
    )
