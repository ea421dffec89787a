"""Every AWS call of a poster's, a set's and an export's life fails once in every way.

Then time passes, messages are delivered again, and everything has ended exactly once.
"""

import contextlib
import random
from collections.abc import Callable, Hashable, Sequence

import pytest

from local.fakes.cloud import Crashed, Fault, Message, nth
from local.fakes.pipeline import USER_ID, World
from lumiku.exports import outcomes as export_outcomes
from lumiku.exports import service as exports
from lumiku.exports import store as export_store
from lumiku.exports.files import press
from lumiku.exports.store import ExportSpecItem
from lumiku.exports.tasks import ExportTask, ZipTask
from lumiku.posters import outcomes, service, store
from lumiku.posters.schemas import PosterPatch
from lumiku.posters.tasks import DrawTask, VaryTask
from lumiku.reasons import ReasonCode
from tests.exports.shop import Shop

DEATHS = (Crashed, Exception)  # what ends an invocation


def work(world: World) -> None:
    """The worker takes what waits; a message that kills it becomes visible again."""
    while queue := world.cloud.queues["posters"]:
        head: Message = queue[0]
        try:
            world.draw()
        except Crashed:
            lost = [m for m in (head,) if m not in queue and m not in world.undrawn]
            world.undrawn.extend(lost)


def survive(shop: Shop, *, rounds: int = 12) -> None:
    """Delivers everything again and again, as AWS does, while time passes."""
    world = shop.world
    for _ in range(rounds):
        work(world)
        if not world.undrawn and not world.dead and not in_flight(world):
            return
        world.pass_time(minutes=21)
        with contextlib.suppress(*DEATHS):  # the next minute ticks again
            shop.sweep()
        world.redeliver()
        world.end_dead_letters()


def in_flight(world: World) -> bool:
    prefixes = ("POSTER#", "POSTERSET#", "EXPORT#")
    return any("work" in item for prefix in prefixes for item in world.items(prefix))


def calls_of(world: World, step: Callable[[], object]) -> list[tuple[str, str]]:
    for _ in range(2):  # the first one's calls fill what a process keeps
        before = len(world.cloud.calls)
        step()
        world.draw()
    return world.cloud.calls[before:]


class TestEveryCallOfAnExport:
    @pytest.mark.proof("faults of posters and exports")
    @pytest.mark.parametrize("fault", Fault)
    def test_may_fail_once(
        self, shop: Shop, fault: Fault, some_of: Callable[[Sequence[Hashable]], list[int]]
    ) -> None:
        posters = shop.posters(2)
        calls = calls_of(shop.world, lambda: shop.export(posters, "fb_cover"))
        assert len(calls) > 15
        for number in some_of(calls):
            shop.world.cloud.fault = nth(number, fault)
            try:
                export = shop.export(posters, "fb_cover")
            except DEATHS:
                shop.world.cloud.fault = lambda *_: None
                survive(shop)  # admitted or not: nothing of it stays on its way
                assert not in_flight(shop.world)
                continue
            survive(shop)
            shop.world.cloud.fault = lambda *_: None
            survive(shop)
            shop.check_books(export)
            assert shop.job(export).status == "completed", (fault, number)

    def test_nothing_is_left_of_a_zip_that_was_not_finished(self, shop: Shop) -> None:
        shop.export(shop.posters(1), "fb_cover")
        cloud = shop.world.cloud
        cloud.fault = lambda service, _operation: (
            Fault.BEFORE if service == "s3" and any(cloud.parts.values()) else None
        )
        with contextlib.suppress(*DEATHS):
            work(shop.world)
        cloud.fault = lambda *_: None
        survive(shop)
        assert [key for key in cloud.objects if key.endswith(".zip")]
        assert in_flight(shop.world) is False


class TestEveryCallOfASet:
    @pytest.mark.proof("faults of posters and exports")
    @pytest.mark.parametrize("fault", Fault)
    def test_may_fail_once(
        self, shop: Shop, fault: Fault, some_of: Callable[[Sequence[Hashable]], list[int]]
    ) -> None:
        calls = calls_of(shop.world, lambda: shop.order_set(1, 2))
        for number in some_of(calls):
            shop.world.cloud.fault = nth(number, fault)
            try:
                made = shop.order_set(1, 2)
            except DEATHS:
                shop.world.cloud.fault = lambda *_: None
                survive(shop)
                assert not in_flight(shop.world)
                continue
            survive(shop)
            shop.world.cloud.fault = lambda *_: None
            survive(shop)
            row = shop.set(made)
            posters = [
                p for p in shop.world.items("POSTER#") if p.get("set_id", {}).get("S") == made
            ]
            assert (row.status, int(row.done), int(row.remaining)) == ("completed", 1, 0)
            assert len(posters) == int(row.made) == 2


