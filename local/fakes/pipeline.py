"""A merchant, the real handlers and the delivery of their events, in one process."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from local.fakes.cloud import Cloud, Message
from lumiku.cloud import queues
from lumiku.poses.schemas import PoseTemplate

__all__ = ["NOON", "USER_ID", "Endpoint", "World", "furnish"]

USER_ID = "merchant-1"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12:00 WIB, a peak hour


@dataclass
class Endpoint:
    """A stand-in for the GPU endpoint that answers as set and records its requests."""

    cloud: Cloud
    score: Callable[[int, int], float] = lambda _slot, _attempt: 0.9
    status: Callable[[], int] = lambda: 200
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status = self.status()
        if status != 200:
            return status, {"code": "full" if status == 429 else "broken", "retry_after": 7}
        self.requests.append(request)
        return 200, {
            "model_id": request["model_id"],
            "model_version": "test-1",
            "items": [self._item(item) for item in request["items"]],
        }

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        attempt = int(item["output_key"].rsplit("-", 1)[1].removesuffix(".jpg"))
        picture = f"{item['seed']} {item['prompt']}".encode()
        self.cloud.objects[f"media/{item['output_key']}"] = picture
        score = self.score(item["slot"], attempt)
        return {
            "slot": item["slot"],
            "status": "ok",
            "width": 768,
            "height": 960,
            "size": len(picture),
            "sha256": hashlib.sha256(picture).hexdigest(),
            "quality": {"score": score, "gates": {}},
            "product_box": [0.412, 0.381, 0.168, 0.252],
            "gpu_seconds": 0.5,
        }


@dataclass
class World:
    """The merchant, the services, and what delivers the events between them."""

    cloud: Cloud
    endpoint: Endpoint
    now: datetime = NOON
    stuck: list[Message] = field(default_factory=list)  # hidden until `redeliver`
    undrawn: list[Message] = field(default_factory=list)  # the same, of the posters' queue
    dead: list[Message] = field(default_factory=list)
    kit_id: str = "kit_01JD0000000000000000000001"
    avatar_id: str = "ava_01JD0000000000000000000001"
    product_id: str = "prd_01JD0000000000000000000001"

    def request(self, poses: int = 8, **more: Any) -> dict[str, Any]:
        return {
            "brand_kit_id": self.kit_id,
            "avatar_ids": [self.avatar_id],
            "product_id": self.product_id,
            "distribution": {"fashion-standing": poses},
            "seed": 7,
            **more,
        }

    def admit(self, poses: int = 8, *, key: str | None = None, **more: Any) -> str:
        from lumiku.cloud.idempotency import Claim
        from lumiku.generations import service
        from lumiku.generations.schemas import GenerationIn

        body = json.dumps(self.request(poses, **more))
        claim = Claim.of(key, "create", body.encode()) if key else None
        return service.admit(USER_ID, GenerationIn.model_validate_json(body), claim, self.now)

    def dispatch(self, records: list[dict[str, Any]] | None = None) -> None:
        """The stream's records since the last time, or a tick when there are none."""
        from functions.pose_dispatch.handler import handler

        handler({"Records": records} if records else {"source": "lumiku.tick"}, None)

    def stream(self) -> list[dict[str, Any]]:
        """What the event source's filter lets through."""
        return [
            record
            for record in self.cloud.stream()
            if record["eventName"] != "REMOVE"
            and record["dynamodb"]["NewImage"].get("kind", {}).get("S") == "generation"
        ]

    def work(self) -> int:
        """Delivers each queued message once; what fails stays hidden until `redeliver`."""
        from functions.pose_worker.handler import handler

        delivered = 0
        for name, queue in self.cloud.queues.items():
            while name not in ("parked", "posters") and queue:
                message = queue.popleft()
                message.receives += 1
                delivered += 1
                answer = handler({"Records": [_record(message)]}, None)
                if answer["batchItemFailures"]:
                    kept = self.dead if message.receives >= queues.MAX_RECEIVES else self.stuck
                    kept.append(message)
        return delivered

    def draw(self) -> int:
        """Delivers each message of the posters' queue once; what fails stays hidden."""
        from functions.poster_worker.handler import handler

        queue, delivered = self.cloud.queues["posters"], 0
        while queue:
            message = queue.popleft()
            message.receives += 1
            delivered += 1
            answer = handler({"Records": [_record(message)]}, None)
            if answer["batchItemFailures"]:
                kept = self.dead if message.receives >= queues.MAX_RECEIVES else self.undrawn
                kept.append(message)
        return delivered

    def redeliver(self) -> None:
        self.cloud.queues["standard"].extend(self.stuck)
        self.stuck.clear()
        self.cloud.queues["posters"].extend(self.undrawn)
        self.undrawn.clear()

    def end_dead_letters(self) -> None:
        from functions.pose_dispatch.handler import handler

        records = [_record(message) for message in self.dead]
        self.dead.clear()
        if records:
            handler({"Records": records}, None)

    def settle(self, *, rounds: int = 400) -> None:
        """Carries events until nothing moves any more."""
        for _ in range(rounds):
            records = self.stream()
            if records:
                self.dispatch(records)
            if not self.work() and not records:
                return
        raise AssertionError("it never came to rest")

    def tidy(self) -> None:
        """The clean-up's tick."""
        from functions.picture_cleanup.handler import handler

        handler({"source": "lumiku.tick"}, None)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def batch(self, generation_id: str) -> Any:
        from lumiku.generations import store

        row = store.find_generation(USER_ID, generation_id)
        if row is None:
            raise LookupError(generation_id)
        return row

    def items(self, prefix: str) -> list[dict[str, Any]]:
        """The merchant's raw items whose sort key has the prefix."""
        return self.cloud.items(f"U#{USER_ID}", prefix)

    def running(self) -> bool:
        """Whether a batch waits for dispatch or for its last poses."""
        from lumiku.generations import store

        work = {item["work"]["S"] for item in self.items("GEN#") if "work" in item}
        return not work.isdisjoint({store.DISPATCH, store.SETTLE})

    def usage(self) -> tuple[int, int]:
        """(used, held) of this month."""
        from lumiku import clock
        from lumiku.usage import service

        month = service.month(USER_ID, clock.month_key(self.now))
        return month.used, month.held

    def check_books(self, generation_id: str) -> None:
        """What a finished batch, its rows and the meter must agree on."""
        self.check_books_of(generation_id)
        used, held = self.usage()
        assert held == 0
        assert used == sum(pose["outcome"]["S"] == "ok" for pose in self.items("POSE#"))

    def check_books_of(self, generation_id: str) -> None:
        """What a finished batch and its rows must agree on."""
        from lumiku.generations import store

        row = self.batch(generation_id)
        poses = self.items(f"POSE#{generation_id}#")
        outcomes = [pose["outcome"]["S"] for pose in poses]
        assert row.finished_at is not None
        assert int(row.remaining) == 0
        assert int(row.done) + int(row.failed) + int(row.cancelled) == int(row.total)
        assert outcomes.count("ok") == int(row.done)
        assert outcomes.count("failed") == int(row.failed)
        assert row.work not in (store.DISPATCH, store.SETTLE)


