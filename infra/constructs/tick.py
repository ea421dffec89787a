"""A schedule that calls one function, with a role of its own and a place for what fails."""

from typing import cast

from aws_cdk import CfnElement, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_scheduler_targets import LambdaInvoke
from constructs import Construct

from infra.nag import acknowledge

__all__ = ["tick"]


def tick(
    scope: Construct,
    function: lambda_.Function,
    *,
    every: Duration,
    failed: sqs.Queue,
    description: str,
) -> None:
    """Calls the function again and again; a call older than its successor is worth nothing."""
    role = iam.Role(
        scope,
        "TickRole",
        assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
        description=f"The tick of {scope.node.id.lower()} calls its function",
    )
    logical_id = Stack.of(scope).get_logical_id(cast(CfnElement, function.node.default_child))
    acknowledge(
        role,
        {
            f"AwsSolutions-IAM5[Resource::<{logical_id}.Arn>:*]": "Versions of one function, "
            "as the scheduler's target grants them."
        },
    )
    scheduler.Schedule(
        scope,
        "Tick",
        schedule=scheduler.ScheduleExpression.rate(every),
        target=LambdaInvoke(
            function,
            role=role,
            input=scheduler.ScheduleTargetInput.from_object({"source": "lumiku.tick"}),
            max_event_age=every,
            retry_attempts=1,
            dead_letter_queue=failed,
        ),
        description=description,
    )
