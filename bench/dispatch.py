"""Four simulated hours of batches: who keeps which promise under which way of dispatching.

The virtual-deadline policy is the product's own code (`generations.rules`, `accounts.policy`); FIFO
and strict priority (the plan's queue numbers) see the same arrivals. A batch keeps its promise when
its first micro-batch is finished in time. Assumed, not measured: 0.8 s a pose and GPU slot, give
or take a quarter. Two noisy tenants, one starter and one pro, order 1,000 poses again and again.
"""

import argparse
import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from lumiku.accounts.policy import PLANS, Tier
from lumiku.generations.rules import CHUNK, Waiting, choose, deadline

_PATIENCE: Final = 3600.0  # the free tier's promise is as long as the simulation: judge an hour
_LOOK: Final = 60  # as the dispatcher: the earliest of the index
START: Final = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HOURS: Final = 4
SLOTS: Final = 5
SECONDS_PER_POSE: Final = 0.8
# tier: (batches an hour of all its tenants together, smallest batch, largest batch)
LOAD: Final = {
    Tier.ENTERPRISE: (30, 20, 200),
    Tier.PRO: (60, 10, 100),
    Tier.STARTER: (80, 10, 60),
    Tier.FREE: (60, 1, 10),
}
NOISY: Final = {Tier.STARTER: 6, Tier.PRO: 6}  # 1,000-pose batches an hour
PLAN_PRIORITY: Final = {Tier.ENTERPRISE: 1, Tier.PRO: 2, Tier.STARTER: 5, Tier.FREE: 10}


@dataclass
class Batch:
    """One request on its way through the simulation."""

    id: str
    tier: Tier
    at: float
    chunks: int
    dispatched: int = 0
    first_done: float | None = None
    noisy: bool = False
    due: float = 0.0  # epoch seconds, of the next chunk

    def waiting(self) -> Waiting:
        start = START + timedelta(seconds=self.at)
        return Waiting(
            deadline=deadline(start, self.dispatched, self.tier, False),
            generation_id=self.id,
            chunk=self.dispatched,
            chunks=self.chunks - self.dispatched,
            tier=self.tier,
            throttled=False,
            start=start,
        )


Policy = Callable[[Iterable[Batch], int, int], list[Batch]]
Rank = Callable[[Batch], float]


def by_deadline(batch: Batch) -> float:
    return batch.due


def virtual_deadlines(reserved: int) -> Policy:
    """Our dispatcher's rule; `reserved` slots wait for the dedicated lane alone."""

    def pick(waiting: Iterable[Batch], room: int, urgent_out: int) -> list[Batch]:
        known = {batch.id: batch for batch in heapq.nsmallest(_LOOK, waiting, key=by_deadline)}
        places = [batch.waiting() for batch in known.values()]
        chosen = choose(places, room=room, reserved=reserved, urgent_out=urgent_out)
        return [known[place.generation_id] for place in chosen]

    return pick


def ordered(key: Callable[[Batch], tuple[float, ...]]) -> Policy:
    def pick(waiting: Iterable[Batch], room: int, _urgent_out: int) -> list[Batch]:
        picked: list[Batch] = []
        for batch in sorted(waiting, key=key):
            picked += [batch] * min(batch.chunks - batch.dispatched, room - len(picked))
            if len(picked) >= room:
                break
        return picked

    return pick


def arrivals(rng: random.Random) -> list[Batch]:
    """Poisson arrivals of every tier, and the noisy tenants' on top."""
    batches: list[Batch] = []
    for tier, (rate, least, most) in LOAD.items():
        batches += _poisson(rng, tier, rate, _between(rng, least, most), False)
    for tier, rate in NOISY.items():
        batches += _poisson(rng, tier, rate, lambda: 1_000, True)
    return sorted(batches, key=lambda batch: batch.at)


def _between(rng: random.Random, least: int, most: int) -> Callable[[], int]:
    return lambda: rng.randint(least, most)


