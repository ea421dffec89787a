"""The worker's verbs for single posters and sets: layout, preview, preflight in every format."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from PIL import Image

from lumiku.accounts.policy import TemplateSet
from lumiku.catalog.service import brands
from lumiku.catalog.service.brands import BrandLook
from lumiku.clock import iso
from lumiku.cloud import blobs, keys
from lumiku.cloud.packing import packed, unpacked
from lumiku.errors import LumikuError, NotFound
from lumiku.poses import service as poses
from lumiku.posters import assets, rules, store
from lumiku.posters.advice.preflight import preflight
from lumiku.posters.assets import Source
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Logo, Photo, PosterDoc
from lumiku.posters.drawing.compose import compose
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.editing import Brand, adapt, apply_brand, lay_out, rewrite
from lumiku.posters.facts import check_letters
from lumiku.posters.layout.photos import logo_facts, photo_facts
from lumiku.posters.outcomes import end_part, finish_set, stored_error
from lumiku.posters.rules import PosterStatus, Step
from lumiku.posters.store import PosterItem, SetItem
from lumiku.posters.tasks import DrawTask, VaryTask
from lumiku.posters.variations import Wish, variations

__all__ = ["draw", "vary"]

_PREVIEW: Final = (540, 960)  # px that a preview fits into
_PREVIEW_QUALITY: Final = 80


def draw(task: DrawTask, now: datetime) -> bool:
    """Draws or inspects a poster as it was ordered; False when there was nothing (left) to do.

    What a merchant can mend ends the poster as failed, with the reason.
    """
    item = store.find_poster(task.user_id, task.poster_id)
    if item is None or int(item.version) != task.version or item.status != PosterStatus.WAITING:
        return False
    try:
        changes = _drawn(item)
    except LumikuError as error:
        changes = {"status": PosterStatus.FAILED.value, "reason": stored_error(error)}
    recorded = store.end_poster(item, {**changes, "updated_at": iso(now)})
    if recorded and item.preview_key and "preview_key" in changes:
        assets.discard([item.preview_key])
    return recorded


def _drawn(item: PosterItem) -> dict[str, Any]:
    places = assets.sources(item.user_id, item.photo_ids)
    pictures = {source.id: assets.load(source) for source in places.values()}
    brand = brands.brand_look(item.user_id, item.brand_kit_id)
    logo, logo_key = logo_bytes(brand), brand.logo_key
    doc = PosterDoc.model_validate(unpacked(item.body)["doc"]) if item.body else None
    if item.step == Step.DRAW or doc is None:
        photos = measured(places, pictures, item.photo_ids)
        doc = _laid_out(item, doc, dressed(brand, logo), photos)
    elif doc.logo is not None and doc.logo.id != brand.logo_id:  # the kit has another by now
        logo_key = item.logo_key
        logo = assets.logo(doc.logo.id, logo_key)
    room = PictureCache({**pictures, **logo})
    preview = keys.poster_preview(item.user_id, item.id, int(item.version))
    blobs.put(preview, _preview(doc, room), "image/webp")
    return {
        "status": PosterStatus.READY.value,
        "mood": doc.palette.name or None,
        "body": packed({"doc": doc.model_dump(mode="json"), "findings": remarks(doc)}),
        "preview_key": preview,
        "logo_key": logo_key,
    }


def _laid_out(
    item: PosterItem, before: PosterDoc | None, brand: Brand, photos: Sequence[Photo]
) -> PosterDoc:
    """The document of an order. What was placed by hand survives while the template stays."""
    content, to = Content.model_validate(item.content), ExportKey(item.format)
    check_letters(content, (brand.fonts.display, brand.fonts.body))
    if before is not None and before.template == item.template:
        return adapt(rewrite(apply_brand(before, brand, item.mood), content), to)
    if item.template is None:
        raise NotFound("poster_template")
    return lay_out(item.template, brand, content, photos, to, mood=item.mood)


def logo_bytes(brand: BrandLook) -> dict[str, bytes]:
    """The kit's logo by its id, when it has one."""
    return {} if brand.logo_id is None else assets.logo(brand.logo_id, brand.logo_key)


def dressed(look: BrandLook, logo: Mapping[str, bytes]) -> Brand:
    """A kit as the layout uses it."""
    display, body = [*look.fonts, "", ""][:2]
    known = [_logo(logo_id, data) for logo_id, data in logo.items()]
    return Brand(
        name=look.name,
        colours=tuple(look.colors),
        display=display,
        body=body,
        category=look.category,
        logo=known[0] if known else None,
    )


@lru_cache(maxsize=16)
def _logo(logo_id: str, data: bytes) -> Logo:
    return logo_facts(logo_id, PictureCache({logo_id: data}).picture(logo_id))


