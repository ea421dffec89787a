"""Log lines and metrics: JSON on standard output, metrics in CloudWatch's embedded format."""

from functools import cache
from typing import Final, Literal

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

__all__ = ["logger", "metric"]

NAMESPACE: Final = "Lumiku"
Unit = Literal["Count", "Seconds", "None"]


@cache
def logger() -> Logger:
    return Logger(service="lumiku")


def metric(name: str, value: float, unit: Unit = "Count", **dimensions: str) -> None:
    """One metric, such as `PosesDone`, with its dimensions."""
    with single_metric(
        name=name, unit=MetricUnit(unit), value=value, namespace=NAMESPACE
    ) as emitted:
        for dimension, text in dimensions.items():
            emitted.add_dimension(name=dimension, value=text)
