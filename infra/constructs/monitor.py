"""The usage monitor: woken by changed rows, it records levels and hands over what is to leave."""

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.data import READ, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.queues import dead_letters
from infra.settings import Stage

__all__ = ["Monitor"]

TIMEOUT: Final = Duration.seconds(30)  # nothing that can hang runs in it


class Monitor(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        deliveries: sqs.Queue,
        parked: sqs.Queue,
        layers: Layers,
    ) -> None:
        super().__init__(scope, id)
        self.failed_records = dead_letters(self, "FailedRecords")
        self.function = PythonFunction(
            self,
            "Function",
            name="usage_monitor",
            stage=stage,
            description="Records levels, hands over mails and alerts",
            timeout=TIMEOUT,
            memory_mb=512,
            layers=layers.deps,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_QUEUE_DELIVERIES": deliveries.queue_url,
                "LUMIKU_QUEUE_PARKED": parked.queue_url,
            },
        )
        self._changed_rows(data)
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(["sqs:SendMessage"], [deliveries.queue_arn, parked.queue_arn])

    def _changed_rows(self, data: Data) -> None:
        """Rows whose change asks for something, which few of the function's own writes do."""
        kinds = lambda_.FilterRule.or_("usage", "account", "breaker")
        waiting = {"kind": _text(lambda_.FilterRule.or_("mail", "team")), "status": _is("pending")}
        ended = {"kind": _is("generation"), "finished_at": {"S": lambda_.FilterRule.exists()}}
        self.function.add_event_source(
            sources.DynamoEventSource(
                data.core,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                bisect_batch_on_error=True,
                retry_attempts=5,
                max_record_age=Duration.hours(6),
                report_batch_item_failures=True,
                on_failure=sources.SqsDlq(self.failed_records),
                filters=[_changed({"kind": _text(kinds)}), _changed(waiting), _changed(ended)],
            )
        )


def _changed(image: dict[str, Any]) -> Mapping[str, Any]:
    return lambda_.FilterCriteria.filter(
        {
            "eventName": lambda_.FilterRule.or_("INSERT", "MODIFY"),
            "dynamodb": {"NewImage": image},
        }
    )


def _text(rule: Any) -> dict[str, Any]:
    return {"S": rule}


def _is(value: str) -> dict[str, Any]:
    return _text(lambda_.FilterRule.is_equal(value))
