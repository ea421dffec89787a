"""The dispatcher: woken by a changed batch, by dead workers and by every minute's tick."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.constructs.data import READ, WORK_INDEX, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.posters import Posters
from infra.constructs.queues import DISPATCH_TIMEOUT, Lanes, dead_letters
from infra.constructs.tick import tick
from infra.settings import Stage

__all__ = ["Dispatch"]


class Dispatch(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        lanes: Lanes,
        posters: Posters,
        layers: Layers,
    ) -> None:
        super().__init__(scope, id)
        self.failed_records = dead_letters(self, "FailedRecords")
        self.failed_ticks = dead_letters(self, "FailedTicks")
        self.function = PythonFunction(
            self,
            "Function",
            name="pose_dispatch",
            stage=stage,
            description="Releases the work with the nearest deadline; sweeps what was lost",
            timeout=DISPATCH_TIMEOUT,
            memory_mb=512,
            layers=layers.deps,
            # One at a time: two dispatchers would each fill the lanes.
            reserved_concurrency=1,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_POSES_TABLE": data.poses.table_name,
                **stage.rendering,
                "LUMIKU_RESERVED_SLOTS": str(stage.reserved_slots),
                **{f"LUMIKU_QUEUE_{k.upper()}": q.queue_url for k, q in lanes.lanes.items()},
                "LUMIKU_QUEUE_POSTERS": posters.queue.queue_url,
                "LUMIKU_QUEUE_PARKED": lanes.parked.queue_url,
            },
        )
        self._changed_batches(data)
        for queue in (*lanes.dead.values(), posters.dead):
            self.function.add_event_source(
                sources.SqsEventSource(queue, batch_size=10, report_batch_item_failures=True)
            )
        tick(
            self,
            self.function,
            every=Duration.minutes(1),
            failed=self.failed_ticks,
            description="Releases due work and sweeps lost poses",
        )
        self._grant(data, lanes)
        # What got lost of posters and exports is sent again.
        self.function.allow(["sqs:SendMessage"], [posters.queue.queue_arn])

    def _changed_batches(self, data: Data) -> None:
        batch_changed = lambda_.FilterCriteria.filter(
            {
                "eventName": lambda_.FilterRule.or_("INSERT", "MODIFY"),
                "dynamodb": {
                    "NewImage": {"kind": {"S": lambda_.FilterRule.is_equal("generation")}}
                },
            }
        )
        self.function.add_event_source(
            sources.DynamoEventSource(
                data.core,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                bisect_batch_on_error=True,
                retry_attempts=5,
                max_record_age=Duration.hours(1),
                report_batch_item_failures=True,
                on_failure=sources.SqsDlq(self.failed_records),
                filters=[batch_changed],
            )
        )

    def _grant(self, data: Data, lanes: Lanes) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(["dynamodb:Query"], [f"{data.core.table_arn}/index/{WORK_INDEX}"])
        # A finished batch adds to its poses' records.
        self.function.allow([*READ, "dynamodb:UpdateItem"], [data.poses.table_arn])
        arns = [queue.queue_arn for queue in lanes.lanes.values()]
        self.function.allow(["sqs:SendMessage", "sqs:GetQueueAttributes"], arns)
        self.function.allow(["sqs:SendMessage"], [lanes.parked.queue_arn])
