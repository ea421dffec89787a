"""Unused pictures: announced by one mail a week ahead, deleted once, whatever fails in between."""

import contextlib
from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from local.fakes.cloud import Crashed, Fault, nth
from local.fakes.pipeline import USER_ID, World
from lumiku import clock
from lumiku.accounts.policy import CLEANUP_NOTICE, PICTURES_KEPT
from lumiku.clock import iso
from lumiku.generations import cleanup, rules, service, store
from lumiku.generations.cleanup import Pass
from lumiku.generations.schemas import Generation, PosePatch
from lumiku.ids import pose_id
from lumiku.schemas import PageQuery


def finished(world: World, poses: int = 8) -> str:
    batch = world.admit(poses)
    world.settle()
    return batch


def to_announcement(world: World) -> None:
    world.pass_time(days=(PICTURES_KEPT - CLEANUP_NOTICE).days, hours=8)


def to_deletion(world: World) -> None:
    to_announcement(world)
    world.tidy()
    world.pass_time(days=CLEANUP_NOTICE.days)


def shown(world: World, batch: str) -> Generation:
    return service.view(USER_ID, batch, "id", world.now)


def pictured(batch: str) -> list[int]:
    """The slots that still show something."""
    poses = service.list_poses(USER_ID, batch, PageQuery()).data
    return [pose.slot for pose in poses if pose.url is not None]


def objects(world: World, batch: str) -> list[str]:
    return sorted(key for key in world.cloud.objects if batch in key)


def mails(world: World) -> list[dict[str, Any]]:
    return world.items("MAIL#")


def use(batch: str, slot: int, **word: Any) -> None:
    service.judge(USER_ID, pose_id(batch, slot), PosePatch.model_validate(word))


class TestDays:
    def test_the_end_is_known_from_the_beginning(self, world: World) -> None:
        batch = finished(world)
        assert shown(world, batch).cleanup_on == "2026-12-23"
        assert mails(world) == []

    def test_a_batch_with_no_picture_has_nothing_to_lose(self, world: World) -> None:
        batch = world.admit(8)
        service.cancel(USER_ID, batch, world.now)
        world.settle()
        assert shown(world, batch).cleanup_on is None
        assert world.batch(batch).work is None

    def test_a_merchants_moment_is_in_the_day_and_his_own(self) -> None:
        day = clock.day_of(clock.from_iso("2026-12-23T05:00:00Z"))
        moments = {rules.cleanup_moment(f"merchant-{n}", day) for n in range(200)}
        assert len(moments) == 200
        assert {clock.day_of(moment) for moment in moments} == {day}
        assert {clock.hour_of(moment) for moment in moments} == set(range(9, 17))

    def test_nothing_happens_before_its_day(self, world: World) -> None:
        batch = finished(world)
        world.pass_time(days=(PICTURES_KEPT - CLEANUP_NOTICE).days - 1)
        world.tidy()
        assert mails(world) == []
        to_announcement(world)
        world.tidy()
        world.pass_time(days=CLEANUP_NOTICE.days - 1)
        world.tidy()
        assert len(pictured(batch)) == 8


