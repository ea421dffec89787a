"""One queue per lane, each with its dead-letter queue, and one for messages nobody can read."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.nag import acknowledge
from infra.settings import LANES, LaneName

__all__ = ["DISPATCH_TIMEOUT", "WORKER_TIMEOUT", "Lanes", "dead_letters", "work_queue"]

# A queue hides a message for at least six times its consumer's timeout, so these live together.
# Two calls of the endpoint of 55 s each, and what is around them.
WORKER_TIMEOUT: Final = Duration.seconds(130)
DISPATCH_TIMEOUT: Final = Duration.seconds(50)
MAX_RECEIVES: Final = 5


class Lanes(Construct):
    """`lanes[name]` feeds the workers; `dead[name]` holds what killed a worker five times."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.lanes: dict[LaneName, sqs.Queue] = {}
        self.dead: dict[LaneName, sqs.Queue] = {}
        for lane in LANES:
            title = lane.capitalize()
            dead = dead_letters(self, f"{title}Dead", visibility=_six_times(DISPATCH_TIMEOUT))
            self.dead[lane] = dead
            self.lanes[lane] = work_queue(self, title, worker=WORKER_TIMEOUT, dead=dead)
        self.parked = dead_letters(self, "Parked")


def work_queue(scope: Construct, id: str, *, worker: Duration, dead: sqs.Queue) -> sqs.Queue:
    """A queue whose messages outlast their worker's timeout and end among `dead`."""
    return sqs.Queue(
        scope,
        id,
        visibility_timeout=_six_times(worker),
        retention_period=Duration.days(4),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=MAX_RECEIVES),
    )


def dead_letters(scope: Construct, id: str, *, visibility: Duration | None = None) -> sqs.Queue:
    """A last stop: two weeks for a person to look, no further redrive."""
    queue = sqs.Queue(
        scope,
        id,
        visibility_timeout=visibility,
        retention_period=Duration.days(14),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
    )
    acknowledge(queue, {"AwsSolutions-SQS3": "It is itself a dead-letter or parking queue."})
    return queue


def _six_times(timeout: Duration) -> Duration:
    return Duration.seconds(6 * int(timeout.to_seconds()))
