"""Why work waits, is slow or has stopped: one code and one sentence in every answer."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from lumiku import clock
from lumiku.schemas import Moment, Out
from lumiku.texts import Text
from lumiku.words import moment_words

__all__ = ["REASONS", "Reason", "ReasonCode", "reason", "stored_reason"]


class ReasonCode(StrEnum):
    """Why work waits, is slow or has stopped; the same code in every answer."""

    QUEUED = "queued"
    """It waits for its turn."""
    OFF_PEAK_SCHEDULED = "off_peak_scheduled"
    """It was asked to wait for the end of the busy hours."""
    FAIR_USE = "fair_use"
    """The month's use is above the plan's threshold, so work is slower during the busy hours."""
    THROTTLED_BY_TEAM = "throttled_by_team"
    """Our team slowed the account's queue for a while."""
    RENDERER_DOWN = "renderer_down"
    """What makes the photos has a fault; the batch goes on by itself."""
    SUSPENDED = "suspended"
    """The account is suspended."""
    SOME_FAILED = "some_failed"
    """Some photos failed; they are not charged and can be tried again."""
    RELEASE_REVOKED = "release_revoked"
    """A pictured person withdrew consent, so the rest was not made."""
    LOST = "lost"
    """The work disappeared on its way, several times."""
    GAVE_UP = "gave_up"
    """Several tries failed."""
    TOO_MANY_BYTES = "too_many_bytes"
    """The file is larger than its platform takes."""


REASONS: Final[dict[ReasonCode, Text]] = {
    ReasonCode.QUEUED: Text("Menunggu giliran.", "Waiting for its turn."),
    ReasonCode.OFF_PEAK_SCHEDULED: Text(
        "Mulai {until}, di luar jam sibuk, seperti yang Anda pilih.",
        "Starts at {until}, outside the busy hours, as you chose.",
    ),
    ReasonCode.FAIR_USE: Text(
        "Pemakaian bulan ini di atas {above} foto, jadi antreannya lebih lambat sampai {until}. "
        "Di luar jam sibuk kecepatannya tetap penuh.",
        "This month's use is above {above} photos, so the queue is slower until {until}. "
        "Outside the busy hours it runs at full speed.",
    ),
    ReasonCode.THROTTLED_BY_TEAM: Text(
        "Tim kami memperlambat antrean akun ini sampai {until}. Ada pertanyaan? Balas surel kami.",
        "Our team slowed this account's queue until {until}. Questions? Reply to our mail.",
    ),
    ReasonCode.RENDERER_DOWN: Text(
        "Mesin pembuat foto sedang terganggu. Batch Anda aman dan akan lanjut sendiri.",
        "The photo engine has a problem. Your batch is safe and will go on by itself.",
    ),
    ReasonCode.SUSPENDED: Text(
        "Akun ini ditangguhkan. Balas surel kami agar bisa aktif kembali.",
        "This account is suspended. Reply to our mail to have it back.",
    ),
    ReasonCode.SOME_FAILED: Text(
        "{failed} foto gagal dan tidak dihitung. Anda bisa mencobanya lagi.",
        "{failed} photos failed and were not counted. You can try them again.",
    ),
    ReasonCode.RELEASE_REVOKED: Text(
        "Izin dari orang di foto sudah dicabut, jadi sisa batch ini tidak dibuat.",
        "The person in the photo withdrew consent, so the rest of this batch was not made.",
    ),
    ReasonCode.LOST: Text(
        "Pengerjaannya terhenti. Silakan coba lagi.",
        "The work on it stopped. Please try again.",
    ),
    ReasonCode.GAVE_UP: Text(
        "Kami sudah mencoba beberapa kali, tetapi tidak berhasil. Silakan coba lagi.",
        "We tried several times and did not manage it. Please try again.",
    ),
    ReasonCode.TOO_MANY_BYTES: Text(
        "Sebagai PNG, berkasnya melebihi batas ukuran. Pilih JPEG untuk format ini.",
        "As a PNG the file is larger than this format takes. Choose JPEG instead.",
    ),
}


class Reason(Out):
    """Why work waits, is slow or has stopped."""

    code: ReasonCode
    """A stable code for programs."""
    detail: str
    """The sentence for the merchant."""
    until: Moment | None = None
    """From then on it no longer holds; null where that is not known."""


def reason(
    code: ReasonCode,
    language: str,
    now: datetime,
    *,
    until: datetime | None = None,
    **facts: Text | str | int,
) -> Reason:
    """A reason in words; `facts` are those that its sentence names."""
    if until is not None:
        words = Text(moment_words(until, now, "id"), moment_words(until, now, "en"))
        facts |= {"until": words}
    return Reason(
        code=code,
        detail=REASONS[code].filled(**facts).said(language),
        until=clock.iso(until) if until is not None else None,
    )


def stored_reason(code: ReasonCode) -> dict[str, str]:
    """As a row keeps it: {code, id, en}."""
    return REASONS[code].stored(code.value)
