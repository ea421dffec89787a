"""The message of a tier queue: one micro-batch of one generation."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lumiku.accounts.policy import Lane
from lumiku.cloud.queues import Message, Queue
from lumiku.generations.rules import CHUNK, MAX_POSES

__all__ = ["PoseTask"]

Slot = Annotated[int, Field(ge=0, lt=MAX_POSES)]


class PoseTask(BaseModel):
    """Which slots to render. Everything else is read from the table, where it is current."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
    generation_id: Annotated[str, Field(pattern=r"^gen_[0-9A-HJKMNP-TV-Z]{26}$")]
    slots: Annotated[list[Slot], Field(min_length=1, max_length=CHUNK)]
    lane: Lane
    deadline: str  # RFC 3339: when the first of its pictures was due

    @property
    def queue(self) -> Queue:
        return Queue(self.lane)

    def message(self) -> Message:
        return Message(body=self.model_dump_json(), tenant=self.user_id)
