"""Posters and exports: a queue of its own, so that drawing never waits behind the GPU's work."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.constructs.data import READ, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.media import EXPORTS, Media
from infra.constructs.queues import DISPATCH_TIMEOUT, Lanes, dead_letters, work_queue
from infra.settings import Stage

__all__ = ["Posters"]

# Twenty files take some seconds; the ZIP of 2,000 files has to be read and written once.
TIMEOUT: Final = Duration.minutes(5)
ONE_CORE_MB: Final = 1769  # the memory at which Lambda gives a whole vCPU


class Posters(Construct):
    """`queue` holds posters to draw and files to make; `dead` what killed a worker five times,
    for which the dispatcher accounts."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        media: Media,
        lanes: Lanes,
        layers: Layers,
    ) -> None:
        super().__init__(scope, id)
        self.dead = dead_letters(
            self, "Dead", visibility=Duration.seconds(6 * int(DISPATCH_TIMEOUT.to_seconds()))
        )
        self.queue = work_queue(self, "Queue", worker=TIMEOUT, dead=self.dead)
        self.function = PythonFunction(
            self,
            "Function",
            name="poster_worker",
            stage=stage,
            description="Draws posters, makes the files of exports and their ZIPs",
            timeout=TIMEOUT,
            memory_mb=ONE_CORE_MB,
            layers=layers.imaging,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_POSES_TABLE": data.poses.table_name,
                "LUMIKU_MEDIA_BUCKET": media.media.bucket_name,
                "LUMIKU_QUEUE_POSTERS": self.queue.queue_url,
                "LUMIKU_QUEUE_PARKED": lanes.parked.queue_url,
            },
        )
        self.function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=1,
                max_concurrency=stage.poster_workers,
                report_batch_item_failures=True,
            )
        )
        self._grant(data, media, lanes)

    def _grant(self, data: Data, media: Media, lanes: Lanes) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(READ, [data.poses.table_arn])
        self.function.allow_objects(["s3:GetObject"], media.media, "u/")
        self.function.allow_objects(["s3:PutObject", "s3:DeleteObject"], media.media, "u/*/poster/")
        self.function.allow_objects(
            ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], media.media, EXPORTS
        )
        # Without it a missing object answers 403, and a deleted photo looks like a broken role.
        self.function.allow(["s3:ListBucket"], [media.media.bucket_arn])
        self.function.allow(
            ["sqs:SendMessage", "sqs:ChangeMessageVisibility"], [self.queue.queue_arn]
        )
        self.function.allow(["sqs:SendMessage"], [lanes.parked.queue_arn])
