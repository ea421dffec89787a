"""The messages of the posters' queue: one small piece of work each, told by ids alone."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lumiku.cloud.queues import Message
from lumiku.posters.rules import MAX_FILES, MAX_SET_PHOTOS

__all__ = ["TASK", "AnyTask", "DrawTask", "ExportTask", "VaryTask", "ZipTask"]

_ULID = "[0-9A-HJKMNP-TV-Z]{26}$"


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]

    def message(self) -> Message:
        return Message(body=self.model_dump_json(), tenant=self.user_id)


class DrawTask(Task):
    """Draw or inspect one poster, as it was at a version."""

    job: Literal["draw"] = "draw"
    poster_id: Annotated[str, Field(pattern=f"^pst_{_ULID}")]
    version: Annotated[int, Field(ge=1)]


class VaryTask(Task):
    """Make the variations of one photo of a set."""

    job: Literal["vary"] = "vary"
    set_id: Annotated[str, Field(pattern=f"^set_{_ULID}")]
    number: Annotated[int, Field(ge=0, lt=MAX_SET_PHOTOS)]


class ExportTask(Task):
    """Make every file of some posters of an export; the last of them writes the ZIP."""

    job: Literal["export"] = "export"
    export_id: Annotated[str, Field(pattern=f"^exp_{_ULID}")]
    numbers: Annotated[
        list[Annotated[int, Field(ge=0, lt=MAX_FILES)]], Field(min_length=1, max_length=20)
    ]


class ZipTask(Task):
    """Write the ZIP of an export whose every file has ended."""

    job: Literal["zip"] = "zip"
    export_id: Annotated[str, Field(pattern=f"^exp_{_ULID}")]


AnyTask = DrawTask | VaryTask | ExportTask | ZipTask
TASK: TypeAdapter[AnyTask] = TypeAdapter(Annotated[AnyTask, Field(discriminator="job")])