def _record(message: Message) -> dict[str, Any]:
    return {
        "eventSource": "aws:sqs",
        "messageId": message.id,
        "receiptHandle": message.id,
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": str(message.receives)},
    }


def furnish(world: World, templates: Sequence[PoseTemplate]) -> None:
    """An account on the pro plan with a kit, a consenting avatar and a cut-out product."""
    from lumiku import clock
    from lumiku.accounts import service as accounts
    from lumiku.accounts.policy import Tier
    from lumiku.catalog.store.tables import AvatarItem, BrandKitItem, ProductItem
    from lumiku.cloud import keys
    from lumiku.poses import service as poses

    stamp = clock.iso(world.now)
    accounts.set_tier(USER_ID, Tier.PRO, world.now, email="sari@lumiku.test")
    BrandKitItem(
        pk=keys.user(USER_ID),
        sk=keys.brand_kit(world.kit_id),
        id=world.kit_id,
        name="Aura",
        category="skincare",
        colors=["#FFB6C1", "#C71585"],
        fonts=[],
        tone="elegant",
        created_at=stamp,
        updated_at=stamp,
    ).save()
    AvatarItem(
        pk=keys.user(USER_ID),
        sk=keys.avatar(world.avatar_id),
        id=world.avatar_id,
        brand_kit_id=world.kit_id,
        name="Aura Model",
        upload_id="upl_1",
        image_key=keys.clean_image(USER_ID, "upl_1", "jpg"),
        thumbnail_key=keys.thumbnail(USER_ID, "upl_1"),
        gender="female",
        age_range="young",
        release={"signed_by": "Sari", "signed_on": "2026-11-01"},
        created_at=stamp,
        updated_at=stamp,
    ).save()
    ProductItem(
        pk=keys.user(USER_ID),
        sk=keys.product(world.product_id),
        id=world.product_id,
        brand_kit_id=world.kit_id,
        name="Serum",
        upload_id="upl_2",
        image_key=keys.clean_image(USER_ID, "upl_2", "jpg"),
        thumbnail_key=keys.thumbnail(USER_ID, "upl_2"),
        cutout_key=keys.cutout(USER_ID, "upl_2"),
        colors=["#FFFFFF"],
        category="skincare",
        product_type="bottle",
        placement="hand-held",
        created_at=stamp,
        updated_at=stamp,
    ).save()
    poses.load(templates, 1)
