"""One lazily made client per AWS service and process."""

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from lumiku.settings import settings

if TYPE_CHECKING:
    from boto3 import Session

__all__ = ["client", "session"]

# Calls whose repetition would be seen by somebody are never repeated by the SDK itself.
_ONCE = {"sesv2", "sagemaker-runtime"}


@cache
def session() -> "Session":
    """The one session of the process: its credentials are found once."""
    import boto3

    return boto3.Session()


@cache
def client(service: str) -> Any:
    """The boto3 client of a service, such as `s3`, in the configured region."""
    retries = (
        {"total_max_attempts": 1} if service in _ONCE else {"mode": "standard", "max_attempts": 3}
    )
    config = Config(
        retries=retries,  # type: ignore[arg-type]
        connect_timeout=5,
        read_timeout=70 if service == "sagemaker-runtime" else 20,
        max_pool_connections=10,
        signature_version="s3v4" if service == "s3" else None,
        s3={"addressing_style": "path"} if settings().stage == "local" else None,
    )
    return session().client(service, region_name=settings().region, config=config)  # type: ignore[call-overload]
