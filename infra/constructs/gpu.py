"""The GPU endpoint on SageMaker: one model, copies from zero to the stage's maximum."""

import json
from typing import Final

from aws_cdk import Duration, Fn, Stack
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk.aws_cloudwatch_actions import ApplicationScalingAction
from constructs import Construct

from infra.nag import acknowledge
from infra.settings import Stage
from infra.stack import LumikuStack

__all__ = ["Gpu"]

VARIANT: Final = "gpu"
START_SECONDS: Final = 900  # weights are downloaded and kernels compiled before /ping answers
IDLE: Final = Duration.minutes(15)


class Gpu(Construct):
    """Costs nothing while at zero copies; the first request after that wakes it in minutes.

    CloudFormation starts it with one copy, because SageMaker refuses to create a component with
    none; the scaling policy takes it away when nobody asks for it.
    """

    def __init__(self, scope: Construct, id: str, *, stage: Stage, lumiku: LumikuStack) -> None:
        super().__init__(scope, id)
        role = self._role(stage, lumiku)
        model = sagemaker.CfnModel(
            self,
            "Model",
            execution_role_arn=role.role_arn,
            primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
                image=stage.gpu_image_uri,
                model_data_url=stage.gpu_model_data,
                environment={
                    **stage.gpu_environment,
                    "LUMIKU_ENDPOINT_BUCKET": _media_bucket(stage, lumiku),
                },
            ),
        )
        model.node.add_dependency(role)
        config = self._config(stage, role)
        endpoint = sagemaker.CfnEndpoint(
            self,
            "Endpoint",
            endpoint_name=stage.endpoint_name,
            endpoint_config_name=config.attr_endpoint_config_name,
        )
        self.component = sagemaker.CfnInferenceComponent(
            self,
            "Component",
            endpoint_name=endpoint.attr_endpoint_name,
            inference_component_name=stage.component_name,
            variant_name=VARIANT,
            runtime_config=sagemaker.CfnInferenceComponent.InferenceComponentRuntimeConfigProperty(
                copy_count=1
            ),
            specification=sagemaker.CfnInferenceComponent.InferenceComponentSpecificationProperty(
                model_name=model.attr_model_name,
                compute_resource_requirements=sagemaker.CfnInferenceComponent.InferenceComponentComputeResourceRequirementsProperty(
                    number_of_accelerator_devices_required=1,
                    number_of_cpu_cores_required=2,
                    min_memory_required_in_mb=16_384,
                ),
                startup_parameters=sagemaker.CfnInferenceComponent.InferenceComponentStartupParametersProperty(
                    container_startup_health_check_timeout_in_seconds=START_SECONDS,
                    model_data_download_timeout_in_seconds=START_SECONDS,
                ),
            ),
        )
        self._scale(stage)

    def _role(self, stage: Stage, lumiku: LumikuStack) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"),
            description="What the GPU container may do",
        )
        stack = Stack.of(self)
        bucket, _, key = stage.gpu_model_data.removeprefix("s3://").partition("/")
        repository = stage.gpu_image_uri.partition("/")[2].partition("@")[0].partition(":")[0]
        media = _media_bucket(stage, lumiku)
        pictures = f"arn:aws:s3:::{media}/u/*"
        log_group = f"arn:aws:logs:{stack.region}:{stack.account}:log-group:/aws/sagemaker/*"
        grants: list[tuple[list[str], list[str]]] = [
            (["s3:GetObject", "s3:PutObject"], [pictures]),
            (["s3:GetObject"], [f"arn:aws:s3:::{bucket}/{key}"]),
            (
                [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                [stack.format_arn(service="ecr", resource="repository", resource_name=repository)],
            ),
            (["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"], ["*"]),
            (["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], [log_group]),
        ]
        for actions, resources in grants:
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        # Without it S3 answers "forbidden" for a key that is missing. Reading a key states no
        # prefix, hence IfExists; listing must state the merchants'.
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:ListBucket"],
                resources=[f"arn:aws:s3:::{media}"],
                conditions={"StringLikeIfExists": {"s3:prefix": ["u/*"]}},
            )
        )
        acknowledge(
            role,
            {
                f"AwsSolutions-IAM5[Resource::{found}]": "Made at run time below a fixed prefix."
                for found in (
                    log_group.replace(stack.account, "<AWS::AccountId>"),
                    pictures.replace(
                        media, json.dumps(stack.resolve(media), separators=(",", ":"))
                    ),
                )
            }
            | {
                "AwsSolutions-IAM5[Resource::*]": "ECR's token and CloudWatch's metrics know no "
                "resources."
            },
        )
        return role

    def _config(self, stage: Stage, role: iam.Role) -> sagemaker.CfnEndpointConfig:
        return sagemaker.CfnEndpointConfig(
            self,
            "Config",
            execution_role_arn=role.role_arn,  # required where components are hosted
            production_variants=[
                sagemaker.CfnEndpointConfig.ProductionVariantProperty(
                    variant_name=VARIANT,
                    instance_type=stage.gpu_instance_type,
                    initial_instance_count=1,
                    container_startup_health_check_timeout_in_seconds=START_SECONDS,
                    model_data_download_timeout_in_seconds=START_SECONDS,
                    managed_instance_scaling=sagemaker.CfnEndpointConfig.ManagedInstanceScalingProperty(
                        status="ENABLED",
                        min_instance_count=0,
                        max_instance_count=stage.gpu_max_instances,
                    ),
                    routing_config=sagemaker.CfnEndpointConfig.RoutingConfigProperty(
                        routing_strategy="LEAST_OUTSTANDING_REQUESTS"
                    ),
                )
            ],
        )

    def _scale(self, stage: Stage) -> None:
        target = scaling.ScalableTarget(
            self,
            "Copies",
            service_namespace=scaling.ServiceNamespace.SAGEMAKER,
            scalable_dimension="sagemaker:inference-component:DesiredCopyCount",
            resource_id=f"inference-component/{stage.component_name}",
            min_capacity=0,
            max_capacity=stage.gpu_max_instances,
        )
        target.node.add_dependency(self.component)
        target.scale_to_track_metric(
            "Busy",
            # The slots are the whole endpoint's: a copy working on its share of them is busy.
            target_value=max(1, stage.gpu_slots // stage.gpu_max_instances),
            predefined_metric=scaling.PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
            scale_in_cooldown=IDLE,
            scale_out_cooldown=Duration.minutes(2),
        )
        # Target tracking cannot leave zero: only a refused call tells that somebody waits.
        wake = scaling.StepScalingAction(
            self,
            "Wake",
            scaling_target=target,
            adjustment_type=scaling.AdjustmentType.CHANGE_IN_CAPACITY,
            cooldown=Duration.minutes(5),
            metric_aggregation_type=scaling.MetricAggregationType.MAXIMUM,
        )
        wake.add_adjustment(adjustment=1, lower_bound=0)
        asked = cloudwatch.Alarm(
            self,
            "AskedAtZero",
            metric=cloudwatch.Metric(
                namespace="AWS/SageMaker",
                metric_name="NoCapacityInvocationFailures",
                dimensions_map={"InferenceComponentName": stage.component_name},
                statistic="Maximum",
                period=Duration.minutes(1),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description="Work arrived while the GPU was at zero copies: wakes one",
        )
        asked.add_alarm_action(ApplicationScalingAction(wake))


def _media_bucket(stage: Stage, lumiku: LumikuStack) -> str:
    return Fn.get_stack_output(lumiku.stack_name, "MediaBucket", stage.region)
