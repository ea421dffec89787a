"""The messages of the deliveries' queue: what is to be sent, told by ids alone."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lumiku.cloud.queues import Message

__all__ = ["DELIVERY", "Delivery", "MailTask", "TeamTask"]

_TEAM: Final = "team"  # the tenant of its alerts


class _Task(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class MailTask(_Task):
    """Send a mail of the outbox."""

    job: Literal["mail"] = "mail"
    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
    mail_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,128}$")]

    def message(self) -> Message:
        return Message(body=self.model_dump_json(), tenant=self.user_id)


class TeamTask(_Task):
    """Tell the team what waits under this sort key."""

    job: Literal["team"] = "team"
    sort_key: Annotated[str, Field(min_length=1, max_length=1_024)]

    def message(self) -> Message:
        return Message(body=self.model_dump_json(), tenant=_TEAM)


Delivery = MailTask | TeamTask
DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Annotated[Delivery, Field(discriminator="job")])
