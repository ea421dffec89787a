"""Admission: a request becomes a reserved, planned batch in one transaction, or a clear answer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lumiku import clock, ids
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.catalog.service import snapshots
from lumiku.catalog.service.snapshots import AvatarSnapshot
from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.errors import InvalidInput, LimitReached, NotReady, ReleaseMissing
from lumiku.generations import prompts, rules, store
from lumiku.generations.rules import Status
from lumiku.generations.schemas import GenerationIn, When
from lumiku.generations.store import GenerationItem, SpecItem
from lumiku.poses import service as poses
from lumiku.poses.rules import Models, select
from lumiku.settings import settings
from lumiku.texts import Text
from lumiku.usage import service as usage
from lumiku.vocabulary import ADULT_AGES, AgeRange, Gender, Placement, distribution_keys

__all__ = ["SIZE", "admit", "commit_batch", "new_batch"]

_NOT_FOR_CHILDREN: Final = Text(
    "avatar anak tidak bisa dipakai bersama kata “{word}” pada kit merek atau produk. Ganti "
    "katanya atau pilih avatar dewasa",
    "a child's avatar cannot be used with the word “{word}” in the brand kit or product. Change "
    "the word or choose an adult's avatar",
)
_PHOTOS_A_MONTH: Final = Text("foto per bulan", "photos a month")
SIZE: Final = (768, 960)  # 4:5, what feeds show largest


@dataclass(frozen=True)
class Cast:
    """What a batch pictures, as it is at admission: later changes do not reach a running batch."""

    kit: dict[str, Any]
    subjects: list[dict[str, Any]]
    product: dict[str, Any]


def admit(user_id: str, wish: GenerationIn, claim: Claim | None, now: datetime) -> str:
    """Admits a batch and returns its id; a repeated Idempotency-Key returns the first one's.

    Raises NotFound for ids that are not the merchant's, ReleaseMissing, NotReady, InvalidInput,
    AccountSuspended, and LimitReached when the plan's poses would not suffice.
    """
    if (made := earlier(user_id, claim, now)) is not None:
        return made
    account = accounts.get(user_id)
    account.require_active()
    cast = _cast(user_id, wish)
    seed = wish.seed if wish.seed is not None else secrets.randbelow(2**32)
    templates = _choose(cast, wish, seed)
    row, spec = new_batch(user_id, wish, cast, templates, now=now, seed=seed)
    return commit_batch(row, spec, account.tier_at(now), claim, now=now)


def _cast(user_id: str, wish: GenerationIn) -> Cast:
    if wish.project_id is not None:
        snapshots.require_project(user_id, wish.project_id)
    found = snapshots.subjects(user_id, wish.brand_kit_id, wish.avatar_ids, wish.product_id)
    kit, product = found.kit, found.product
    if product.cutout_key is None:
        raise NotReady(kind="product", state="cutout")
    _keep_children_safe(found.avatars, [kit.tone, kit.tagline, product.name])
    traits = {"name", "gender", "age_range", "style", "ethnicity"}
    return Cast(
        kit={"tone": kit.tone, "colors": kit.colors},
        subjects=[
            {
                "avatar_id": avatar.id,
                "key": avatar.image_key,
                **avatar.model_dump(mode="json", include=traits),
            }
            for avatar in found.avatars
        ],
        product={
            "product_id": product.id,
            "name": product.name,
            "key": product.cutout_key,
            "product_type": product.product_type.value,
            "placement": product.placement.value,
        },
    )


def _keep_children_safe(avatars: Sequence[AvatarSnapshot], texts: Sequence[str | None]) -> None:
    """Child avatars refuse adult-coded words in what goes into their prompts (decision 13)."""
    if all(avatar.age_range in ADULT_AGES for avatar in avatars):
        return
    if (word := rules.adult_coded([text for text in texts if text])) is not None:
        raise InvalidInput.at("/avatar_ids", _NOT_FOR_CHILDREN.filled(word=word))


def _choose(cast: Cast, wish: GenerationIn, seed: int) -> list[str]:
    """The template of each slot: seeded, diverse, with room for the product.

    Raises PosesLacking where no pose can serve a key of the distribution.
    """
    return select(
        poses.cards_for(wish.distribution),
        wish.distribution,
        product_placement=Placement(cast.product["placement"]),
        models=Models(
            len(cast.subjects),
            frozenset(AgeRange(subject["age_range"]) for subject in cast.subjects),
            frozenset(Gender(subject["gender"]) for subject in cast.subjects),
        ),
        seed=seed,
    )


def new_batch(
    user_id: str, wish: GenerationIn, cast: Cast, templates: list[str], *, now: datetime, seed: int
) -> tuple[GenerationItem, SpecItem]:
    """The two items of a batch that was not admitted yet."""
    generation_id = ids.new("gen")
    start = policy.off_peak_start(now) if wish.when is When.OFF_PEAK else now
    spec = SpecItem(
        pk=keys.user(user_id),
        sk=keys.spec(generation_id),
        generation_id=generation_id,
        distribution=dict(wish.distribution),
        templates=templates,
        seed=seed,
        model_id=settings().model_id,
        library=poses.library_version({distribution_keys()[key][0] for key in wish.distribution}),
        prompt=prompts.base_prompt(subjects=cast.subjects, product=cast.product, kit=cast.kit),
        negative_prompt=prompts.NEGATIVE,
        palette=cast.kit["colors"],
        subjects=cast.subjects,
        product=cast.product,
        width=SIZE[0],
        height=SIZE[1],
    )
    row = GenerationItem(
        pk=keys.user(user_id),
        sk=keys.generation(generation_id),
        generation_id=generation_id,
        user_id=user_id,
        month=clock.month_key(now),
        status=Status.PENDING.value,
        total=len(templates),
        remaining=len(templates),
        admitted_at=iso(now),
        start_at=iso(start),
        brand_kit_id=wish.brand_kit_id,
        product_id=wish.product_id,
        project_id=wish.project_id,
        work=store.DISPATCH,
    )
    return row, spec


def commit_batch(
    row: GenerationItem,
    spec: SpecItem,
    tier: policy.Tier,
    claim: Claim | None,
    *,
    now: datetime,
    extra: Transaction | None = None,
) -> str:
    """One transaction: reservation, batch, plan, idempotency, and consent that still holds."""
    standing = policy.throttled(tier, policy.Level.GREEN, None, now)
    row.due = iso(rules.deadline(clock.from_iso(row.start_at), 0, tier, standing))
    transaction = extra or Transaction()
    transaction.put_new("generation", row)
    transaction.put_new("plan", spec)
    usage.reserve(transaction, row.user_id, row.month, int(row.total), tier)
    snapshots.require_releases(
        transaction, row.user_id, [subject["avatar_id"] for subject in spec.subjects]
    )
    try:
        return commit_once(transaction, row.user_id, claim, row.generation_id, now)
    except TransactionRefused as error:
        for subject in spec.subjects:
            if subject["avatar_id"] in error.names:
                raise ReleaseMissing(name=subject["name"]) from error
        if usage.METER in error.names:
            raise _limit(row.user_id, row.month, tier) from error
        raise


def _limit(user_id: str, month: str, tier: policy.Tier) -> LimitReached:
    """What remains of the plan, and the plan that allows more."""
    plan = policy.PLANS[tier]
    now = usage.month(user_id, month)
    limit = plan.poses_per_month or 0
    following = policy.next_tier(tier)
    return LimitReached(
        limit_of="poses_per_month",
        limited=_PHOTOS_A_MONTH,
        limit=limit,
        remaining=max(0, limit - now.used - now.held),
        plan=tier.value,
        suggested_plan=following.value if following else tier.value,
    )
