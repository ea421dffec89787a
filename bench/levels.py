"""A scripted month: a starter and a pro merchant pass through every level, at noon and at night.

Each line is one step: the poses used so far, the lane in which a picture ran that was ordered at
noon (a busy hour) and one at 22:00 WIB, and the mails and usage alerts that the step caused.
Without options the real meter, monitor, outbox and policy run in one process, where SES and the
clock are rehearsed. `--stack` starts a local stack and does it over HTTP: every mark is crossed by
a batch that is rendered, its lane is what the worker's log says, and only the way between two marks
is written into the meter; the functions are moved from hour to hour. `--check` fails unless the
lanes are the policy's and each level sent exactly one mail.
"""

import argparse
import io
import json
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol
from unittest import mock

from local.fakes.cloud import Cloud
from local.fakes.hours import live_at
from local.fakes.month import Month
from local.fakes.shops import Merchant, Shop, Street, draw_pictures
from local.stack.home import Home, free_port
from local.stack.mails import sent
from local.stack.stack import Stack
from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Lane, Level, Tier

NIGHT: Final = timedelta(hours=10)  # from noon to 22:00 WIB
MEASURED: Final = tuple(tier for tier in Tier if PLANS[tier].thresholds)


@dataclass(frozen=True)
class Step:
    """What one step of the script shows."""

    what: str
    tier: Tier
    used: int
    level: Level
    noon: Lane
    night: Lane
    mails: list[str]
    alerts: list[str]


class Stage(Protocol):
    """Where the month is played."""

    def opens(self, tier: Tier) -> str: ...
    def at(self, user_id: str, moment: datetime) -> None: ...
    def uses(self, user_id: str, total: int) -> None: ...
    def lane(self, user_id: str) -> Lane: ...
    def moves(self, user_id: str, tier: Tier) -> None: ...
    def seen(self, user_id: str) -> tuple[Tier, int, list[str], list[str]]:
        """Plan, poses used this month, and all mails and alerts so far, the oldest first."""
        ...


def script(tier: Tier) -> Iterator[tuple[str, int]]:
    """The totals at which something happens, shortly below and just above each threshold."""
    limits = PLANS[tier].thresholds
    if limits is None:
        raise ValueError(f"{tier} has no levels")
    for name, limit in zip(("yellow", "orange", "red"), limits, strict=True):
        yield f"up to {name}", limit - 2
        yield f"above {name}", limit + 1
    yield "and on", limits.red + limits.yellow


def play(stage: Stage, tier: Tier, start: datetime) -> Iterator[Step]:
    """One merchant's month, a day a step; then a larger plan, and the month after."""
    user_id = stage.opens(tier)
    known: tuple[list[str], list[str]] = ([], [])

    def step(what: str, noon: datetime, total: int | None = None) -> Step:
        nonlocal known
        stage.at(user_id, noon)
        if total is not None:
            stage.uses(user_id, total)
        at_noon = stage.lane(user_id)
        stage.at(user_id, noon + NIGHT)
        at_night = stage.lane(user_id)
        plan, used, mails, alerts = stage.seen(user_id)
        fresh = mails[len(known[0]) :], alerts[len(known[1]) :]
        known = mails, alerts
        return Step(what, plan, used, policy.level(plan, used), at_noon, at_night, *fresh)

    day = start
    for what, total in script(tier):
        yield step(what, day, total)
        day += timedelta(days=1)
    larger = policy.next_tier(tier)
    if larger is not None:
        stage.moves(user_id, larger)
        yield step(f"moves to {larger}", day)
    yield step("a new month", clock.month_end(day) + timedelta(hours=12))


@dataclass
class Rehearsal:
    """One process: the lane is what the dispatcher would decide."""

    month: Month

    def opens(self, tier: Tier) -> str:
        return self.month.account(f"merchant-{tier}", tier)

    def at(self, user_id: str, moment: datetime) -> None:
        self.month.now = moment

    def uses(self, user_id: str, total: int) -> None:
        self.month.use_up_to(user_id, total)
        self.month.settle()

    def lane(self, user_id: str) -> Lane:
        from lumiku.generations.dispatch import standing

        now = standing(user_id, self.month.now)
        return policy.lane(now.tier, now.throttled)

    def moves(self, user_id: str, tier: Tier) -> None:
        self.month.account(user_id, tier)
        self.month.settle()

    def seen(self, user_id: str) -> tuple[Tier, int, list[str], list[str]]:
        from lumiku.accounts import service as accounts
        from lumiku.usage import alerts

        mails = [mail for mail in self.month.mails() if mail.user_id == user_id]
        raised = sorted(alerts.of_month(user_id), key=lambda alert: _rank(alert.level))
        return (
            accounts.get(user_id).tier_at(self.month.now),
            self.month.used(user_id),
            [mail.mail_id.partition("_")[2] for mail in mails],
            [f"{a.level}{' + team' if a.team_alerted else ''}" for a in raised],
        )


