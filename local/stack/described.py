"""What the simulator holds of a resource, told in the words of the CloudFormation template."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from local.stack.simulator import Clients

__all__ = ["PRESENCE_ONLY", "READERS", "UNREAD"]

Reader = Callable[[Clients, str], Mapping[str, Any]]


def _table(clients: Clients, name: str) -> dict[str, Any]:
    table = clients.dynamodb.describe_table(TableName=name)["Table"]
    ttl = clients.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": table["AttributeDefinitions"],
        "BillingMode": table.get("BillingModeSummary", {}).get("BillingMode"),
        "StreamSpecification": table.get("StreamSpecification"),
        "GlobalSecondaryIndexes": [
            {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
            for index in table.get("GlobalSecondaryIndexes", [])
        ],
        "TimeToLiveSpecification": {
            "AttributeName": ttl.get("AttributeName"),
            "Enabled": ttl["TimeToLiveStatus"] in ("ENABLED", "ENABLING"),
        },
        "DeletionProtectionEnabled": table.get("DeletionProtectionEnabled", False),
    }


def _queue(clients: Clients, url: str) -> dict[str, Any]:
    found = clients.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = found.get("RedrivePolicy")
    return {
        "VisibilityTimeout": found["VisibilityTimeout"],
        "MessageRetentionPeriod": found["MessageRetentionPeriod"],
        "ReceiveMessageWaitTimeSeconds": found.get("ReceiveMessageWaitTimeSeconds"),
        "DelaySeconds": found.get("DelaySeconds"),
        "SqsManagedSseEnabled": found.get("SqsManagedSseEnabled"),
        "RedrivePolicy": json.loads(redrive) if redrive else None,
    }


def _function(clients: Clients, name: str) -> dict[str, Any]:
    answer = clients.functions.get_function(FunctionName=name)
    found = answer["Configuration"]
    return {
        **{key: found.get(key) for key in ("Handler", "Runtime", "MemorySize", "Timeout", "Role")},
        "Architectures": found.get("Architectures"),
        "Environment": found.get("Environment"),
        "TracingConfig": found.get("TracingConfig"),
        "LoggingConfig": found.get("LoggingConfig"),
        "Layers": [layer["Arn"] for layer in found.get("Layers", [])],
        "ReservedConcurrentExecutions": answer.get("Concurrency", {}).get(
            "ReservedConcurrentExecutions"
        ),
    }


def _mapping(clients: Clients, identity: str) -> dict[str, Any]:
    found = clients.functions.get_event_source_mapping(UUID=identity)
    keys = (
        "BatchSize",
        "BisectBatchOnFunctionError",
        "DestinationConfig",
        "EventSourceArn",
        "FilterCriteria",
        "FunctionResponseTypes",
        "MaximumBatchingWindowInSeconds",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "ScalingConfig",
        "StartingPosition",
    )
    return {
        **{key: found.get(key) for key in keys},
        "FunctionName": found["FunctionArn"].rsplit(":function:", 1)[-1],
        "Enabled": found["State"] == "Enabled",
    }


def _bucket(clients: Clients, name: str) -> dict[str, Any]:
    objects = clients.objects
    block = _or_none(objects.get_public_access_block, name)
    lifecycle = _or_none(objects.get_bucket_lifecycle_configuration, name)
    cors = _or_none(objects.get_bucket_cors, name)
    return {
        "PublicAccessBlockConfiguration": block and block["PublicAccessBlockConfiguration"],
        "VersioningConfiguration": {
            "Status": objects.get_bucket_versioning(Bucket=name).get("Status")
        },
        "LifecycleConfiguration": lifecycle and {"Rules": template_lifecycle(lifecycle["Rules"])},
        "CorsConfiguration": cors and {"CorsRules": template_cors(cors["CORSRules"])},
    }


def _or_none(call: Callable[..., Any], bucket: str) -> Any:
    """The bucket's configuration, or None when it has none."""
    try:
        return call(Bucket=bucket)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code", "").startswith("NoSuch"):
            return None
        raise


