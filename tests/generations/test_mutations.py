"""Each condition and token earns its place: without it, the books break in some scenario here."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from local.fakes.cloud import Cloud, Fault
from local.fakes.pipeline import USER_ID, World
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.generations import change, dispatch, finish, render, service, store
from lumiku.generations.store import GenerationItem
from lumiku.rendering.renderer import Throttled
from lumiku.usage import store as meter

Scenario = Callable[[World], None]
Mutation = Callable[[pytest.MonkeyPatch], None]


def two_workers_at_once(world: World) -> None:
    """A message is delivered a second time while its first worker waits for the endpoint."""
    batch = world.admit(8)
    world.dispatch(world.stream())
    (message,) = world.cloud.queues["priority"]
    honest = world.endpoint
    inside: list[bool] = []

    def slow(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not inside:
            inside.append(True)
            world.cloud.queues["priority"].append(message)
            world.work()
        return honest(request)

    world.cloud.endpoint = slow
    world.settle()
    world.check_books(batch)


def lost_answer(world: World) -> None:
    """The answer to an admission is lost: the merchant is told of the batch that was made."""
    lost: list[bool] = []

    def lose_once(_service: str, operation: str) -> str | None:
        if operation != "TransactWriteItems" or lost:
            return None
        lost.append(True)
        return Fault.LOST

    world.cloud.fault = lose_once
    try:
        batch = world.admit(8)
    except TransactionRefused as error:
        raise AssertionError("refused by what it had written itself") from error
    assert world.batch(batch).total == 8
    assert world.usage() == (0, 8)


def admitted_twice(world: World) -> None:
    assert world.admit(8, key="k") == world.admit(8, key="k")
    assert world.usage() == (0, 8)


def over_the_limit(world: World) -> None:
    from lumiku.accounts import service as accounts
    from lumiku.accounts.policy import Tier
    from lumiku.errors import LimitReached

    accounts.set_tier(USER_ID, Tier.FREE, world.now)
    for _ in range(3):
        try:
            world.admit(4)
        except LimitReached:
            continue
    used, held = world.usage()
    assert used + held <= 10


def cancelled_before_the_cursor_moved(world: World) -> None:
    """Messages are out, the dispatcher has not recorded them, the merchant cancels."""
    batch = world.admit(20)
    advance = dispatch._advance

    def cancel_first(*arguments: Any) -> None:
        service.cancel(USER_ID, batch, world.now)
        advance(*arguments)

    dispatch._advance = cancel_first  # type: ignore[assignment]
    try:
        world.dispatch(world.stream())
    finally:
        dispatch._advance = advance
    world.settle()
    world.check_books(batch)


def handed_back_while_running(world: World) -> None:
    """One micro-batch is handed back late, after another worker ended it; then the rest runs."""
    batch = world.admit(40)
    world.dispatch(world.stream())
    row = world.batch(batch)
    world.work()
    render._hand_back(row, list(range(8)), Throttled("full", retry_after=1), world.now)
    service.cancel(USER_ID, batch, world.now)
    world.settle()
    world.check_books(batch)


def released_before_the_cancel(world: World) -> None:
    """A cancellation was read before a release and is written after it."""
    batch = world.admit(40)
    row = world.batch(batch)
    world.dispatch(world.stream())
    with contextlib.suppress(TransactionRefused):
        change._stop(row, world.now).commit()
    service.cancel(USER_ID, batch, world.now)
    world.settle()
    world.check_books(batch)


def two_cancels_race(world: World) -> None:
    batch = world.admit(40)
    row = world.batch(batch)
    for _ in range(2):
        with contextlib.suppress(TransactionRefused):
            change._stop(row, world.now).commit()
    world.settle()
    world.check_books(batch)


def recorded_once(world: World) -> None:
    """Two finalisers at once: the poses' records grow by one batch, not two."""
    from lumiku.poses import service as poses

    batch = world.admit(8)
    world.dispatch(world.stream())
    world.work()
    row = world.batch(batch)
    outcomes = finish._outcomes(row)
    for _ in range(2):
        finish._close(row, outcomes, 0, last=True, now=world.now)
    poses.forget()
    assert sum(card.record.uses for card in poses.cards("fashion-standing")) == 8


