"""A pose template: a validated skeleton of one or more people, and how an editor would file it."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lumiku.vocabulary import AgeRange, Difficulty, Gender, PosePlacement

__all__ = ["ASPECT", "Frame", "PoseFilter", "PoseTemplate"]

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
    subcategory: str | None = None
    tag: Annotated[str | None, Field(max_length=40)] = None
    placement: PosePlacement | None = None
    difficulty: Difficulty | None = None
    gender: Gender | None = None
    age: AgeRange | None = None
    frame: Frame | None = None
    people: Annotated[int | None, Field(ge=1, le=4)] = None

    def chosen(self) -> dict[str, str]:
        """The filters that were given, as texts."""
        return {
            name: str(value)
            for name, value in self.model_dump(mode="json").items()
            if value is not None
        }
