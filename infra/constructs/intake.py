"""Uploads: a new raw object starts the function that validates and cleans it."""

from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as notifications
from constructs import Construct

from infra.constructs.data import READ, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.media import Media
from infra.constructs.queues import dead_letters
from infra.nag import acknowledge
from infra.settings import Stage

__all__ = ["Intake"]

BASIC_ROLE: Final = (
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/"
    "service-role/AWSLambdaBasicExecutionRole]"
)


class Intake(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        media: Media,
        layers: Layers,
        endpoint_arn: str,
    ) -> None:
        super().__init__(scope, id)
        self.failed = dead_letters(self, "Failed")
        self.function = PythonFunction(
            self,
            "Function",
            name="upload_intake",
            stage=stage,
            description="Validates, cleans and cuts out uploads",
            timeout=Duration.seconds(60),
            memory_mb=3008,  # GrabCut at 25 MP, and the CPU share that comes with memory
            layers=layers.imaging,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_RAW_BUCKET": media.raw.bucket_name,
                "LUMIKU_MEDIA_BUCKET": media.media.bucket_name,
                "LUMIKU_ENDPOINT_NAME": stage.endpoint_name,
                "LUMIKU_ENDPOINT_COMPONENT": stage.component_name,
                "LUMIKU_CUTOUT_BACKEND": "endpoint" if stage.gpu else "cpu",
            },
        )
        self.function.configure_async_invoke(
            retry_attempts=2,
            max_event_age=Duration.hours(1),
            on_failure=destinations.SqsDestination(self.failed),
        )
        media.raw.add_event_notification(
            s3.EventType.OBJECT_CREATED,
            notifications.LambdaDestination(self.function),
            s3.NotificationKeyFilter(prefix="raw/"),
        )
        self._grant(data, media, endpoint_arn)
        for child in Stack.of(self).node.children:
            if child.node.id.startswith("BucketNotificationsHandler"):
                acknowledge(child, {BASIC_ROLE: "CDK's own handler that sets the notification."})

    def _grant(self, data: Data, media: Media, endpoint_arn: str) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow_objects(["s3:GetObject", "s3:DeleteObject"], media.raw, "raw/")
        # Without it a missing object answers 403, and a repeated event looks like a broken role.
        self.function.allow(["s3:ListBucket"], [media.raw.bucket_arn])
        self.function.allow_objects(["s3:GetObject", "s3:PutObject"], media.media, "u/*/clean/")
        self.function.allow(["sagemaker:InvokeEndpoint"], [endpoint_arn])
