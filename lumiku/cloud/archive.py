"""A ZIP written straight into the media bucket, part by part: its size needs no memory.

Entries are stored, not compressed (pictures already are), with their sizes and checksums in their
own headers, so that programs which read a ZIP from its beginning can take it as well.
"""

import io
import zipfile
from datetime import datetime
from types import TracebackType
from typing import Any, Final

from botocore.exceptions import ClientError

from lumiku.clock import WIB
from lumiku.cloud.aws import client
from lumiku.settings import settings

__all__ = ["PART_BYTES", "Archive"]

PART_BYTES: Final = 8 * 1024 * 1024  # S3 takes 5 MiB to 5 GiB a part, and 10,000 parts


class Archive:
    """Use as a context: leaving it completes the object, an exception leaves none.

    `moment` is the time of every entry: the same entries make the same bytes.
    """

    def __init__(self, key: str, moment: datetime, filename: str) -> None:
        local = moment.astimezone(WIB)
        self._time = (local.year, local.month, local.day, local.hour, local.minute, local.second)
        self._upload = _Upload(key, filename)
        self._zip: zipfile.ZipFile

    def __enter__(self) -> "Archive":
        self._upload.begin()
        self._zip = zipfile.ZipFile(self._upload, "w", zipfile.ZIP_STORED)
        return self

    def add(self, path: str, data: bytes) -> None:
        entry = zipfile.ZipInfo(path, self._time)
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, data)
        self._upload.send_full_parts()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception):
            self._upload.abort()
        elif error is None:
            self._zip.close()
            self._upload.complete()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._upload.tell()


class _Upload(io.RawIOBase):
    """A multipart upload as a file of which the bytes not sent yet can still be changed.

    That is enough for `zipfile`, which goes back to the header of the entry it has just written.
    """

    def __init__(self, key: str, filename: str) -> None:
        self._place = {"Bucket": settings().need("media_bucket"), "Key": key}
        self._filename = filename
        self._id = ""
        self._parts: list[dict[str, str | int]] = []
        self._sent = 0  # bytes of the parts
        self._kept = bytearray()
        self._at = 0

    def begin(self) -> None:
        answer = client("s3").create_multipart_upload(
            **self._place,
            ContentType="application/zip",
            ContentDisposition=f'attachment; filename="{self._filename}"',
        )
        self._id = answer["UploadId"]

    def write(self, data: Any) -> int:
        chunk = memoryview(data).tobytes()
        start = self._at - self._sent
        self._kept[start : start + len(chunk)] = chunk
        self._at += len(chunk)
        return len(chunk)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._sent + len(self._kept)}
        at = base[whence] + offset
        if at < self._sent:
            raise io.UnsupportedOperation("these bytes were sent already")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def send_full_parts(self) -> None:
        while len(self._kept) >= PART_BYTES:
            with memoryview(self._kept) as kept:  # a slice of the array itself would be a copy more
                part = bytes(kept[:PART_BYTES])
            self._send(part)
            del self._kept[:PART_BYTES]

    def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        answer = client("s3").upload_part(
            **self._place, UploadId=self._id, PartNumber=number, Body=part
        )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._sent += len(part)

    def complete(self) -> None:
        self.send_full_parts()
        self._send(bytes(self._kept))
        self._kept.clear()
        try:
            client("s3").complete_multipart_upload(
                **self._place, UploadId=self._id, MultipartUpload={"Parts": self._parts}
            )
        except ClientError as error:
            # The SDK repeats a request whose answer was lost; by then the upload is no more.
            if error.response.get("Error", {}).get("Code") != "NoSuchUpload":
                raise
            if client("s3").head_object(**self._place)["ContentLength"] != self._sent:
                raise

    def abort(self) -> None:
        client("s3").abort_multipart_upload(**self._place, UploadId=self._id)
