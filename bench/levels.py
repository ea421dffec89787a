"""A scripted month: a starter and a pro merchant pass through every level, at noon and at night.

The real meter, monitor, outbox and policy run in one process; SES and the clock are rehearsed. Each
line is one step: the poses used so far, and at noon and at night the lane in which work would be
released; then the mails and the team's alerts that this step caused. `--check` also fails unless
each level sent exactly one mail.
"""

import argparse
import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from unittest import mock

from local.fairuse import Month
from local.memory import Cloud
from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Lane, Tier

START: Final = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # Monday, 12:00 WIB
NIGHT: Final = timedelta(hours=10)  # from noon to 22:00 WIB


@dataclass(frozen=True)
class Step:
    """What one step of the script shows."""

    what: str
    tier: Tier
    used: int
    level: policy.Level
    noon: Lane
    night: Lane
    mails: list[str]
    alerts: list[str]


def script(tier: Tier) -> Iterator[tuple[str, int]]:
    """The totals at which something happens, one below and one above each threshold."""
    limits = PLANS[tier].thresholds
    if limits is None:
        raise ValueError(f"{tier} has no levels")
    for name, limit in zip(("yellow", "orange", "red"), limits, strict=True):
        yield f"up to {name}", limit
        yield f"above {name}", limit + 1
    yield "and on", limits.red + 500


def lane(month: Month, sub: str, at: datetime) -> Lane:
    """The lane in which the dispatcher would release this merchant's work at that moment."""
    from lumiku.generations.release import standing

    standing_then = standing(sub, at)
    return policy.lane(standing_then.tier, standing_then.throttled)


def step(month: Month, sub: str, what: str, known: set[str]) -> Step:
    from lumiku.accounts import service as accounts

    month.settle()
    mails = [mail.mail_id.partition("_")[2] for mail in month.new_mails()]
    causes = {row["cause"]["S"].partition(":")[0] for row in month.team_alerts()
              if sub in row["cause"]["S"]}  # fmt: skip
    alerts = sorted(causes - known)
    known |= causes
    tier, used = accounts.get(sub).tier_at(month.now), month.used(sub)
    return Step(
        what=what,
        tier=tier,
        used=used,
        level=policy.level(tier, used),
        noon=lane(month, sub, month.now),
        night=lane(month, sub, month.now + NIGHT),
        mails=mails,
        alerts=alerts,
    )


def play(month: Month, tier: Tier) -> Iterator[Step]:
    """One merchant's month, a day a step; then a larger plan, and the month after."""
    sub = f"merchant-{tier}"
    known: set[str] = set()
    month.account(sub, tier)
    for what, total in script(tier):
        month.use_up_to(sub, total)
        yield step(month, sub, what, known)
        month.pass_time(days=1)
    larger = policy.next_tier(tier)
    if larger is not None:
        month.account(sub, larger)
        yield step(month, sub, f"moves to {larger}", known)
    month.now = clock.month_end(month.now) + timedelta(hours=12)
    yield step(month, sub, "a new month", known)


def run() -> list[Step]:
    """Both merchants' steps."""
    cloud = Cloud(secrets={"team": '{"targets": []}'})
    month = Month(cloud, now=START)
    logging.disable(logging.CRITICAL)
    with (
        cloud.installed(),
        redirect_stdout(io.StringIO()),
        mock.patch.object(clock, "now", side_effect=lambda: month.now),
    ):
        steps = []
        for tier in (Tier.STARTER, Tier.PRO):
            month.now = START
            steps += list(play(month, tier))
    logging.disable(logging.NOTSET)
    return steps


def report(steps: list[Step]) -> None:
    print(
        f"{'step':24}{'plan':12}{'used':>7}  {'level':8}{'noon':10}{'night':10}{'mail':8}{'team'}"
    )
    for one in steps:
        print(
            f"{one.what:24}{one.tier:12}{one.used:>7,}  {one.level:8}{one.noon:10}{one.night:10}"
            f"{', '.join(one.mails) or '-':8}{', '.join(one.alerts) or '-'}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail unless each level mailed once")
    checked = parser.parse_args().check
    steps = run()
    report(steps)
    mails = [mail for one in steps for mail in one.mails]
    print(f"{len(mails)} mails: {', '.join(mails)}")
    if checked:
        assert mails == ["YELLOW", "ORANGE", "RED"] * 2, mails


if __name__ == "__main__":
    main()
