"""Prompts, built from brand kit, avatar, product and pose: the same parts give the same words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import Joint
from lumiku.vocabulary import AgeRange, Placement

__all__ = ["NEGATIVE", "base_prompt", "pose_prompt"]

# The product is never described in detail: its own pixels are composited (decision 16).
NEGATIVE: Final = (
    "lowres, blurry, deformed hands, extra fingers, extra limbs, bad anatomy, disfigured face, "
    "duplicate person, cropped head, text, watermark, logo, nudity, oversaturated"
)
_PEOPLE: Final[dict[str, tuple[str, str, str]]] = {  # female, male, unisex
    AgeRange.KIDS: ("young girl", "young boy", "young child"),
    AgeRange.TEEN: ("teenage girl", "teenage boy", "teenager"),
    AgeRange.YOUNG: ("young woman", "young man", "young adult"),
    AgeRange.ADULT: ("woman", "man", "adult"),
    AgeRange.MATURE: ("mature woman", "mature man", "mature adult"),
}
_FRAMES: Final[dict[str, str]] = {
    "full": "full body shot",
    "three-quarter": "three-quarter shot",
    "half": "half body shot",
    "bust": "bust portrait",
    "face": "close-up portrait",
}
_PLACED: Final[dict[str, str]] = {
    Placement.HAND_HELD: "holding a {product}",
    Placement.WORN: "wearing {product}",
    Placement.DISPLAYED: "next to a displayed {product}",
    Placement.TABLE: "beside a table with a {product}",
}


def person(gender: str, age_range: str) -> str:
    """The noun for somebody of a gender and age."""
    female, male, neutral = _PEOPLE[age_range]
    return {"female": female, "male": male}.get(gender, neutral)


def base_prompt(
    *,
    subjects: Sequence[Mapping[str, Any]],
    product: Mapping[str, Any],
    kit: Mapping[str, Any],
) -> str:
    """What all pictures of a batch have in common.

    `subjects` have gender, age_range, ethnicity and style; `product` has product_type and
    placement; `kit` has tone and colors (hex).
    """
    people = ", ".join(
        " ".join(
            str(word).replace("_", " ")
            for word in (s.get("ethnicity"), s.get("style"), person(s["gender"], s["age_range"]))
            if word
        )
        for s in subjects
    )
    noun = "product" if product["product_type"] == "other" else product["product_type"]
    placed = _PLACED[product["placement"]].format(product=noun)
    mood = f", {kit['tone']} mood" if kit.get("tone") else ""
    palette = f", palette of {' '.join(kit['colors'][:3])}" if kit.get("colors") else ""
    return (
        f"professional product photo of a {people}, {placed}, natural skin, soft studio light, "
        f"clean backdrop{mood}{palette}, sharp focus, high detail"
    )


def pose_prompt(base: str, template: PoseTemplate) -> str:
    """The prompt of one picture: what its skeleton cannot say, then the batch's.

    In this order because CLIP reads 77 tokens and drops the rest: a mood may be lost, not a chair.
    """
    hints = list(template.prompt_hints)
    if template.needs_seat and not any("sitting on" in hint for hint in hints):
        hints.append("sitting on a simple stool")
    if all(points[Joint.NOSE][2] == 0 for points in template.people):
        hints.append("seen from behind")
    return ", ".join([_FRAMES[template.frame], *hints, base])
