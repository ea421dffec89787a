"""On a real simulator: what it drops is applied, and a drop that nobody applied is told."""

import json
from typing import Any

import pytest

from local.stack import deploy, fixups
from local.stack.deploy import Plan
from local.stack.home import Home
from local.stack.problems import StackProblem
from local.stack.simulator import Clients
from local.stack.snapshot import STACK_NAME
from local.stack.template import Template

TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "BillingMode": "PAY_PER_REQUEST",
                "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
                "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
            },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "LifecycleConfiguration": {
                    "Rules": [
                        {"Id": "day", "Status": "Enabled", "ExpirationInDays": 1},
                        {
                            "Id": "torn",
                            "Status": "Enabled",
                            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                        },
                    ]
                },
                "CorsConfiguration": {
                    "CorsRules": [
                        {
                            "AllowedMethods": ["POST"],
                            "AllowedOrigins": ["*"],
                            "AllowedHeaders": ["*"],
                            "MaxAge": 3600,
                        }
                    ]
                },
            },
        },
        "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 1209600}},
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "VisibilityTimeout": 540,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": 5,
                },
            },
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {"Statement": []}},
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"ZipFile": "def handler(event, context):\n    return {}\n"},
                "Handler": "index.handler",
                "Runtime": "python3.13",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "ReservedConcurrentExecutions": 1,
                "Environment": {"Variables": {"QUEUE": {"Ref": "Queue"}}},
            },
        },
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": "api",
                "ProtocolType": "HTTP",
                "CorsConfiguration": {"AllowOrigins": ["https://lumiku.test"]},
            },
        },
    },
    "Outputs": {"TableName": {"Value": {"Ref": "Table"}}},
}


@pytest.fixture(scope="module")
def deployed(simulator_home: Home, clients: Clients) -> Template:
    plan = Plan.of(TEMPLATE)
    deploy.deploy(simulator_home, clients, plan, {})
    deploy.settle_gaps(clients, plan)
    return Template(TEMPLATE, deploy.physical_ids(clients))


class TestApply:
    def test_the_simulator_holds_everything_afterwards(
        self, clients: Clients, deployed: Template
    ) -> None:
        assert fixups.verify(clients, deployed) == []

    def test_the_services_themselves_say_so(self, clients: Clients, deployed: Template) -> None:
        made = {resource.logical_id: resource.physical_id for resource in deployed.resources()}
        ttl = clients.dynamodb.describe_time_to_live(TableName=made["Table"])
        assert ttl["TimeToLiveDescription"]["AttributeName"] == "expires_at"
        function = clients.functions.get_function(FunctionName=made["Function"])
        assert function["Concurrency"]["ReservedConcurrentExecutions"] == 1
        api = clients.gateway.get_api(ApiId=made["Api"])
        assert api["CorsConfiguration"]["AllowOrigins"] == ["https://lumiku.test"]
        rules = clients.objects.get_bucket_lifecycle_configuration(Bucket=made["Bucket"])["Rules"]
        assert {"Days": 1} in [rule.get("Expiration") for rule in rules]

    def test_doing_it_again_changes_nothing(self, clients: Clients, deployed: Template) -> None:
        fixups.apply(clients, deployed)
        assert fixups.verify(clients, deployed) == []

    def test_what_cannot_be_applied_is_told(self, clients: Clients, deployed: Template) -> None:
        body = json.loads(json.dumps(TEMPLATE))
        body["Resources"]["Queue"]["Properties"]["VisibilityTimeout"] = 541
        with pytest.raises(StackProblem, match="did not create all of the template") as caught:
            deploy.settle_gaps(clients, Plan.of(body))
        assert "VisibilityTimeout" in caught.value.details


class TestVerify:
    @pytest.mark.parametrize(
        ("logical_id", "name", "value"),
        [
            ("Table", "TimeToLiveSpecification", {"AttributeName": "gone", "Enabled": True}),
            ("Table", "StreamSpecification", {"StreamViewType": "KEYS_ONLY"}),
            ("Queue", "VisibilityTimeout", 541),
            ("Function", "ReservedConcurrentExecutions", 2),
            ("Function", "Environment", {"Variables": {"OTHER": "x"}}),
            ("Function", "EphemeralStorage", {"Size": 1024}),
            ("Api", "CorsConfiguration", {"AllowOrigins": ["https://other.test"]}),
            ("Bucket", "LifecycleConfiguration", {"Rules": [{"Status": "Disabled"}]}),
            ("Bucket", "CorsConfiguration", {"CorsRules": []}),
        ],
    )
    def test_a_dropped_property_is_told(
        self, clients: Clients, deployed: Template, logical_id: str, name: str, value: Any
    ) -> None:
        body = json.loads(json.dumps(TEMPLATE))
        body["Resources"][logical_id]["Properties"][name] = value
        findings = fixups.verify(clients, Template(body, deploy.physical_ids(clients)))
        assert findings
        assert all(logical_id in finding and name in finding for finding in findings)

    def test_a_resource_that_was_not_made_is_told(self, clients: Clients) -> None:
        ids = deploy.physical_ids(clients)
        del ids["Queue"]
        assert "Queue (AWS::SQS::Queue) was not made" in fixups.verify(
            clients, Template(TEMPLATE, ids)
        )

    def test_a_type_without_a_check_is_told(self, clients: Clients, deployed: Template) -> None:
        body = {"Resources": {"New": {"Type": "AWS::Kinesis::Stream"}}}
        (finding,) = fixups.verify(clients, Template(body, {"New": "stream"}))
        assert "add one to local/stack/described.py" in finding


class TestDeploy:
    def test_outputs_name_what_was_made(self, clients: Clients, deployed: Template) -> None:
        assert deploy.outputs(clients)["TableName"].startswith(STACK_NAME)

    def test_a_changed_template_updates_the_stack_and_keeps_data(
        self, simulator_home: Home, clients: Clients, deployed: Template
    ) -> None:
        table = deploy.outputs(clients)["TableName"]
        clients.dynamodb.put_item(TableName=table, Item={"pk": {"S": "kept"}})
        body = json.loads(json.dumps(TEMPLATE))
        body["Resources"]["Queue"]["Properties"]["VisibilityTimeout"] = 600
        deploy.deploy(simulator_home, clients, Plan.of(body), {})
        try:
            url = deploy.physical_ids(clients)["Queue"]
            found = clients.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            assert found["Attributes"]["VisibilityTimeout"] == "600"
            assert clients.dynamodb.get_item(TableName=table, Key={"pk": {"S": "kept"}})["Item"]
        finally:
            deploy.deploy(simulator_home, clients, Plan.of(TEMPLATE), {})

    def test_a_template_that_cannot_be_deployed_gives_its_reasons(
        self, simulator_home: Home, clients: Clients, deployed: Template
    ) -> None:
        body = json.loads(json.dumps(TEMPLATE))
        body["Resources"]["Gpu"] = {"Type": "AWS::SageMaker::Model", "Properties": {}}
        with pytest.raises(StackProblem, match="could not be deployed") as caught:
            deploy.deploy(simulator_home, clients, Plan.of(body), {})
        assert "SageMaker" in caught.value.details
        deploy.deploy(simulator_home, clients, Plan.of(TEMPLATE), {})
