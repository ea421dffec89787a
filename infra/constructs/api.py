"""The HTTP API: Cognito tokens checked before the function, a few routes open by name."""

import json
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_apigatewayv2_authorizers import HttpUserPoolAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.constructs.auth import Auth
from infra.constructs.data import READ, WORK_INDEX, WRITE, Data
from infra.constructs.function import LOG_RETENTION, Layers, PythonFunction
from infra.constructs.media import EXPORTS, Media
from infra.constructs.queues import Lanes
from infra.nag import acknowledge
from infra.settings import Stage

__all__ = ["OPEN_ROUTES", "Api"]

# Everything else under /v1 needs a token.
OPEN_ROUTES: Final = (
    (apigw.HttpMethod.GET, "/v1/health"),
    (apigw.HttpMethod.GET, "/v1/openapi.json"),
    (apigw.HttpMethod.GET, "/v1/plans"),
    (apigw.HttpMethod.GET, "/v1/fair-use"),
    (apigw.HttpMethod.GET, "/v1/pose-templates/{template_id}/preview.svg"),
    (apigw.HttpMethod.POST, "/v1/billing/duitku/callback"),
    (apigw.HttpMethod.GET, "/v1/unsubscribe"),
    (apigw.HttpMethod.POST, "/v1/unsubscribe"),
)
SNAP_START: Final = "Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish"
REQUESTS_PER_SECOND: Final = 200  # of all merchants together
ACCESS_LOG: Final = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "path": "$context.path",
    "status": "$context.status",
    "latencyMs": "$context.responseLatency",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
    "user": "$context.authorizer.claims.sub",
    "ip": "$context.identity.sourceIp",
}


class Api(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        auth: Auth,
        data: Data,
        media: Media,
        lanes: Lanes,
        layers: Layers,
        posters: sqs.IQueue,
        signing_secret: secrets.ISecret,
        duitku_secret: secrets.ISecret,
    ) -> None:
        super().__init__(scope, id)
        self.http = apigw.HttpApi(self, "Http", create_default_stage=False)
        self.url = self.http.api_endpoint
        self.function = PythonFunction(
            self,
            "Function",
            name="api",
            stage=stage,
            description="Answers /v1",
            timeout=Duration.seconds(20),
            memory_mb=1024,
            layers=layers.deps,
            snap_start=stage.snap_start,
            environment={
                "LUMIKU_CORE_TABLE": data.core.table_name,
                "LUMIKU_POSES_TABLE": data.poses.table_name,
                "LUMIKU_MEDIA_BUCKET": media.media.bucket_name,
                "LUMIKU_RAW_BUCKET": media.raw.bucket_name,
                "LUMIKU_SIGNING_SECRET": signing_secret.secret_arn,
                "LUMIKU_QUEUE_POSTERS": posters.queue_url,
                "LUMIKU_DUITKU_SECRET": duitku_secret.secret_arn,
                "LUMIKU_MAIL_SUPPORT": stage.mail_support,
                **stage.public(self.url),
                **{f"LUMIKU_QUEUE_{k.upper()}": q.queue_url for k, q in lanes.lanes.items()},
                "LUMIKU_QUEUE_PARKED": lanes.parked.queue_url,
                **stage.rendering,
            },
        )
        self._grant(data, media, [signing_secret, duitku_secret])
        # Operators see how much waits; nothing is sent from here.
        queues = [*lanes.lanes.values(), lanes.parked]
        self.function.allow(["sqs:GetQueueAttributes"], [queue.queue_arn for queue in queues])
        self.function.allow(["sqs:SendMessage"], [posters.queue_arn])
        self._stage(stage)
        self._routes(stage, auth)

    def _grant(self, data: Data, media: Media, read: list[secrets.ISecret]) -> None:
        self.function.allow([*READ, *WRITE], [data.core.table_arn])
        # A merchant's place in the queue is counted in it.
        self.function.allow(["dynamodb:Query"], [f"{data.core.table_arn}/index/{WORK_INDEX}"])
        # A batch that ends, also by being cancelled, adds to its poses' track records.
        self.function.allow([*READ, "dynamodb:UpdateItem"], [data.poses.table_arn])
        # Presigned links carry the signer's permissions.
        self.function.allow_objects(["s3:PutObject"], media.raw, "raw/")
        self.function.allow_objects(["s3:GetObject"], media.media, "u/")
        self.function.allow_objects(["s3:GetObject"], media.media, EXPORTS)
        self.function.allow_objects(["s3:PutObject"], media.media, "u/*/order/")
        self.function.allow_objects(["s3:DeleteObject"], media.media, "u/*/poster/")
        self.function.allow(
            ["secretsmanager:GetSecretValue"], [secret.secret_arn for secret in read]
        )

    def _stage(self, stage: Stage) -> None:
        access = logs.LogGroup(
            self,
            "AccessLogs",
            # This prefix is exempt from the account's size limit on log resource policies.
            log_group_name=f"/aws/vendedlogs/lumiku-{stage.name}-api",
            retention=LOG_RETENTION[stage.log_days],
            removal_policy=RemovalPolicy.DESTROY,
        )
        apigw.CfnStage(
            self,
            "Stage",
            api_id=self.http.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigw.CfnStage.RouteSettingsProperty(
                detailed_metrics_enabled=True,
                throttling_rate_limit=REQUESTS_PER_SECOND,
                throttling_burst_limit=2 * REQUESTS_PER_SECOND,
            ),
            access_log_settings=apigw.CfnStage.AccessLogSettingsProperty(
                destination_arn=access.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
        )

    def _routes(self, stage: Stage, auth: Auth) -> None:
        target: lambda_.IFunction = self.function
        if stage.snap_start:
            target = self.function.add_alias("live")
            acknowledge(self.function, {SNAP_START: "The alias publishes a version each time."})
        integration = HttpLambdaIntegration("Integration", target)
        pool = HttpUserPoolAuthorizer("Merchants", auth.pool, user_pool_clients=[auth.client])
        self.http.add_routes(
            path="/v1/{proxy+}",
            methods=[apigw.HttpMethod.ANY],
            integration=integration,
            authorizer=pool,
        )
        for method, path in OPEN_ROUTES:
            for route in self.http.add_routes(
                path=path,
                methods=[method],
                integration=integration,
                authorizer=apigw.HttpNoneAuthorizer(),
            ):
                acknowledge(
                    route,
                    {"AwsSolutions-APIG4": "Open by design; what acts checks a signature."},
                )