class TestDuplicates:
    def test_messages_delivered_twice_change_nothing(self, shop: Shop) -> None:
        rng = random.Random(7)
        made = shop.order_set(2, 2)
        export = shop.export(shop.posters(3))
        for message in list(shop.world.cloud.queues["posters"]):
            shop.world.cloud.queues["posters"].extend([message] * rng.randint(0, 2))
        again = list(shop.world.cloud.queues["posters"])
        shop.world.draw()
        shop.world.cloud.queues["posters"].extend(again)
        shop.world.draw()
        shop.check_books(export)
        assert (int(shop.set(made).done), int(shop.set(made).made)) == (2, 4)

    def test_the_first_outcome_of_a_file_stands(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        task = ExportTask(user_id=USER_ID, export_id=export, numbers=[0])
        export_outcomes.give_up(task, ReasonCode.GAVE_UP, shop.world.now)
        shop.world.draw()
        shop.check_books(export)
        assert (int(shop.job(export).done), int(shop.job(export).failed)) == (0, 2)

    def test_two_workers_on_one_message_count_its_files_once(self, shop: Shop) -> None:
        """Both found nothing recorded; the second one's transaction is refused."""
        export = shop.export(shop.posters(2), "fb_cover")
        (message,) = shop.world.cloud.queues["posters"]
        task = ExportTask.model_validate_json(message.body)
        first = task.model_copy(update={"numbers": [0]})
        shop.world.cloud.queues["posters"].clear()
        press(first, shop.world.now)
        (row,) = export_store.rows(USER_ID, export)
        assert export_outcomes.end_rows(shop.job(export), [row], shop.world.now) == 0
        assert (int(shop.job(export).done), int(shop.job(export).remaining)) == (1, 1)

    def test_the_first_outcome_of_a_part_stands(self, shop: Shop) -> None:
        made = shop.order_set(2, 1)
        late = VaryTask(user_id=USER_ID, set_id=made, number=0)
        outcomes.give_up(late, ReasonCode.GAVE_UP, shop.world.now)
        outcomes.give_up(late, ReasonCode.GAVE_UP, shop.world.now)
        shop.world.draw()
        outcomes.give_up(late, ReasonCode.GAVE_UP, shop.world.now)
        row = shop.set(made)
        assert (row.status, int(row.done), int(row.failed)) == ("partially_completed", 1, 1)
        assert (int(row.remaining), int(row.made)) == (0, 1)


class TestDeadWorkers:
    def test_a_poster_that_breaks_the_code_costs_only_its_own_files(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from lumiku.exports import files

        good, bad = shop.posters(2)
        real = vars(files)["export"]

        def broken(doc: object, *args: object, **more: object) -> object:
            if photo_of(doc) == shop.poses[1]:
                raise ZeroDivisionError
            return real(doc, *args, **more)

        def photo_of(doc: object) -> str:
            return str(doc.photos[0].id)  # type: ignore[attr-defined]

        monkeypatch.setattr(files, "export", broken)
        export = shop.export([good, bad])
        for _ in range(6):
            work(shop.world)
            shop.world.redeliver()
        work(shop.world)
        shop.check_books(export)
        shown = exports.view(USER_ID, export, "en", shop.world.now)
        assert (shown.status, shown.done, shown.failed) == ("partially_completed", 2, 2)
        assert {failure.reason for failure in shown.failures} == {"gave_up"}

    def test_what_no_worker_survives_is_ended_by_the_dead_letters_consumer(
        self, shop: Shop
    ) -> None:
        poster = shop.order()
        made = shop.order_set(1, 2)
        export = shop.export(shop.one_drawn())
        shop.world.cloud.queues["posters"].clear()
        tasks = [
            DrawTask(user_id=USER_ID, poster_id=poster, version=1),
            VaryTask(user_id=USER_ID, set_id=made, number=0),
            ExportTask(user_id=USER_ID, export_id=export, numbers=[0]),
        ]
        shop.world.dead = [Message(str(n), t.model_dump_json()) for n, t in enumerate(tasks)]
        shop.world.end_dead_letters()
        work(shop.world)
        assert service.find(USER_ID, poster).reason["code"] == "gave_up"
        assert (shop.set(made).status, shop.job(export).status) == ("failed", "failed")
        assert not in_flight(shop.world)

    def test_a_zip_that_kills_its_workers_ends_and_can_be_tried_again(self, shop: Shop) -> None:
        export = shop.export(shop.one_drawn())
        shop.world.cloud.fault = lambda service, operation: (
            Fault.BEFORE if (service, operation) == ("s3", "PostObject") else None
        )
        for _ in range(6):
            work(shop.world)
            shop.world.redeliver()
        shop.world.cloud.fault = lambda *_: None
        shop.world.cloud.queues["posters"].clear()
        export_outcomes.give_up(
            ZipTask(user_id=USER_ID, export_id=export), ReasonCode.GAVE_UP, shop.world.now
        )
        assert shop.job(export).status == "failed"
        again = exports.retry(shop.by(), export, None)
        work(shop.world)
        shop.check_books(again)
        assert shop.job(again).status == "completed"

    def test_what_is_lost_is_sent_three_times_and_then_ended(self, shop: Shop) -> None:
        poster, made = shop.order(), shop.order_set(1, 2)
        export = shop.export(shop.one_drawn())
        for _ in range(5):
            shop.world.cloud.queues["posters"].clear()
            shop.world.pass_time(minutes=21)
            shop.sweep()
        work(shop.world)
        assert service.find(USER_ID, poster).reason["code"] == "lost"
        assert shop.set(made).status == "failed"
        assert shop.job(export).status == "failed"
        shop.check_books(export)
        assert not in_flight(shop.world)


class TestCancelAtAnyMoment:
    def test_no_file_is_counted_after_it(self, shop: Shop) -> None:
        posters = shop.posters(3)
        for moment in range(4):
            export = shop.export(posters, "ig_post", "fb_cover", "shopee", "x_post", "tiktok")
            queue = shop.world.cloud.queues["posters"]
            later = [queue.pop() for _ in range(len(queue)) if len(queue) > moment]
            shop.world.draw()
            if shop.job(export).finished_at is not None:
                continue
            exports.cancel(USER_ID, export, shop.world.now)
            before = shop.job(export)
            queue.extend(later)
            shop.world.draw()
            after = shop.job(export)
            assert (after.status, int(after.done)) == ("cancelled", int(before.done))
            assert after.zip_key is None
            assert after.work is None

    def test_files_that_were_being_made_are_dropped(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The worker has seen the export running; it is cancelled before the files are recorded."""
        export = shop.export(shop.posters(1))
        real = export_store.find_spec

        def cancelled_meanwhile(user_id: str, export_id: str) -> ExportSpecItem:
            exports.cancel(user_id, export_id, shop.world.now)
            return real(user_id, export_id)

        monkeypatch.setattr(export_store, "find_spec", cancelled_meanwhile)
        shop.world.draw()
        job = shop.job(export)
        assert (job.status, int(job.done), int(job.remaining)) == ("cancelled", 0, 2)
        assert shop.world.items(f"EXPORTROW#{export}#") == []

    def test_a_zip_that_was_being_written_is_not_given_out(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from lumiku.exports import bundle

        export = shop.export(shop.posters(1))
        real = vars(bundle)["_write"]

        def cancelled_meanwhile(*args: object) -> object:
            exports.cancel(USER_ID, export, shop.world.now)
            return real(*args)

        monkeypatch.setattr(bundle, "_write", cancelled_meanwhile)
        shop.world.draw()
        shown = exports.view(USER_ID, export, "id", shop.world.now)
        assert (shown.status, shown.url) == ("cancelled", None)
        assert shop.world.items("STAT#") == []

    def test_a_poster_changed_while_it_was_drawn_waits_for_its_new_version(
        self, shop: Shop
    ) -> None:
        poster = shop.order()
        seen = service.find(USER_ID, poster)
        service.update(shop.by(), poster, PosterPatch(mood="deep"), 1)
        assert store.end_poster(seen, {"status": "ready"}) is False
        assert service.find(USER_ID, poster).status == "waiting"
