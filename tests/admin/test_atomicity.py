"""Every AWS call of an act fails in every way: account and audit row always agree."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.fakes.cloud import Cloud, Crashed, Fault, nth
from local.fakes.pipeline import NOON
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Level, Tier
from lumiku.admin import service, store
from lumiku.admin.audit import Operator
from lumiku.admin.schemas import NoticeIn, OverrideIn, PlanIn, ReasonIn, ResolveIn
from lumiku.cloud.table import Transaction
from lumiku.errors import LumikuError
from lumiku.usage import alerts

OPERATOR = Operator("op", "op@lumiku.test", "r1")
LATER = NOON + policy.SUSPENSION_NOTICE
USER_ID = "merchant-1"

Act = Callable[[], object]
ACTS: dict[str, Act] = {
    "set_plan": lambda: service.set_plan(
        OPERATOR, USER_ID, PlanIn(tier=Tier.PRO, until=NOON + timedelta(days=30), note="n"), NOON
    ),
    "set_override": lambda: service.set_override(
        OPERATOR,
        USER_ID,
        OverrideIn.model_validate(
            {"mode": "throttled", "until": NOON + timedelta(days=1), "note": "n"}
        ),
        NOON,
    ),
    "end_override": lambda: service.end_override(OPERATOR, USER_ID, NOON),
    "give_notice": lambda: service.give_notice(OPERATOR, USER_ID, NoticeIn(reason="n"), NOON),
    "suspend": lambda: service.suspend(OPERATOR, USER_ID, ReasonIn(note="n"), LATER),
    "reinstate": lambda: service.reinstate(OPERATOR, USER_ID, ReasonIn(note="n"), LATER),
    "resolve_alert": lambda: service.resolve(
        OPERATOR,
        f"{USER_ID}.2026-11.RED",
        ResolveIn.model_validate({"resolution": "limited", "note": "n"}),
        NOON,
    ),
}
# Acts that must have happened before one that undoes them.
FIRST = {
    "end_override": ["set_override"],
    "suspend": ["give_notice"],
    "reinstate": ["give_notice", "suspend"],
}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud().installed() as made:
        furnish()
        yield made


def furnish() -> None:
    accounts.set_tier(USER_ID, Tier.STARTER, NOON, email="sari@lumiku.test")
    transaction = Transaction()
    alerts.record(
        transaction,
        USER_ID,
        month="2026-11",
        level=Level.RED,
        count=3_001,
        tier=Tier.STARTER,
        now=NOON,
    )
    transaction.commit()


def state() -> dict[str, Any]:
    """What the acts may change, as the audit tells it."""
    alert = alerts.get(USER_ID, "2026-11", Level.RED)
    told = service.described(accounts.get(USER_ID))
    return {**told, "resolution": alert.resolution and alert.resolution.value}


def replayed() -> dict[str, Any]:
    """The state to which the audit rows lead, in order, each from where the last one ended."""
    now = {
        "tier": "starter",
        "override": None,
        "plan_until": None,
        "noticed_at": None,
        "suspended_at": None,
        "resolution": None,
    }
    rows, _ = store.entries(USER_ID, limit=100)
    for row in reversed(rows):
        before = {name: value for name, value in row.before.items() if name != "alert"}
        assert before == {name: now[name] for name in before}, row.act
        now |= {name: value for name, value in row.after.items() if name != "alert"}
    return now


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("fault", Fault)
def test_an_act_and_its_record_happen_together_and_once(
    act: str, fault: Fault, cloud: Cloud
) -> None:
    for first in FIRST.get(act, []):
        ACTS[first]()
    rows = len(store.entries(USER_ID, limit=100)[0])
    number, done = 0, False
    while not done:
        calls = len(cloud.calls)
        cloud.fault = nth(number, fault)
        with contextlib.suppress(Crashed, Exception):
            ACTS[act]()
        cloud.fault = lambda *_: None
        done = len(cloud.calls) - calls <= number
        assert state() == replayed()
        number += 1
    assert number >= 2
    entries, _ = store.entries(USER_ID, limit=100)
    assert [row.act for row in entries[: len(entries) - rows]] == [act]
    mails = cloud.items(f"U#{USER_ID}", "MAIL#")
    assert len(mails) == [row.act for row in entries].count("give_notice")


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(sorted(ACTS)),
            st.integers(0, 5),
            st.sampled_from([None, None, *Fault]),
        ),
        max_size=8,
    )
)
def test_any_sequence_under_faults_replays_to_the_present(
    acts: list[tuple[str, int, Fault | None]],
) -> None:
    with Cloud().installed() as cloud:
        furnish()
        for act, number, fault in acts:
            cloud.fault = nth(number, fault) if fault else lambda *_: None
            with contextlib.suppress(Crashed, LumikuError):
                ACTS[act]()
            cloud.fault = lambda *_: None
            assert state() == replayed()
        suspended = accounts.get(USER_ID).suspended_at
        noticed = accounts.get(USER_ID).noticed_at
        assert suspended is None or (noticed and suspended - noticed >= policy.SUSPENSION_NOTICE)


def test_two_operators_at_once_write_two_true_rows(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one's row tells the change from the first one's state, not from what it read."""
    read = accounts.get
    raced: list[bool] = []

    def get(user_id: str) -> accounts.Account:
        account = read(user_id)
        if not raced:
            raced.append(True)
            ACTS["set_override"]()
        return account

    monkeypatch.setattr(accounts, "get", get)
    service.set_plan(OPERATOR, USER_ID, PlanIn(tier=Tier.PRO, note="n"), NOON)
    monkeypatch.undo()
    assert state() == replayed()
    assert [row.act for row in store.entries(USER_ID, limit=9)[0]] == ["set_plan", "set_override"]
    assert cloud.calls
