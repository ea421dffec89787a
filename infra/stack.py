"""The regional stack: everything a laptop's simulator can carry as well."""

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.api import Api
from infra.constructs.auth import Auth
from infra.constructs.cleanup import Cleanup
from infra.constructs.data import Data
from infra.constructs.deliveries import Deliveries, DeliveryQueue
from infra.constructs.dispatch import Dispatch
from infra.constructs.function import Layers
from infra.constructs.intake import Intake
from infra.constructs.mail import Mail
from infra.constructs.media import Media
from infra.constructs.monitor import Monitor
from infra.constructs.posters import Posters
from infra.constructs.queues import Lanes
from infra.constructs.worker import Worker
from infra.nag import acknowledge
from infra.settings import Stage

__all__ = ["LumikuStack"]


class LumikuStack(Stack):
    """Wires the capabilities together; its outputs are the addresses that people and tools need."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(
            scope,
            id,
            env={"region": stage.region},
            description=f"Lumiku ({stage.name})",
            termination_protection=stage.protected,
        )
        endpoint_arn = self.format_arn(
            service="sagemaker", resource="endpoint", resource_name=stage.endpoint_name
        )
        self.data = Data(self, "Data", stage=stage)
        self.media = Media(self, "Media", stage=stage)
        self.lanes = Lanes(self, "Lanes")
        self.auth = Auth(self, "Auth", stage=stage)
        self.mail = Mail(self, "Mail")
        self.operators = self._operators(stage)
        self.signing_secret = self._signing_secret()
        self.team_webhooks = self._configured_secret(
            "TeamWebhooks", "Where the team is told (docs/operations.md)", '{"targets": []}'
        )
        self.duitku_secret = self._configured_secret(
            "Duitku", "The payment gateway's codes (docs/operations.md)", "{}"
        )
        self.hosted_keys = (
            self._configured_secret(
                "HostedKeys", "API keys of hosted providers (docs/operations.md)", "{}"
            )
            if stage.hosted
            else None
        )
        layers = Layers(self, "Layers", stage=stage)
        self.posters = Posters(
            self,
            "Posters",
            stage=stage,
            data=self.data,
            media=self.media,
            lanes=self.lanes,
            layers=layers,
        )
        self.api = Api(
            self,
            "Api",
            stage=stage,
            auth=self.auth,
            data=self.data,
            media=self.media,
            posters=self.posters.queue,
            lanes=self.lanes,
            layers=layers,
            signing_secret=self.signing_secret,
            duitku_secret=self.duitku_secret,
        )
        self.intake = Intake(
            self,
            "Intake",
            stage=stage,
            data=self.data,
            media=self.media,
            layers=layers,
            endpoint_arn=endpoint_arn,
        )
        self.dispatch = Dispatch(
            self,
            "Dispatch",
            stage=stage,
            data=self.data,
            lanes=self.lanes,
            posters=self.posters,
            layers=layers,
        )
        self.worker = Worker(
            self,
            "Worker",
            stage=stage,
            data=self.data,
            media=self.media,
            lanes=self.lanes,
            layers=layers,
            endpoint_arn=endpoint_arn,
            hosted_keys=self.hosted_keys,
        )
        self.delivery_queue = DeliveryQueue(self, "DeliveryQueue")
        self.monitor = Monitor(
            self,
            "Monitor",
            stage=stage,
            data=self.data,
            deliveries=self.delivery_queue.queue,
            parked=self.lanes.parked,
            layers=layers,
        )
        self.deliveries = Deliveries(
            self,
            "Deliveries",
            stage=stage,
            data=self.data,
            mail=self.mail,
            waiting=self.delivery_queue,
            parked=self.lanes.parked,
            layers=layers,
            api_url=self.api.url,
            signing_secret=self.signing_secret,
            team_webhooks=self.team_webhooks,
        )
        self.cleanup = Cleanup(
            self, "Cleanup", stage=stage, data=self.data, media=self.media, layers=layers
        )
        self._outputs()

    def _operators(self, stage: Stage) -> sns.Topic:
        topic = sns.Topic(self, "Operators", display_name="Lumiku operators", enforce_ssl=True)
        # The policy that enforces TLS replaces the default one, which let alarms in.
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        if stage.operator_email:
            topic.add_subscription(subscriptions.EmailSubscription(stage.operator_email))
        return topic

    def _signing_secret(self) -> secrets.Secret:
        secret = secrets.Secret(
            self,
            "SigningSecret",
            description="Signs page cursors and links",
            generate_secret_string=secrets.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            secret,
            {"AwsSolutions-SMG4": "Rotating it voids every open cursor and link: by hand only."},
        )
        return secret

    def _configured_secret(self, id: str, description: str, empty: str) -> secrets.Secret:
        """A secret whose text an operator writes; until then it says that nothing is configured."""
        secret = secrets.Secret(
            self,
            id,
            description=description,
            generate_secret_string=secrets.SecretStringGenerator(
                secret_string_template=empty, generate_string_key="unused"
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            secret, {"AwsSolutions-SMG4": "Others issue what is in it: no rotation of ours."}
        )
        return secret

    def _outputs(self) -> None:
        lanes = self.lanes
        outputs = {
            **({"HostedKeysSecret": self.hosted_keys.secret_arn} if self.hosted_keys else {}),
            "ApiId": self.api.http.api_id,
            "ApiUrl": self.api.url,
            "UserPoolId": self.auth.pool.user_pool_id,
            "UserPoolClientId": self.auth.client.user_pool_client_id,
            "CoreTable": self.data.core.table_name,
            "PosesTable": self.data.poses.table_name,
            "MediaBucket": self.media.media.bucket_name,
            "RawBucket": self.media.raw.bucket_name,
            **{f"Queue{k.capitalize()}": queue.queue_url for k, queue in lanes.lanes.items()},
            **{f"Dead{k.capitalize()}": queue.queue_url for k, queue in lanes.dead.items()},
            "QueueParked": lanes.parked.queue_url,
            "QueuePosters": self.posters.queue.queue_url,
            "DeadPosters": self.posters.dead.queue_url,
            "QueueDeliveries": self.delivery_queue.queue.queue_url,
            "DeadDeliveries": self.delivery_queue.dead.queue_url,
            "ApiFunction": self.api.function.function_name,
            "UploadIntakeFunction": self.intake.function.function_name,
            "PoseDispatchFunction": self.dispatch.function.function_name,
            "PoseWorkerFunction": self.worker.function.function_name,
            "PosterWorkerFunction": self.posters.function.function_name,
            "UsageMonitorFunction": self.monitor.function.function_name,
            "DeliveryWorkerFunction": self.deliveries.function.function_name,
            "PictureCleanupFunction": self.cleanup.function.function_name,
            "SigningSecret": self.signing_secret.secret_arn,
            "TeamWebhooksSecret": self.team_webhooks.secret_arn,
            "DuitkuSecret": self.duitku_secret.secret_arn,
            "OperatorsTopic": self.operators.topic_arn,
            "MailEventsTopic": self.mail.events.topic_arn,
            "MarketingMails": self.mail.marketing.configuration_set_name,
            "TransactionalMails": self.mail.transactional.configuration_set_name,
        }
        for name, value in outputs.items():
            # Constructs are called Media and Lanes too: an output keeps its own logical id.
            CfnOutput(self, f"{name}Output", value=value).override_logical_id(name)
