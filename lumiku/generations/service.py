"""The verbs of a batch, for handlers and other subjects."""

import math
from datetime import datetime
from typing import Final

from lumiku import __version__, ids
from lumiku.clock import from_iso
from lumiku.cloud import blobs, keys
from lumiku.cloud.pages import page
from lumiku.generations import change, prompts, rules, store
from lumiku.generations.admit import admit
from lumiku.generations.change import cancel, get, retry
from lumiku.generations.dispatch import dispatch, standing
from lumiku.generations.pictures import Picture, keep, pictures
from lumiku.generations.rules import Outcome, Status
from lumiku.generations.schemas import (
    Generation,
    GenerationPage,
    GenerationQuery,
    Manifest,
    ManifestPose,
    Pose,
    PosePage,
    PosePatch,
)
from lumiku.generations.store import GenerationItem, PictureItem
from lumiku.money import digits
from lumiku.poses import service as poses
from lumiku.reasons import Reason, ReasonCode, reason
from lumiku.rendering import breaker, choice
from lumiku.schemas import PageQuery
from lumiku.settings import settings

__all__ = [
    "Picture",
    "admit",
    "cancel",
    "dispatch",
    "get",
    "judge",
    "keep",
    "list_generations",
    "list_poses",
    "manifest",
    "pictures",
    "pose",
    "progress",
    "retry",
    "retry_after",
    "view",
]

_COUNTED: Final = 200  # batches ahead of one's own, counted up to here
_USUAL: Final = 2.0  # seconds a pose, until a batch has shown its own pace

_STEP: Final = 5  # seconds an ETA is rounded up to, so that a poll often finds nothing new


def view(user_id: str, generation_id: str, language: str, now: datetime) -> Generation:
    """A batch with its outlook."""
    return progress(get(user_id, generation_id), language, now)


def progress(
    row: GenerationItem, language: str, now: datetime, *, brief: bool = False
) -> Generation:
    """How far a batch is; `brief` leaves out what costs further reads (for lists)."""
    ended = int(row.done) + int(row.failed) + int(row.cancelled)
    position = eta = why = None
    if row.is_running and not brief:
        position, eta, why = _outlook(row, language, now)
    elif int(row.failed):
        why = reason(ReasonCode.SOME_FAILED, language, now, failed=int(row.failed))
    if row.stopped_by is not None:
        why = reason(ReasonCode(row.stopped_by), language, now)
    return Generation(
        id=row.generation_id,
        status=Status(row.status),
        done=int(row.done),
        failed=int(row.failed),
        cancelled=int(row.cancelled),
        total=int(row.total),
        progress=ended * 100 // int(row.total),
        eta_seconds=eta,
        queue_position=position,
        reason=why,
        brand_kit_id=row.brand_kit_id,
        product_id=row.product_id,
        project_id=row.project_id,
        retry_of=row.retry_of,
        retried_by=row.retried_by,
        cost_idr=round(float(row.cost_idr), 2),
        created_at=row.admitted_at,
        starts_at=row.start_at,
        finished_at=row.finished_at,
        cleanup_on=row.cleanup_on if int(row.done) else None,
        cleaned=int(row.cleaned or 0),
        cleaned_at=row.cleaned_at,
    )


def _outlook(
    row: GenerationItem, language: str, now: datetime
) -> tuple[int | None, int, Reason | None]:
    """(queue position, ETA in seconds, why it is not faster)."""
    position = None
    if row.status == Status.PENDING and row.due:
        position = store.waiting_before(row.due, _COUNTED)
    wait = max(0.0, (from_iso(row.ready_at) - now).total_seconds())
    eta = rules.eta_seconds(
        remaining=int(row.remaining),
        ahead=(position or 0) * rules.CHUNK,
        seconds_per_pose=_pace(row, now),
        slots=settings().gpu_slots,
        wait=wait,
    )
    return position, -(-eta // _STEP) * _STEP, _why(row, language, now, wait, position)


def _pace(row: GenerationItem, now: datetime) -> float:
    """Seconds of one GPU slot per pose: this batch's own once it has some, else the usual."""
    ended = int(row.done) + int(row.failed)
    if not ended or row.first_at is None:
        return _USUAL
    elapsed = max(1.0, (now - from_iso(row.first_at)).total_seconds())
    later = ended - rules.CHUNK
    own = elapsed / later * settings().gpu_slots if later > 0 else _USUAL
    return min(60.0, own)


def _why(
    row: GenerationItem, language: str, now: datetime, wait: float, position: int | None
) -> Reason | None:
    if wait > 0 and row.start_at > row.admitted_at:
        start = from_iso(row.start_at)
        return reason(ReasonCode.OFF_PEAK_SCHEDULED, language, now, until=start)
    at = standing(row.user_id, now)
    if not breaker.gate(settings().provider).is_closed and at.tier not in choice.served(
        rules.CHUNK, now
    ):
        return reason(ReasonCode.RENDERER_DOWN, language, now)
    if at.suspended:
        return reason(ReasonCode.SUSPENDED, language, now)
    if at.throttled_until is not None and at.overridden:
        return reason(ReasonCode.THROTTLED_BY_TEAM, language, now, until=at.throttled_until)
    if at.throttled_until is not None:
        above = digits(at.slowed_above, language)
        until = at.throttled_until
        return reason(ReasonCode.FAIR_USE, language, now, until=until, above=above)
    return reason(ReasonCode.QUEUED, language, now) if position is not None else None


def retry_after(generation: Generation) -> int:
    """Seconds until a poll is worth it: 1 to 5."""
    if generation.status not in rules.RUNNING:
        return 5
    return max(1, min(5, math.ceil((generation.eta_seconds or 0) / 10)))


def list_generations(
    user_id: str, query: GenerationQuery, language: str, now: datetime
) -> GenerationPage:
    """A merchant's batches that pass the filters, newest first."""
    wanted = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True, mode="json")
    rows, following = page(
        GenerationItem,
        user_id,
        keys.generation(),
        limit=query.limit,
        cursor=query.cursor,
        filters=wanted,
        keep=lambda row: all(getattr(row, name) == value for name, value in wanted.items()),
    )
    shown = [progress(row, language, now, brief=True) for row in rows]
    return GenerationPage(data=shown, next_cursor=following)


