"""Pose templates as the API shows them: cards to browse, keypoints one by one, previews."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from lumiku.cloud import cursors
from lumiku.poses import preview, service
from lumiku.poses.rules import PoseCard
from lumiku.poses.schemas import Frame, PoseFilter, PoseTemplate
from lumiku.poses.skeleton import IN_SIGHT, Point
from lumiku.schemas import Count, Out, PageQuery, PoseTemplateId
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
    """How often and how well the pose worked."""

    uses: Count
    """How many photos were made with it."""
    successes: Count
    """How many of them succeeded."""
    success_rate: Annotated[float, Field(ge=0, le=1)]
    """The share that is to be expected; it starts from a prior, so look at `uses` as well."""
    quality: Annotated[float, Field(ge=0, le=1)]
    """The mean quality of its photos, 0 to 1; it starts from a prior."""


class _Described(Out):
    """What a list and a single template both say."""

    id: PoseTemplateId
    """The pose template's id."""
    category: str
    """The category, such as `fashion-standing`."""
    subcategory: str | None
    """The subcategory, such as `front`; null where the category has none."""
    description: str
    """What it shows."""
    aspect: float
    """The frame's width over its height."""
    frame: Frame
    """How much of the body it shows."""
    difficulty: Difficulty
    """How hard it is to render well."""
    tags: list[str]
    """Words to find it by."""
    gender: Gender
    """Whom it is made for."""
    ages: list[AgeRange]
    """Whom the proportions fit."""
    placement: PosePlacement
    """Where it has room for a product."""
    needs_seat: bool
    """Whether the person sits on something."""
    preview_url: Annotated[str, Field(json_schema_extra={"pattern": "^/v1/"})]
    """The path of a small drawing (SVG), open to everybody."""


class PoseTemplateCard(_Described):
    """A pose template in a list."""

    people_count: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": 4})]
    """How many people it shows."""
    record: TrackRecord
    """How often and how well it worked."""


Visibility = Literal["visible", "occluded", "absent"]


class Keypoint(Out):
    """One joint."""

    x: float
    """From the frame's left edge, as a fraction of its width."""
    y: float
    """From the frame's upper edge, as a fraction of its height."""
    confidence: float
    """1 is in plain sight, less lies behind something and is drawn all the same, 0 is out of the
    frame or unknown."""
    visibility: Visibility
    """The same in a word."""


class PoseTemplateDetail(_Described):
    """A pose template with its keypoints."""

    people: list[Annotated[list[Keypoint], Field(min_length=18, max_length=18)]]
    """The 18 COCO keypoints of each person."""
    hands: list[dict[str, list[Keypoint]]]
    """For each person the 21 keypoints of the hands that act, as `left` and `right`."""
    prompt_hints: list[str]
    """What the prompt says beside the skeleton."""


class PoseTemplatePage(Out):
    """One page of the pose templates that pass the filters."""

    data: list[PoseTemplateCard]
    """The entries."""
    next_cursor: str | None
    """Send it as `cursor` for the next page; null on the last one."""
    total: Count
    """How many pass the filters."""
    counts: dict[str, dict[str, int]]
    """Filter -> value -> how many templates it would give."""


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
