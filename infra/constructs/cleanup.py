"""The clean-up: a tick that announces unused pictures' end and deletes them a week later."""

from aws_cdk import Duration
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.constructs.data import READ, WORK_INDEX, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.media import Media
from infra.constructs.queues import dead_letters
from infra.constructs.tick import tick
from infra.settings import Stage

__all__ = ["Cleanup"]

EVERY = Duration.minutes(5)
# A pass deletes up to twenty thousand pictures, some milliseconds each.
TIMEOUT = Duration.minutes(5)


class Cleanup(Construct):
    """A function of its own: only it may delete pictures, and nobody waits behind it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        media: Media,
        layers: Layers,
    ) -> None:
        super().__init__(scope, id)
        self.failed_ticks = dead_letters(self, "FailedTicks")
        self.function = PythonFunction(
            self,
            "Function",
            name="picture_cleanup",
            stage=stage,
            description="Announces and deletes pictures that nobody used",
            timeout=TIMEOUT,
            memory_mb=512,
            layers=layers.deps,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_MEDIA_BUCKET": media.media.bucket_name,
            },
        )
        # The schedule's call is asynchronous: what the function could not do is told here.
        self.function.configure_async_invoke(
            retry_attempts=1,
            max_event_age=EVERY,
            on_failure=destinations.SqsDestination(self.failed_ticks),
        )
        tick(
            self,
            self.function,
            every=EVERY,
            failed=self.failed_ticks,
            description="Announces and deletes pictures that nobody used",
        )
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(["dynamodb:Query"], [f"{data.core.table_arn}/index/{WORK_INDEX}"])
        self.function.allow_objects(["s3:DeleteObject"], media.media, "u/*/gen/")
