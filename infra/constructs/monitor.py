"""The usage monitor: woken by changed rows, by SES's events and by a tick; it sends the mails."""

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.data import READ, WORK_INDEX, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.mail import Mail
from infra.constructs.queues import dead_letters
from infra.constructs.tick import tick
from infra.settings import Stage

__all__ = ["Monitor"]

# Two targets of the team may hang for ten seconds each before a record's turn is over.
TIMEOUT: Final = Duration.seconds(60)


class Monitor(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        mail: Mail,
        parked: sqs.Queue,
        layers: Layers,
        api_url: str,
        signing_secret: secrets.ISecret,
        team_webhooks: secrets.ISecret,
    ) -> None:
        super().__init__(scope, id)
        self.failed_records = dead_letters(self, "FailedRecords")
        self.failed_events = dead_letters(self, "FailedEvents")
        self.failed_ticks = dead_letters(self, "FailedTicks")
        self.function = PythonFunction(
            self,
            "Function",
            name="usage_monitor",
            stage=stage,
            description="Records levels, sends mails, tells the team",
            timeout=TIMEOUT,
            memory_mb=512,
            layers=layers.deps,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_QUEUE_PARKED": parked.queue_url,
                "LUMIKU_MAIL_SENDER": stage.mail_sender,
                "LUMIKU_MAIL_SUPPORT": stage.mail_support,
                "LUMIKU_MAILS_MARKETING": mail.marketing.configuration_set_name,
                "LUMIKU_MAILS_TRANSACTIONAL": mail.transactional.configuration_set_name,
                **stage.public(api_url),
                "LUMIKU_SIGNING_SECRET": signing_secret.secret_arn,
                "LUMIKU_TEAM_WEBHOOKS": team_webhooks.secret_arn,
                **stage.rendering,
            },
        )
        self._changed_rows(data)
        self._mail_events(mail)
        tick(
            self,
            self.function,
            every=Duration.minutes(5),
            failed=self.failed_ticks,
            description="Sends mails whose event got lost; finds those that SES never saw",
        )
        self._grant(stage, data, mail, parked, [signing_secret, team_webhooks])

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

    def _mail_events(self, mail: Mail) -> None:
        self.function.configure_async_invoke(
            retry_attempts=2,
            max_event_age=Duration.hours(6),
            on_failure=destinations.SqsDestination(self.failed_events),
        )
        mail.events.add_subscription(subscriptions.LambdaSubscription(self.function))

    def _grant(
        self,
        stage: Stage,
        data: Data,
        mail: Mail,
        parked: sqs.Queue,
        read: list[secrets.ISecret],
    ) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(["dynamodb:Query"], [f"{data.core.table_arn}/index/{WORK_INDEX}"])
        self.function.allow(["sqs:SendMessage"], [parked.queue_arn])
        self.function.allow(
            ["secretsmanager:GetSecretValue"], [secret.secret_arn for secret in read]
        )
        stack = Stack.of(self)
        names = [("identity", stage.mail_domain)]
        for found in (mail.marketing, mail.transactional):
            names.append(("configuration-set", found.configuration_set_name))
        self.function.allow(
            ["ses:SendEmail"],
            [stack.format_arn(service="ses", resource=k, resource_name=n) for k, n in names],
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