def _poisson(
    rng: random.Random, tier: Tier, rate: float, poses: Callable[[], int], noisy: bool
) -> list[Batch]:
    made: list[Batch] = []
    at = rng.expovariate(rate / 3600)
    while at < HOURS * 3600:
        name = f"{tier}-{'noisy-' if noisy else ''}{len(made):05d}"
        made.append(Batch(name, tier, at, -(-poses() // CHUNK), noisy=noisy))
        at += rng.expovariate(rate / 3600)
    return made


@dataclass
class Simulation:
    """Slots, the shallow queues before them, and what waits in the table."""

    policy: Policy
    rank: Rank  # of what lies in the queues before the slots; the smallest is taken first
    rng: random.Random
    reserved: int = 0
    waiting: dict[str, Batch] = field(default_factory=dict)
    queued: list[tuple[float, int, Batch]] = field(default_factory=list)
    running: list[tuple[float, int, Batch]] = field(default_factory=list)
    busy: float = 0.0  # slot seconds worked
    idle_with_work: float = 0.0  # slot seconds idle although something waited
    number: int = 0

    def run(self, batches: list[Batch]) -> None:
        events = [(batch.at, i, batch) for i, batch in enumerate(batches)]
        now = 0.0
        end = HOURS * 3600.0
        while now < end and (events or self.running):
            soonest = min(
                events[0][0] if events else end, self.running[0][0] if self.running else end
            )
            self._account(min(soonest, end) - now)
            now = soonest
            while events and events[0][0] <= now:
                batch = heapq.heappop(events)[2]
                batch.due = batch.waiting().deadline.timestamp()
                self.waiting[batch.id] = batch
            while self.running and self.running[0][0] <= now:
                batch = heapq.heappop(self.running)[2]
                batch.first_done = batch.first_done or now
            self._feed(now)

    def _account(self, seconds: float) -> None:
        self.busy += seconds * len(self.running)
        if self.waiting or self.queued:
            self.idle_with_work += seconds * (SLOTS - len(self.running))

    def _feed(self, now: float) -> None:
        """Fills the queues by the policy and the slots from the queues, most urgent first."""
        for _ in range(2):
            room = 2 * SLOTS - len(self.queued) - len(self.running)
            out = [batch for _, _, batch in [*self.queued, *self.running]]
            urgent_out = sum(batch.tier is Tier.ENTERPRISE for batch in out)
            for batch in self.policy(self.waiting.values(), room, urgent_out) if room > 0 else []:
                self._queue(batch)
            self._start(now)

    def _queue(self, batch: Batch) -> None:
        self.number += 1
        heapq.heappush(self.queued, (self.rank(batch), self.number, batch))
        batch.dispatched += 1
        batch.due = batch.waiting().deadline.timestamp()
        if batch.dispatched >= batch.chunks:
            self.waiting.pop(batch.id, None)

    def _start(self, now: float) -> None:
        kept = []
        while self.queued and len(self.running) < SLOTS:
            promised, number, batch = heapq.heappop(self.queued)
            ordinary = sum(b.tier is not Tier.ENTERPRISE for _, _, b in self.running)
            if batch.tier is not Tier.ENTERPRISE and ordinary >= SLOTS - self.reserved:
                kept.append((promised, number, batch))
                continue
            seconds = CHUNK * SECONDS_PER_POSE * self.rng.uniform(0.75, 1.25)
            heapq.heappush(self.running, (now + seconds, number, batch))
        for entry in kept:
            heapq.heappush(self.queued, entry)


def kept(batches: list[Batch], tier: Tier) -> float:
    """Share of a tier's batches, the noisy tenants' aside, that kept its promise."""
    promise = min(PLANS[tier].promise.total_seconds(), _PATIENCE)
    judged = [
        batch
        for batch in batches
        if batch.tier is tier and not batch.noisy and batch.at + promise <= HOURS * 3600
    ]
    good = sum(b.first_done is not None and b.first_done - b.at <= promise for b in judged)
    return good / len(judged)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="simulated afternoons (default 3)")
    seeds = range(parser.parse_args().seeds)
    arrival: Rank = lambda batch: batch.at  # noqa: E731 - one word a policy
    rank: Rank = lambda batch: PLAN_PRIORITY[batch.tier]  # noqa: E731
    policies: list[tuple[str, Policy, Rank, int]] = [
        ("one FIFO", ordered(lambda batch: (batch.at,)), arrival, 0),
        ("strict priority", ordered(lambda b: (PLAN_PRIORITY[b.tier], b.at)), rank, 0),
        ("virtual deadlines", virtual_deadlines(0), by_deadline, 0),
        ("  + 1 reserved slot", virtual_deadlines(1), by_deadline, 1),
        ("  + 2 reserved slots", virtual_deadlines(2), by_deadline, 2),
    ]
    demand = sum(b.chunks for b in arrivals(random.Random(0))) * CHUNK * SECONDS_PER_POSE
    print(f"{HOURS} h, {SLOTS} slots, demand {demand / (SLOTS * HOURS * 3600):.0%} of capacity")
    print(
        f"{'within the promise':22}{'enterprise':>11}{'pro':>7}{'starter':>9}{'free 1h':>9}", end=""
    )
    print(f"{'busy':>8}{'idle, work waiting':>20}")
    for name, policy, order, reserved in policies:
        shares: dict[Tier, float] = dict.fromkeys(Tier, 0.0)
        busy = idle = 0.0
        for seed in seeds:
            batches = arrivals(random.Random(seed))
            simulation = Simulation(policy, order, random.Random(seed), reserved)
            simulation.run(batches)
            for tier in Tier:
                shares[tier] += kept(batches, tier) / len(seeds)
            busy += simulation.busy / len(seeds)
            idle += simulation.idle_with_work / len(seeds)
        slot_seconds = SLOTS * HOURS * 3600
        print(
            f"{name:22}{shares[Tier.ENTERPRISE]:>11.0%}{shares[Tier.PRO]:>7.0%}"
            f"{shares[Tier.STARTER]:>9.0%}{shares[Tier.FREE]:>9.0%}{busy / slot_seconds:>8.0%}"
            f"{idle / slot_seconds:>20.1%}"
        )


if __name__ == "__main__":
    main()
