"""The messages of the posters' queue: those of exports, and all of them together."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from lumiku.exports.rules import MAX_FILES
from lumiku.posters.tasks import ULID_PATTERN, DrawTask, Task, VaryTask

__all__ = ["TASK", "AnyTask", "ExportTask", "ZipTask"]


class ExportTask(Task):
    """Make every file of some posters of an export; the last of them writes the ZIP."""

    job: Literal["export"] = "export"
    export_id: Annotated[str, Field(pattern=f"^exp_{ULID_PATTERN}")]
    numbers: Annotated[
        list[Annotated[int, Field(ge=0, lt=MAX_FILES)]], Field(min_length=1, max_length=20)
    ]


class ZipTask(Task):
    """Write the ZIP of an export whose every file has ended."""

    job: Literal["zip"] = "zip"
    export_id: Annotated[str, Field(pattern=f"^exp_{ULID_PATTERN}")]


AnyTask = DrawTask | VaryTask | ExportTask | ZipTask
TASK: TypeAdapter[AnyTask] = TypeAdapter(Annotated[AnyTask, Field(discriminator="job")])
