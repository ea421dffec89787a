"""What starts what: sources, filters, dead-letter queues, routes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import Access
from infra.constructs.api import OPEN_ROUTES
from infra.constructs.media import EXPORTS
from infra.settings import LANES
from lumiku.accounts.policy import EXPORTS_KEPT
from lumiku.cloud import keys
from tests.infra.conftest import FUNCTIONS, Template

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
    def test_it_accounts_for_what_died_in_every_queue(self, prod: Template) -> None:
        queues = [
            source
            for source in sources(prod, "PoseDispatchFunction")
            if source["EventSourceArn"]["Fn::GetAtt"][1] == "Arn"
        ]
        assert {s["EventSourceArn"]["Fn::GetAtt"][0] for s in queues} == {
            *(prod.resource(f"Dead{lane.capitalize()}") for lane in LANES),
            prod.resource("DeadPosters"),
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
        tick = tick_of(prod, "PoseDispatchFunction")

        assert tick["ScheduleExpression"] == "rate(1 minute)"
        assert tick["Target"]["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] in prod.of(
            "AWS::SQS::Queue"
        )
        assert tick["Target"]["RetryPolicy"] == {
            "MaximumEventAgeInSeconds": 60,
            "MaximumRetryAttempts": 1,
        }


class TestMonitor:
    def test_the_stream_wakes_it_for_what_asks_for_something(self, prod: Template) -> None:
        (stream,) = sources(prod, "UsageMonitorFunction")
        patterns = [json.loads(f["Pattern"]) for f in stream["FilterCriteria"]["Filters"]]

        def wakes(name: str, kind: str, **more: str) -> bool:
            return any(passes(pattern, event(name, kind, **more)) for pattern in patterns)

        for kind in ("usage", "account", "breaker"):
            assert wakes("INSERT", kind)
            assert wakes("MODIFY", kind)
            assert not wakes("REMOVE", kind)
        for kind in ("mail", "team"):
            assert wakes("INSERT", kind, status="pending")
            assert not wakes("MODIFY", kind, status="sending")
        assert wakes("MODIFY", "generation", finished_at="2026-11-23T05:00:00.000Z")
        assert not wakes("MODIFY", "generation")
        assert not wakes("INSERT", "pose")
        assert stream["BisectBatchOnFunctionError"] is True
        assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    def test_the_code_acts_on_every_kind_that_wakes_it(self) -> None:
        from functions.usage_monitor import looks

        assert set(looks.ASKED) == {"usage", "account", "breaker", "mail", "team", "generation"}

    def test_at_most_two_functions_read_the_stream(self, prod: Template) -> None:
        readers = {
            output
            for output in FUNCTIONS
            if any("FilterCriteria" in source for source in sources(prod, output))
        }
        assert readers == {"PoseDispatchFunction", "UsageMonitorFunction"}


class TestDeliveries:
    def test_one_message_at_a_time_so_that_one_that_hangs_delays_no_other(
        self, prod: Template
    ) -> None:
        (source,) = sources(prod, "DeliveryWorkerFunction")
        assert source["EventSourceArn"] == arn_of(prod.resource("QueueDeliveries"))
        assert source["BatchSize"] == 1
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert source["ScalingConfig"]["MaximumConcurrency"] >= 2

    def test_a_message_outlasts_its_worker_and_then_is_a_dead_letter(self, prod: Template) -> None:
        queue, worker = (prod.properties(o) for o in ("QueueDeliveries", "DeliveryWorkerFunction"))
        assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
        assert queue["RedrivePolicy"] == {
            "deadLetterTargetArn": arn_of(prod.resource("DeadDeliveries")),
            "maxReceiveCount": 5,
        }

    def test_ses_tells_it_what_became_of_mails(self, prod: Template) -> None:
        topic = prod.resource("MailEventsTopic")
        (subscription,) = (
            s for s in prod.of("AWS::SNS::Subscription").values() if s["TopicArn"] == {"Ref": topic}
        )
        assert subscription["Endpoint"] == arn_of(prod.resource("DeliveryWorkerFunction"))
        (policy,) = (
            p for p in prod.of("AWS::SNS::TopicPolicy").values() if p["Topics"] == [{"Ref": topic}]
        )
        assert "ses.amazonaws.com" in json.dumps(policy)

    def test_a_tick_finds_what_got_lost(self, prod: Template) -> None:
        tick = tick_of(prod, "DeliveryWorkerFunction")
        assert tick["ScheduleExpression"] == "rate(5 minutes)"
        assert tick["Target"]["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] in prod.of(
            "AWS::SQS::Queue"
        )


class TestPosters:
    def test_the_worker_takes_one_task_at_a_time_from_its_own_queue(self, prod: Template) -> None:
        (source,) = sources(prod, "PosterWorkerFunction")

        assert source["EventSourceArn"] == arn_of(prod.resource("QueuePosters"))
        assert source["BatchSize"] == 1
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert source["ScalingConfig"]["MaximumConcurrency"] >= 2

    def test_a_message_outlasts_its_worker_and_then_is_accounted_for(self, prod: Template) -> None:
        queue, dead = prod.properties("QueuePosters"), prod.properties("DeadPosters")
        worker, dispatcher = (
            prod.properties(f"{name}Function")["Timeout"]
            for name in ("PosterWorker", "PoseDispatch")
        )
        assert queue["VisibilityTimeout"] >= 6 * worker
        assert dead["VisibilityTimeout"] >= 6 * dispatcher
        assert queue["RedrivePolicy"] == {
            "deadLetterTargetArn": arn_of(prod.resource("DeadPosters")),
            "maxReceiveCount": 5,
        }

    def test_it_is_nobodys_lane(self, prod: Template) -> None:
        """Drawing never takes a place of the GPU's queues, which the dispatcher counts."""
        lanes = {prod.resource(f"Queue{lane.capitalize()}") for lane in LANES}
        assert prod.resource("QueuePosters") not in lanes

    def test_files_of_exports_expire_after_the_last_link_to_them(self, prod: Template) -> None:
        bucket = prod.of("AWS::S3::Bucket")[prod.resource("MediaBucket")]
        found = {
            rule["Prefix"]: rule["ExpirationInDays"]
            for rule in bucket["LifecycleConfiguration"]["Rules"]
            if "ExpirationInDays" in rule
        }
        (days,) = found.values()
        assert set(found) == {EXPORTS}
        assert timedelta(days=days) > EXPORTS_KEPT
        assert keys.export_zip("sub", "exp_1").startswith(EXPORTS)
        assert keys.export_file("sub", "exp_1", "a/b.jpg").startswith(EXPORTS)
        assert not keys.export_snapshot("sub", "exp_1").startswith(EXPORTS)


