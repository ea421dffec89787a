"""Mails and alerts to the team leave through a queue of their own: whatever hangs, hangs there."""

from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.data import READ, WORK_INDEX, WRITE, Data
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.mail import Mail
from infra.constructs.queues import dead_letters, work_queue
from infra.constructs.tick import tick
from infra.settings import Stage

__all__ = ["Deliveries", "DeliveryQueue"]

# Two targets of the team may hang for ten seconds each, three times, before a message is done.
TIMEOUT: Final = Duration.seconds(60)
AT_ONCE: Final = 5  # messages in work; a new SES account takes 14 mails a second


class DeliveryQueue(Construct):
    """`queue` holds what is to leave; `dead` what killed the worker five times. Dead letters lose
    nothing: their rows wait in the outbox, and the tick hands them over again."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.dead = dead_letters(self, "Dead")
        self.queue = work_queue(self, "Queue", worker=TIMEOUT, dead=self.dead)


class Deliveries(Construct):
    """The worker: woken by the queue, by SES's events and by a tick."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: Data,
        mail: Mail,
        waiting: DeliveryQueue,
        parked: sqs.Queue,
        layers: Layers,
        api_url: str,
        signing_secret: secrets.ISecret,
        team_webhooks: secrets.ISecret,
    ) -> None:
        super().__init__(scope, id)
        self.failed_events = dead_letters(self, "FailedEvents")
        self.failed_ticks = dead_letters(self, "FailedTicks")
        self.function = PythonFunction(
            self,
            "Function",
            name="delivery_worker",
            stage=stage,
            description="Sends mails, tells the team",
            timeout=TIMEOUT,
            memory_mb=512,
            layers=layers.deps,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_QUEUE_DELIVERIES": waiting.queue.queue_url,
                "LUMIKU_QUEUE_PARKED": parked.queue_url,
                "LUMIKU_MAIL_SENDER": stage.mail_sender,
                "LUMIKU_MAIL_SUPPORT": stage.mail_support,
                "LUMIKU_MAILS_MARKETING": mail.marketing.configuration_set_name,
                "LUMIKU_MAILS_TRANSACTIONAL": mail.transactional.configuration_set_name,
                **stage.public(api_url),
                "LUMIKU_SIGNING_SECRET": signing_secret.secret_arn,
                "LUMIKU_TEAM_WEBHOOKS": team_webhooks.secret_arn,
            },
        )
        self.function.add_event_source(
            sources.SqsEventSource(
                waiting.queue,
                batch_size=1,
                max_concurrency=AT_ONCE,
                report_batch_item_failures=True,
            )
        )
        self._mail_events(mail)
        tick(
            self,
            self.function,
            every=Duration.minutes(5),
            failed=self.failed_ticks,
            description="Hands over what got lost; finds mails that SES never saw",
        )
        self._grant(data, waiting.queue, parked, [signing_secret, team_webhooks])
        self._grant_mail(stage, mail)

    def _mail_events(self, mail: Mail) -> None:
        self.function.configure_async_invoke(
            retry_attempts=2,
            max_event_age=Duration.hours(6),
            on_failure=destinations.SqsDestination(self.failed_events),
        )
        mail.events.add_subscription(subscriptions.LambdaSubscription(self.function))

    def _grant(
        self, data: Data, queue: sqs.Queue, parked: sqs.Queue, read: list[secrets.ISecret]
    ) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        self.function.allow(["dynamodb:Query"], [f"{data.core.table_arn}/index/{WORK_INDEX}"])
        self.function.allow(["sqs:SendMessage", "sqs:ChangeMessageVisibility"], [queue.queue_arn])
        self.function.allow(["sqs:SendMessage"], [parked.queue_arn])
        self.function.allow(
            ["secretsmanager:GetSecretValue"], [secret.secret_arn for secret in read]
        )

    def _grant_mail(self, stage: Stage, mail: Mail) -> None:
        stack = Stack.of(self)
        names = [("identity", stage.mail_domain)]
        for found in (mail.marketing, mail.transactional):
            names.append(("configuration-set", found.configuration_set_name))
        self.function.allow(
            ["ses:SendEmail"],
            [stack.format_arn(service="ses", resource=k, resource_name=n) for k, n in names],
        )
