"""Sets of posters, for the API: variations of many photos in one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lumiku import ids
from lumiku.accounts.policy import PLANS, Tier
from lumiku.catalog.service import brands
from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.table import Transaction
from lumiku.cloud.work import UNANNOUNCED
from lumiku.errors import InvalidInput, NotFound
from lumiku.posters import assets, facts, service, store, views
from lumiku.posters.document.content import Content
from lumiku.posters.rules import JobStatus
from lumiku.posters.schemas import PosterSet, PosterSetIn, VariationsIn
from lumiku.posters.service import Caller
from lumiku.posters.store import WORK, SetItem
from lumiku.posters.tasks import VaryTask
from lumiku.texts import Text

__all__ = ["create", "get", "vary", "view"]

_NO_PHOTO: Final = Text(
    "poster ini tidak memuat foto, jadi tidak bisa dibuat variasinya",
    "this poster shows no photo, so it cannot have variations",
)


@dataclass(frozen=True)
class _Subject:
    """Which photos of which brand say what, and in which format they are seen first."""

    photo_ids: Sequence[str]
    brand_kit_id: str
    content: Content
    to: str


def create(by: Caller, wish: PosterSetIn, claim: Claim | None) -> str:
    """Orders `count` variations of each photo and returns the set's id.

    Raises NotFound for what is not the user's, TemplateNotIncluded, InvalidInput.
    """
    photo_ids = [*wish.pose_ids, *wish.product_ids]
    subject = _Subject(photo_ids, wish.brand_kit_id, wish.content, wish.format.value)
    return _order(by, wish, subject, claim)


def vary(by: Caller, poster_id: str, wish: VariationsIn, claim: Claim | None) -> str:
    """Orders variations of a poster's first photo with its content. Raises NotFound."""
    item = service.find(by.user_id, poster_id)
    if not item.photo_ids:
        raise InvalidInput.at("", _NO_PHOTO)
    content = Content.model_validate(item.content)
    subject = _Subject(item.photo_ids[:1], item.brand_kit_id, content, item.format)
    return _order(by, wish, subject, claim)


def _order(by: Caller, wish: VariationsIn, of: _Subject, claim: Claim | None) -> str:
    if (made := earlier(by.user_id, claim, by.now)) is not None:
        return made
    brand = brands.brand_look(by.user_id, of.brand_kit_id)
    for headline in wish.headlines or [of.content.headline]:
        service.check_words(of.content.model_copy(update={"headline": headline}), brand)
    for key in wish.templates:
        facts.require_template(key, by.tier, by.language)
    assets.reserve(by.user_id, of.photo_ids, by.now)
    set_id = ids.new("set")
    item = SetItem(
        pk=keys.user(by.user_id),
        sk=keys.poster_set(set_id),
        id=set_id,
        user_id=by.user_id,
        brand_kit_id=of.brand_kit_id,
        status=JobStatus.PENDING.value,
        wish=_wish(wish, of.to, by.tier),
        photo_ids=list(of.photo_ids),
        content=of.content.model_dump(mode="json"),
        total=len(of.photo_ids),
        remaining=len(of.photo_ids),
        created_at=iso(by.now),
        work=WORK,
        due=iso(by.now + UNANNOUNCED),
    )
    transaction = Transaction()
    transaction.put_new("set", item)
    made = commit_once(transaction, by.user_id, claim, set_id, by.now)
    if made == set_id:
        service.announce(item, tasks_of(item, range(len(of.photo_ids))), by.now)
    return made


def _wish(wish: VariationsIn, to: str, tier: Tier) -> dict[str, Any]:
    """What a worker needs to know; the plan's templates are those of now."""
    told = wish.model_dump(
        mode="json", include={"count", "headlines", "templates", "season", "seed"}
    )
    return {**told, "format": to, "owned": PLANS[tier].templates.value}


def tasks_of(row: SetItem, numbers: Sequence[int]) -> list[VaryTask]:
    return [VaryTask(user_id=row.user_id, set_id=row.id, number=number) for number in numbers]


def get(user_id: str, set_id: str) -> SetItem:
    """Raises NotFound."""
    row = store.find_set(user_id, set_id)
    if row is None:
        raise NotFound("poster_set")
    return row


def view(user_id: str, set_id: str, language: str, now: datetime) -> PosterSet:
    """How far a set is. Raises NotFound."""
    return views.poster_set(get(user_id, set_id), language, now)
