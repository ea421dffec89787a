"""The worker's verb: one micro-batch becomes pictures, checked and recorded."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lumiku import clock
from lumiku.catalog.service import snapshots
from lumiku.clock import from_iso, iso
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger, metric
from lumiku.generations import finish, prompts, rules, store
from lumiku.generations.rules import Outcome
from lumiku.generations.store import GenerationItem, PictureItem, SpecItem
from lumiku.generations.tasks import PoseTask
from lumiku.poses import service as poses
from lumiku.poses.schemas import PoseTemplate
from lumiku.reasons import ReasonCode
from lumiku.rendering import breaker, choice
from lumiku.rendering import renderer as base
from lumiku.rendering.contract import (
    GenerateItem,
    GenerateRequest,
    GenerateResponse,
    ItemResult,
    Keypoint,
    ProductRef,
    Subject,
)
from lumiku.settings import settings

__all__ = ["give_up", "render"]

_CALL: Final = timedelta(seconds=55)  # SageMaker ends a call after 60
_LOOKS: Final = (0.05, 0.15, 0.4)  # seconds until a message that ran ahead of its cursor is valid


@dataclass(frozen=True)
class Job:
    """What is left to render of one task, with everything needed for it."""

    row: GenerationItem
    spec: SpecItem
    slots: list[int]
    templates: dict[str, PoseTemplate]

    def template(self, slot: int) -> PoseTemplate:
        return self.templates[self.spec.templates[slot]]


def render(task: PoseTask, own: base.Renderer, now: datetime) -> int:
    """Renders a task and records every result; returns how many poses ended.

    `own` is our endpoint; a hosted provider may stand in for it. A renderer that is full or down
    hands the slots back to the dispatcher: that spends neither a receive of the message nor a try
    of the picture. Only unforeseen errors are raised.
    """
    row, slots = _released(task)
    if row is None or not slots:
        return 0
    spec = store.find_spec(task.user_id, task.generation_id)
    if spec is None:
        raise RuntimeError(f"{task.generation_id} has no plan")
    if row.status == rules.Status.CANCELLED:
        return _void(row, spec, slots, "cancelled", now)
    if snapshots.revoked(task.user_id, [s["avatar_id"] for s in spec.subjects]):
        return _void(row, spec, slots, ReasonCode.RELEASE_REVOKED.value, now)
    try:
        chosen = choice.choose(own, task.user_id, spec.product["placement"], len(slots), now)
    except base.Throttled as busy:
        _hand_back(row, slots, busy, now)
        return 0
    wanted = sorted({spec.templates[slot] for slot in slots})
    job = Job(row, spec, slots, {found.id: found for found in poses.get_many(wanted)})
    return _run(job, task, chosen, now)


def _run(job: Job, task: PoseTask, renderer: base.Renderer, now: datetime) -> int:
    row = job.row
    try:
        results, model = _with_second_try(job, renderer)
    except base.Rejected as error:
        logger().error(
            "renderer rejected the request", extra={"action": "rejected", "detail": error.detail}
        )
        breaker.succeeded(renderer.name)  # it answered: the breaker is about being reachable
        return finish.end_without_picture(
            row, job.slots, job.spec.templates, "rejected", clock.now()
        )
    except base.RenderError as error:
        metric("EndpointErrors", 1, provider=renderer.name)
        if not isinstance(error, base.Throttled):
            breaker.failed(renderer.name, now)
        logger().warning(
            "renderer unavailable", extra={"action": "handed_back", "detail": error.detail}
        )
        _hand_back(row, job.slots, error, now)
        return 0
    breaker.succeeded(renderer.name)
    done = clock.now()
    made_by = MadeBy(renderer.name, model, done)
    items = [_pose(job, result, attempt, made_by) for result, attempt in results]
    ended = finish.end(row, items, done)
    _measure(items, task, done)
    return ended


def _released(task: PoseTask) -> tuple[GenerationItem | None, list[int]]:
    """The batch and those slots of the task that are dispatched and have not ended.

    A message may arrive before the dispatcher has moved the cursor past it: look again shortly.
    What is still not dispatched then was not recorded as sent, and will be sent again.
    """
    row = store.find_generation(task.user_id, task.generation_id)
    for pause in _LOOKS:
        if row is None or not row.is_running or len(row.dispatched(task.slots)) == len(task.slots):
            break
        time.sleep(pause)
        row = store.find_generation(task.user_id, task.generation_id)
    if row is None:
        return None, []
    slots = row.dispatched(task.slots)
    ended = store.existing_slots(task.user_id, task.generation_id, slots) if slots else set()
    return row, [slot for slot in slots if slot not in ended]


def _void(row: GenerationItem, spec: SpecItem, slots: list[int], why: str, now: datetime) -> int:
    return finish.end_without_picture(
        row, slots, spec.templates, why, now, outcome=Outcome.CANCELLED
    )


def _with_second_try(job: Job, renderer: base.Renderer) -> tuple[list[tuple[ItemResult, int]], str]:
    """Results with the try each came from; below the gate a picture gets one more try."""
    answer = renderer.generate(request_for(job, job.slots, attempt=1))
    best = {result.slot: (result, 1) for result in answer.items}
    again = [r.slot for r in answer.items if not _accepted(r) and (r.status == "ok" or r.retryable)]
    if again:
        try:
            second = renderer.generate(request_for(job, again, attempt=2))
        except base.RenderError as error:
            # The first results stand: a weak endpoint must not cost the good ones.
            logger().warning("no second try", extra={"action": "second_try", "why": error.detail})
        else:
            best |= {r.slot: (_after(best[r.slot][0], r), 2) for r in second.items}
    return list(best.values()), _model(answer)


def _after(first: ItemResult, second: ItemResult) -> ItemResult:
    """The second try's result; the first one's work was done and paid as well."""
    prices = [each.price_idr for each in (first, second) if each.price_idr is not None]
    return second.model_copy(
        update={
            "gpu_seconds": first.gpu_seconds + second.gpu_seconds,
            "price_idr": sum(prices) if prices else None,
        }
    )


def _accepted(result: ItemResult) -> bool:
    return (
        result.status == "ok"
        and result.quality is not None
        and result.quality.score >= rules.MIN_SCORE
    )


def _model(answer: GenerateResponse) -> str:
    return f"{answer.model_id}@{answer.model_version}"


def request_for(job: Job, slots: list[int], *, attempt: int) -> GenerateRequest:
    """The endpoint's request for some slots; the same batch, slots and try give the same one."""
    row, spec = job.row, job.spec
    user_id = row.user_id
    return GenerateRequest(
        request_id=f"{row.generation_id}/{slots[0]}-{attempt}",
        model_id=spec.model_id,
        bucket=settings().need("media_bucket"),
        prefix=keys.user_prefix(user_id),
        deadline=(clock.now() + _CALL).timestamp(),
        width=int(spec.width),
        height=int(spec.height),
        palette=list(spec.palette),
        items=[_item(job, slot, attempt) for slot in slots],
    )


