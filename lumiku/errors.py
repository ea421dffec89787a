"""Every error that the API answers with, and its sentence in Indonesian and English.

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
from lumiku.texts import Reader, Text
from lumiku.words import PLAN_NAMES, day_words

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

NOUNS: Final[dict[str, Text]] = {
    "account": Text("Akun", "The account"),
    "alert": Text("Peringatan pemakaian", "The usage alert"),
    "avatar": Text("Avatar", "The avatar"),
    "brand_kit": Text("Kit merek", "The brand kit"),
    "export": Text("Ekspor", "The export"),
    "generation": Text("Batch foto", "The photo batch"),
    "order": Text("Pesanan", "The order"),
    "pose": Text("Foto", "The photo"),
    "pose_template": Text("Pose", "The pose"),
    "poster": Text("Poster", "The poster"),
    "poster_set": Text("Rangkaian poster", "The set of posters"),
    "poster_template": Text("Templat poster", "The poster template"),
    "product": Text("Produk", "The product"),
    "project": Text("Proyek", "The project"),
    "route": Text("Alamat", "The address"),
    "unsubscribe_link": Text("Tautan berhenti berlangganan", "The unsubscribe link"),
    "upload": Text("Unggahan", "The upload"),
}
_UNREADY: Final[dict[str, Text]] = {
    "waiting": Text(
        "masih diproses. Coba lagi sebentar", "is still being processed. Try again in a moment"
    ),
    "pending": Text(
        "masih menunggu giliran. Coba lagi setelah selesai",
        "still waits for its turn. Try again when it has finished",
    ),
    "processing": Text(
        "masih dikerjakan. Coba lagi setelah selesai",
        "is still being worked on. Try again when it has finished",
    ),
    "packing": Text(
        "sedang dikemas menjadi ZIP. Coba lagi setelah selesai",
        "is being packed into a ZIP. Try again when it has finished",
    ),
    "failed": Text(
        "gagal digambar. Ubah isinya, lalu coba lagi",
        "could not be drawn. Change it, then try again",
    ),
    "cutout": Text(
        "belum punya potongan tanpa latar. Unggah lagi fotonya dengan latar polos",
        "has no cut-out without background yet. Upload its photo again, on a plain background",
    ),
}
_DONE: Final[dict[str, Text]] = {
    "active": Text("sudah aktif", "is active already", Reader.OPERATOR),
    "added": Text("sudah ada di pustaka", "is in the library already", Reader.OPERATOR),
    "cancelled": Text("sudah dibatalkan", "was cancelled already"),
    "completed": Text("sudah selesai", "has finished already"),
    "failed": Text("sudah berakhir; semuanya gagal", "has ended already; everything failed"),
    "justified": Text(
        "sudah ditutup: pemakaiannya wajar", "was closed already: the use is fair", Reader.OPERATOR
    ),
    "limited": Text(
        "sudah ditutup: antreannya diperlambat",
        "was closed already: the queue was slowed",
        Reader.OPERATOR,
    ),
    "noticed": Text("baru saja diberi tahu", "was given notice a short while ago", Reader.OPERATOR),
    "partially_completed": Text("sudah selesai sebagian", "has finished in part already"),
    "retried": Text("sudah dicoba lagi", "was tried again already"),
    "suspended": Text("sudah ditangguhkan", "is suspended already", Reader.OPERATOR),
    "upgraded": Text(
        "sudah ditutup: paketnya naik", "was closed already: the plan was raised", Reader.OPERATOR
    ),
}
# The facts whose values are codes, and the words for them.
_WORDS: Final[dict[str, dict[str, Text]]] = {
    "kind": NOUNS,
    "plan": PLAN_NAMES,
    "suggested_plan": PLAN_NAMES,
}


def noun(kind: str, language: str) -> str:
    """The word for a kind of thing at the start of a sentence."""
    words = NOUNS.get(kind)
    return kind if words is None else words.said(language)


@dataclass(frozen=True)
class FieldError:
    """One wrong field: a JSON pointer and what is wrong with it."""

    pointer: str
    text: Text


class LumikuError(Exception):
    """The root. `facts` fill the sentence and are sent to the client next to it; facts that are
    texts only fill the sentence."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    text: ClassVar[Text] = Text(
        "Ada gangguan di pihak kami. Coba lagi sebentar; bila terulang, tulis ke {support}.",
        "Something went wrong on our side. Try again shortly; if it goes on, write to {support}.",
    )
    words: ClassVar[dict[str, dict[str, Text]]] = _WORDS

    def __init__(
        self,
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        **facts: Text | str | int | float | bool | None,
    ) -> None:
        self.errors = tuple(errors)
        self.retry_after = retry_after  # seconds
        self.facts = {name: fact for name, fact in facts.items() if not isinstance(fact, Text)}
        self._known = {name: self._in_words(name, fact) for name, fact in facts.items()}
        self._known["support"] = settings().mail_support
        super().__init__(self.code, facts)

    def _in_words(self, name: str, fact: Text | str | float | None) -> object:
        words = self.words.get(name, {})
        return words.get(fact, fact) if isinstance(fact, str) else fact

    def said(self) -> Text:
        """The sentence with its facts."""
        return self.text.filled(**self._known)

    def detail(self, language: str = "id") -> str:
        """The sentence for a merchant; `language` is `id` or `en`."""
        return self.said().said(language)


