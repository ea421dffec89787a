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
    QUEUED = "queued"  # others' work is due before it
    OFF_PEAK_SCHEDULED = "off_peak_scheduled"  # the merchant asked for the quiet hours
    FAIR_USE = "fair_use"  # the month's use is above the plan's mark, and these are busy hours
    THROTTLED_BY_TEAM = "throttled_by_team"  # an operator slowed the account
    RENDERER_DOWN = "renderer_down"  # nothing makes pictures at the moment
    SUSPENDED = "suspended"
    SOME_FAILED = "some_failed"  # the batch has ended, or goes on, without some pictures
    RELEASE_REVOKED = "release_revoked"  # a pictured person withdrew consent
    LOST = "lost"  # the work disappeared on its way, several times
    GAVE_UP = "gave_up"  # several workers tried and failed
    TOO_MANY_BYTES = "too_many_bytes"  # the file is larger than its platform takes


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
    """Why work waits, is slow or has stopped: a stable code, a sentence for the merchant, and the
    moment from which it no longer holds, where that is known."""

    code: ReasonCode
    detail: str
    until: Moment | None = None


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
