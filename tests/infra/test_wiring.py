"""What starts what: sources, filters, dead-letter queues, routes."""

import json
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import Access
from infra.constructs.api import OPEN_ROUTES
from infra.settings import LANES
from tests.infra.conftest import Template

pytestmark = pytest.mark.synth


def sources(template: Template, function_output: str) -> list[dict[str, Any]]:
    function = template.resource(function_output)
    mappings = template.of("AWS::Lambda::EventSourceMapping").values()
    return [m for m in mappings if m["FunctionName"] == {"Ref": function}]


def arn_of(logical_id: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical_id, "Arn"]}


class TestLanes:
    def test_the_worker_takes_one_task_at_a_time_from_each_of_the_four(
        self, prod: Template
    ) -> None:
        taken = {
            s["EventSourceArn"]["Fn::GetAtt"][0]: s for s in sources(prod, "PoseWorkerFunction")
        }

        assert set(taken) == {prod.resource(f"Queue{lane.capitalize()}") for lane in LANES}
        for source in taken.values():
            assert source["BatchSize"] == 1
            assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
            assert source["ScalingConfig"]["MaximumConcurrency"] >= 2

    def test_together_they_can_fill_every_slot_of_the_gpu(self, prod: Template) -> None:
        slots = int(environment(prod, "PoseWorkerFunction")["LUMIKU_GPU_SLOTS"])
        limits = [
            source["ScalingConfig"]["MaximumConcurrency"]
            for source in sources(prod, "PoseWorkerFunction")
        ]
        assert min(limits) >= slots

    @pytest.mark.parametrize("lane", LANES)
    def test_each_lane_has_its_own_dead_letters(self, prod: Template, lane: str) -> None:
        redrive = prod.properties(f"Queue{lane.capitalize()}")["RedrivePolicy"]

        assert redrive["maxReceiveCount"] == 5
        assert redrive["deadLetterTargetArn"] == arn_of(prod.resource(f"Dead{lane.capitalize()}"))

    @pytest.mark.parametrize("lane", LANES)
    def test_a_message_stays_hidden_six_times_as_long_as_its_consumer_may_run(
        self, prod: Template, lane: str
    ) -> None:
        worker = prod.properties("PoseWorkerFunction")["Timeout"]
        dispatcher = prod.properties("PoseDispatchFunction")["Timeout"]
        lane_queue, dead = (prod.properties(f"{k}{lane.capitalize()}") for k in ("Queue", "Dead"))

        assert worker > 2 * 60  # the endpoint may answer both tries at its limit of 60 s
        assert lane_queue["VisibilityTimeout"] >= 6 * worker
        assert dead["VisibilityTimeout"] >= 6 * dispatcher