class InvalidInput(LumikuError):
    """Some fields are not right; `errors` points at each."""

    status = 422
    code = "invalid_input"
    text = Text(
        "Ada isian yang belum benar. Periksa bagian yang ditandai.",
        "Some fields are not right. Check the ones that are marked.",
    )

    @classmethod
    def at(cls, pointer: str, text: Text) -> "InvalidInput":
        """The common case: one wrong field."""
        return cls(errors=[FieldError(pointer, text)])


class MalformedBody(InvalidInput):
    """The body is not JSON that can be read: broken, nested too deep, or not UTF-8."""

    status = 400
    code = "malformed_body"
    text = Text(
        "Isi permintaan tidak bisa dibaca sebagai JSON: {reason}.",
        "The request body cannot be read as JSON: {reason}.",
        Reader.DEVELOPER,
    )

    def __init__(self, reason: Text) -> None:
        super().__init__(reason=reason)


class BodyTooLarge(InvalidInput):
    """The body is too large. Facts: limit_kb."""

    status = 413
    code = "body_too_large"
    text = Text(
        "Isi permintaan lebih besar dari {limit_kb} KB.",
        "The request body is larger than {limit_kb} KB.",
        Reader.DEVELOPER,
    )


class BadCursor(InvalidInput):
    """The cursor is not one of ours, or belongs to another list or other filters."""

    status = 400
    code = "bad_cursor"
    text = Text(
        "Penanda halaman ini tidak berlaku. Muat ulang daftar dari awal.",
        "This page cursor is not valid. Load the list from its start.",
        Reader.DEVELOPER,
    )


class NotSignedIn(LumikuError):
    """The token is missing or not valid."""

    status = 401
    code = "not_signed_in"
    text = Text(
        "Silakan masuk dahulu.",
        "Please sign in first.",
    )


class Forbidden(LumikuError):
    """The account may not do this."""

    status = 403
    code = "forbidden"
    text = Text("Akun Anda tidak boleh melakukan ini.", "Your account may not do this.")


class AccountSuspended(Forbidden):
    """A suspended account may look but not order. Facts: since."""

    code = "account_suspended"
    text = Text(
        "Akun ini ditangguhkan sejak {since}, jadi belum bisa membuat foto baru. Balas surel kami "
        "atau hubungi {support} agar akun aktif kembali.",
        "This account has been suspended since {since}, so it cannot make new photos. Reply to "
        "our mail or write to {support} to have it back.",
    )

    def __init__(self, since: str) -> None:
        super().__init__(since=since)
        self._known["since"] = Text(day_words(since, "id"), day_words(since, "en"))


class BadSignature(Forbidden):
    """The message does not come from whom it says."""

    code = "bad_signature"
    text = Text(
        "Tanda tangan pesan ini tidak cocok, jadi pesannya tidak diterima.",
        "The signature of this message does not match, so it was not accepted.",
        Reader.DEVELOPER,
    )


class TemplateNotIncluded(Forbidden):
    """The poster template belongs to a larger plan. Facts: template, plan, suggested_plan."""

    code = "template_not_included"
    text = Text(
        "Templat “{template}” tidak termasuk paket {plan}. Paket {suggested_plan} mencakupnya.",
        "The template “{template}” is not part of the {plan} plan. "
        "The {suggested_plan} plan includes it.",
    )


class NotFound(LumikuError):
    """There is no such thing, or it is somebody else's. Facts: kind."""

    status = 404
    code = "not_found"
    text = Text(
        "{kind} tidak ditemukan.",
        "{kind} was not found.",
    )

    def __init__(self, kind: str) -> None:
        super().__init__(kind=kind)


class MethodNotAllowed(LumikuError):
    """The address exists, but not for this method. Facts: method, allow."""

    status = 405
    code = "method_not_allowed"
    text = Text(
        "Alamat ini tidak menerima metode {method}.",
        "This address does not take the method {method}.",
        Reader.DEVELOPER,
    )