def measured(
    places: Mapping[str, Source], pictures: Mapping[str, bytes], photo_ids: Iterable[str]
) -> list[Photo]:
    """What the layout knows of photos; a pose's people are those of its skeleton."""
    room = PictureCache(pictures)
    wanted = sorted({entry.template_id for entry in places.values() if entry.template_id})
    skeletons = {found.id: found.people for found in poses.get_many(wanted)}
    photos = []
    for photo_id in photo_ids:
        template_id = places[photo_id].template_id
        people = skeletons[template_id] if template_id else []
        photos.append(
            photo_facts(
                photo_id,
                room.picture(photo_id),
                people=[[(x, y, sure) for x, y, sure in person] for person in people],
                product=places[photo_id].product_box,
                generated=template_id is not None,
            )
        )
    return photos


def _preview(doc: PosterDoc, room: PictureCache) -> bytes:
    image = compose(doc, room)
    image.thumbnail(_PREVIEW, Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = BytesIO()
    image.save(file, "WEBP", quality=_PREVIEW_QUALITY, method=2)
    return file.getvalue()


def remarks(doc: PosterDoc) -> list[dict[str, Any]]:
    """What the preflight says of a document in every format; equal remarks are told once.

    It is asked as if there were a watermark: who has none is not shown that remark.
    """
    told: dict[tuple[str, str | None, str], dict[str, Any]] = {}
    for key in ExportKey:
        for finding in preflight(adapt(doc, key), watermark=True):
            entry = told.setdefault(
                (finding.code, finding.layer, finding.text.id),
                {
                    **finding.text.stored(finding.code),
                    "severity": finding.severity.value,
                    "layer": finding.layer,
                    "suggested": finding.suggested_template,
                    "formats": [],
                },
            )
            entry["formats"].append(key.value)
    return list(told.values())


def vary(task: VaryTask, now: datetime) -> int:
    """Makes the variations of one photo of a set; returns how many posters are new."""
    row = store.find_set(task.user_id, task.set_id)
    if row is None or task.number >= len(row.photo_ids):
        return 0
    if task.number in {int(number) for number in row.ended or ()}:
        finish_set(row.user_id, row.id, now)
        return 0
    made: list[PosterItem] = []
    reason = None
    try:
        made = _varied(row, task.number, now)
    except LumikuError as error:
        reason = stored_error(error)
    new = end_part(row, task.number, made, reason)
    finish_set(row.user_id, row.id, now)
    return new


def _varied(row: SetItem, number: int, now: datetime) -> list[PosterItem]:
    photo_id = row.photo_ids[number]
    places = assets.sources(row.user_id, [photo_id])
    pictures = {photo_id: assets.load(places[photo_id])}
    look = brands.brand_look(row.user_id, row.brand_kit_id)
    logo = logo_bytes(look)
    brand, content = dressed(look, logo), Content.model_validate(row.content)
    check_letters(content, (brand.fonts.display, brand.fonts.body))
    photos = measured(places, pictures, [photo_id])
    docs = variations(brand, content, photos, _wish(row, number))
    room = PictureCache({**pictures, **logo})
    return [
        _poster(
            row,
            rules.variation_id(row.id, number, index),
            doc,
            _preview(doc, room),
            now,
            logo_key=look.logo_key,
        )
        for index, doc in enumerate(docs)
    ]


def _wish(row: SetItem, number: int) -> Wish:
    told = row.wish
    return Wish(
        count=int(told["count"]),
        to=ExportKey(told["format"]),
        owned=TemplateSet(told["owned"]),
        templates=tuple(told["templates"]),
        headlines=tuple(told["headlines"]),
        season=told["season"],
        seed=int(told["seed"]) + number,
    )


def _poster(
    row: SetItem,
    poster_id: str,
    doc: PosterDoc,
    picture: bytes,
    now: datetime,
    *,
    logo_key: str | None,
) -> PosterItem:
    preview = keys.poster_preview(row.user_id, poster_id, 1)
    blobs.put(preview, picture, "image/webp")
    return PosterItem(
        pk=keys.user(row.user_id),
        sk=keys.poster(poster_id),
        id=poster_id,
        user_id=row.user_id,
        brand_kit_id=row.brand_kit_id,
        set_id=row.id,
        status=PosterStatus.READY.value,
        step=Step.DRAW.value,
        template=doc.template,
        mood=doc.palette.name or None,
        format=doc.format.value,
        photo_ids=[photo.id for photo in doc.photos],
        content=doc.content.model_dump(mode="json"),
        body=packed({"doc": doc.model_dump(mode="json"), "findings": remarks(doc)}),
        preview_key=preview,
        logo_key=logo_key,
        created_at=iso(now),
        updated_at=iso(now),
    )