class TestAnnouncement:
    def test_one_mail_tells_of_all_batches(self, world: World) -> None:
        batches = [finished(world), finished(world, 16)]
        use(batches[0], 3, rating=1)
        to_announcement(world)
        world.tidy()
        world.tidy()
        (mail,) = mails(world)
        assert mail["mail_id"]["S"] == "2026-12-16_cleanup"
        assert mail["facts"]["S"] == '{"count": 23, "delete_on": "2026-12-23"}'
        assert {shown(world, batch).cleanup_on for batch in batches} == {"2026-12-23"}

    def test_a_late_one_gives_the_full_week(self, world: World) -> None:
        batch = finished(world)
        world.pass_time(days=PICTURES_KEPT.days + 10)
        world.tidy()
        world.tidy()
        assert shown(world, batch).cleanup_on == "2027-01-09"
        assert len(pictured(batch)) == 8

    def test_whoever_was_written_to_today_is_written_to_tomorrow(self, world: World) -> None:
        first = finished(world)
        to_announcement(world)
        world.tidy()
        world.pass_time(days=-(PICTURES_KEPT - CLEANUP_NOTICE).days)
        second = finished(world)
        world.pass_time(days=(PICTURES_KEPT - CLEANUP_NOTICE).days)
        world.tidy()
        assert len(mails(world)) == 1
        assert shown(world, second).cleanup_on == "2026-12-24"
        world.pass_time(days=1)
        world.tidy()
        assert [mail["mail_id"]["S"] for mail in mails(world)] == [
            "2026-12-16_cleanup",
            "2026-12-17_cleanup",
        ]
        assert shown(world, first).cleanup_on == "2026-12-23"

    def test_what_is_all_used_is_left_alone_for_good(self, world: World) -> None:
        batch = finished(world, 1)
        use(batch, 0, favourite=True)
        to_deletion(world)
        world.tidy()
        assert mails(world) == []
        assert shown(world, batch).cleanup_on is None
        assert pictured(batch) == [0]
        assert world.batch(batch).work is None

    def test_a_page_never_splits_a_merchant(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        finished(world)
        world.pass_time(hours=24)
        finished(world)
        finished(world)
        monkeypatch.setattr(cleanup, "_ANNOUNCED", 2)
        to_announcement(world)
        assert cleanup.announce(world.now) == Pass(1, 0)

    def test_more_batches_than_one_transaction_takes(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batches = [finished(world, 1) for _ in range(5)]
        monkeypatch.setattr(cleanup, "_TOGETHER", 2)
        to_announcement(world)
        world.tidy()
        (mail,) = mails(world)
        assert '"count": 5' in mail["facts"]["S"]
        assert {world.batch(batch).work for batch in batches} == {store.CLEAN}


class TestDeletion:
    def test_takes_what_nobody_used_and_leaves_the_rest(self, world: World) -> None:
        batch = finished(world)
        use(batch, 0, rating=5)
        use(batch, 1, favourite=True)
        use(batch, 2, rejected=True)
        service.keep(USER_ID, [pose_id(batch, 3)], world.now)
        before = objects(world, batch)
        to_deletion(world)
        world.tidy()
        assert pictured(batch) == [0, 1, 3]
        left = {key.rpartition("/")[2] for key in objects(world, batch)}
        assert left == {"0000-1.jpg", "0001-1.jpg", "0003-1.jpg"}
        assert len(before) == 8
        seen = shown(world, batch)
        assert (seen.cleaned, seen.cleaned_at, seen.done) == (5, iso(world.now), 8)
        assert world.batch(batch).work is None

    def test_the_rows_stay_and_say_why(self, world: World) -> None:
        batch = finished(world)
        digests = [pose.sha256 for pose in service.manifest(USER_ID, batch).poses]
        to_deletion(world)
        world.tidy()
        poses = service.list_poses(USER_ID, batch, PageQuery()).data
        assert {(pose.outcome, pose.reason, pose.url) for pose in poses} == {
            ("ok", "cleaned_up", None)
        }
        assert [pose.sha256 for pose in service.manifest(USER_ID, batch).poses] == digests

    def test_takes_the_tries_that_failed_as_well(self, world: World) -> None:
        world.endpoint.score = lambda slot, attempt: 0.1 if slot == 0 or attempt == 1 else 0.9
        batch = finished(world, 2)
        assert len(objects(world, batch)) == 4
        use(batch, 1, rating=4)
        to_deletion(world)
        world.tidy()
        assert [key.rpartition("/")[2] for key in objects(world, batch)] == ["0001-2.jpg"]

    def test_a_picture_used_in_the_last_moment_stays(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch = finished(world)
        to_deletion(world)
        discard = store.discard

        def rated_meanwhile(pose: store.PictureItem, reason: str) -> None:
            if pose.slot == 5:
                use(batch, 5, rating=5)
            discard(pose, reason)

        monkeypatch.setattr(store, "discard", rated_meanwhile)
        world.tidy()
        assert pictured(batch) == [5]
        assert [key.rpartition("/")[2] for key in objects(world, batch)] == ["0005-1.jpg"]
        assert shown(world, batch).cleaned == 7

    def test_the_meter_does_not_move(self, world: World) -> None:
        finished(world)
        used = world.usage()
        to_deletion(world)
        world.now -= timedelta(days=30)
        assert world.usage() == used

    def test_one_batch_that_fails_does_not_hold_up_the_others_and_is_heard_of(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, fine = finished(world), finished(world)
        to_deletion(world)
        read = store.poses_of

        def sometimes(user_id: str, generation_id: str) -> Any:
            if generation_id == broken:
                raise LookupError("its rows cannot be read")
            return read(user_id, generation_id)

        monkeypatch.setattr(store, "poses_of", sometimes)
        with pytest.raises(RuntimeError, match="1 batches"):
            world.tidy()
        assert pictured(fine) == []


class TestFaults:
    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("time.sleep", lambda _seconds: None)

    @pytest.mark.proof("faults of a clean-up")
    @pytest.mark.parametrize("fault", Fault)
    def test_every_call_may_fail_once(
        self, world: World, fault: Fault, some_of: Callable[[Sequence[Hashable]], list[int]]
    ) -> None:
        """Announcing and deleting, with the n-th call failing: the same pictures are gone, the
        same stay, and one mail was put down."""
        self._announced_and_deleted(world, lambda *_: None)
        calls = self._announced_and_deleted(world, lambda *_: None)
        assert len(calls) > 15
        for number in some_of(calls):
            self._announced_and_deleted(world, nth(number, fault))

    def _announced_and_deleted(
        self, world: World, fault: Callable[[str, str], str | None]
    ) -> list[tuple[str, str]]:
        """The calls of a batch's last month; what is left of it is what must be left."""
        start = world.now
        batch = finished(world, 3)
        use(batch, 1, rating=5)
        known = len(mails(world))
        before = len(world.cloud.calls)
        world.cloud.fault = fault
        for days in ((PICTURES_KEPT - CLEANUP_NOTICE).days, CLEANUP_NOTICE.days):
            world.pass_time(days=days, hours=4)
            for _ in range(3):
                with contextlib.suppress(Crashed, Exception):
                    world.tidy()
        world.cloud.fault = lambda *_: None
        calls = world.cloud.calls[before:]
        assert pictured(batch) == [1]
        assert len(objects(world, batch)) == 1
        assert shown(world, batch).cleaned == 2
        assert len(mails(world)) == known + 1
        world.now = start + timedelta(days=1)
        return calls
