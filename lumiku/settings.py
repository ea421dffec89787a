"""One frozen Settings, read from the environment once per process."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Final

__all__ = ["ENVIRONMENT", "Settings", "settings"]


@dataclass(frozen=True)
class Settings:
    """A function's settings; a field's variable is LUMIKU_<FIELD>.

    A function is given only the variables it needs: the rest stay at their empty defaults, and
    `need()` says which one is missing when code asks for it.
    """

    stage: str = "local"
    region: str = "ap-southeast-1"
    core_table: str = ""
    poses_table: str = ""
    media_bucket: str = ""  # clean, generated and exported files
    raw_bucket: str = ""  # uploads before intake; expires in a day
    queue_free: str = ""  # URLs
    queue_standard: str = ""
    queue_priority: str = ""
    queue_dedicated: str = ""
    queue_posters: str = ""  # posters to draw and exports to make
    queue_deliveries: str = ""  # mails and alerts to the team that are to leave
    queue_parked: str = ""
    endpoint_name: str = ""  # SageMaker endpoint
    endpoint_component: str = ""  # the inference component on it, where it hosts one
    provider: str = "sagemaker"
    model_id: str = "preview"
    gpu_slots: int = 2  # how many micro-batches the endpoint works on at once
    reserved_slots: int = 0  # places of the queues kept free for the dedicated lane
    gpu_idr_per_second: float = 8.5  # g6e.xlarge on demand, at Rp 16,500 per USD
    hosted: str = ""  # JSON list of paid providers for when the endpoint is down; empty = none
    hosted_keys: str = ""  # name of the secret with their API keys, by provider
    hosted_budget_idr: float = 0.0  # what they may take in a WIB day, all merchants together
    cutout_backend: str = "cpu"  # cpu | endpoint
    mail_sender: str = ""  # address, or `Name <address>`, that SES has verified
    mail_support: str = "support@lumiku.com"  # where replies go
    mails_marketing: str = ""  # SES configuration sets
    mails_transactional: str = ""
    team_webhooks: str = ""  # name of the secret that says where the team is told
    duitku_secret: str = ""  # name of the secret of the payment gateway
    signing_secret: str = ""  # name of the secret that signs cursors and links
    public_url: str = "http://127.0.0.1:8787"
    media_url: str = ""  # CDN in front of the media bucket; empty = presigned S3 links

    clock_ahead: int = 0  # seconds; a stack on one machine may live in another hour or month

    def __post_init__(self) -> None:
        if self.clock_ahead and self.stage != "local":
            raise RuntimeError(f"{self.stage} must live in the present")

    def need(self, field: str) -> str:
        """The value of a text field, or a clear error naming the missing variable."""
        value = getattr(self, field)
        if not value:
            raise RuntimeError(f"{ENVIRONMENT[field]} is not set for this function")
        return str(value)


ENVIRONMENT: Final[dict[str, str]] = {
    field.name: f"LUMIKU_{field.name.upper()}" for field in fields(Settings)
}


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from a mapping of variables; an unreadable number is a clear error."""
    values: dict[str, str | int | float] = {}
    for field in fields(Settings):
        text = environment.get(ENVIRONMENT[field.name])
        if text is None or text == "":
            continue
        kind: type = type(field.default)
        try:
            values[field.name] = kind(text)
        except ValueError as error:
            raise RuntimeError(f"{ENVIRONMENT[field.name]}={text!r} is not {kind}") from error
    return Settings(**values)  # type: ignore[arg-type]


@cache
def settings() -> Settings:
    return read(os.environ)