def _item(job: Job, slot: int, attempt: int) -> GenerateItem:
    row, spec, template = job.row, job.spec, job.template(slot)
    people = len(template.people)
    subjects = [spec.subjects[(slot + i) % len(spec.subjects)] for i in range(people)]
    product = spec.product
    return GenerateItem(
        slot=slot,
        seed=rules.slot_seed(int(spec.seed), _origin(spec, slot), attempt),
        prompt=prompts.pose_prompt(spec.prompt, template),
        negative_prompt=spec.negative_prompt,
        people=[
            [Keypoint(x=x, y=y, confidence=c) for x, y, c in person] for person in template.people
        ],
        subjects=[
            Subject(key=s["key"], gender=s["gender"], age_range=s["age_range"]) for s in subjects
        ],
        product=ProductRef(
            key=product["key"],
            product_type=product["product_type"],
            placement=product["placement"],
        ),
        pose_placement=template.placement.value,
        frame=template.frame,
        needs_seat=template.needs_seat,
        output_key=keys.generated_image(row.user_id, row.generation_id, slot, attempt),
        thumbnail_key=keys.generated_thumbnail(row.user_id, row.generation_id, slot, attempt),
    )


def _origin(spec: SpecItem, slot: int) -> int:
    """The number that seeds a slot: its own, or beyond its origin's for a retry."""
    return int(spec.slots[slot]) if spec.slots else slot


