"""A pose template: a validated skeleton of one or more people, and how an editor would file it."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lumiku.schemas import In, Line
from lumiku.vocabulary import AgeRange, Difficulty, Gender, PosePlacement

__all__ = ["ASPECT", "Frame", "PoseFilter", "PoseTemplate", "PoseTemplateIn"]

ASPECT: Final = 0.8  # width / height: 4:5, the portrait format of feeds
Frame = Literal["full", "three-quarter", "half", "bust", "face"]
Joint = tuple[float, float, float]  # x, y as fractions of the frame; confidence


class PoseTemplate(BaseModel):
    """One pose. Keypoints are COCO-18, x and y as fractions of a frame of the given aspect."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[
        str, Field(pattern=r"^[a-z]{3}_[0-9a-z]{6,10}$")
    ]  # subcategory code, content hash
    category: str  # a key of vocabulary.POSE_CATEGORIES
    subcategory: str | None = None
    people: Annotated[
        list[Annotated[list[Joint], Field(min_length=18, max_length=18)]],
        Field(min_length=1, max_length=4),
    ]
    # Per person {"left": 21 joints, "right": 21 joints}; absent where no hand matters.
    hands: list[dict[str, list[Joint]]] = []
    aspect: float = ASPECT  # width / height
    frame: Frame
    difficulty: Difficulty
    tags: list[str] = []
    gender: Gender = Gender.UNISEX
    ages: list[AgeRange] = []  # whom the proportions fit
    placement: PosePlacement  # where the product goes
    prompt_hints: list[str] = []  # for the prompt, such as "left arm behind the back"
    needs_seat: bool = False
    description_id: str = ""
    description_en: str = ""
    source: str | None = None  # the file an imported pose came from, and where in it

    @property
    def imported(self) -> bool:
        """Whether it came from somebody's file instead of the library that is shipped."""
        return self.source is not None


class PoseFilter(BaseModel):
    """What a list of templates may be narrowed by; every field left out lets all through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: str | None = None
    """Only poses of this category, such as `fashion-standing`."""
    subcategory: str | None = None
    """Only poses of this subcategory, such as `front`."""
    tag: Annotated[str | None, Field(max_length=40)] = None
    """Only poses with this tag."""
    placement: PosePlacement | None = None
    """Only poses with room for a product there."""
    difficulty: Difficulty | None = None
    """Only poses of this difficulty."""
    gender: Gender | None = None
    """Only poses made for this gender; those that fit anybody are `unisex`."""
    age: AgeRange | None = None
    """Only poses whose proportions fit this age."""
    frame: Frame | None = None
    """Only poses that show this much of the body."""
    people: Annotated[int | None, Field(ge=1, le=4)] = None
    """Only poses of this many people."""

    def chosen(self) -> dict[str, str]:
        """The filters that were given, as texts."""
        return {
            name: str(value)
            for name, value in self.model_dump(mode="json").items()
            if value is not None
        }


class KeypointIn(In):
    """One joint."""

    x: Annotated[float, Field(allow_inf_nan=False)]
    """From the frame's left edge, as a fraction of its width."""
    y: Annotated[float, Field(allow_inf_nan=False)]
    """From the frame's upper edge, as a fraction of its height."""
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    """1 is in plain sight, less lies behind something, 0 is absent."""

    def joint(self) -> Joint:
        """Rounded as the library keeps it, so that equal poses have equal ids."""
        return (round(self.x, 4), round(self.y, 4), round(self.confidence, 1))


Body = Annotated[list[KeypointIn], Field(min_length=18, max_length=18)]
Hand = Annotated[list[KeypointIn], Field(min_length=21, max_length=21)]


class PoseTemplateIn(In):
    """A pose that an operator adds to a shelf; it must keep every rule that the library's keep."""

    shelf: Annotated[str, Field(max_length=60)]
    """Where it is filed: a category and subcategory, such as `fashion-standing-front`."""
    people: Annotated[list[Body], Field(min_length=1, max_length=4)]
    """The 18 COCO keypoints of each person."""
    hands: list[dict[Literal["left", "right"], Hand]] = Field(default_factory=list, max_length=4)
    """For each person the 21 keypoints of the hands that matter; empty where none does."""
    aspect: Annotated[float, Field(ge=0.4, le=2.5)] = ASPECT
    """The frame's width over its height."""
    difficulty: Annotated[Difficulty, Field(strict=False)] = Difficulty.MEDIUM
    """How hard it is to render well."""
    tags: list[Annotated[Line, Field(max_length=40)]] = Field(default_factory=list, max_length=12)
    """Words to find it by."""
    gender: Annotated[Gender, Field(strict=False)] = Gender.UNISEX
    """Whom it is made for."""
    ages: list[Annotated[AgeRange, Field(strict=False)]] = Field(min_length=1, max_length=5)
    """Whom the proportions fit."""
    placement: Annotated[PosePlacement, Field(strict=False)]
    """Where it has room for a product."""
    prompt_hints: list[Annotated[Line, Field(max_length=60)]] = Field(
        default_factory=list, max_length=4
    )
    """For the prompt, what a skeleton cannot say: such as "left arm behind the back"."""
    description_id: Annotated[Line, Field(min_length=1, max_length=120)]
    """What it shows, in Indonesian."""
    description_en: Annotated[Line, Field(min_length=1, max_length=120)]
    """What it shows, in English."""
