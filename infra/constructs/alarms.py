"""One alarm for each promise and each place where work could get stuck, mailed to operators."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

from infra.constructs.alarm_texts import DESCRIPTIONS
from infra.constructs.metrics import PROVIDER, emitted, files_made, success_rate
from infra.settings import LANES
from infra.stack import LumikuStack

__all__ = ["COST_PER_POSE_IDR", "Alarms"]

# Above this a pro merchant at the RED level pays less than their pictures cost.
COST_PER_POSE_IDR: Final = 29
SECONDS_PER_POSE: Final = 12
SUCCESS_PERCENT: Final = 95
STUCK_IN_LANE: Final = Duration.minutes(10)  # lanes are shallow: nothing waits long in one
MINUTE: Final = Duration.minutes(1)
FIVE_MINUTES: Final = Duration.minutes(5)
ABOVE: Final = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
AT_LEAST: Final = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW: Final = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


class Alarms(Construct):
    """`promises` are what merchants would notice; `plumbing` is what breaks them later."""

    def __init__(self, scope: Construct, id: str, *, lumiku: LumikuStack) -> None:
        super().__init__(scope, id)
        self._lumiku = lumiku
        self.promises = [*self._deadlines(), *self._quality(), *self._files(), *self._api()]
        self.plumbing = [*self._queues(), *self._endpoint(), *self._functions()]
        self.summary = cloudwatch.CompositeAlarm(
            self,
            "Promises",
            alarm_rule=cloudwatch.AlarmRule.any_of(
                *(
                    cloudwatch.AlarmRule.from_alarm(alarm, cloudwatch.AlarmState.ALARM)
                    for alarm in self.promises
                )
            ),
            alarm_description=DESCRIPTIONS["Promises"],
        )

    def _deadlines(self) -> Sequence[cloudwatch.Alarm]:
        return [
            self._alarm(
                f"Late{lane.capitalize()}",
                emitted("DeadlineSlackSeconds", cloudwatch.Stats.MINIMUM, FIVE_MINUTES, lane=lane),
                BELOW,
                0,
                DESCRIPTIONS["Late"].format(lane=lane),
            )
            for lane in LANES
        ]

    def _quality(self) -> Sequence[cloudwatch.Alarm]:
        quarter, hour = Duration.minutes(15), Duration.hours(1)
        return [
            self._alarm(
                "Success",
                success_rate(quarter),
                BELOW,
                SUCCESS_PERCENT,
                DESCRIPTIONS["Success"].format(percent=SUCCESS_PERCENT),
            ),
            self._alarm(
                "Slow",
                emitted("SecondsPerPose", "p90", quarter),
                ABOVE,
                SECONDS_PER_POSE,
                DESCRIPTIONS["Slow"].format(seconds=SECONDS_PER_POSE),
            ),
            self._alarm(
                "Dear",
                emitted("CostPerPoseIdr", cloudwatch.Stats.AVERAGE, hour),
                ABOVE,
                COST_PER_POSE_IDR,
                DESCRIPTIONS["Dear"].format(cost=COST_PER_POSE_IDR),
            ),
            self._alarm(
                "Hosted",
                emitted("HostedSpendIdr", cloudwatch.Stats.SUM, hour),
                ABOVE,
                0,
                DESCRIPTIONS["Hosted"],
            ),
        ]

    def _files(self) -> Sequence[cloudwatch.Alarm]:
        quarter = Duration.minutes(15)
        return [
            self._alarm(
                "Exports",
                files_made(quarter),
                BELOW,
                SUCCESS_PERCENT,
                DESCRIPTIONS["Exports"].format(percent=SUCCESS_PERCENT),
            )
        ]

    def _api(self) -> Sequence[cloudwatch.Alarm]:
        http = self._lumiku.api.http
        return [
            self._alarm(
                "ApiErrors",
                http.metric_server_error(statistic=cloudwatch.Stats.SUM, period=FIVE_MINUTES),
                AT_LEAST,
                5,
                DESCRIPTIONS["ApiErrors"],
            ),
            self._alarm(
                "ApiSlow",
                http.metric_latency(statistic="p95", period=FIVE_MINUTES),
                ABOVE,
                2000,
                DESCRIPTIONS["ApiSlow"],
                periods=3,
            ),
        ]

    def _queues(self) -> Sequence[cloudwatch.Alarm]:
        lumiku = self._lumiku
        lanes = [
            self._alarm(
                f"Stuck{lane.capitalize()}",
                queue.metric_approximate_age_of_oldest_message(period=MINUTE),
                ABOVE,
                STUCK_IN_LANE.to_seconds(),
                DESCRIPTIONS["Stuck"].format(lane=lane),
            )
            for lane, queue in lumiku.lanes.lanes.items()
        ]
        drawing = self._alarm(
            "StuckPosters",
            lumiku.posters.queue.metric_approximate_age_of_oldest_message(period=MINUTE),
            ABOVE,
            STUCK_IN_LANE.to_seconds(),
            DESCRIPTIONS["StuckPosters"],
        )
        leaving = self._alarm(
            "StuckDeliveries",
            lumiku.delivery_queue.queue.metric_approximate_age_of_oldest_message(period=MINUTE),
            ABOVE,
            STUCK_IN_LANE.to_seconds(),
            "Mails or alerts to the team wait and do not leave",
        )
        last_stops: dict[str, sqs.Queue] = {
            **{f"Dead{lane.capitalize()}": queue for lane, queue in lumiku.lanes.dead.items()},
            "Parked": lumiku.lanes.parked,
            "DeadPosters": lumiku.posters.dead,
            "FailedUploads": lumiku.intake.failed,
            "FailedRecords": lumiku.dispatch.failed_records,
            "FailedTicks": lumiku.dispatch.failed_ticks,
            "MonitorRecords": lumiku.monitor.failed_records,
            "DeadDeliveries": lumiku.delivery_queue.dead,
            "MailEvents": lumiku.deliveries.failed_events,
            "DeliveryTicks": lumiku.deliveries.failed_ticks,
            "CleanupTicks": lumiku.cleanup.failed_ticks,
        }
        waiting = [
            self._alarm(
                name,
                queue.metric_approximate_number_of_messages_visible(
                    statistic=cloudwatch.Stats.MAXIMUM, period=FIVE_MINUTES
                ),
                AT_LEAST,
                1,
                DESCRIPTIONS["Dead"].format(name=name),
            )
            for name, queue in last_stops.items()
        ]
        counted = [
            self._alarm(
                name,
                emitted(name, cloudwatch.Stats.SUM, FIVE_MINUTES),
                AT_LEAST,
                1,
                DESCRIPTIONS[name],
            )
            for name in ("TaskParked", "RecordParked", "MailsStuck", "TeamAlertFailed")
        ]
        return [*lanes, drawing, leaving, *waiting, *counted]

    def _endpoint(self) -> Sequence[cloudwatch.Alarm]:
        return [
            self._alarm(
                "EndpointErrors",
                emitted("EndpointErrors", cloudwatch.Stats.SUM, FIVE_MINUTES, provider=PROVIDER),
                AT_LEAST,
                10,
                DESCRIPTIONS["EndpointErrors"],
            ),
            self._alarm(
                "BreakerOpen",
                emitted("BreakerOpen", cloudwatch.Stats.MAXIMUM, FIVE_MINUTES, provider=PROVIDER),
                AT_LEAST,
                1,
                DESCRIPTIONS["BreakerOpen"],
            ),
        ]

    def _functions(self) -> Sequence[cloudwatch.Alarm]:
        lumiku = self._lumiku
        functions: dict[str, lambda_.Function] = {
            "Api": lumiku.api.function,
            "Intake": lumiku.intake.function,
            "Dispatch": lumiku.dispatch.function,
            "Worker": lumiku.worker.function,
            "Posters": lumiku.posters.function,
            "Monitor": lumiku.monitor.function,
            "Deliveries": lumiku.deliveries.function,
            "Cleanup": lumiku.cleanup.function,
        }
        crashes = [
            self._alarm(
                f"{name}Crashes",
                function.metric_errors(statistic=cloudwatch.Stats.SUM, period=FIVE_MINUTES),
                AT_LEAST,
                3,
                DESCRIPTIONS["Crashes"].format(name=name),
            )
            for name, function in functions.items()
        ]
        silent = self._alarm(
            "DispatchSilent",
            lumiku.dispatch.function.metric_invocations(
                statistic=cloudwatch.Stats.SUM, period=FIVE_MINUTES
            ),
            BELOW,
            1,
            DESCRIPTIONS["DispatchSilent"],
            missing=cloudwatch.TreatMissingData.BREACHING,
        )
        behind = self._alarm(
            "DispatchBehind",
            lumiku.dispatch.function.metric(
                "IteratorAge", statistic=cloudwatch.Stats.MAXIMUM, period=MINUTE
            ),
            ABOVE,
            60_000,
            DESCRIPTIONS["DispatchBehind"],
            periods=3,
        )
        return [*crashes, silent, behind]

    def _alarm(
        self,
        id: str,
        metric: cloudwatch.IMetric,
        comparison: cloudwatch.ComparisonOperator,
        threshold: float,
        description: str,
        *,
        periods: int = 1,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> cloudwatch.Alarm:
        alarm = cloudwatch.Alarm(
            self,
            id,
            metric=metric,
            comparison_operator=comparison,
            threshold=threshold,
            evaluation_periods=periods,
            treat_missing_data=missing,
            alarm_description=f"{description} (docs/operations.md)",
        )
        action = SnsAction(self._lumiku.operators)
        alarm.add_alarm_action(action)
        alarm.add_ok_action(action)
        return alarm
