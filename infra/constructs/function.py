"""The one place for the defaults of every Lambda function."""

from collections.abc import Mapping, Sequence
from typing import cast

from aws_cdk import Annotations, CfnElement, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.assets import function_code, layer_code, layer_is_built
from infra.nag import acknowledge
from infra.settings import Stage

__all__ = ["Layers", "PythonFunction"]

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64
LOG_RETENTION = {
    30: logs.RetentionDays.ONE_MONTH,
    180: logs.RetentionDays.SIX_MONTHS,
}


class Layers(Construct):
    """Third-party wheels: `deps` for every function, `imaging` for those that touch pixels.

    Both are lists as a function takes them, empty where the host's own packages serve.
    """

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id)
        self.deps: list[lambda_.LayerVersion] = []
        self.imaging: list[lambda_.LayerVersion] = []
        if stage.layers:
            self.deps = [self._layer("deps")]
            self.imaging = [*self.deps, self._layer("imaging")]

    def _layer(self, name: str) -> lambda_.LayerVersion:
        layer = lambda_.LayerVersion(
            self,
            name.capitalize(),
            code=layer_code(name),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
            description=f"Lumiku: {name}",
        )
        if not layer_is_built(name):
            Annotations.of(layer).add_info(f"the {name} layer is not built: run `make layers`")
        return layer


class PythonFunction(lambda_.Function):
    """`functions/<name>/handler.py` on arm64 with its own role, log group and JSON logs.

    `allow()` is the only way it gets a permission, so each construct reads as its policy.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        stage: Stage,
        description: str,
        timeout: Duration,
        memory_mb: int,
        environment: Mapping[str, str],
        layers: Sequence[lambda_.ILayerVersion],
        reserved_concurrency: int | None = None,
        snap_start: bool = False,
    ) -> None:
        role = iam.Role(
            scope,
            f"{id}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What functions/{name} may do",
        )
        log_group = logs.LogGroup(
            scope,
            f"{id}Logs",
            retention=LOG_RETENTION[stage.log_days],
            removal_policy=RemovalPolicy.DESTROY,
        )
        log_group.grant_write(role)
        super().__init__(
            scope,
            id,
            code=function_code(name),
            handler=f"functions.{name}.handler.handler",
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            description=description,
            timeout=timeout,
            memory_size=memory_mb,
            role=role,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            layers=list(layers),
            reserved_concurrent_executions=reserved_concurrency,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snap_start else None,
            environment={
                "LUMIKU_STAGE": stage.name,
                "LUMIKU_REGION": stage.region,
                **environment,
            },
        )
        self._own_role = role
        acknowledge(
            role,
            {"AwsSolutions-IAM5[Resource::*]": "X-Ray's PutTraceSegments knows no resources."},
        )
        acknowledge(
            self,
            {"AwsSolutions-L1": "The layers' wheels are locked and tested for Python 3.13."},
        )

    def allow(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Grant exact actions on exact resources."""
        self.add_to_role_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources))
        )

    def allow_objects(self, actions: Sequence[str], bucket: s3.Bucket, prefix: str) -> None:
        """Grant exact actions on the objects of one prefix, such as `u/*/clean/`."""
        self.allow(actions, [bucket.arn_for_objects(f"{prefix}*")])
        logical_id = Stack.of(self).get_logical_id(cast(CfnElement, bucket.node.default_child))
        finding = f"AwsSolutions-IAM5[Resource::<{logical_id}.Arn>/{prefix}*]"
        acknowledge(self._own_role, {finding: "Keys are made at run time; the prefix bounds them."})
