"""The metrics that alarms and dashboard share: what the code emits and what AWS counts."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

__all__ = ["EMITTED", "NAMESPACE", "emitted", "files_made", "success_rate"]

NAMESPACE: Final = "Lumiku"
PROVIDER: Final = "sagemaker"

# Metric -> its dimensions, exactly as `lumiku.cloud.telemetry.metric` is called: CloudWatch takes
# a metric with one dimension more or less for another metric, and an alarm on it never fires.
EMITTED: Final[dict[str, tuple[str, ...]]] = {
    "PosesDone": (),
    "PosesFailed": (),
    "SecondsPerPose": (),
    "CostPerPoseIdr": (),
    "DeadlineSlackSeconds": ("lane",),
    "EndpointErrors": ("provider",),
    "BreakerOpen": ("provider",),
    "HostedSpendIdr": (),
    "TaskParked": (),
    "FilesExported": (),
    "FilesFailed": (),
    "RecordParked": (),
    "MailsStuck": (),
    "TeamAlertFailed": (),
}


def emitted(name: str, statistic: str, period: Duration, **dimensions: str) -> cloudwatch.Metric:
    """A metric of our own code. Raises ValueError when the code does not emit it like that."""
    if set(EMITTED[name]) != set(dimensions):
        raise ValueError(f"{name} has dimensions {EMITTED[name]}, not {tuple(dimensions)}")
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        statistic=statistic,
        period=period,
        dimensions_map=dimensions or None,
    )


def success_rate(period: Duration) -> cloudwatch.MathExpression:
    """Percent of poses that ended well; no value while nothing ends."""
    return _share("PosesDone", "PosesFailed", period)


def files_made(period: Duration) -> cloudwatch.MathExpression:
    """Percent of the files of exports that were made."""
    return _share("FilesExported", "FilesFailed", period)


def _share(done: str, failed: str, period: Duration) -> cloudwatch.MathExpression:
    return cloudwatch.MathExpression(
        expression="100 * done / (done + FILL(failed, 0))",
        label="success %",
        period=period,
        using_metrics={
            "done": emitted(done, cloudwatch.Stats.SUM, period),
            "failed": emitted(failed, cloudwatch.Stats.SUM, period),
        },
    )