class Conflict(LumikuError):
    """The request conflicts with the present state."""

    status = 409
    code = "conflict"
    text = Text(
        "Datanya sudah berubah, jadi permintaan ini tidak bisa dijalankan. Muat ulang, lalu coba "
        "lagi.",
        "The data has changed, so this request cannot be done. Reload, then try again.",
    )


class InUse(Conflict):
    """Something still refers to it: delete or move that first. Facts: kind."""

    code = "in_use"
    text = Text(
        "{kind} masih dipakai oleh {used_by}. Hapus atau pindahkan itu dahulu.",
        "{kind} is still used by {used_by}. Delete or move that first.",
    )


class NotReady(Conflict):
    """It is still being worked on, or must be changed first. Facts: kind, state."""

    code = "not_ready"
    text = Text("{kind} {state}.", "{kind} {state}.")
    words: ClassVar = {**_WORDS, "state": _UNREADY}


class ReleaseMissing(Conflict):
    """An avatar has no valid consent of the pictured person. Facts: name."""

    code = "release_missing"
    text = Text(
        "Avatar “{name}” belum punya izin tertulis yang berlaku dari orang di foto. Catat izinnya "
        "di avatar itu, lalu coba lagi.",
        "The avatar “{name}” has no valid release signed by the person in the photo. Record the "
        "release with the avatar, then try again.",
    )


class AlreadyDone(Conflict):
    """It is in that state already. Facts: kind, state."""

    code = "already_done"
    text = Text("{kind} {state}.", "{kind} {state}.")
    words: ClassVar = {**_WORDS, "state": _DONE}


class NoticeMissing(Conflict):
    """A suspension must be announced first.

    Facts: hours (of notice), earliest (when it may be done, or None without a notice).
    """

    code = "notice_missing"
    text = Text(
        "Beri tahu pemilik akun dahulu; penangguhan baru bisa dilakukan {hours} jam setelahnya.",
        "Give the account's owner notice first; it can be suspended {hours} hours after that.",
        Reader.OPERATOR,
    )


class Busy(Conflict):
    """Too many changes at once; nothing was lost, try again."""

    code = "busy"
    text = Text(
        "Ada perubahan lain yang sedang berjalan di akun ini. Coba lagi sebentar; tidak ada yang "
        "hilang.",
        "Other changes to this account are being saved. Try again in a moment; nothing was lost.",
    )


class StaleVersion(LumikuError):
    """If-Match does not match: somebody changed it since. Facts: kind."""

    status = 412
    code = "stale_version"
    text = Text(
        "{kind} sudah diubah di tempat lain. Muat ulang, lalu ulangi perubahan Anda.",
        "{kind} was changed elsewhere. Reload it and make your change again.",
    )


class IdempotencyReuse(LumikuError):
    """The Idempotency-Key was used for another request."""

    status = 422
    code = "idempotency_key_reused"
    text = Text(
        "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru.",
        "This Idempotency-Key was used for another request. Use a new key.",
        Reader.DEVELOPER,
    )


class LimitReached(LumikuError):
    """The plan's limit.

    Facts: limit_of, limit, remaining, plan, suggested_plan.
    """

    status = 402
    code = "limit_reached"
    text = Text(
        "Paket {plan} mencakup {limit} {limited}; tersisa {remaining}. "
        "Paket {suggested_plan} mencakup lebih banyak.",
        "The {plan} plan includes {limit} {limited}; {remaining} remain. "
        "The {suggested_plan} plan includes more.",
    )


class RejectedImage(LumikuError):
    """A picture that cannot be used. Facts: reason (a code)."""

    status = 422
    code = "rejected_image"
    text = Text(
        "Gambar ini tidak bisa dipakai: {because}.", "This picture cannot be used: {because}."
    )

    def __init__(self, reason: str, because: Text) -> None:
        self.because = because
        super().__init__(reason=reason, because=because)


class TooManyRequests(LumikuError):
    """Too many requests. Facts: seconds."""

    status = 429
    code = "too_many_requests"
    text = Text(
        "Terlalu banyak permintaan. Coba lagi dalam {seconds} detik.",
        "Too many requests. Try again in {seconds} seconds.",
    )


class Unavailable(LumikuError):
    """The service is not available right now; nothing was lost, try again."""

    status = 503
    code = "unavailable"
    text = Text(
        "Layanan sedang tidak tersedia. Coba lagi sebentar; tidak ada yang hilang.",
        "The service is not available right now. Try again in a moment; nothing was lost.",
    )