class TestDispatcher:
    def test_it_accounts_for_what_died_in_every_lane(self, prod: Template) -> None:
        queues = [
            source
            for source in sources(prod, "PoseDispatchFunction")
            if source["EventSourceArn"]["Fn::GetAtt"][1] == "Arn"
        ]
        assert {s["EventSourceArn"]["Fn::GetAtt"][0] for s in queues} == {
            prod.resource(f"Dead{lane.capitalize()}") for lane in LANES
        }
        assert all(s["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for s in queues)

    def test_the_stream_wakes_it_for_changed_batches_only(self, prod: Template) -> None:
        (stream,) = (
            source
            for source in sources(prod, "PoseDispatchFunction")
            if source["EventSourceArn"]["Fn::GetAtt"] == [prod.resource("CoreTable"), "StreamArn"]
        )
        (pattern,) = (json.loads(f["Pattern"]) for f in stream["FilterCriteria"]["Filters"])

        assert passes(pattern, event("INSERT", "generation"))
        assert passes(pattern, event("MODIFY", "generation"))
        assert not passes(pattern, event("REMOVE", "generation"))
        assert not passes(pattern, event("MODIFY", "usage"))
        assert "MaximumBatchingWindowInSeconds" not in stream

    def test_a_bad_record_is_split_off_retried_and_kept(self, prod: Template) -> None:
        (stream,) = (s for s in sources(prod, "PoseDispatchFunction") if "FilterCriteria" in s)

        assert stream["BisectBatchOnFunctionError"] is True
        assert stream["MaximumRetryAttempts"] == 5
        assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        kept = stream["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
        assert kept in prod.of("AWS::SQS::Queue")

    def test_there_is_only_one_of_it(self, prod: Template) -> None:
        assert prod.properties("PoseDispatchFunction")["ReservedConcurrentExecutions"] == 1

    def test_every_minute_ticks(self, prod: Template) -> None:
        _, tick = prod.one("AWS::Scheduler::Schedule")

        assert tick["ScheduleExpression"] == "rate(1 minute)"
        assert tick["Target"]["Arn"] == arn_of(prod.resource("PoseDispatchFunction"))
        assert tick["Target"]["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] in prod.of(
            "AWS::SQS::Queue"
        )
        assert tick["Target"]["RetryPolicy"] == {
            "MaximumEventAgeInSeconds": 60,
            "MaximumRetryAttempts": 1,
        }


class TestIntake:
    def test_a_new_raw_object_starts_it(self, prod: Template) -> None:
        _, notification = prod.one("Custom::S3BucketNotifications")
        (target,) = notification["NotificationConfiguration"]["LambdaFunctionConfigurations"]

        assert notification["BucketName"] == {"Ref": prod.resource("RawBucket")}
        assert target["LambdaFunctionArn"] == arn_of(prod.resource("UploadIntakeFunction"))
        assert target["Events"] == ["s3:ObjectCreated:*"]
        assert target["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "raw/"}]

    def test_an_upload_that_breaks_it_is_kept(self, prod: Template) -> None:
        _, invoke = prod.one("AWS::Lambda::EventInvokeConfig")

        assert invoke["FunctionName"] == {"Ref": prod.resource("UploadIntakeFunction")}
        kept = invoke["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
        assert kept in prod.of("AWS::SQS::Queue")


class TestApi:
    def test_a_token_of_our_app_is_needed_but_for_the_open_routes(self, prod: Template) -> None:
        routes = {r["RouteKey"]: r for r in prod.of("AWS::ApiGatewayV2::Route").values()}
        open_routes = {f"{method.value} {path}" for method, path in OPEN_ROUTES}
        authorizer_id, authorizer = prod.one("AWS::ApiGatewayV2::Authorizer")

        assert set(routes) == open_routes | {"ANY /v1/{proxy+}"}
        for key, route in routes.items():
            if key in open_routes:
                assert route["AuthorizationType"] == "NONE"
            else:
                assert route["AuthorizationType"] == "JWT"
                assert route["AuthorizerId"] == {"Ref": authorizer_id}
        assert authorizer["JwtConfiguration"]["Audience"] == [
            {"Ref": prod.resource("UserPoolClientId")}
        ]

    def test_what_the_code_leaves_open_the_gateway_lets_through(self) -> None:
        served = {f"{r.method} {r.path}" for r in ROUTES if r.access is Access.OPEN}
        let_through = {f"{method.value} {path}" for method, path in OPEN_ROUTES}

        assert served <= let_through
        assert let_through - served <= {"GET /v1/fair-use", "POST /v1/billing/duitku/callback"}

    def test_in_prod_it_starts_from_a_snapshot(self, prod: Template) -> None:
        alias_id, alias = prod.one("AWS::Lambda::Alias")
        _, integration = prod.one("AWS::ApiGatewayV2::Integration")

        assert prod.properties("ApiFunction")["SnapStart"] == {"ApplyOn": "PublishedVersions"}
        assert alias["FunctionName"] == {"Ref": prod.resource("ApiFunction")}
        assert integration["IntegrationUri"] == {"Ref": alias_id}

    def test_merchants_sign_in_by_mail_and_password(self, prod: Template) -> None:
        pool, client = prod.properties("UserPoolId"), prod.properties("UserPoolClientId")

        assert pool["UsernameAttributes"] == ["email"]
        assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
        assert set(client["ExplicitAuthFlows"]) == {
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        }
        _, group = prod.one("AWS::Cognito::UserPoolGroup")
        assert group["GroupName"] == "admin"


class TestFunctions:
    def test_all_share_the_same_defaults(self, prod: Template) -> None:
        for name in ("Api", "UploadIntake", "PoseDispatch", "PoseWorker"):
            function = prod.properties(f"{name}Function")
            assert function["Architectures"] == ["arm64"]
            assert function["Runtime"] == "python3.13"
            assert function["TracingConfig"] == {"Mode": "Active"}
            assert function["LoggingConfig"]["LogFormat"] == "JSON"

    def test_only_the_one_that_reads_pictures_carries_the_imaging_layer(
        self, prod: Template
    ) -> None:
        layers = {
            name: len(prod.properties(f"{name}Function")["Layers"])
            for name in ("Api", "UploadIntake", "PoseDispatch", "PoseWorker")
        }
        assert layers == {"Api": 1, "UploadIntake": 2, "PoseDispatch": 1, "PoseWorker": 1}

    def test_intake_has_room_for_a_large_photo(self, prod: Template) -> None:
        assert prod.properties("UploadIntakeFunction")["MemorySize"] >= 2048


def environment(template: Template, function_output: str) -> dict[str, Any]:
    found: dict[str, Any] = template.properties(function_output)["Environment"]["Variables"]
    return found


def event(name: str, kind: str) -> dict[str, Any]:
    return {"eventName": name, "dynamodb": {"NewImage": {"kind": {"S": kind}, "pk": {"S": "U#1"}}}}


def passes(pattern: dict[str, Any], record: dict[str, Any]) -> bool:
    """Lambda's filter rule for plain values: every named field holds one of the listed values."""
    return all(
        passes(wanted, record.get(key, {}))
        if isinstance(wanted, dict)
        else record.get(key) in wanted
        for key, wanted in pattern.items()
    )
