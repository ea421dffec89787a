"""Every error a merchant can see, with its words in Indonesian and English.

LumikuError
├── InvalidInput            422  a field is wrong; `errors` points at each
│   ├── MalformedBody       400  not JSON, too deep, not UTF-8
│   ├── BodyTooLarge        413
│   └── BadCursor           400
├── NotSignedIn             401
├── Forbidden               403
│   ├── AccountSuspended
│   ├── BadSignature        a message that does not come from whom it says
│   └── TemplateNotIncluded  a poster template of a larger plan
├── NotFound                404  also what belongs to somebody else
├── MethodNotAllowed        405
├── Conflict                409
│   ├── InUse               something still refers to it
│   ├── NotReady            an upload still in intake, a batch still running
│   ├── ReleaseMissing      no consent recorded, or it was revoked
│   ├── AlreadyDone
│   ├── NoticeMissing       a suspension that was not announced in time
│   └── Busy                too many writers at once; try again
├── StaleVersion            412  If-Match does not match
├── IdempotencyReuse        422  a used key with another body
├── LimitReached            402  the plan's limit, with what remains and which plan allows it
├── RejectedImage           422  a picture that cannot be used, with the reason
├── TooManyRequests         429
└── Unavailable             503
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from lumiku.settings import settings

__all__ = [
    "NOUNS",
    "AccountSuspended",
    "AlreadyDone",
    "BadCursor",
    "BadSignature",
    "BodyTooLarge",
    "Busy",
    "Conflict",
    "FieldError",
    "Forbidden",
    "IdempotencyReuse",
    "InUse",
    "InvalidInput",
    "LimitReached",
    "LumikuError",
    "MalformedBody",
    "MethodNotAllowed",
    "NotFound",
    "NotReady",
    "NotSignedIn",
    "NoticeMissing",
    "RejectedImage",
    "ReleaseMissing",
    "StaleVersion",
    "TemplateNotIncluded",
    "TooManyRequests",
    "Unavailable",
    "noun",
]

NOUNS: Final[dict[str, tuple[str, str]]] = {
    "account": ("Akun", "The account"),
    "alert": ("Peringatan pemakaian", "The usage alert"),
    "avatar": ("Avatar", "The avatar"),
    "brand_kit": ("Kit merek", "The brand kit"),
    "export": ("Ekspor", "The export"),
    "generation": ("Batch foto", "The photo batch"),
    "order": ("Pesanan", "The order"),
    "pose": ("Foto", "The photo"),
    "pose_template": ("Pose", "The pose"),
    "poster": ("Poster", "The poster"),
    "poster_set": ("Rangkaian poster", "The set of posters"),
    "poster_template": ("Templat poster", "The poster template"),
    "product": ("Produk", "The product"),
    "project": ("Proyek", "The project"),
    "route": ("Alamat", "The address"),
    "unsubscribe_link": ("Tautan berhenti berlangganan", "The unsubscribe link"),
    "upload": ("Unggahan", "The upload"),
}


def noun(kind: str, language: str) -> str:
    """The word for a kind of thing at the start of a sentence."""
    words = NOUNS.get(kind, (kind, kind))
    return words[0] if language == "id" else words[1]


@dataclass(frozen=True)
class FieldError:
    """One wrong field: a JSON pointer and what is wrong, in both languages."""

    pointer: str
    detail_id: str
    detail_en: str


class LumikuError(Exception):
    """The root. `facts` fill the sentence and are sent to the client next to it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    text_id: ClassVar[str] = "Ada gangguan di pihak kami. Silakan coba lagi."
    text_en: ClassVar[str] = "Something went wrong on our side. Please try again."

    def __init__(
        self,
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        **facts: str | int | float | bool | None,
    ) -> None:
        self.errors = tuple(errors)
        self.retry_after = retry_after  # seconds
        self.facts = facts
        super().__init__(self.code, facts)

    def detail(self, language: str = "id") -> str:
        """The sentence for a merchant; `language` is `id` or `en`."""
        words = {"support": settings().mail_support, **self.facts}
        if isinstance(kind := words.get("kind"), str):
            words["kind"] = noun(kind, language)
        return (self.text_id if language == "id" else self.text_en).format_map(words)