def consent_revoked_in_between(world: World) -> None:
    from lumiku.catalog.service import avatars
    from lumiku.errors import ReleaseMissing
    from lumiku.generations import admit

    choose = admit._choose

    def revoked_meanwhile(*arguments: Any) -> list[str]:
        avatars.revoke(USER_ID, world.avatar_id, world.now)
        return choose(*arguments)

    admit._choose = revoked_meanwhile  # type: ignore[assignment]
    try:
        with pytest.raises(ReleaseMissing):
            world.admit(8)
    finally:
        admit._choose = choose


ANYTHING = GenerationItem.pk.exists()


def _unconditional_puts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Transaction, "put_new", lambda self, name, item: self.put(name, item))


def _no_token(patch: pytest.MonkeyPatch) -> None:
    """As if neither we nor botocore had sent one."""
    answer = Cloud._dynamodb

    def forgetful(self: Cloud, operation: str, data: dict[str, Any]) -> Any:
        data.pop("ClientRequestToken", None)
        return answer(self, operation, data)

    patch.setattr(Cloud, "_dynamodb", forgetful)


def _no_idempotency(patch: pytest.MonkeyPatch) -> None:
    from lumiku.generations import admit

    def commit(transaction: Transaction, *arguments: Any) -> str:
        transaction.commit()
        return str(arguments[2])

    patch.setattr(admit, "commit_once", commit)
    patch.setattr(admit, "earlier", lambda *_: None)


def _no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(meter, "reserve_condition", lambda *_: None)


def _any_slot_may_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "dispatched", lambda _slots: ANYTHING)
    patch.setattr(GenerationItem, "dispatched", lambda _self, slots: list(slots))


def _revisions_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "unchanged", lambda _rev: store.running())


def _running_and_revisions_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "unchanged", lambda _rev: ANYTHING)


def _ended_slots_handed_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Transaction, "check", lambda *_a, **_k: None)


def _closed_again_and_again(patch: pytest.MonkeyPatch) -> None:
    update = Transaction.update

    def unconditional(self: Transaction, name: str, item: Any, actions: Any, *_: Any) -> None:
        update(self, name, item, actions, None)

    patch.setattr(Transaction, "update", unconditional)


CASES: list[tuple[str, Mutation, Scenario]] = [
    ("a pose is put only if absent", _unconditional_puts, two_workers_at_once),
    ("a transaction keeps its token", _no_token, lost_answer),
    ("an idempotency key is claimed", _no_idempotency, admitted_twice),
    ("a reservation has a limit", _no_limit, over_the_limit),
    ("only dispatched slots end", _any_slot_may_end, cancelled_before_the_cursor_moved),
    ("cancel sees the revision", _revisions_ignored, released_before_the_cancel),
    ("cancel sees the state", _running_and_revisions_ignored, two_cancels_race),
    ("ended slots are not handed back", _ended_slots_handed_back, handed_back_while_running),
    ("consent is checked in the commit", _ended_slots_handed_back, consent_revoked_in_between),
    ("a batch is closed once", _closed_again_and_again, recorded_once),
]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.mark.parametrize(("scenario"), sorted({case[2] for case in CASES}, key=str))
def test_holds_as_it_is(world: World, scenario: Scenario) -> None:
    scenario(world)


@pytest.mark.parametrize(("name", "mutation", "scenario"), CASES, ids=[case[0] for case in CASES])
def test_breaks_without(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    mutation: Mutation,
    scenario: Scenario,
) -> None:
    del name
    with monkeypatch.context() as patch:
        mutation(patch)
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            scenario(world)
