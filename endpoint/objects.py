"""Reading sources from and writing pictures to object storage, with a bounded cache in between."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import boto3
from botocore.config import Config as BotoConfig
from botocore.exceptions import BotoCoreError, ClientError

from endpoint.cache import Cache
from endpoint.errors import ForbiddenObject, MissingObject, StorageFailed

__all__ = ["Blob", "CachedSources", "Fetched", "ObjectStore", "S3Objects", "blob"]

MAX_SOURCE_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True)
class Blob:
    """One source file; caches of what is derived from it are keyed by its hash."""

    sha256: str
    data: bytes


@dataclass(frozen=True)
class Fetched:
    """`data` is None when the caller's etag still holds."""

    etag: str
    data: bytes | None


class ObjectStore(Protocol):
    """What the server needs of S3."""

    def get(self, bucket: str, key: str, etag: str | None) -> Fetched:
        """The object, or only its etag if that equals the given one.

        Raises MissingObject, ForbiddenObject or StorageFailed.
        """

    def put(self, bucket: str, key: str, data: bytes, content_type: str) -> None:
        """Store the object. Raises ForbiddenObject or StorageFailed."""


def blob(data: bytes) -> Blob:
    return Blob(hashlib.sha256(data).hexdigest(), data)


class S3Objects:
    """S3 through boto3; credentials and AWS_ENDPOINT_URL come from its own chain.

    SageMaker tells a container its region as AWS_REGION, which boto3 does not read.
    """

    def __init__(self, connections: int = 16, region: str | None = None) -> None:
        self._s3 = boto3.client(
            "s3",
            region_name=region,
            config=BotoConfig(
                connect_timeout=3,
                read_timeout=15,
                max_pool_connections=connections,
                retries={"total_max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"},
            ),
        )

    def get(self, bucket: str, key: str, etag: str | None) -> Fetched:
        try:
            if etag is None:
                answer = self._s3.get_object(Bucket=bucket, Key=key)
            else:
                answer = self._s3.get_object(Bucket=bucket, Key=key, IfNoneMatch=etag)
            if answer["ContentLength"] > MAX_SOURCE_BYTES:
                raise MissingObject(f"{key} is larger than {MAX_SOURCE_BYTES} bytes")
            return Fetched(answer["ETag"], answer["Body"].read())
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 304 and etag is not None:
                return Fetched(etag, None)
            if status == 404:
                raise MissingObject(key) from error
            if status == 403:
                raise ForbiddenObject(f"the container's role may not read {key}") from error
            raise StorageFailed(f"reading {key}: {error}", retry_after=2) from error
        except BotoCoreError as error:
            raise StorageFailed(f"reading {key}: {error}", retry_after=2) from error

    def put(self, bucket: str, key: str, data: bytes, content_type: str) -> None:
        try:
            self._s3.put_object(Bucket=bucket, Key=key, Body=data, ContentType=content_type)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 403:
                raise ForbiddenObject(f"the container's role may not write {key}") from error
            raise StorageFailed(f"writing {key}: {error}", retry_after=2) from error
        except BotoCoreError as error:
            raise StorageFailed(f"writing {key}: {error}", retry_after=2) from error


class CachedSources:
    """Source files by key; every use asks storage whether its copy still holds."""

    def __init__(self, store: ObjectStore, bound_bytes: int) -> None:
        self._store = store
        self._cache: Cache[tuple[str, Blob]] = Cache(bound_bytes, lambda entry: len(entry[1].data))

    def read(self, bucket: str, key: str) -> Blob:
        place = f"{bucket}/{key}"
        held = self._cache.get(place)
        fetched = self._store.get(bucket, key, held[0] if held else None)
        if fetched.data is None:
            if held is None:
                raise StorageFailed(f"{key}: storage says unchanged, but nothing is held")
            return held[1]
        found = blob(fetched.data)
        self._cache.put(place, (fetched.etag, found))
        return found

    def facts(self) -> dict[str, float]:
        return self._cache.facts()
