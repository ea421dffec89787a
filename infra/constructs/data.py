"""The two tables: a merchant's world with its stream, and the library of poses."""

from typing import Final

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.settings import Stage

__all__ = ["READ", "WORK_INDEX", "WRITE", "Data"]

# DynamoDB calls that runtime code may make. Scan is in neither list.
READ: Final = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
WRITE: Final = (
    "dynamodb:ConditionCheckItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
)
WORK_INDEX: Final = "by_work"


class Data(Construct):
    """`core` carries everything of a merchant under one partition; `poses` is read-mostly."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id)
        self.core = self._table("Core", stage, stream=True)
        self.core.add_global_secondary_index(
            index_name=WORK_INDEX,
            partition_key=_text("work"),
            sort_key=_text("due"),
            projection_type=dynamodb.ProjectionType.INCLUDE,
            # PynamoDB filters by `kind`, and a filter sees only what the index carries.
            non_key_attributes=["kind", "user_id", "generation_id"],
        )
        self.poses = self._table("Poses", stage, stream=False)

    def _table(self, id: str, stage: Stage, *, stream: bool) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            id,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if stream else None,
            time_to_live_attribute="expires_at" if stream else None,
            deletion_protection=stage.protected,
            removal_policy=RemovalPolicy.RETAIN,
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
