"""Posters, sets and templates as the API shows them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from lumiku.accounts.policy import PLANS, TemplateSet, Tier
from lumiku.catalog.schemas import Remark
from lumiku.clock import from_iso
from lumiku.cloud import blobs
from lumiku.cloud.packing import unpacked
from lumiku.posters import facts, rules
from lumiku.posters.assets import poses_among, products_among
from lumiku.posters.document.content import VARIABLES, Content
from lumiku.posters.document.formats import CHECKED, FORMATS, ExportFormat, ExportKey
from lumiku.posters.document.schemas import PosterDoc
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.schemas import (
    Finding,
    Poster,
    PosterDetail,
    PosterSet,
)
from lumiku.posters.store import PosterItem, SetItem
from lumiku.posters.template_schemas import (
    FormatOut,
    SafeArea,
    TemplateList,
    TemplateOut,
    TemplateQuery,
)

__all__ = [
    "WATERMARK",
    "brief",
    "detail",
    "eta",
    "findings",
    "poster_set",
    "remark",
    "template_list",
]

WATERMARK: Final = "watermark_on_main_photo"  # the remark that only concerns plans with a mark


def remark(stored: dict[str, str] | None, language: str) -> Remark | None:
    return None if stored is None else Remark(code=stored["code"], detail=stored[language])


def _common(item: PosterItem, language: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "brand_kit_id": item.brand_kit_id,
        "set_id": item.set_id,
        "version": int(item.version),
        "status": PosterStatus(item.status),
        "reason": remark(item.reason, language),
        "template": item.template,
        "mood": item.mood,
        "format": ExportKey(item.format),
        "title": item.title,
        "pose_ids": poses_among(item.photo_ids),
        "product_ids": products_among(item.photo_ids),
        "preview_url": blobs.url(item.preview_key) if item.preview_key else None,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }


def brief(item: PosterItem, language: str) -> Poster:
    return Poster(**_common(item, language))


def detail(item: PosterItem, language: str) -> PosterDetail:
    body = unpacked(item.body) if item.body else {"doc": None, "findings": []}
    return PosterDetail(
        **_common(item, language),
        content=Content.model_validate(item.content),
        doc=PosterDoc.model_validate(body["doc"]) if body["doc"] else None,
        findings=findings(body["findings"], language),
    )


def findings(
    stored: Iterable[dict[str, Any]],
    language: str,
    *,
    formats: Sequence[ExportKey] = tuple(ExportKey),
    watermark: bool = False,
) -> list[Finding]:
    """Stored remarks that concern these formats, in one language."""
    shown = []
    for entry in stored:
        concerned = [ExportKey(key) for key in entry["formats"] if key in formats]
        if not concerned or (entry["code"] == WATERMARK and not watermark):
            continue
        shown.append(
            Finding(
                code=entry["code"],
                severity=entry["severity"],
                detail=entry[language],
                formats=concerned,
                layer=entry.get("layer"),
                suggested_template=entry.get("suggested"),
            )
        )
    return shown


def poster_set(row: SetItem, language: str, now: datetime) -> PosterSet:
    ended = int(row.done) + int(row.failed)
    status = JobStatus(row.status)
    if status.runs:
        status = JobStatus.PROCESSING if ended else JobStatus.PENDING
    return PosterSet(
        id=row.id,
        brand_kit_id=row.brand_kit_id,
        status=status,
        done=int(row.done),
        failed=int(row.failed),
        total=int(row.total),
        progress=ended * 100 // int(row.total),
        eta_seconds=eta(row.created_at, ended, int(row.remaining), now) if status.runs else None,
        posters=int(row.made),
        reason=remark(row.reason, language),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def eta(created_at: str, ended: int, remaining: int, now: datetime) -> int:
    """Seconds until a job is done that was ordered then."""
    elapsed = max(0.1, (now - from_iso(created_at)).total_seconds())
    return rules.eta_seconds(ended=ended, remaining=remaining, elapsed=elapsed)


def template_list(query: TemplateQuery, tier: Tier, language: str) -> TemplateList:
    """The templates that pass the filters, every format, and the variables of texts."""
    owned: TemplateSet = PLANS[tier].templates
    return TemplateList(
        data=[
            TemplateOut(
                key=entry.key,
                family=entry.family,
                name=entry.name.said(language),
                tier=entry.tier.value,
                included=entry.in_set(owned),
                photos=entry.photos,
                needs=list(entry.needs),
                moods=list(entry.moods),
                season=entry.season,
            )
            for entry in facts.templates().values()
            if query.family in (None, entry.family) and query.season in (None, entry.season)
        ],
        formats=[_format(entry, language) for entry in FORMATS.values()],
        formats_checked=CHECKED,
        variables={name: words.said(language) for name, words in VARIABLES.items()},
    )


def _format(entry: ExportFormat, language: str) -> FormatOut:
    inset = entry.safe
    return FormatOut(
        key=entry.key,
        name=entry.name.said(language),
        width=entry.width,
        height=entry.height,
        safe=SafeArea(left=inset.left, top=inset.top, right=inset.right, bottom=inset.bottom),
        types=list(entry.types),
        max_bytes=entry.max_bytes,
        marketplace=entry.marketplace,
        pure_photo=entry.pure_photo,
    )
