"""How every item of the core table and every object of the buckets is addressed."""

import re
from typing import Final

__all__ = [
    "ACCOUNT",
    "CATALOG",
    "ORDER",
    "SYSTEM",
    "alert",
    "alerts",
    "audit",
    "avatar",
    "brand_kit",
    "breaker",
    "budget",
    "clean_image",
    "cutout",
    "email",
    "export",
    "export_file",
    "export_row",
    "export_rows",
    "export_snapshot",
    "export_spec",
    "export_zip",
    "flag",
    "generated_image",
    "generated_thumbnail",
    "generation",
    "idempotency",
    "mail",
    "order",
    "pose",
    "poses_of",
    "poster",
    "poster_preview",
    "poster_set",
    "product",
    "project",
    "raw_upload",
    "revocation",
    "spec",
    "statistic",
    "team_alert",
    "thumbnail",
    "upload",
    "upload_of_raw",
    "usage",
    "usage_event",
    "usage_events",
    "user",
    "user_of",
    "user_prefix",
]

SYSTEM: Final = "SYS"
ACCOUNT: Final = "ACCOUNT"
CATALOG: Final = "CATALOG"
ORDER: Final = "ORDER"

_RAW: Final = re.compile(r"raw/([^/]+)/(upl_[0-9A-Z]{26})/original\Z")


# Partitions
def user(user_id: str) -> str:
    return f"U#{user_id}"


def email(digest: str) -> str:
    """The partition that knows whose address it is; keys are logged, so it is a digest."""
    return f"EMAIL#{digest}"


def user_of(pk: str) -> str:
    return pk.removeprefix("U#")


def order(order_id: str) -> str:
    return f"ORDER#{order_id}"


# Sort keys of a user's partition
def brand_kit(kit_id: str = "") -> str:
    return f"KIT#{kit_id}"


def avatar(avatar_id: str = "") -> str:
    return f"AVATAR#{avatar_id}"


def revocation(avatar_id: str) -> str:
    return f"REVOKED#{avatar_id}"


def product(product_id: str = "") -> str:
    return f"PRODUCT#{product_id}"


def upload(upload_id: str = "") -> str:
    return f"UPLOAD#{upload_id}"


def project(project_id: str = "") -> str:
    return f"PROJECT#{project_id}"


def generation(generation_id: str = "") -> str:
    return f"GEN#{generation_id}"


def spec(generation_id: str) -> str:
    return f"SPEC#{generation_id}"


def poses_of(generation_id: str) -> str:
    return f"POSE#{generation_id}#"


def pose(generation_id: str, slot: int) -> str:
    return f"{poses_of(generation_id)}{slot:04d}"


def poster(poster_id: str = "") -> str:
    return f"POSTER#{poster_id}"


def poster_set(set_id: str = "") -> str:
    return f"POSTERSET#{set_id}"


def export(export_id: str = "") -> str:
    return f"EXPORT#{export_id}"


def export_spec(export_id: str) -> str:
    return f"EXPORTSPEC#{export_id}"


def export_rows(export_id: str) -> str:
    return f"EXPORTROW#{export_id}#"


def export_row(export_id: str, number: int) -> str:
    return f"{export_rows(export_id)}{number:04d}"


def statistic(month: str, what: str, of: str = "") -> str:
    """What ended in a WIB month, such as an export: the rollups read a month by its prefix."""
    return f"STAT#{month}#{what}#{of}"


def usage(month: str) -> str:
    return f"USAGE#{month}"


def idempotency(digest: str) -> str:
    return f"IDEM#{digest}"


def alerts() -> str:
    return "ALERT#"


def alert(month: str, level: str) -> str:
    return f"{alerts()}{month}#{level}"


def flag(month: str) -> str:
    return f"FLAG#{month}"


def usage_event(moment: str, name: str) -> str:
    return f"{usage_events()}{moment}#{name}"


def usage_events() -> str:
    return "EVENT#"


def mail(mail_id: str = "") -> str:
    return f"MAIL#{mail_id}"


def audit(audit_id: str = "") -> str:
    return f"AUDIT#{audit_id}"


# Sort keys of the system's partition
def team_alert(day: str, cause: str) -> str:
    return f"TEAM#{day}#{cause}"


def breaker(provider: str) -> str:
    return f"BREAKER#{provider}"


def budget(day: str) -> str:
    return f"BUDGET#{day}"


# Objects
def user_prefix(user_id: str) -> str:
    """The prefix under which everything of one user lies in the media bucket."""
    return f"u/{user_id}/"


def raw_upload(user_id: str, upload_id: str) -> str:
    return f"raw/{user_id}/{upload_id}/original"


def upload_of_raw(key: str) -> tuple[str, str] | None:
    """(user, upload id) of a raw object's key, or None when the key is not one of ours."""
    match = _RAW.match(key)
    return (match[1], match[2]) if match else None


def clean_image(user_id: str, upload_id: str, extension: str) -> str:
    return f"{user_prefix(user_id)}clean/{upload_id}.{extension}"


def thumbnail(user_id: str, upload_id: str) -> str:
    return f"{user_prefix(user_id)}clean/{upload_id}-thumb.webp"


def cutout(user_id: str, upload_id: str) -> str:
    return f"{user_prefix(user_id)}clean/{upload_id}-cutout.png"


def generated_image(user_id: str, generation_id: str, slot: int, attempt: int) -> str:
    """Deterministic, so that a late duplicate writes the same picture to the same place."""
    return f"{user_prefix(user_id)}gen/{generation_id}/{slot:04d}-{attempt}.jpg"


def generated_thumbnail(user_id: str, generation_id: str, slot: int, attempt: int) -> str:
    return f"{user_prefix(user_id)}gen/{generation_id}/{slot:04d}-{attempt}-thumb.webp"


def poster_preview(user_id: str, poster_id: str, version: int) -> str:
    return f"{user_prefix(user_id)}poster/{poster_id}-{version}.webp"


def export_file(user_id: str, export_id: str, path: str) -> str:
    """`path` is the file's place in the ZIP, such as `ig_post/001-serum.jpg`.

    Files of exports lie apart from what lasts: the bucket lets everything here expire.
    """
    return f"exports/{user_id}/{export_id}/{path}"


def export_zip(user_id: str, export_id: str) -> str:
    return export_file(user_id, export_id, "lumiku.zip")


def export_snapshot(user_id: str, export_id: str) -> str:
    """The documents that an export prints, as they were when it was ordered."""
    return f"{user_prefix(user_id)}order/{export_id}"
