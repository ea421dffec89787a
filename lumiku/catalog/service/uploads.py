"""Uploads: a ticket to send a picture, its way through intake, and what may be used of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from lumiku import clock, ids
from lumiku.catalog.schemas import Remark, Upload, UploadIn, UploadStatus, UploadTicket
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import UploadItem
from lumiku.cloud import blobs, keys
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.table import Transaction, find
from lumiku.errors import InvalidInput, NotFound, NotReady, RejectedImage
from lumiku.texts import Text
from lumiku.vocabulary import UploadKind

__all__ = ["get", "remark", "request", "usable", "usable_all"]

_TICKET: Final = timedelta(minutes=5)
_OVERDUE: Final = timedelta(minutes=10)  # a ticket's life, and intake's usual retries
_NOT_RECEIVED: Final = Text(
    "Berkasnya belum kami terima. Silakan unggah lagi.",
    "The file has not reached us. Please upload it again.",
)
_WRONG_KIND: Final = Text("unggahan ini bukan {wanted}", "this upload is not {wanted}")
_KINDS: Final[dict[str, Text]] = {
    UploadKind.AVATAR: Text("foto orang untuk avatar", "a person's photo for an avatar"),
    UploadKind.PRODUCT: Text("foto produk", "a product photo"),
    UploadKind.LOGO: Text("logo", "a logo"),
}
_UNUSED: Final = timedelta(days=1)  # then a ticket that nobody used is forgotten


def request(user_id: str, wanted: UploadIn, claim: Claim | None, now: datetime) -> UploadTicket:
    """Makes an upload and the form with which a browser sends exactly this one file."""
    upload_id = earlier(user_id, claim, now) or _create(user_id, wanted, claim, now)
    url, fields = blobs.presigned_post(
        keys.raw_upload(user_id, upload_id), wanted.content_type, wanted.size
    )
    return UploadTicket(
        id=upload_id,
        status=UploadStatus.WAITING,
        url=url,
        fields=fields,
        expires_at=clock.iso(now + _TICKET),
    )


def _create(user_id: str, wanted: UploadIn, claim: Claim | None, now: datetime) -> str:
    upload_id = ids.new("upl")
    item = UploadItem(
        pk=keys.user(user_id),
        sk=keys.upload(upload_id),
        id=upload_id,
        upload_kind=wanted.kind.value,
        filename=wanted.filename,
        content_type=wanted.content_type,
        size=wanted.size,
        status=UploadStatus.WAITING.value,
        created_at=clock.iso(now),
        expires_at=int((now + _UNUSED).timestamp()),
    )
    transaction = Transaction()
    transaction.put_new("upload", item)
    return commit_once(transaction, user_id, claim, upload_id, now)


def _find(user_id: str, upload_id: str) -> UploadItem:
    item = find(UploadItem, keys.user(user_id), keys.upload(upload_id))
    if item is None:
        raise NotFound("upload")
    return item


def get(user_id: str, upload_id: str, language: str, now: datetime) -> Upload:
    """An upload with its findings in the language; raises NotFound."""
    item = _find(user_id, upload_id)
    reason = item.reason
    if item.status == UploadStatus.WAITING and now - clock.from_iso(item.created_at) > _OVERDUE:
        reason = _NOT_RECEIVED.stored("not_received")
    return Upload(
        id=item.id,
        kind=UploadKind(item.upload_kind),
        status=item.status,
        reason=remark(reason, language),
        filename=item.filename,
        width=int(item.width) if item.width else None,
        height=int(item.height) if item.height else None,
        image_url=blobs.url(item.image_key) if item.image_key else None,
        thumbnail_url=blobs.url(item.thumbnail_key) if item.thumbnail_key else None,
        cutout_url=blobs.url(item.cutout_key) if item.cutout_key else None,
        colors=item.colors or [],
        doubt=remark(item.doubt, language),
        created_at=item.created_at,
    )


def remark(stored: dict[str, Any] | None, language: str) -> Remark | None:
    """A stored finding {code, id, en} in one language."""
    return None if stored is None else Remark(code=stored["code"], detail=stored[language])


def usable(user_id: str, upload_id: str, kind: UploadKind, pointer: str) -> UploadItem:
    """The user's clean picture of a kind; see `usable_all`."""
    return usable_all(user_id, {pointer: upload_id}, kind)[pointer]


def usable_all(user_id: str, wanted: Mapping[str, str], kind: UploadKind) -> dict[str, UploadItem]:
    """The user's clean pictures of a kind: JSON pointer -> picture for pointer -> upload id.

    Raises NotFound, NotReady while intake has not looked at one, RejectedImage when it was
    refused, and InvalidInput at its pointer when it is of another kind.
    """
    rows = store.batch(user_id, [keys.upload(upload_id) for upload_id in wanted.values()])
    return {
        pointer: _checked(rows.get(keys.upload(upload_id)), kind, pointer)
        for pointer, upload_id in wanted.items()
    }


def _checked(item: object, kind: UploadKind, pointer: str) -> UploadItem:
    if not isinstance(item, UploadItem):
        raise NotFound("upload")
    if item.upload_kind != kind.value:
        raise InvalidInput.at(pointer, _WRONG_KIND.filled(wanted=_KINDS[kind]))
    if item.status == UploadStatus.REJECTED:
        raise RejectedImage(item.reason["code"], Text(item.reason["id"], item.reason["en"]))
    if item.status != UploadStatus.READY:
        raise NotReady(kind="upload", state=item.status)
    return item