def _cost_idr(result: ItemResult) -> float:
    """What a picture cost: a hosted provider's price, else our own GPU seconds."""
    if result.price_idr is not None:
        return result.price_idr
    return result.gpu_seconds * settings().gpu_idr_per_second


@dataclass(frozen=True)
class MadeBy:
    """Who made pictures, and when."""

    provider: str
    model: str  # id@version
    at: datetime


def _pose(job: Job, result: ItemResult, attempt: int, by: MadeBy) -> PictureItem:
    row, slot = job.row, result.slot
    accepted = _accepted(result)
    reason = None if accepted else (result.reason or "low_quality")
    user_id, generation_id = row.user_id, row.generation_id
    return PictureItem(
        pk=keys.user(user_id),
        sk=keys.pose(generation_id, slot),
        slot=slot,
        outcome=(Outcome.DONE if accepted else Outcome.FAILED).value,
        template_id=job.spec.templates[slot],
        attempt=attempt,
        seed=rules.slot_seed(int(job.spec.seed), _origin(job.spec, slot), attempt),
        reason=reason,
        key=keys.generated_image(user_id, generation_id, slot, attempt) if accepted else None,
        thumbnail_key=(
            keys.generated_thumbnail(user_id, generation_id, slot, attempt) if accepted else None
        ),
        sha256=result.sha256 or None,
        size=result.size,
        score=round(result.quality.score, 3) if result.quality else None,
        product_box=result.product_box if accepted else None,
        gpu_ms=round(result.gpu_seconds * 1000),
        cost_idr=round(_cost_idr(result), 2),
        provider=by.provider,
        model=by.model,
        done_at=iso(by.at),
    )


def _hand_back(row: GenerationItem, slots: list[int], why: base.RenderError, now: datetime) -> None:
    """Returns slots to the dispatcher, unless they ended or were handed back meanwhile."""
    wait = timedelta(seconds=why.retry_after or 30.0)
    transaction = Transaction()
    for slot in slots:
        transaction.check(
            f"pose {slot}",
            PictureItem,
            keys.user(row.user_id),
            keys.pose(row.generation_id, slot),
            PictureItem.pk.does_not_exist(),
        )
    transaction.update(
        "generation",
        store.key_of(row.user_id, row.generation_id),
        [
            GenerationItem.returned.add(set(slots)),
            GenerationItem.rev.add(1),
            GenerationItem.work.set(store.DISPATCH),
            GenerationItem.due.set(iso(now)),
            GenerationItem.hold_until.set(iso(now + wait)),
        ],
        store.running() & store.dispatched(slots),
    )
    try:
        transaction.commit()
    except TransactionRefused as error:
        # Somebody else moved on: what is truly missing is found by the sweeper.
        logger().info(
            "not handed back", extra={"action": "hand_back", "because": sorted(error.names)}
        )


def give_up(task: PoseTask, reason: str, now: datetime) -> int:
    """Ends what is left of a task that failed for the last time."""
    row, slots = _released(task)
    spec = store.find_spec(task.user_id, task.generation_id)
    if row is None or spec is None:
        return 0
    return finish.end_without_picture(row, slots, spec.templates, reason, now)


def _measure(items: list[PictureItem], task: PoseTask, now: datetime) -> None:
    done = sum(item.outcome == Outcome.DONE for item in items)
    metric("PosesDone", done)
    if failed := len(items) - done:
        metric("PosesFailed", failed)
    if items:
        seconds = sum(int(item.gpu_ms) for item in items) / 1000 / len(items)
        if seconds:  # a hosted provider's are not ours to know
            metric("SecondsPerPose", seconds, "Seconds")
        cost = sum(float(item.cost_idr) for item in items) / len(items)
        metric("CostPerPoseIdr", cost, "None")
    slack = (from_iso(task.deadline) - now).total_seconds()
    metric("DeadlineSlackSeconds", slack, "Seconds", lane=task.lane)
