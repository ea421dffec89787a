"""The verbs of posters, for the API: it orders and shows; workers draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lumiku import ids
from lumiku.accounts.policy import Tier
from lumiku.catalog.service import brands
from lumiku.catalog.service.brands import BrandLook
from lumiku.clock import iso
from lumiku.cloud import blobs, keys, work
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.packing import packed, unpacked
from lumiku.cloud.pages import page
from lumiku.cloud.queues import Queue
from lumiku.cloud.table import Transaction
from lumiku.cloud.work import UNANNOUNCED, WorkItem
from lumiku.errors import Busy, NotFound, StaleVersion
from lumiku.posters import assets, facts, store, views
from lumiku.posters.document.content import Content, check_variables
from lumiku.posters.document.schemas import PosterDoc
from lumiku.posters.rules import PosterStatus, Step
from lumiku.posters.schemas import (
    PosterDetail,
    PosterIn,
    PosterPage,
    PosterPatch,
    PosterQuery,
    Preview,
)
from lumiku.posters.store import WORK, PosterItem
from lumiku.posters.tasks import DrawTask, Task

__all__ = [
    "Caller",
    "Drawn",
    "announce",
    "check_words",
    "create",
    "delete",
    "drawn",
    "find",
    "get",
    "list_posters",
    "preview",
    "update",
]

_TRIES: Final = 5


@dataclass(frozen=True)
class Drawn:
    """A poster as other areas see it: its state, and its document and remarks once it is drawn."""

    id: str
    title: str
    status: PosterStatus
    template: str | None
    brand_kit_id: str
    photo_ids: list[str]
    logo_key: str | None
    doc: dict[str, Any] | None  # a PosterDoc as JSON
    findings: list[dict[str, Any]]  # as the preflight stored them


@dataclass(frozen=True)
class Caller:
    """Who asks, on which plan, in which language, and when."""

    user_id: str
    tier: Tier
    language: str  # id | en
    now: datetime


def announce(item: WorkItem, tasks: Sequence[Task], now: datetime) -> None:
    """Sends an item's messages to the posters' queue."""
    work.announce(item, Queue.POSTERS, [task.message() for task in tasks], now)


def check_words(content: Content, brand: BrandLook) -> None:
    """Raises InvalidInput at unknown variables and at characters the brand's fonts lack."""
    check_variables(content)
    facts.check_letters(content, facts.fonts_for(brand.fonts, brand.category))


def create(by: Caller, wish: PosterIn, claim: Claim | None) -> str:
    """Orders a poster and returns its id; a worker draws it within seconds.

    Raises NotFound for what is not the user's, TemplateNotIncluded, InvalidInput.
    """
    user_id, now = by.user_id, by.now
    if (made := earlier(user_id, claim, now)) is not None:
        return made
    brand = brands.brand_look(user_id, wish.brand_kit_id)
    poster_id = ids.new("pst")
    if wish.doc is not None:
        made_of = _by_hand(by, wish.doc)
    else:
        check_words(wish.content, brand)
        facts.require_template(wish.template or "", by.tier, by.language)
        made_of = {
            "step": Step.DRAW.value,
            "template": wish.template,
            "mood": wish.mood,
            "format": wish.format.value,
            "photo_ids": [*wish.pose_ids, *wish.product_ids],
            "content": wish.content.model_dump(mode="json"),
        }
        assets.reserve(user_id, made_of["photo_ids"], now)
    item = PosterItem(
        pk=keys.user(user_id),
        sk=keys.poster(poster_id),
        id=poster_id,
        user_id=user_id,
        brand_kit_id=wish.brand_kit_id,
        status=PosterStatus.WAITING.value,
        created_at=iso(now),
        updated_at=iso(now),
        work=WORK,
        due=iso(now + UNANNOUNCED),
        **made_of,
    )
    transaction = Transaction()
    transaction.put_new("poster", item)
    made = commit_once(transaction, user_id, claim, poster_id, now)
    if made == poster_id:
        announce(item, [DrawTask(user_id=user_id, poster_id=poster_id, version=1)], now)
    return made


