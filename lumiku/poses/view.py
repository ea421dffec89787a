"""Pose templates as the API shows them: cards to browse, keypoints one by one, previews."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from lumiku.cloud import cursors
from lumiku.poses import preview, service
from lumiku.poses.rules import PoseCard
from lumiku.poses.schemas import Frame, PoseFilter, PoseTemplate
from lumiku.poses.skeleton import IN_SIGHT, Point
from lumiku.schemas import Out, PageQuery
from lumiku.vocabulary import AgeRange, Difficulty, Gender, PosePlacement

__all__ = [
    "Keypoint",
    "PoseTemplateCard",
    "PoseTemplateDetail",
    "PoseTemplatePage",
    "PoseTemplateQuery",
    "TrackRecord",
    "browse",
    "detail",
    "preview_svg",
]

_PREVIEW = "/v1/pose-templates/{}/preview.svg"


class TrackRecord(Out):
    """How often and how well the pose worked; both start from a prior, so `uses` goes along."""

    uses: int
    successes: int
    success_rate: Annotated[float, Field(ge=0, le=1)]
    quality: Annotated[float, Field(ge=0, le=1)]


class _Described(Out):
    """What a list and a single template both say."""

    id: str
    category: str
    subcategory: str | None
    description: str
    aspect: float  # width / height
    frame: Frame
    difficulty: Difficulty
    tags: list[str]
    gender: Gender
    ages: list[AgeRange]
    placement: PosePlacement
    needs_seat: bool
    preview_url: str


class PoseTemplateCard(_Described):
    people_count: int
    record: TrackRecord


Visibility = Literal["visible", "occluded", "absent"]


class Keypoint(Out):
    """One joint: x and y as fractions of the frame.

    Confidence 1 is in plain sight, less lies behind something and is drawn all the same, 0 is out
    of the frame or unknown.
    """

    x: float
    y: float
    confidence: float
    visibility: Visibility


class PoseTemplateDetail(_Described):
    """A template with the 18 COCO keypoints of each person, and 21 of each hand that acts."""

    people: list[Annotated[list[Keypoint], Field(min_length=18, max_length=18)]]
    hands: list[dict[str, list[Keypoint]]]
    prompt_hints: list[str]


class PoseTemplatePage(Out):
    """`counts` says for each filter how many templates each of its values would give."""

    data: list[PoseTemplateCard]
    next_cursor: str | None
    total: int
    counts: dict[str, dict[str, int]]


class PoseTemplateQuery(PageQuery, PoseFilter):
    """The filters of a list and which page of it."""

    def filters(self) -> PoseFilter:
        return PoseFilter(**self.model_dump(include=set(PoseFilter.model_fields)))


def browse(query: PoseTemplateQuery, language: str) -> PoseTemplatePage:
    """One page of the active templates; raises BadCursor."""
    filters = query.filters()
    scope = "pose-templates\n" + filters.model_dump_json()
    after = cursors.decode(scope, query.cursor) if query.cursor else None
    listing = service.list_templates(filters, limit=query.limit, after=after)
    following = listing.next_after
    return PoseTemplatePage(
        data=[_card(card, template, language) for card, template in listing.items],
        next_cursor=cursors.encode(scope, following) if following else None,
        total=listing.total,
        counts={name: dict(values) for name, values in listing.counts.items()},
    )


def _described(template: PoseTemplate, language: str) -> dict[str, Any]:
    """The fields of _Described."""
    return {
        "id": template.id,
        "category": template.category,
        "subcategory": template.subcategory,
        "description": template.description_id if language == "id" else template.description_en,
        "aspect": template.aspect,
        "frame": template.frame,
        "difficulty": template.difficulty,
        "tags": template.tags,
        "gender": template.gender,
        "ages": template.ages,
        "placement": template.placement,
        "needs_seat": template.needs_seat,
        "preview_url": _PREVIEW.format(template.id),
    }


def _card(card: PoseCard, template: PoseTemplate, language: str) -> PoseTemplateCard:
    record = card.record
    return PoseTemplateCard(
        **_described(template, language),
        people_count=card.people,
        record=TrackRecord(
            uses=record.uses,
            successes=record.successes,
            success_rate=round(record.success_rate, 3),
            quality=round(record.quality, 3),
        ),
    )


def detail(template_id: str, language: str) -> PoseTemplateDetail:
    """Raises NotFound."""
    template = service.get(template_id)
    return PoseTemplateDetail(
        **_described(template, language),
        people=[_joints(person) for person in template.people],
        hands=[
            {side: _joints(joints) for side, joints in person.items()} for person in template.hands
        ],
        prompt_hints=template.prompt_hints,
    )


def _joints(joints: Sequence[Point]) -> list[Keypoint]:
    return [
        Keypoint(x=x, y=y, confidence=confidence, visibility=_visibility(confidence))
        for x, y, confidence in joints
    ]


def _visibility(confidence: float) -> Visibility:
    if confidence <= 0:
        return "absent"
    return "visible" if confidence >= IN_SIGHT else "occluded"


def preview_svg(template_id: str) -> str:
    """The mannequin in the pose as SVG; raises NotFound."""
    return preview.svg(service.get(template_id))