class TestIntake:
    def test_a_new_raw_object_starts_it(self, prod: Template) -> None:
        _, notification = prod.one("Custom::S3BucketNotifications")
        (target,) = notification["NotificationConfiguration"]["LambdaFunctionConfigurations"]

        assert notification["BucketName"] == {"Ref": prod.resource("RawBucket")}
        assert target["LambdaFunctionArn"] == arn_of(prod.resource("UploadIntakeFunction"))
        assert target["Events"] == ["s3:ObjectCreated:*"]
        assert target["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "raw/"}]

    def test_an_upload_that_breaks_it_is_kept(self, prod: Template) -> None:
        function = {"Ref": prod.resource("UploadIntakeFunction")}
        (invoke,) = (
            i
            for i in prod.of("AWS::Lambda::EventInvokeConfig").values()
            if i["FunctionName"] == function
        )
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

        assert served == let_through

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
        for output in FUNCTIONS:
            function = prod.properties(output)
            assert function["Architectures"] == ["arm64"]
            assert function["Runtime"] == "python3.13"
            assert function["TracingConfig"] == {"Mode": "Active"}
            assert function["LoggingConfig"]["LogFormat"] == "JSON"

    def test_only_those_that_read_pictures_carry_the_imaging_layer(self, prod: Template) -> None:
        with_pixels = {
            output for output in FUNCTIONS if len(prod.properties(output)["Layers"]) == 2
        }
        assert with_pixels == {"UploadIntakeFunction", "PosterWorkerFunction"}

    def test_intake_has_room_for_a_large_photo(self, prod: Template) -> None:
        assert prod.properties("UploadIntakeFunction")["MemorySize"] >= 2048


def environment(template: Template, function_output: str) -> dict[str, Any]:
    found: dict[str, Any] = template.properties(function_output)["Environment"]["Variables"]
    return found


def tick_of(template: Template, function_output: str) -> dict[str, Any]:
    """The one schedule that calls a function."""
    target = arn_of(template.resource(function_output))
    (tick,) = (
        s for s in template.of("AWS::Scheduler::Schedule").values() if s["Target"]["Arn"] == target
    )
    return tick


def event(name: str, kind: str, **more: str) -> dict[str, Any]:
    image = {"pk": "U#1", "kind": kind, **more}
    return {
        "eventName": name,
        "dynamodb": {"NewImage": {key: {"S": value} for key, value in image.items()}},
    }


def passes(pattern: dict[str, Any], record: dict[str, Any]) -> bool:
    """Lambda's filter rule: every named field exists or holds one of the listed values."""
    return all(
        passes(wanted, record.get(key, {}))
        if isinstance(wanted, dict)
        else (key in record if wanted == [{"exists": True}] else record.get(key) in wanted)
        for key, wanted in pattern.items()
    )


def test_workers_know_after_how_many_receives_a_message_dies() -> None:
    from infra.constructs.queues import MAX_RECEIVES
    from lumiku.cloud import queues

    assert queues.MAX_RECEIVES == MAX_RECEIVES