class InvalidInput(LumikuError):
    """Some fields are not right; `errors` points at each."""

    status = 422
    code = "invalid_input"
    text_id = "Ada isian yang belum benar. Periksa bagian yang ditandai."
    text_en = "Some fields are not right. Check the ones that are marked."

    @classmethod
    def at(cls, pointer: str, detail_id: str, detail_en: str) -> "InvalidInput":
        """The common case: one wrong field."""
        return cls(errors=[FieldError(pointer, detail_id, detail_en)])


class MalformedBody(InvalidInput):
    """The body is not JSON that can be read: broken, nested too deep, or not UTF-8."""

    status = 400
    code = "malformed_body"
    text_id = "Isi permintaan tidak bisa dibaca sebagai JSON: {reason_id}."
    text_en = "The request body cannot be read as JSON: {reason_en}."


class BodyTooLarge(InvalidInput):
    """The body is too large. Facts: limit_kb."""

    status = 413
    code = "body_too_large"
    text_id = "Isi permintaan lebih besar dari {limit_kb} KB."
    text_en = "The request body is larger than {limit_kb} KB."


class BadCursor(InvalidInput):
    """The cursor is not one of ours, or belongs to another list or other filters."""

    status = 400
    code = "bad_cursor"
    text_id = "Penanda halaman tidak sah. Muat ulang daftar dari awal."
    text_en = "The page cursor is not valid. Load the list from its start."


class NotSignedIn(LumikuError):
    """The token is missing or not valid."""

    status = 401
    code = "not_signed_in"
    text_id = "Silakan masuk dahulu."
    text_en = "Please sign in first."


class Forbidden(LumikuError):
    """The plan does not include this."""

    status = 403
    code = "forbidden"
    text_id = "Paket Anda belum mencakup ini."
    text_en = "Your plan does not include this."


class AccountSuspended(Forbidden):
    """A suspended account may look but not order. Facts: since."""

    code = "account_suspended"
    text_id = "Akun ini ditangguhkan sejak {since}. Balas surel kami atau hubungi {support}."
    text_en = "This account is suspended since {since}. Reply to our mail or write to {support}."


class BadSignature(Forbidden):
    """The message does not come from whom it says."""

    code = "bad_signature"
    text_id = "Tanda tangan pesan ini tidak benar."
    text_en = "The signature of this message is wrong."


class TemplateNotIncluded(Forbidden):
    """The poster template belongs to a larger plan. Facts: template, plan, suggested_plan."""

    code = "template_not_included"
    text_id = (
        "Templat “{template}” tidak termasuk paket {plan}. Paket {suggested_plan} mencakupnya."
    )
    text_en = (
        "The template “{template}” is not part of the {plan} plan. "
        "The {suggested_plan} plan includes it."
    )


class NotFound(LumikuError):
    """There is no such thing, or it is somebody else's. Facts: kind."""

    status = 404
    code = "not_found"
    text_id = "{kind} tidak ditemukan."
    text_en = "{kind} was not found."

    def __init__(self, kind: str) -> None:
        super().__init__(kind=kind)


class MethodNotAllowed(LumikuError):
    """The address exists, but not for this method. Facts: method, allow."""

    status = 405
    code = "method_not_allowed"
    text_id = "Alamat ini tidak menerima {method}."
    text_en = "This address does not take {method}."


class Conflict(LumikuError):
    """The request conflicts with the present state."""

    status = 409
    code = "conflict"
    text_id = "Permintaan ini bertabrakan dengan keadaan sekarang."
    text_en = "The request conflicts with the present state."