# The S3 API and CloudFormation name the same things differently.
def template_lifecycle(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lifecycle rules of the S3 API in the template's words."""
    return [
        _present(
            {
                "Id": rule.get("ID"),
                "Status": rule["Status"],
                "Prefix": rule.get("Filter", {}).get("Prefix") or rule.get("Prefix") or None,
                "ExpirationInDays": rule.get("Expiration", {}).get("Days"),
                "ExpiredObjectDeleteMarker": rule.get("Expiration", {}).get(
                    "ExpiredObjectDeleteMarker"
                ),
                "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
                "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
            }
        )
        for rule in rules
    ]


def api_lifecycle(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lifecycle rules of the template in the S3 API's words."""
    return [
        _present(
            {
                "ID": rule.get("Id"),
                "Status": rule["Status"],
                "Filter": {"Prefix": rule.get("Prefix", "")},
                "Expiration": _expiration(rule),
                "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
                "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
            }
        )
        for rule in rules
    ]


def _expiration(rule: dict[str, Any]) -> dict[str, Any] | None:
    if "ExpirationInDays" in rule:
        return {"Days": int(rule["ExpirationInDays"])}
    if "ExpiredObjectDeleteMarker" in rule:
        return {"ExpiredObjectDeleteMarker": rule["ExpiredObjectDeleteMarker"]}
    return None


def template_cors(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _present(
            {
                "AllowedMethods": rule.get("AllowedMethods"),
                "AllowedOrigins": rule.get("AllowedOrigins"),
                "AllowedHeaders": rule.get("AllowedHeaders"),
                "ExposedHeaders": rule.get("ExposeHeaders"),
                "MaxAge": rule.get("MaxAgeSeconds"),
            }
        )
        for rule in rules
    ]


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _api(clients: Clients, identity: str) -> dict[str, Any]:
    found = clients.gateway.get_api(ApiId=identity)
    return {
        "Name": found["Name"],
        "ProtocolType": found["ProtocolType"],
        "CorsConfiguration": found.get("CorsConfiguration"),
    }


def _user_pool(clients: Clients, identity: str) -> dict[str, Any]:
    pool: dict[str, Any] = clients.cognito.describe_user_pool(UserPoolId=identity)["UserPool"]
    return {
        key: pool.get(key) for key in ("Policies", "UsernameAttributes", "AutoVerifiedAttributes")
    }


def _schedule(clients: Clients, name: str) -> dict[str, Any]:
    found: dict[str, Any] = clients.schedules.get_schedule(Name=name.rsplit("/", 1)[-1])
    zone = found.get("ScheduleExpressionTimezone")
    return {**found, "ScheduleExpressionTimezone": "Etc/UTC" if zone == "UTC" else zone}


READERS: Final[Mapping[str, Reader]] = {
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::DynamoDB::Table": _table,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Function": _function,
    "AWS::S3::Bucket": _bucket,
    "AWS::SQS::Queue": _queue,
    "AWS::Scheduler::Schedule": _schedule,
}

# Properties that the simulator has no way to show or that mean nothing on a laptop.
UNREAD: Final[Mapping[str, frozenset[str]]] = {
    "AWS::ApiGatewayV2::Api": frozenset({"Description", "Tags"}),
    "AWS::Cognito::UserPool": frozenset(
        {
            "AccountRecoverySetting",
            "AdminCreateUserConfig",
            "DeletionProtection",
            "EmailVerificationMessage",
            "EmailVerificationSubject",
            "EnabledMfas",
            "MfaConfiguration",
            "Schema",
            "SmsVerificationMessage",
            "UserPoolAddOns",
            "UserPoolTags",
            "UserPoolTier",
            "UsernameConfiguration",
            "VerificationMessageTemplate",
        }
    ),
    "AWS::DynamoDB::Table": frozenset(
        {"PointInTimeRecoverySpecification", "SSESpecification", "Tags"}
    ),
    "AWS::Lambda::EventSourceMapping": frozenset({"Tags"}),
    "AWS::Lambda::Function": frozenset({"Code", "Description", "Tags", "SnapStart"}),
    "AWS::S3::Bucket": frozenset(
        {"BucketEncryption", "LoggingConfiguration", "OwnershipControls", "Tags"}
    ),
    "AWS::SQS::Queue": frozenset({"KmsMasterKeyId", "Tags"}),
    "AWS::Scheduler::Schedule": frozenset({"Description", "GroupName"}),
}

# Types whose existence is all that a laptop needs to know.
PRESENCE_ONLY: Final = frozenset(
    {
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Stage",
        "AWS::CDK::Metadata",
        "AWS::Cognito::UserPoolClient",
        "AWS::Cognito::UserPoolGroup",
        "AWS::CloudWatch::Alarm",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
        "AWS::S3::BucketPolicy",
        "AWS::SES::ConfigurationSet",
        "AWS::SES::ConfigurationSetEventDestination",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::Scheduler::ScheduleGroup",
        "AWS::SecretsManager::Secret",
        "Custom::S3BucketNotifications",
    }
)