def _by_hand(by: Caller, doc: PosterDoc) -> dict[str, Any]:
    """The attributes of a poster whose document a client has drawn."""
    facts.check_fonts(doc)
    check_variables(doc.content)
    if doc.template is not None:
        facts.require_template(doc.template, by.tier, by.language)
    photo_ids = [photo.id for photo in doc.photos]
    assets.reserve(by.user_id, photo_ids, by.now)
    return {
        "step": Step.INSPECT.value,
        "template": doc.template,
        "mood": doc.palette.name or None,
        "format": doc.format.value,
        "photo_ids": photo_ids,
        "content": doc.content.model_dump(mode="json"),
        "body": packed({"doc": doc.model_dump(mode="json"), "findings": []}),
    }


def find(user_id: str, poster_id: str) -> PosterItem:
    """Raises NotFound."""
    item = store.find_poster(user_id, poster_id)
    if item is None:
        raise NotFound("poster")
    return item


def get(user_id: str, poster_id: str, language: str) -> tuple[PosterDetail, int]:
    """A poster with its document and remarks, and its version. Raises NotFound."""
    item = find(user_id, poster_id)
    return views.detail(item, language), int(item.version)


def drawn(user_id: str, poster_ids: Sequence[str]) -> list[Drawn]:
    """The user's posters in the order asked. Raises NotFound."""
    found = store.posters(user_id, poster_ids)
    if len(found) < len(poster_ids):
        raise NotFound("poster")
    return [_drawn(found[poster_id]) for poster_id in poster_ids]


def _drawn(item: PosterItem) -> Drawn:
    body = unpacked(item.body) if item.body else {"doc": None, "findings": []}
    return Drawn(
        id=item.id,
        title=item.title,
        status=PosterStatus(item.status),
        template=item.template,
        brand_kit_id=item.brand_kit_id,
        photo_ids=list(item.photo_ids),
        logo_key=item.logo_key,
        **body,
    )


def preview(user_id: str, poster_id: str) -> Preview:
    """Raises NotFound."""
    item = find(user_id, poster_id)
    return Preview(
        status=PosterStatus(item.status),
        version=int(item.version),
        url=blobs.url(item.preview_key) if item.preview_key else None,
    )


def list_posters(user_id: str, query: PosterQuery, language: str) -> PosterPage:
    """Those that pass the filters, the newest first."""
    wanted = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True, mode="json")
    rows, following = page(
        PosterItem,
        user_id,
        keys.poster(),
        limit=query.limit,
        cursor=query.cursor,
        filters=wanted,
        keep=(lambda row: all(getattr(row, name) == value for name, value in wanted.items()))
        if wanted
        else None,
    )
    return PosterPage(data=[views.brief(row, language) for row in rows], next_cursor=following)


def update(by: Caller, poster_id: str, patch: PosterPatch, expected: int | None) -> None:
    """Orders another version of a poster; the present picture stays until it is drawn.

    Raises NotFound, StaleVersion when the version is not the expected one, TemplateNotIncluded,
    InvalidInput.
    """
    for _ in range(_TRIES):
        item = find(by.user_id, poster_id)
        if expected is not None and int(item.version) != expected:
            raise StaleVersion(kind="poster")
        changes = _changes(by, item, patch)
        if not changes:
            return
        if store.change(item, changes, by.now):
            task = DrawTask(user_id=by.user_id, poster_id=poster_id, version=int(item.version) + 1)
            announce(item, [task], by.now)
            return
    raise Busy(retry_after=1)


def _changes(by: Caller, item: PosterItem, patch: PosterPatch) -> dict[str, Any]:
    if patch.doc is not None:
        return _by_hand(by, patch.doc)
    changes: dict[str, Any] = patch.changes()
    if not changes:
        return {}
    brand = brands.brand_look(by.user_id, patch.brand_kit_id or item.brand_kit_id)
    check_words(patch.content or Content.model_validate(item.content), brand)
    if patch.template is not None:
        facts.require_template(patch.template, by.tier, by.language)
    if patch.content is not None:
        changes["content"] = patch.content.model_dump(mode="json")
    if patch.format is not None:
        changes["format"] = patch.format.value
    return {**changes, "step": Step.DRAW.value}


def delete(user_id: str, poster_id: str) -> None:
    """Raises NotFound. What was ordered of it before is exported all the same."""
    item = find(user_id, poster_id)
    if not store.remove_poster(user_id, poster_id):
        raise NotFound("poster")
    if item.preview_key:
        assets.discard([item.preview_key])
