"""What each part may do, how long data lives, and that the validators really look."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import CfnResource, Stack
from aws_cdk import aws_sqs as sqs

from infra.app import new_app
from tests.infra.conftest import FUNCTIONS, Assembly, Template

pytestmark = pytest.mark.synth

NO_RESOURCE_LEVEL = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "dynamodb:ListStreams",
    "ecr:GetAuthorizationToken",
    "cloudwatch:PutMetricData",
}


def actions(statement: dict[str, Any]) -> list[str]:
    return as_list(statement["Action"])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def grants(template: Template, function_output: str, service: str) -> dict[str, set[str]]:
    """Action -> the resources as text, for the actions of one service."""
    found: dict[str, set[str]] = {}
    for statement in template.statements(function_output):
        for action in actions(statement):
            if action.startswith(f"{service}:"):
                resources = (json.dumps(r) for r in as_list(statement["Resource"]))
                found.setdefault(action.partition(":")[2], set()).update(resources)
    return found


class TestRoles:
    def test_nobody_may_scan_or_everything(self, prod: Template, cloud: Template) -> None:
        for template in (prod, cloud):
            for policy in template.of("AWS::IAM::Policy").values():
                for statement in policy["PolicyDocument"]["Statement"]:
                    for action in actions(statement):
                        assert "*" not in action
                        assert action != "dynamodb:Scan"
                    if "*" in as_list(statement["Resource"]):
                        assert set(actions(statement)) <= NO_RESOURCE_LEVEL

    def test_each_function_has_a_role_of_its_own(self, prod: Template) -> None:
        roles = {json.dumps(prod.properties(name)["Role"]) for name in FUNCTIONS}
        assert len(roles) == len(FUNCTIONS)

    def test_only_the_dispatcher_fills_the_lanes(self, prod: Template) -> None:
        lanes = {
            arn(prod, f"Queue{lane}") for lane in ("Free", "Standard", "Priority", "Dedicated")
        }
        senders = {
            name
            for name in FUNCTIONS
            if lanes & grants(prod, name, "sqs").get("SendMessage", set())
        }
        assert senders == {"PoseDispatchFunction"}
        assert lanes <= grants(prod, "PoseDispatchFunction", "sqs")["GetQueueAttributes"]

    def test_the_api_sees_how_full_queues_are_and_orders_posters_only(self, prod: Template) -> None:
        queues = {
            arn(prod, f"Queue{name}")
            for name in ("Free", "Standard", "Priority", "Dedicated", "Parked")
        }
        assert grants(prod, "ApiFunction", "sqs") == {
            "GetQueueAttributes": queues,
            "SendMessage": {arn(prod, "QueuePosters")},
        }

    def test_posters_are_ordered_by_those_who_admit_sweep_or_pack(self, prod: Template) -> None:
        queue = arn(prod, "QueuePosters")
        senders = {
            name
            for name in FUNCTIONS
            if queue in grants(prod, name, "sqs").get("SendMessage", set())
        }
        assert senders == {"ApiFunction", "PoseDispatchFunction", "PosterWorkerFunction"}

    def test_poison_can_be_parked_where_messages_arrive(self, prod: Template) -> None:
        for name in (
            "PoseDispatchFunction",
            "PoseWorkerFunction",
            "PosterWorkerFunction",
            "UsageMonitorFunction",
            "DeliveryWorkerFunction",
        ):
            assert arn(prod, "QueueParked") in grants(prod, name, "sqs")["SendMessage"]

    def test_the_index_of_work_is_for_those_who_count_or_release(self, prod: Template) -> None:
        askers = {
            name
            for name in FUNCTIONS
            if any("index/by_work" in r for r in grants(prod, name, "dynamodb")["Query"])
        }
        assert askers == {
            "ApiFunction",
            "PoseDispatchFunction",
            "DeliveryWorkerFunction",
            "PictureCleanupFunction",
        }

    def test_deliveries_are_handed_over_by_those_who_see_the_outbox(self, prod: Template) -> None:
        queue = arn(prod, "QueueDeliveries")
        senders = {
            name
            for name in FUNCTIONS
            if queue in grants(prod, name, "sqs").get("SendMessage", set())
        }
        assert senders == {"UsageMonitorFunction", "DeliveryWorkerFunction"}

    def test_the_library_is_only_ever_tallied(self, prod: Template) -> None:
        poses = arn(prod, "PosesTable")
        writers = {
            (name, action)
            for name in FUNCTIONS
            for action, resources in grants(prod, name, "dynamodb").items()
            if poses in resources and action not in {"GetItem", "BatchGetItem", "Query"}
        }
        assert writers == {
            ("ApiFunction", "UpdateItem"),
            ("PoseDispatchFunction", "UpdateItem"),
        }

    def test_pictures_are_reached_below_their_prefix_only(self, prod: Template) -> None:
        prefixes = {
            (name, action, resource.split("/", 1)[1].split('"')[0])
            for name in FUNCTIONS
            for action, resources in grants(prod, name, "s3").items()
            if action != "ListBucket"
            for resource in resources
        }
        assert prefixes == {
            ("ApiFunction", "PutObject", "raw/*"),
            ("ApiFunction", "GetObject", "u/*"),
            ("ApiFunction", "GetObject", "exports/*"),
            ("ApiFunction", "PutObject", "u/*/order/*"),
            ("ApiFunction", "DeleteObject", "u/*/poster/*"),
            ("UploadIntakeFunction", "GetObject", "raw/*"),
            ("UploadIntakeFunction", "DeleteObject", "raw/*"),
            ("UploadIntakeFunction", "GetObject", "u/*/clean/*"),
            ("UploadIntakeFunction", "PutObject", "u/*/clean/*"),
            ("PoseWorkerFunction", "GetObject", "u/*"),
            ("PoseWorkerFunction", "PutObject", "u/*"),
            ("PosterWorkerFunction", "GetObject", "u/*"),
            ("PosterWorkerFunction", "PutObject", "u/*/poster/*"),
            ("PosterWorkerFunction", "DeleteObject", "u/*/poster/*"),
            ("PosterWorkerFunction", "GetObject", "exports/*"),
            ("PosterWorkerFunction", "PutObject", "exports/*"),
            ("PosterWorkerFunction", "AbortMultipartUpload", "exports/*"),
            ("PictureCleanupFunction", "DeleteObject", "u/*/gen/*"),
        }

    def test_only_those_who_draw_call_the_gpu(self, prod: Template) -> None:
        callers = {name for name in FUNCTIONS if grants(prod, name, "sagemaker")}
        assert callers == {"UploadIntakeFunction", "PoseWorkerFunction"}

    def test_each_secret_is_read_where_it_is_used(self, prod: Template) -> None:
        readers = {
            (name, output)
            for name in FUNCTIONS
            for output in ("SigningSecret", "TeamWebhooksSecret", "DuitkuSecret")
            if json.dumps({"Ref": prod.resource(output)})
            in grants(prod, name, "secretsmanager").get("GetSecretValue", set())
        }
        assert readers == {
            ("ApiFunction", "SigningSecret"),
            ("ApiFunction", "DuitkuSecret"),
            ("DeliveryWorkerFunction", "SigningSecret"),
            ("DeliveryWorkerFunction", "TeamWebhooksSecret"),
        }

    def test_only_one_function_sends_mail_and_only_as_us(self, prod: Template) -> None:
        senders = {name for name in FUNCTIONS if grants(prod, name, "ses")}
        assert senders == {"DeliveryWorkerFunction"}
        sent = grants(prod, "DeliveryWorkerFunction", "ses")
        assert set(sent) == {"SendEmail"}
        assert sum("identity/lumiku.com" in resource for resource in sent["SendEmail"]) == 1
        assert sum("configuration-set/" in resource for resource in sent["SendEmail"]) == 2

    def test_a_tick_may_call_its_function_and_nothing_else(self, prod: Template) -> None:
        ticks = prod.of("AWS::Scheduler::Schedule").values()
        assert len(ticks) == 3
        for tick in ticks:
            role = tick["Target"]["RoleArn"]["Fn::GetAtt"][0]
            called = tick["Target"]["Arn"]["Fn::GetAtt"][0]
            policies = prod.of("AWS::IAM::Policy").values()
            (policy,) = (p for p in policies if {"Ref": role} in p["Roles"])
            for statement in policy["PolicyDocument"]["Statement"]:
                if actions(statement) == ["lambda:InvokeFunction"]:
                    assert all(called in json.dumps(r) for r in as_list(statement["Resource"]))
                else:
                    assert actions(statement) == ["sqs:SendMessage"]


class TestData:
    @pytest.mark.parametrize("output", ["CoreTable", "PosesTable"])
    def test_tables_in_prod_outlive_the_stack(self, prod: Template, output: str) -> None:
        table = prod.body["Resources"][prod.resource(output)]

        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        assert table["Properties"]["DeletionProtectionEnabled"] is True
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {
            "PointInTimeRecoveryEnabled": True
        }

    def test_the_core_table_is_an_outbox_with_an_index_of_work(self, prod: Template) -> None:
        core = prod.properties("CoreTable")
        (index,) = core["GlobalSecondaryIndexes"]

        assert core["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
        assert core["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert index["IndexName"] == "by_work"
        assert [k["AttributeName"] for k in index["KeySchema"]] == ["work", "due"]
        assert index["Projection"] == {
            "ProjectionType": "INCLUDE",
            "NonKeyAttributes": ["kind", "user_id", "generation_id"],
        }

    def test_what_people_own_is_retained(self, prod: Template, cloud: Template) -> None:
        kept = {
            "MediaBucket",
            "UserPoolId",
            "SigningSecret",
            "TeamWebhooksSecret",
            "DuitkuSecret",
        }
        for output in kept:
            assert prod.body["Resources"][prod.resource(output)]["DeletionPolicy"] == "Retain"
        assert cloud.body["Resources"][cloud.resource("WebBucket")]["DeletionPolicy"] == "Retain"

    def test_raw_uploads_last_a_day(self, prod: Template) -> None:
        rules = prod.properties("RawBucket")["LifecycleConfiguration"]["Rules"]
        assert any(rule.get("ExpirationInDays") == 1 for rule in rules)

    def test_no_bucket_is_public_or_reached_without_tls(
        self, prod: Template, cloud: Template
    ) -> None:
        for template in (prod, cloud):
            policies = template.of("AWS::S3::BucketPolicy").values()
            for logical_id, bucket in template.of("AWS::S3::Bucket").items():
                assert all(bucket["PublicAccessBlockConfiguration"].values())
                (policy,) = (p for p in policies if p["Bucket"] == {"Ref": logical_id})
                denied = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
                assert any("aws:SecureTransport" in json.dumps(s["Condition"]) for s in denied)
                rules = bucket["LifecycleConfiguration"]["Rules"]
                assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)

    def test_no_queue_is_reached_without_tls_or_stored_in_clear(self, prod: Template) -> None:
        protected = {
            queue["Ref"]
            for policy in prod.of("AWS::SQS::QueuePolicy").values()
            if "aws:SecureTransport" in json.dumps(policy["PolicyDocument"])
            for queue in policy["Queues"]
        }
        queues = prod.of("AWS::SQS::Queue")
        assert set(queues) == protected
        assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())

    def test_no_log_is_kept_for_ever(self, prod: Template) -> None:
        groups = prod.of("AWS::Logs::LogGroup").values()
        assert {group["RetentionInDays"] for group in groups} == {180}
        logged = {prod.properties(f)["LoggingConfig"]["LogGroup"]["Ref"] for f in FUNCTIONS}
        assert len(logged) == len(FUNCTIONS)


class TestValidators:
    def test_no_finding_and_every_acknowledgement_reasoned(
        self, prod_assembly: Assembly, local_assembly: Assembly
    ) -> None:
        for assembly in (prod_assembly, local_assembly):
            (nag,) = (r for r in assembly.report() if r["pluginName"] == "AwsSolutions")
            assert nag["conclusion"] == "success"
            assert all(len(found["reason"]) > 20 for found in nag["suppressedViolations"])

    @pytest.mark.parametrize(
        ("bad", "rule"),
        [
            (lambda stack: sqs.Queue(stack, "Open"), "AwsSolutions-SQS4"),  # cdk-nag: TLS only
            (
                # CDK's own validator: a number out of its range.
                lambda stack: CfnResource(
                    stack,
                    "Slow",
                    type="AWS::SQS::Queue",
                    properties={"VisibilityTimeout": 99_999_999},
                ),
                "F3034",
            ),
        ],
        ids=["cdk-nag", "cdk"],
    )
    def test_each_stops_a_bad_stack(
        self,
        tmp_path: Path,
        capfd: pytest.CaptureFixture[str],
        bad: Callable[[Stack], object],
        rule: str,
    ) -> None:
        app = new_app(tmp_path)
        bad(Stack(app, "Bad", env={"region": "ap-southeast-1"}))

        with pytest.raises(RuntimeError, match="ValidationFailed"):
            app.synth()

        found = {v["ruleName"] for r in Assembly(tmp_path).report() for v in r["violations"]}
        assert rule in found
        capfd.readouterr()


def arn(template: Template, output: str) -> str:
    return json.dumps({"Fn::GetAtt": [template.resource(output), "Arn"]})
