"""The workers: one micro-batch per message from each of the four lanes."""

from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from infra.constructs.data import READ, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.media import Media
from infra.constructs.queues import WORKER_TIMEOUT, Lanes
from infra.settings import Stage

__all__ = ["Worker"]


class Worker(Construct):
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
        endpoint_arn: str,
        hosted_keys: secrets.ISecret | None,
    ) -> None:
        """`hosted_keys` only where hosted providers may be paid: they need pixels and keys."""
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            name="pose_worker",
            stage=stage,
            description="Renders one micro-batch of poses and accounts for it",
            timeout=WORKER_TIMEOUT,
            memory_mb=1024 if hosted_keys else 512,
            layers=layers.imaging if hosted_keys else layers.deps,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_POSES_TABLE": data.poses.table_name,
                "LUMIKU_MEDIA_BUCKET": media.media.bucket_name,
                "LUMIKU_ENDPOINT_NAME": stage.endpoint_name,
                "LUMIKU_ENDPOINT_COMPONENT": stage.component_name,
                **{f"LUMIKU_QUEUE_{k.upper()}": q.queue_url for k, q in lanes.lanes.items()},
                "LUMIKU_QUEUE_PARKED": lanes.parked.queue_url,
                **stage.rendering,
                **({"LUMIKU_HOSTED_KEYS": hosted_keys.secret_arn} if hosted_keys else {}),
            },
        )
        for queue in lanes.lanes.values():
            self.function.add_event_source(
                sources.SqsEventSource(
                    queue,
                    batch_size=1,
                    # Any lane may use every slot: the dispatcher, not this limit, divides them.
                    max_concurrency=max(2, stage.gpu_slots),
                    report_batch_item_failures=True,
                )
            )
        self._grant(data, media, lanes, endpoint_arn)
        if hosted_keys:
            self.function.allow(["secretsmanager:GetSecretValue"], [hosted_keys.secret_arn])
            # Without it a picture that is not there yet answers 403.
            self.function.allow(["s3:ListBucket"], [media.media.bucket_arn])

    def _grant(self, data: Data, media: Media, lanes: Lanes, endpoint_arn: str) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(READ, [data.poses.table_arn])
        self.function.allow_objects(["s3:GetObject", "s3:PutObject"], media.media, "u/")
        self.function.allow(["sagemaker:InvokeEndpoint"], [endpoint_arn])
        self.function.allow(["sqs:SendMessage"], [lanes.parked.queue_arn])
        self.function.allow(
            ["sqs:ChangeMessageVisibility"], [queue.queue_arn for queue in lanes.lanes.values()]
        )
