"""The two buckets: raw uploads, and the media that may be referenced."""

from collections.abc import Sequence
from typing import Any, Final

from botocore.exceptions import ClientError

from lumiku import clock
from lumiku.cloud.aws import client, session
from lumiku.cloud.links import Credentials, signed_link, window
from lumiku.errors import Unavailable
from lumiku.settings import settings

__all__ = [
    "delete",
    "exists",
    "presigned_post",
    "put",
    "read",
    "read_part",
    "read_raw",
    "remove",
    "url",
]

_POST_SECONDS: Final = 300
_PAGE: Final = 1_000  # objects of one DeleteObjects
_MISSING: Final = {"404", "NoSuchKey", "NotFound"}


def _read(bucket: str, key: str, limit: int | None) -> bytes | None:
    try:
        answer = client("s3").get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _MISSING:
            return None
        raise
    body = answer["Body"]
    return bytes(body.read(limit) if limit is not None else body.read())


def read(key: str) -> bytes | None:
    """A media object, or None when it is not there."""
    return _read(settings().need("media_bucket"), key, None)


def read_part(key: str, start: int, length: int) -> bytes:
    """Some bytes of a media object that must be there."""
    answer = client("s3").get_object(
        Bucket=settings().need("media_bucket"),
        Key=key,
        Range=f"bytes={start}-{start + length - 1}",
    )
    return bytes(answer["Body"].read())


def read_raw(key: str, limit: int) -> bytes | None:
    """At most `limit` bytes of a raw upload, or None when it is not there."""
    return _read(settings().need("raw_bucket"), key, limit)


def put(key: str, data: bytes, content_type: str) -> None:
    client("s3").put_object(
        Bucket=settings().need("media_bucket"),
        Key=key,
        Body=data,
        ContentType=content_type,
        CacheControl="private, max-age=31536000, immutable",
    )


def exists(key: str) -> bool:
    try:
        client("s3").head_object(Bucket=settings().need("media_bucket"), Key=key)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _MISSING:
            return False
        raise
    return True


def delete(key: str, *, raw: bool = False) -> None:
    bucket = settings().need("raw_bucket" if raw else "media_bucket")
    client("s3").delete_object(Bucket=bucket, Key=key)


def remove(keys: Sequence[str]) -> None:
    """Deletes media objects; what is not there is no error. Raises Unavailable when some stay."""
    bucket = settings().need("media_bucket")
    for start in range(0, len(keys), _PAGE):
        objects = [{"Key": key} for key in keys[start : start + _PAGE]]
        answer = client("s3").delete_objects(
            Bucket=bucket, Delete={"Objects": objects, "Quiet": True}
        )
        if answer.get("Errors"):
            raise Unavailable(retry_after=60)


def presigned_post(key: str, content_type: str, max_bytes: int) -> tuple[str, dict[str, str]]:
    """(url, form fields) to upload one file: exact key, exact type, bounded size, five minutes."""
    conditions: list[Any] = [
        {"key": key},
        {"Content-Type": content_type},
        ["content-length-range", 1, max_bytes],
    ]
    answer = client("s3").generate_presigned_post(
        settings().need("raw_bucket"),
        key,
        Fields={"Content-Type": content_type},
        Conditions=conditions,
        ExpiresIn=_POST_SECONDS,
    )
    return answer["url"], answer["fields"]


def url(key: str) -> str:
    """A link to a media object, good for an hour at the least and the same for half an hour."""
    origin, path = _place(settings().need("media_bucket"), key)
    return signed_link(origin, path, settings().region, _credentials(), window(clock.now()))


def _place(bucket: str, key: str) -> tuple[str, str]:
    """(origin, path) of an object, addressed as the client addresses it."""
    scheme, _, host = client("s3").meta.endpoint_url.partition("://")
    if settings().stage == "local":
        return f"{scheme}://{host}", f"/{bucket}/{key}"
    return f"{scheme}://{bucket}.{host}", f"/{key}"


def _credentials() -> Credentials:
    found = session().get_credentials()
    if found is None:
        raise Unavailable
    frozen = found.get_frozen_credentials()
    return Credentials(str(frozen.access_key), str(frozen.secret_key), frozen.token)
