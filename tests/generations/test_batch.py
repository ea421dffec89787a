"""A batch from admission to its last picture, through the real handlers."""

from datetime import timedelta
from typing import Any

import pytest

from local.fakes.cloud import Crashed
from local.fakes.pipeline import USER_ID
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Override, OverrideMode
from lumiku.errors import AlreadyDone, IdempotencyReuse, InvalidInput, LimitReached, ReleaseMissing
from lumiku.usage.view import usage_of


def outlook(world: Any, generation_id: str) -> Any:
    from lumiku.generations import service

    return service.view(USER_ID, generation_id, "en", world.now)


class TestAdmission:
    def test_reserves_and_plans_but_writes_no_pose(self, world: Any) -> None:
        batch = world.admit(20)
        assert world.usage() == (0, 20)
        assert world.items("POSE#") == []
        shown = outlook(world, batch)
        assert (shown.status, shown.total, shown.done) == ("pending", 20, 0)

    def test_same_key_gives_the_same_batch(self, world: Any) -> None:
        assert world.admit(8, key="k1") == world.admit(8, key="k1")
        assert world.usage() == (0, 8)

    def test_same_key_with_another_body_is_refused(self, world: Any) -> None:
        world.admit(8, key="k1")
        with pytest.raises(IdempotencyReuse):
            world.admit(9, key="k1")

    def test_free_limit_says_what_remains_and_which_plan_allows_it(self, world: Any) -> None:
        from lumiku.accounts import service as accounts
        from lumiku.accounts.policy import Tier

        accounts.set_tier(USER_ID, Tier.FREE, world.now)
        world.admit(7)
        with pytest.raises(LimitReached) as refused:
            world.admit(4)
        assert refused.value.facts["remaining"] == 3
        assert refused.value.facts["suggested_plan"] == "starter"
        world.admit(3)
        assert world.usage() == (0, 10)

    def test_needs_a_release(self, world: Any) -> None:
        from lumiku.catalog.service import avatars

        avatars.revoke(USER_ID, world.avatar_id, world.now)
        with pytest.raises(ReleaseMissing):
            world.admit()
        assert world.usage() == (0, 0)

    def test_a_release_revoked_in_between_stops_the_commit(
        self, world: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from lumiku.catalog.service import avatars
        from lumiku.generations import admit

        choose = admit._choose

        def revoked_meanwhile(*arguments: Any) -> list[str]:
            avatars.revoke(USER_ID, world.avatar_id, world.now)
            return choose(*arguments)

        monkeypatch.setattr(admit, "_choose", revoked_meanwhile)
        with pytest.raises(ReleaseMissing):
            world.admit()
        assert world.usage() == (0, 0)

    @pytest.mark.parametrize(
        "distribution",
        [{}, {"fashion-standing": 0}, {"fashion-standing": 1001}, {"flying": 3},
         {"fashion-standing": 600, "fashion-walking": 401}],
    )  # fmt: skip
    def test_refuses_what_no_batch_can_be(self, world: Any, distribution: dict[str, int]) -> None:
        with pytest.raises(ValueError, match="distribution"):
            world.admit(distribution=distribution)

    def test_a_category_without_poses_is_named(self, world: Any) -> None:
        with pytest.raises(InvalidInput) as refused:
            world.admit(distribution={"kids-group": 3})
        assert refused.value.errors[0].pointer == "/distribution/kids-group"


class TestRun:
    def test_all_poses_end_once_and_are_charged_once(self, world: Any) -> None:
        batch = world.admit(100)
        world.settle()
        world.check_books(batch)
        shown = outlook(world, batch)
        assert (shown.status, shown.done, shown.failed) == ("completed", 100, 0)
        assert world.usage() == (100, 0)
        assert shown.cost_idr == pytest.approx(100 * 0.5 * 8.5)

    def test_the_queues_stay_shallow(self, world: Any) -> None:
        world.admit(200)
        world.dispatch(world.stream())
        assert sum(len(queue) for queue in world.cloud.queues.values()) == 4
        assert len(world.cloud.queues["priority"]) == 4

    def test_work_at_peak_in_red_goes_to_the_lower_lane(self, world: Any) -> None:
        from lumiku.usage.store import UsageItem, key_of

        key_of(USER_ID, "2026-11").update(
            actions=[UsageItem.kind.set(UsageItem), UsageItem.user_id.set(USER_ID),
                     UsageItem.month.set("2026-11"), UsageItem.used.set(10_001),
                     UsageItem.taken.set(10_001)]
        )  # fmt: skip
        batch = world.admit(8)
        world.dispatch(world.stream())
        assert len(world.cloud.queues["standard"]) == 1
        reason = outlook(world, batch).reason
        assert reason.code == "fair_use"
        assert "slower until 21:00 WIB." in reason.detail
        assert reason.until == "2026-11-23T14:00:00.000Z"
        account = accounts.get(USER_ID)
        assert usage_of(account, world.now, "en").reason == reason

    def test_an_operators_word_is_told_as_such_and_until_its_own_end(self, world: Any) -> None:
        until = world.now + timedelta(days=2)
        accounts.set_override(USER_ID, Override(OverrideMode.THROTTLED, until))
        batch = world.admit(8)
        reason = outlook(world, batch).reason
        assert reason.code == "throttled_by_team"
        assert "queue until 25 November, 12:00 WIB." in reason.detail
        assert usage_of(accounts.get(USER_ID), world.now, "en").reason == reason

    def test_off_peak_waits_for_nine_in_the_evening(self, world: Any) -> None:
        batch = world.admit(8, when="off_peak")
        world.settle()
        assert world.endpoint.requests == []
        assert outlook(world, batch).reason.code == "off_peak_scheduled"
        world.pass_time(hours=9)
        world.dispatch()
        world.settle()
        world.check_books(batch)

    def test_a_weak_picture_gets_one_more_try_with_another_seed(self, world: Any) -> None:
        world.endpoint.score = lambda slot, attempt: 0.1 if slot < 2 and attempt == 1 else 0.9
        batch = world.admit(8)
        world.settle()
        world.check_books(batch)
        first, second = world.endpoint.requests
        assert [item["slot"] for item in second["items"]] == [0, 1]
        assert second["items"][0]["seed"] != first["items"][0]["seed"]
        assert outlook(world, batch).status == "completed"

    def test_a_picture_weak_twice_fails_and_costs_nothing(self, world: Any) -> None:
        world.endpoint.score = lambda slot, _attempt: 0.1 if slot == 5 else 0.9
        batch = world.admit(8)
        world.settle()
        world.check_books(batch)
        shown = outlook(world, batch)
        assert (shown.status, shown.done, shown.failed) == ("partially_completed", 7, 1)
        assert shown.reason.code == "some_failed"
        assert world.usage() == (7, 0)

    def test_the_same_manifest_asks_for_the_same_pictures(self, world: Any) -> None:
        def pictures(requests: list[dict[str, Any]]) -> dict[int, Any]:
            return {
                item["slot"]: (item["seed"], item["prompt"], item["people"])
                for request in requests
                for item in request["items"]
            }

        world.admit(30)
        world.settle()
        first = pictures(world.endpoint.requests)
        world.endpoint.requests.clear()
        world.admit(30)
        world.settle()
        assert pictures(world.endpoint.requests) == first

    def test_the_manifest_names_what_was_made(self, world: Any) -> None:
        from lumiku.generations import service

        batch = world.admit(8)
        world.settle()
        manifest = service.manifest(USER_ID, batch)
        rendered = {item["slot"]: item for r in world.endpoint.requests for item in r["items"]}
        for line in manifest.poses:
            assert (line.seed, line.prompt) == (
                rendered[line.slot]["seed"], rendered[line.slot]["prompt"],
            )  # fmt: skip
            assert line.outcome == "ok"
            assert line.sha256


class TestTrouble:
    def test_a_full_endpoint_costs_neither_receives_nor_tries(self, world: Any) -> None:
        full = {"left": 5}

        def status() -> int:
            full["left"] -= 1
            return 429 if full["left"] >= 0 else 200

        world.endpoint.status = status
        batch = world.admit(24)
        for _ in range(10):
            world.settle()
            world.pass_time(seconds=61)
            world.dispatch()
        world.settle()
        world.check_books(batch)
        assert outlook(world, batch).status == "completed"
        assert world.stuck == []

    def test_a_dead_endpoint_opens_the_breaker_and_says_so(self, world: Any) -> None:
        world.endpoint.status = lambda: 500
        batch = world.admit(64)
        for _ in range(4):
            world.settle()
            world.pass_time(seconds=31)
            world.dispatch()
        assert outlook(world, batch).reason.code == "renderer_down"
        assert world.usage() == (0, 64)
        world.endpoint.status = lambda: 200
        for _ in range(10):
            world.pass_time(seconds=301)
            world.dispatch()
            world.settle()
        world.check_books(batch)
        assert outlook(world, batch).done == 64

    def test_nonsense_from_the_endpoint_is_no_picture(self, world: Any) -> None:
        def confused(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
            _, answer = honest(request)
            return 200, {**answer, "items": answer["items"][:-1]}

        honest = world.cloud.endpoint
        world.cloud.endpoint = confused
        batch = world.admit(8)
        world.settle()
        assert world.items("POSE#") == []
        world.cloud.endpoint = honest
        world.pass_time(minutes=6)
        world.dispatch()
        world.settle()
        world.check_books(batch)

    def test_an_unreadable_message_is_parked(self, world: Any) -> None:
        from functions.pose_worker.handler import handler

        record = {"eventSource": "aws:sqs", "messageId": "1", "receiptHandle": "1",
                  "body": '{"user_id": "x"}', "attributes": {}}  # fmt: skip
        assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
        assert len(world.cloud.queues["parked"]) == 1

    def test_lost_messages_are_found_and_sent_again(self, world: Any) -> None:
        batch = world.admit(24)
        world.dispatch(world.stream())
        world.cloud.queues["priority"].clear()
        world.settle()
        world.pass_time(minutes=21)
        world.dispatch()
        world.settle()
        world.check_books(batch)
        assert outlook(world, batch).done == 24

    def test_what_stays_lost_fails_and_is_given_back(self, world: Any) -> None:
        batch = world.admit(8)
        for _ in range(5):
            world.dispatch(world.stream())
            world.cloud.queues["priority"].clear()
            world.pass_time(minutes=21)
            world.dispatch()
        world.settle()
        world.check_books(batch)
        assert outlook(world, batch).status == "failed"
        assert world.usage() == (0, 0)

    def test_dead_workers_are_accounted_for(self, world: Any) -> None:
        batch = world.admit(8)
        world.dispatch(world.stream())
        world.dead.extend(world.cloud.queues["priority"])
        world.cloud.queues["priority"].clear()
        world.end_dead_letters()
        world.settle()
        world.check_books(batch)
        assert outlook(world, batch).failed == 8


class TestChange:
    def test_cancel_gives_back_what_was_not_released(self, world: Any) -> None:
        from lumiku.generations import service

        batch = world.admit(100)
        world.dispatch(world.stream())
        service.cancel(USER_ID, batch, world.now)
        assert world.usage() == (0, 32)
        world.settle()
        world.check_books(batch)
        shown = outlook(world, batch)
        assert (shown.status, shown.done, shown.cancelled) == ("cancelled", 0, 100)
        assert world.usage() == (0, 0)

    def test_cancel_twice_is_once_and_too_late_is_told(self, world: Any) -> None:
        from lumiku.generations import service

        batch = world.admit(8)
        service.cancel(USER_ID, batch, world.now)
        service.cancel(USER_ID, batch, world.now)
        assert world.usage() == (0, 0)
        done = world.admit(8)
        world.settle()
        with pytest.raises(AlreadyDone):
            service.cancel(USER_ID, done, world.now)

    def test_a_message_that_ran_ahead_of_its_cursor_is_not_counted_twice(
        self, world: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The dispatcher dies between sending and recording; then the merchant cancels."""
        from lumiku.cloud import queues
        from lumiku.generations import service

        batch = world.admit(8)
        send = queues.send

        def send_and_die(*arguments: Any) -> None:
            send(*arguments)
            raise Crashed

        with monkeypatch.context() as patch:
            patch.setattr(queues, "send", send_and_die)
            with pytest.raises(Crashed):
                world.dispatch(world.stream())
        service.cancel(USER_ID, batch, world.now)
        assert world.usage() == (0, 0)
        world.settle()
        world.check_books(batch)
        assert world.usage() == (0, 0)

    def test_retry_renders_the_failed_ones_with_new_seeds(self, world: Any) -> None:
        from lumiku.generations import service

        world.endpoint.score = lambda slot, _attempt: 0.1 if slot in (2, 5) else 0.9
        batch = world.admit(8)
        world.settle()
        used = {item["seed"] for r in world.endpoint.requests for item in r["items"]}
        world.endpoint.score = lambda _slot, _attempt: 0.9
        world.endpoint.requests.clear()
        again = service.retry(USER_ID, batch, None, world.now)
        world.settle()
        world.check_books(again)
        fresh = {item["seed"] for r in world.endpoint.requests for item in r["items"]}
        assert len(fresh) == 2
        assert not fresh & used
        assert world.usage() == (8, 0)
        with pytest.raises(AlreadyDone):
            service.retry(USER_ID, batch, None, world.now)

    def test_revoking_the_release_stops_the_batch(self, world: Any) -> None:
        from lumiku.catalog.service import avatars

        batch = world.admit(40)
        world.dispatch(world.stream())
        avatars.revoke(USER_ID, world.avatar_id, world.now)
        world.settle()
        world.check_books(batch)
        assert world.endpoint.requests == []
        shown = outlook(world, batch)
        assert shown.status == "cancelled"
        assert shown.reason.code == "release_revoked"
        assert world.usage() == (0, 0)


class TestProductBox:
    def test_where_the_product_is_stays_with_the_pose(self, world: Any) -> None:
        from lumiku import ids
        from lumiku.generations import service

        batch = world.admit(8)
        world.settle()
        pose = ids.pose_id(batch, 0)
        assert service.pictures(USER_ID, [pose])[pose].product_box == (0.412, 0.381, 0.168, 0.252)


class TestSizes:
    def test_hot_items_stay_below_one_kilobyte(self, world: Any) -> None:
        batch = world.admit(100)
        world.settle()
        for prefix in (f"GEN#{batch}", f"POSE#{batch}", "USAGE#"):
            largest = max(_size(item) for item in world.items(prefix))
            assert largest < 1024, (prefix, largest)


def _size(item: dict[str, dict[str, Any]]) -> int:
    """About what DynamoDB counts: names and values in UTF-8."""
    return sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items())