@dataclass
class OnStack:
    """A running stack, driven over HTTP."""

    stack: Stack
    street: Street
    admin: Merchant
    shops: dict[str, Shop] = field(default_factory=dict)

    def opens(self, tier: Tier) -> str:
        shop = self.street.shop(tier)
        user_id = shop.owner.person.user_id
        self.shops[user_id] = shop
        return user_id

    def at(self, user_id: str, moment: datetime) -> None:
        live_at(self.stack.clients, self.stack.outputs, moment)

    def uses(self, user_id: str, total: int) -> None:
        """The last pose is a real one."""
        owner = self.shops[user_id].owner
        self.street.has_used(owner, total - 1, owner.api.get("/usage")["month"])
        self._order(user_id)

    def lane(self, user_id: str) -> Lane:
        return Lane(self._logged(self._order(user_id))["lane"])

    def moves(self, user_id: str, tier: Tier) -> None:
        wish = {"tier": tier.value, "note": "bench"}
        self.admin.api.send("PUT", f"/admin/users/{user_id}/plan", wish).raise_for_status()

    def seen(self, user_id: str) -> tuple[Tier, int, list[str], list[str]]:
        person = self.shops[user_id].owner.person
        time.sleep(2)  # the stream, the monitor, the outbox and SES
        user = self.admin.api.get(f"/admin/users/{user_id}")
        mails = [mail["kind"].upper() for mail in reversed(user["mails"])]
        assert {mail["status"] for mail in user["mails"]} <= {"sent"}, user["mails"]
        assert sum(mail.to == person.email for mail in sent(self.stack.home)) == len(mails)
        raised = sorted(user["alerts"], key=lambda alert: _rank(Level(alert["level"])))
        return (
            Tier(user["usage"]["tier"]),
            user["usage"]["used"],
            mails,
            [f"{a['level']}{' + team' if a['team_alerted'] else ''}" for a in raised],
        )

    def _order(self, user_id: str) -> str:
        shop = self.shops[user_id]
        batch = shop.api.post("/generations", shop.order(skincare_closeup=1))
        assert shop.api.follow(batch["id"])["status"] == "completed"
        return str(batch["id"])

    def _logged(self, batch: str) -> dict[str, Any]:
        """What the worker wrote about a batch."""
        clients, name = self.stack.clients, self.stack.outputs["PoseWorkerFunction"]
        told = clients.functions.get_function_configuration(FunctionName=name)
        group = told["LoggingConfig"]["LogGroup"]
        for _ in range(40):
            pages = clients.logs.get_paginator("filter_log_events")
            for page in pages.paginate(logGroupName=group):
                for event in page["events"]:
                    if batch in event["message"] and "task_done" in event["message"]:
                        found: dict[str, Any] = json.loads(event["message"])
                        return found
            time.sleep(0.25)
        raise LookupError(f"the worker wrote nothing about {batch}")


@contextmanager
def rehearsed() -> Iterator[tuple[Stage, datetime]]:
    cloud = Cloud(secrets={"team": '{"targets": []}'})
    start = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # Monday, 12:00 WIB
    month = Month(cloud, now=start)
    logging.disable(logging.CRITICAL)
    with cloud.installed(), mock.patch.object(clock, "now", side_effect=lambda: month.now):
        yield Rehearsal(month), start
    logging.disable(logging.NOTSET)


@contextmanager
def running() -> Iterator[tuple[Stage, datetime]]:
    home = Home.at(free_port())
    try:
        with (
            Stack(home) as stack,
            TemporaryDirectory() as folder,
            Street(stack, draw_pictures(Path(folder))) as street,
        ):
            start = clock.month_end(clock.now()) + timedelta(hours=12)
            yield OnStack(stack, street, street.merchant(admin=True)), start
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)


def run(*, on_stack: bool = False) -> Iterator[Step]:
    """Both merchants' steps, as they happen; one plays in the month after the other's last."""
    with running() if on_stack else rehearsed() as (stage, first):
        for number, tier in enumerate(MEASURED):
            start = first
            for _ in range(2 * number):
                start = clock.month_end(start) + timedelta(hours=12)
            yield from play(stage, tier, start)


def _rank(level: Level) -> int:
    return len(policy.levels_up_to(level))


def line(*cells: str) -> str:
    widths = (24, 12, 7, 8, 11, 11, 8)
    return " ".join(
        f"{cell:{width}}" for cell, width in zip(cells, widths, strict=False)
    ) + " ".join(cells[len(widths) :])


def check(steps: list[Step]) -> None:
    """Raises AssertionError when a lane is not the policy's, or a level did not mail once."""
    for one in steps:
        slowed = one.level in (Level.ORANGE, Level.RED)
        assert one.noon == policy.lane(one.tier, slowed), one
        assert one.night == policy.lane(one.tier, False), one
    assert [mail for one in steps for mail in one.mails] == ["YELLOW", "ORANGE", "RED"] * 2
    assert [alert for one in steps for alert in one.alerts] == [
        "YELLOW",
        "ORANGE",
        "RED + team",
    ] * 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stack", action="store_true", help="on a local stack of its own")
    parser.add_argument("--check", action="store_true", help="fail unless it is as the policy says")
    wanted = parser.parse_args()
    print(line("step", "plan", "used", "level", "noon", "night", "mail", "alert"))
    steps, started = [], time.monotonic()
    for one in _quietly(run(on_stack=wanted.stack)):
        steps.append(one)
        told = (", ".join(cell) or "-" for cell in (one.mails, one.alerts))
        used = f"{one.used:,}"
        print(line(one.what, one.tier, used, one.level, one.noon, one.night, *told), flush=True)
    mails = [mail for one in steps for mail in one.mails]
    print(f"{len(mails)} mails in {time.monotonic() - started:.0f} s: {', '.join(mails)}")
    if wanted.check:
        check(steps)


def _quietly(steps: Iterator[Step]) -> Iterator[Step]:
    """Without what the handlers write, which in one process would land between the lines."""
    while True:
        with redirect_stdout(io.StringIO()):
            one = next(steps, None)
        if one is None:
            return
        yield one


if __name__ == "__main__":
    main()