class InUse(Conflict):
    """Something still refers to it: delete or move that first.

    Facts: kind, used_by_id, used_by_en.
    """

    code = "in_use"
    text_id = "{kind} masih dipakai oleh {used_by_id}. Hapus atau pindahkan itu dahulu."
    text_en = "{kind} is still used by {used_by_en}. Delete or move that first."


class NotReady(Conflict):
    """It is still being worked on: try again in a moment. Facts: kind, state."""

    code = "not_ready"
    text_id = "{kind} belum siap ({state}). Coba lagi sebentar."
    text_en = "{kind} is not ready yet ({state}). Try again in a moment."


class ReleaseMissing(Conflict):
    """An avatar has no valid consent of the pictured person. Facts: name."""

    code = "release_missing"
    text_id = "Avatar “{name}” belum memiliki izin tertulis yang berlaku dari orang di foto."
    text_en = "The avatar “{name}” has no valid release signed by the person in the photo."


class AlreadyDone(Conflict):
    """It is in that state already. Facts: kind, state."""

    code = "already_done"
    text_id = "{kind} sudah dalam keadaan {state}."
    text_en = "{kind} is already {state}."


class NoticeMissing(Conflict):
    """A suspension must be announced first.

    Facts: hours (of notice), earliest (when it may be done, or None without a notice).
    """

    code = "notice_missing"
    text_id = "Penangguhan harus diberitahukan dahulu, paling sedikit {hours} jam sebelumnya."
    text_en = "A suspension must be announced first, at least {hours} hours ahead."


class Busy(Conflict):
    """Too many changes at once; nothing was lost, try again."""

    code = "busy"
    text_id = "Sedang ramai di akun ini. Coba lagi sebentar; tidak ada yang hilang."
    text_en = "This account is busy. Try again in a moment; nothing was lost."


class StaleVersion(LumikuError):
    """If-Match does not match: somebody changed it since. Facts: kind."""

    status = 412
    code = "stale_version"
    text_id = "{kind} sudah diubah di tempat lain. Muat ulang lalu ulangi perubahan Anda."
    text_en = "{kind} was changed elsewhere. Reload it and make your change again."


class IdempotencyReuse(LumikuError):
    """The Idempotency-Key was used for another request."""

    status = 422
    code = "idempotency_key_reused"
    text_id = "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru."
    text_en = "This Idempotency-Key was used for another request. Use a new key."


class LimitReached(LumikuError):
    """The plan's limit. Facts: limit_of, limit, remaining, plan, suggested_plan."""

    status = 402
    code = "limit_reached"
    text_id = (
        "Paket {plan} mencakup {limit} {limit_of_id}; tersisa {remaining}. "
        "Paket {suggested_plan} mencakup lebih banyak."
    )
    text_en = (
        "The {plan} plan includes {limit} {limit_of_en}; {remaining} remain. "
        "The {suggested_plan} plan includes more."
    )


class RejectedImage(LumikuError):
    """A picture that cannot be used. Facts: reason (a code), reason_id, reason_en."""

    status = 422
    code = "rejected_image"
    text_id = "Gambar ini tidak bisa dipakai: {reason_id}."
    text_en = "This picture cannot be used: {reason_en}."

    def __init__(self, reason: str, reason_id: str, reason_en: str) -> None:
        super().__init__(reason=reason, reason_id=reason_id, reason_en=reason_en)


class TooManyRequests(LumikuError):
    """Too many requests. Facts: seconds."""

    status = 429
    code = "too_many_requests"
    text_id = "Terlalu banyak permintaan. Coba lagi dalam {seconds} detik."
    text_en = "Too many requests. Try again in {seconds} seconds."


class Unavailable(LumikuError):
    """The service is not available right now; nothing was lost, try again."""

    status = 503
    code = "unavailable"
    text_id = "Layanan sedang tidak tersedia. Coba lagi sebentar; tidak ada yang hilang."
    text_en = "The service is not available right now. Try again in a moment; nothing was lost."
