"""The messages of the posters' queue: one small piece of work each, told by ids alone."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lumiku.cloud.queues import Message
from lumiku.posters.rules import MAX_SET_PHOTOS

__all__ = ["ULID_PATTERN", "DrawTask", "Task", "VaryTask"]

ULID_PATTERN: Final = "[0-9A-HJKMNP-TV-Z]{26}$"


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]

    def message(self) -> Message:
        return Message(body=self.model_dump_json(), tenant=self.user_id)


class DrawTask(Task):
    """Draw or inspect one poster, as it was at a version."""

    job: Literal["draw"] = "draw"
    poster_id: Annotated[str, Field(pattern=f"^pst_{ULID_PATTERN}")]
    version: Annotated[int, Field(ge=1)]


class VaryTask(Task):
    """Make the variations of one photo of a set."""

    job: Literal["vary"] = "vary"
    set_id: Annotated[str, Field(pattern=f"^set_{ULID_PATTERN}")]
    number: Annotated[int, Field(ge=0, lt=MAX_SET_PHOTOS)]
