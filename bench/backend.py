"""What a batch costs outside the GPU: AWS requests and DynamoDB units counted through the handlers.

Our design runs for real in one process; the plan's literal schema (a row per pose that is created
and then updated, counters and usage written per pose, a Lambda per pose that waits for the picture
and carries its bytes) is counted from the writes that it names. List prices of us-east-1, on
demand, read 2025-11: DynamoDB $0.625 and $0.125 per million write and read units, SQS $0.40 per
million requests, Lambda arm64 $0.0000133334 per GB-second and $0.20 per million requests, S3 $5
per million PUTs (aws.amazon.com/dynamodb/pricing, /sqs/pricing, /lambda/pricing, /s3/pricing).
"""

import argparse
import io
import json
import logging
import math
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Final
from unittest import mock

from local.fakes.cloud import Cloud
from local.fakes.pipeline import USER_ID, Endpoint, World, furnish
from lumiku import clock
from lumiku.accounts.policy import CLEANUP_NOTICE, PICTURES_KEPT
from lumiku.generations.rules import CHUNK
from pose_seed.library import shipped

WRITE_UNIT: Final = 0.625e-6
READ_UNIT: Final = 0.125e-6
SQS_REQUEST: Final = 0.40e-6
GB_SECOND: Final = 13.3334e-6
INVOCATION: Final = 0.20e-6
S3_PUT: Final = 5e-6
SECONDS_PER_POSE: Final = 0.8  # assumed, as in bench/dispatch.py
WORKER_GB: Final = 0.5
IMAGE_KB: Final = 150


@dataclass(frozen=True)
class Bill:
    """One design's use per 1,000 poses."""

    name: str
    writes: float
    reads: float
    sqs: float
    invocations: float
    gb_seconds: float
    puts: float

    def dollars(self) -> dict[str, float]:
        return {
            "DynamoDB": self.writes * WRITE_UNIT + self.reads * READ_UNIT,
            "SQS": self.sqs * SQS_REQUEST,
            "Lambda": self.gb_seconds * GB_SECOND + self.invocations * INVOCATION,
            "S3": self.puts * S3_PUT,
        }


def measured(poses: int) -> tuple[Bill, Counter[tuple[str, str]]]:
    """Runs one batch through the real handlers and counts."""
    cloud = Cloud()
    endpoint = Endpoint(cloud)
    cloud.endpoint = endpoint
    logging.disable(logging.CRITICAL)
    with cloud.installed(), redirect_stdout(io.StringIO()):
        world = World(cloud, endpoint)
        furnish(world, shipped().templates)
        cloud.stream()
        world.admit(8)  # fills the caches that a warm function has
        world.settle()
        cloud.calls.clear()
        cloud.units.update(read=0.0, write=0.0)
        batch = world.admit(poses)
        world.settle()
        world.check_books(batch)
        calls = Counter(cloud.calls)
        units = dict(cloud.units)
    tasks = sum(n for (service, _), n in calls.items() if service == "sagemaker")
    dispatches = calls["sqs", "GetQueueAttributes"] / 4
    scale = 1000 / poses
    # A queue's message costs a send (ten a request), a receive and a delete.
    sqs = sum(n for (service, _), n in calls.items() if service == "sqs") + 2 * tasks
    busy = tasks * (CHUNK * SECONDS_PER_POSE + 0.05) + dispatches * 0.05
    bill = Bill(
        "this design",
        writes=units["write"] * scale,
        reads=units["read"] * scale,
        sqs=sqs * scale,
        invocations=(tasks + dispatches) * scale,
        gb_seconds=busy * WORKER_GB * scale,
        puts=2 * 1000,
    )
    return bill, calls


def cleaned(poses: int) -> float:
    """Write units for each picture of a batch that nobody used: announced, then deleted."""
    cloud = Cloud()
    cloud.endpoint = Endpoint(cloud)
    logging.disable(logging.CRITICAL)
    with cloud.installed(), redirect_stdout(io.StringIO()):
        world = World(cloud, cloud.endpoint)
        with mock.patch.object(clock, "now", side_effect=lambda: world.now):
            furnish(world, shipped().templates)
            batch = world.admit(poses)
            world.settle()
            cloud.units.update(write=0.0)
            world.pass_time(days=(PICTURES_KEPT - CLEANUP_NOTICE).days, hours=8)
            world.tidy()
            world.pass_time(days=CLEANUP_NOTICE.days)
            world.tidy()
            gone = int(world.batch(batch).cleaned)
    return cloud.units["write"] / gone


def literal() -> Bill:
    """The plan's schema for 1,000 poses, ten jobs at a time, as its worker code reads.

    Per pose: put the pose (two indexes), update it with its result (two indexes), add to the batch
    and its progress, add to usage, put a usage event; a receive, a send and a delete on the queue;
    and a worker of 1 GB that waits for the provider, then stores picture and thumbnail.
    """
    row_units = math.ceil(1.4)  # prompt and both URLs on each row: above 1 KB
    writes_per_pose = row_units * 3 + row_units * 3 + 1 + 1 + 1 + 1
    return Bill(
        "the plan's schema",
        writes=1000 * writes_per_pose,
        reads=1000 * 2.0,
        sqs=1000 * 3,
        invocations=1000,
        gb_seconds=1000 * (SECONDS_PER_POSE * 10 + IMAGE_KB / 10_000) * 1.0,
        puts=2 * 1000,
    )


def report(bills: Iterable[Bill]) -> None:
    print(f"{'per 1,000 poses':20}{'WU':>8}{'RU':>8}{'SQS':>7}{'calls':>7}{'GB-s':>8}", end="")
    print("".join(f"{name:>10}" for name in ("DynamoDB", "SQS", "Lambda", "S3", "total")))
    totals = []
    for bill in bills:
        parts = bill.dollars()
        totals.append(sum(parts.values()))
        print(
            f"{bill.name:20}{bill.writes:>8.0f}{bill.reads:>8.0f}{bill.sqs:>7.0f}"
            f"{bill.invocations:>7.0f}{bill.gb_seconds:>8.0f}"
            + "".join(f"{'$':>3}{value:>7.4f}" for value in [*parts.values(), totals[-1]])
        )
    print(f"ratio of the totals: {totals[1] / totals[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--poses", type=int, default=100, help="poses of the batch (default 100)")
    poses = parser.parse_args().poses
    bill, calls = measured(poses)
    print(f"a batch of {poses} poses by {USER_ID}: {bill.writes / 1000:.2f} write units a pose")
    for (service, operation), count in sorted(calls.items()):
        print(f"  {service:10}{operation:24}{count:>6}{count / poses:>9.3f} a pose")
    report([bill, literal()])
    print(f"deleting a picture that nobody used, later: {cleaned(poses):.2f} write units")
    print(json.dumps({"write_units_per_pose": round(bill.writes / 1000, 3)}))


if __name__ == "__main__":
    main()