def list_poses(user_id: str, generation_id: str, query: PageQuery) -> PosePage:
    """What has ended, by slot; cancelled slots show nothing and are left out."""
    get(user_id, generation_id)
    rows, following = page(
        PictureItem,
        user_id,
        keys.poses_of(generation_id),
        limit=query.limit,
        cursor=query.cursor,
        keep=lambda row: row.outcome != Outcome.CANCELLED,
        oldest_first=True,
    )
    return PosePage(data=[picture(row) for row in rows], next_cursor=following)


def pose(user_id: str, pose_id: str) -> Pose:
    """One picture, or why there is none. Raises NotFound."""
    return picture(change.find(user_id, pose_id))


def judge(user_id: str, pose_id: str, patch: PosePatch) -> Pose:
    """Records a merchant's judgement of a picture. Raises NotFound."""
    return picture(change.judge(user_id, pose_id, patch))


def picture(row: PictureItem) -> Pose:
    generation_id = str(row.sk).split("#")[1]
    slot = int(row.slot)
    return Pose(
        id=ids.pose_id(generation_id, slot),
        generation_id=generation_id,
        slot=slot,
        outcome=Outcome(row.outcome),
        template_id=row.template_id,
        seed=int(row.seed),
        attempt=int(row.attempt),
        url=blobs.url(row.key) if row.key else None,
        thumbnail_url=blobs.url(row.thumbnail_key) if row.thumbnail_key else None,
        quality_score=row.score,
        reason=row.reason,
        gpu_seconds=int(row.gpu_ms) / 1000,
        cost_idr=row.cost_idr,
        provider=row.provider,
        model=row.model,
        rating=int(row.rating) if row.rating is not None else None,
        favourite=bool(row.favourite),
        rejected=bool(row.rejected),
        kept=row.kept_at is not None,
        created_at=row.done_at,
    )


def manifest(user_id: str, generation_id: str) -> Manifest:
    """All that is needed to make a batch's pictures again."""
    row = get(user_id, generation_id)
    spec = store.find_spec(user_id, generation_id)
    if spec is None:
        raise RuntimeError(f"{generation_id} has no plan")
    ended = {int(item.slot): item for item in store.poses_of(user_id, generation_id)}
    templates = {found.id: found for found in poses.get_many(sorted(set(spec.templates)))}
    origin = spec.slots or range(int(row.total))
    lines = []
    for slot, template_id in enumerate(spec.templates):
        item = ended.get(slot)
        attempt = int(item.attempt) if item and item.attempt else 1
        lines.append(
            ManifestPose(
                slot=slot,
                template_id=template_id,
                seed=rules.slot_seed(int(spec.seed), int(origin[slot]), attempt),
                attempt=attempt,
                prompt=prompts.pose_prompt(spec.prompt, templates[template_id]),
                outcome=Outcome(item.outcome) if item else None,
                sha256=item.sha256 if item else None,
                provider=item.provider if item else None,
                model=item.model if item else None,
            )
        )
    return Manifest(
        generation_id=generation_id,
        lumiku_version=__version__,
        model_id=spec.model_id,
        pose_library=int(spec.library),
        seed=int(spec.seed),
        width=int(spec.width),
        height=int(spec.height),
        palette=spec.palette,
        prompt=spec.prompt,
        negative_prompt=spec.negative_prompt,
        distribution={key: int(n) for key, n in spec.distribution.items()},
        subjects=spec.subjects,
        product=spec.product,
        poses=lines,
    )
