"""Alarms and dashboard look at metrics that the code really emits, at the policy's numbers."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.assets import ROOT
from infra.constructs.alarms import COST_PER_POSE_IDR
from infra.constructs.metrics import EMITTED, NAMESPACE, PROVIDER
from infra.settings import LANES
from lumiku.accounts.policy import PLANS, Lane, Tier
from lumiku.cloud.telemetry import metric
from lumiku.settings import ENVIRONMENT, Settings
from tests.infra.conftest import FUNCTIONS, Template

pytestmark = pytest.mark.synth


def calls_of_metric() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, dimensions) of every metric that the product emits."""
    for folder in ("lumiku", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "metric"
                    and isinstance(node.args[0], ast.Constant)
                ):
                    yield str(node.args[0].value), tuple(str(k.arg) for k in node.keywords)


def own_metrics(alarm: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, dimensions) of our own metrics in an alarm, also inside an expression."""
    single = [alarm] if alarm.get("Namespace") == NAMESPACE else []
    parts = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
    for found in [*single, *(part for part in parts if part["Namespace"] == NAMESPACE)]:
        yield (
            found["MetricName"],
            {dimension["Name"]: dimension["Value"] for dimension in found.get("Dimensions", [])},
        )


class TestMetrics:
    def test_the_code_emits_each_with_these_dimensions(self) -> None:
        assert set(calls_of_metric()) >= set(EMITTED.items())

    def test_what_reaches_cloudwatch_has_no_dimension_more(
        self, prod: Template, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in variables(prod, "PoseWorkerFunction").items():
            monkeypatch.setenv(name, json.dumps(value))
        metric("DeadlineSlackSeconds", 1.0, "Seconds", lane="free")
        metric("PosesDone", 1)

        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        sent = [line["_aws"]["CloudWatchMetrics"][0] for line in lines]
        assert [(s["Namespace"], s["Dimensions"]) for s in sent] == [
            (NAMESPACE, [["lane"]]),
            (NAMESPACE, [[]]),
        ]

    def test_the_provider_watched_is_the_one_configured(self) -> None:
        assert Settings().provider == PROVIDER


class TestAlarms:
    def test_each_metric_of_ours_is_watched(self, cloud: Template) -> None:
        watched = {
            name
            for alarm in cloud.of("AWS::CloudWatch::Alarm").values()
            for name, _ in own_metrics(alarm)
        }
        assert watched == set(EMITTED)

    def test_every_lane_of_the_policy_has_its_deadline_watched(self, cloud: Template) -> None:
        watched = {
            dimensions["lane"]
            for alarm in cloud.of("AWS::CloudWatch::Alarm").values()
            for name, dimensions in own_metrics(alarm)
            if name == "DeadlineSlackSeconds"
        }
        assert watched == set(LANES) == {lane.value for lane in Lane}

    def test_a_late_lane_is_one_below_zero_slack(self, cloud: Template) -> None:
        late = [
            alarm
            for alarm in cloud.of("AWS::CloudWatch::Alarm").values()
            if alarm.get("MetricName") == "DeadlineSlackSeconds"
        ]
        for alarm in late:
            assert (alarm["Threshold"], alarm["ComparisonOperator"], alarm["Statistic"]) == (
                0,
                "LessThanThreshold",
                "Minimum",
            )

    def test_the_cost_alarm_rings_before_a_heavy_user_costs_more_than_he_pays(self) -> None:
        pro = PLANS[Tier.PRO]
        assert pro.thresholds is not None
        assert 0 < COST_PER_POSE_IDR <= pro.price_idr / pro.thresholds.red

    def test_all_tell_the_operators(self, prod: Template, cloud: Template) -> None:
        operators = prod.resource("OperatorsTopic")
        for logical_id, alarm in cloud.of("AWS::CloudWatch::Alarm").items():
            told = json.dumps(alarm["AlarmActions"])
            # The one exception wakes the GPU instead of a person.
            assert ("Operators" in told) != logical_id.startswith("GpuAskedAtZero")
        (policy,) = (
            p
            for p in prod.of("AWS::SNS::TopicPolicy").values()
            if p["Topics"] == [{"Ref": operators}]
        )
        assert "cloudwatch.amazonaws.com" in json.dumps(policy)

    def test_every_last_stop_is_watched(self, prod: Template, cloud: Template) -> None:
        fed = {
            queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            for queue in prod.of("AWS::SQS::Queue").values()
            if "RedrivePolicy" in queue
        }
        last_stops = {
            q
            for q in prod.of("AWS::SQS::Queue")
            if "RedrivePolicy" not in prod.of("AWS::SQS::Queue")[q]
        }
        watched = json.dumps(cloud.of("AWS::CloudWatch::Alarm"))

        assert fed < last_stops
        assert len(last_stops) == 14
        for queue in last_stops:
            assert queue in watched

    def test_the_dashboard_shows_each_metric(self, cloud: Template) -> None:
        _, board = cloud.one("AWS::CloudWatch::Dashboard")
        body = json.dumps(board["DashboardBody"])
        for name in EMITTED:
            assert name in body


def test_the_manual_counts_what_is_charged(prod: Template, cloud: Template) -> None:
    alarms = cloud.of("AWS::CloudWatch::Alarm").values()
    of_one_metric = sum("Metrics" not in alarm for alarm in alarms)
    lanes = len(LANES)
    emitted = sum(lanes if "lane" in dimensions else 1 for dimensions in EMITTED.values())
    manual = (ROOT / "docs" / "operations.md").read_text()
    counts = dict(
        re.findall(r"^\| (alarms of one metric|own metrics|secrets) \| (\d+) ", manual, re.M)
    )
    assert {name: int(count) for name, count in counts.items()} == {
        "alarms of one metric": of_one_metric,
        "own metrics": emitted,
        "secrets": len(prod.of("AWS::SecretsManager::Secret")),
    }


class TestEnvironment:
    @pytest.mark.parametrize("output", FUNCTIONS)
    def test_a_function_is_told_only_what_settings_know(self, prod: Template, output: str) -> None:
        given = set(variables(prod, output))
        assert given <= set(ENVIRONMENT.values())
        assert {"LUMIKU_STAGE", "LUMIKU_REGION", "LUMIKU_CORE_TABLE"} <= given
        assert "LUMIKU_CLOCK_AHEAD" not in given

    def test_the_dispatcher_knows_every_lane(self, prod: Template) -> None:
        given = variables(prod, "PoseDispatchFunction")
        for lane in LANES:
            assert given[f"LUMIKU_QUEUE_{lane.upper()}"] == {
                "Ref": prod.resource(f"Queue{lane.capitalize()}")
            }

    @pytest.mark.parametrize(
        "output", ["ApiFunction", "PoseDispatchFunction", "PoseWorkerFunction"]
    )
    def test_those_who_promise_and_those_who_render_agree(
        self, prod: Template, output: str
    ) -> None:
        given = variables(prod, output)
        for field in ("MODEL_ID", "GPU_SLOTS", "GPU_IDR_PER_SECOND"):
            name = f"LUMIKU_{field}"
            assert given[name] == variables(prod, "PoseWorkerFunction")[name]

    def test_with_a_gpu_the_component_is_named(self, prod: Template, cloud: Template) -> None:
        _, component = cloud.one("AWS::SageMaker::InferenceComponent")
        _, endpoint = cloud.one("AWS::SageMaker::Endpoint")
        for output in ("PoseWorkerFunction", "UploadIntakeFunction"):
            given = variables(prod, output)
            assert given["LUMIKU_ENDPOINT_COMPONENT"] == component["InferenceComponentName"]
            assert given["LUMIKU_ENDPOINT_NAME"] == endpoint["EndpointName"]


def variables(template: Template, output: str) -> dict[str, Any]:
    found: dict[str, Any] = template.properties(output)["Environment"]["Variables"]
    return found


def test_infra_imports_no_runtime_code() -> None:
    for path in sorted((ROOT / "infra").rglob("*.py")):
        for module in imported(path):
            assert module.partition(".")[0] not in {"lumiku", "functions", "local", "endpoint"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
