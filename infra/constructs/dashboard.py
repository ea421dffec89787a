"""One page on which an operator sees whether merchants get what they were promised."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.metrics import PROVIDER, emitted, success_rate
from infra.settings import LANES
from infra.stack import LumikuStack

__all__ = ["Dashboard"]

PERIOD: Final = Duration.minutes(5)
COUNTED: Final = ("TaskParked", "RecordParked", "MailsStuck", "TeamAlertFailed")
THIRD: Final = 8  # of a row's 24 columns


class Dashboard(Construct):
    def __init__(self, scope: Construct, id: str, *, lumiku: LumikuStack, alarms: Alarms) -> None:
        super().__init__(scope, id)
        board = cloudwatch.Dashboard(self, "Board", default_interval=Duration.hours(12))
        board.add_widgets(
            cloudwatch.AlarmStatusWidget(
                title="Promises", alarms=[alarms.summary, *alarms.promises], width=12, height=4
            ),
            cloudwatch.AlarmStatusWidget(
                title="Plumbing", alarms=list(alarms.plumbing), width=12, height=4
            ),
        )
        board.add_widgets(
            _graph(
                "Slack to the promised time (s; below 0 = late)",
                *(
                    emitted("DeadlineSlackSeconds", "Minimum", PERIOD, lane=lane).with_(label=lane)
                    for lane in LANES
                ),
                zero_line=True,
            ),
            _graph(
                "Oldest message per lane (s)",
                *(
                    queue.metric_approximate_age_of_oldest_message(period=PERIOD, label=lane)
                    for lane, queue in lumiku.lanes.lanes.items()
                ),
            ),
            _graph("Success", success_rate(PERIOD)),
        )
        board.add_widgets(
            _graph("Poses", *(emitted(n, "Sum", PERIOD) for n in ("PosesDone", "PosesFailed"))),
            _graph("GPU seconds per pose", *_spread("SecondsPerPose")),
            _graph(
                "Cost per pose, paid to hosted providers (Rp)",
                emitted("CostPerPoseIdr", "Average", PERIOD),
                emitted("HostedSpendIdr", "Sum", PERIOD),
            ),
            _graph("Files", *(emitted(n, "Sum", PERIOD) for n in ("FilesExported", "FilesFailed"))),
        )
        board.add_widgets(
            _graph(
                "GPU endpoint",
                emitted("EndpointErrors", "Sum", PERIOD, provider=PROVIDER),
                emitted("BreakerOpen", "Maximum", PERIOD, provider=PROVIDER),
            ),
            _graph(
                "Last stops",
                *_last_stops(lumiku),
                *(emitted(name, "Sum", PERIOD) for name in COUNTED),
            ),
            _graph(
                "API",
                lumiku.api.http.metric_count(period=PERIOD),
                lumiku.api.http.metric_client_error(period=PERIOD),
                lumiku.api.http.metric_server_error(period=PERIOD),
            ),
        )
        board.add_widgets(
            _graph(
                "API latency (ms)",
                *(
                    lumiku.api.http.metric_latency(statistic=statistic, period=PERIOD)
                    for statistic in ("p50", "p95")
                ),
            ),
            _graph(
                "Dispatcher",
                lumiku.dispatch.function.metric_duration(statistic="p95", period=PERIOD),
                lumiku.dispatch.function.metric_throttles(period=PERIOD),
                lumiku.dispatch.function.metric("IteratorAge", statistic="Maximum", period=PERIOD),
            ),
            _graph(
                "Workers at work",
                lumiku.worker.function.metric(
                    "ConcurrentExecutions", statistic="Maximum", period=PERIOD
                ),
            ),
        )


def _graph(
    title: str, *metrics: cloudwatch.IMetric, zero_line: bool = False
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        width=THIRD,
        left_annotations=[cloudwatch.HorizontalAnnotation(value=0, color="#d62728")]
        if zero_line
        else None,
    )


def _spread(name: str) -> list[cloudwatch.Metric]:
    return [emitted(name, statistic, PERIOD) for statistic in ("p50", "p95")]


def _last_stops(lumiku: LumikuStack) -> list[cloudwatch.Metric]:
    queues = {
        **{f"{lane} dead": queue for lane, queue in lumiku.lanes.dead.items()},
        "parked": lumiku.lanes.parked,
        "posters dead": lumiku.posters.dead,
        "uploads": lumiku.intake.failed,
        "stream": lumiku.dispatch.failed_records,
        "ticks": lumiku.dispatch.failed_ticks,
        "monitor's stream": lumiku.monitor.failed_records,
        "deliveries dead": lumiku.delivery_queue.dead,
        "mail events": lumiku.deliveries.failed_events,
        "deliveries' ticks": lumiku.deliveries.failed_ticks,
        "clean-up's ticks": lumiku.cleanup.failed_ticks,
    }
    return [
        queue.metric_approximate_number_of_messages_visible(
            statistic="Maximum", period=PERIOD, label=label
        )
        for label, queue in queues.items()
    ]
