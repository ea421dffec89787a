"""The public face and the GPU, and what the laptop's stage leaves out."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from endpoint.config import Config, read
from infra.assets import ROOT
from tests.infra.conftest import Assembly, Template

pytestmark = pytest.mark.synth

# Types that the local simulator refuses, which would fail the whole stack.
CLOUD_ONLY = ("AWS::SageMaker::", "AWS::CloudWatch::CompositeAlarm", "AWS::SES::Template")
OUTPUTS = {
    "ApiId",
    "ApiUrl",
    "UserPoolId",
    "UserPoolClientId",
    "CoreTable",
    "PosesTable",
    "MediaBucket",
    "RawBucket",
    "QueueFree",
    "QueueStandard",
    "QueuePriority",
    "QueueDedicated",
    "QueueParked",
    "ApiFunction",
    "UploadIntakeFunction",
    "PoseDispatchFunction",
    "PoseWorkerFunction",
    "SigningSecret",
}


class TestStages:
    def test_local_is_the_regional_stack_alone(self, local_assembly: Assembly) -> None:
        assert local_assembly.stacks() == {"Lumiku-local"}

    def test_local_holds_nothing_that_the_simulator_refuses(self, local: Template) -> None:
        kinds = {resource["Type"] for resource in local.body["Resources"].values()}
        assert not [kind for kind in kinds if kind.startswith(CLOUD_ONLY)]
        assert "AWS::Lambda::LayerVersion" not in kinds

    def test_local_is_wired_like_prod(self, local: Template, prod: Template) -> None:
        only_cloud = {
            "AWS::Lambda::LayerVersion",
            "AWS::Lambda::Version",
            "AWS::Lambda::Alias",
        }

        def counted(template: Template) -> dict[str, int]:
            kinds = [resource["Type"] for resource in template.body["Resources"].values()]
            return {kind: kinds.count(kind) for kind in set(kinds) - only_cloud}

        wired, expected = counted(local), counted(prod)
        # The alias in prod needs a permission of its own per route, as the function does locally.
        assert wired == expected

    def test_outputs_name_all_that_people_and_tools_need(
        self, local: Template, prod: Template
    ) -> None:
        assert set(local.outputs) >= OUTPUTS
        assert set(prod.outputs) >= OUTPUTS

    def test_the_cloud_has_three_stacks(self, prod_assembly: Assembly) -> None:
        assert prod_assembly.stacks() == {"Lumiku-prod", "LumikuCloud-prod", "LumikuFirewall-prod"}

    @pytest.mark.proof("CDK app as a process", only=True)
    def test_app_py_writes_where_the_cli_asks(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={
                **os.environ,
                "CDK_OUTDIR": str(tmp_path),
                "CDK_CONTEXT_JSON": '{"stage":"local"}',
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == [str(tmp_path / "Lumiku-local.template.json")]


class TestEdge:
    def test_the_api_is_behind_v1_and_never_cached(self, cloud: Template) -> None:
        _, distribution = cloud.one("AWS::CloudFront::Distribution")
        config = distribution["DistributionConfig"]
        (api,) = config["CacheBehaviors"]

        assert api["PathPattern"] == "/v1/*"
        assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
        assert "DELETE" in api["AllowedMethods"]
        assert api["ViewerProtocolPolicy"] == "https-only"

    def test_only_the_distribution_reads_the_console_s_bucket(self, cloud: Template) -> None:
        _, distribution = cloud.one("AWS::CloudFront::Distribution")
        web = cloud.resource("WebBucket")
        (policy,) = (
            p for p in cloud.of("AWS::S3::BucketPolicy").values() if p["Bucket"] == {"Ref": web}
        )
        readers = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

        assert [s["Principal"] for s in readers] == [{"Service": "cloudfront.amazonaws.com"}]
        assert "AWS:SourceArn" in json.dumps(readers[0]["Condition"])
        default = distribution["DistributionConfig"]["Origins"][0]
        assert "OriginAccessControlId" in default

    def test_the_firewall_stands_in_front(self, prod_assembly: Assembly, cloud: Template) -> None:
        firewall = prod_assembly.template("LumikuFirewall-prod")
        _, acl = firewall.one("AWS::WAFv2::WebACL")
        _, distribution = cloud.one("AWS::CloudFront::Distribution")
        rules = {rule["Name"]: rule for rule in acl["Rules"]}

        assert acl["Scope"] == "CLOUDFRONT"
        assert set(rules) == {
            "AWSManagedRulesAmazonIpReputationList",
            "AWSManagedRulesCommonRuleSet",
            "AWSManagedRulesKnownBadInputsRuleSet",
            "RatePerAddress",
        }
        assert rules["RatePerAddress"]["Action"] == {"Block": {}}
        acl_id = distribution["DistributionConfig"]["WebACLId"]["Fn::GetStackOutput"]
        assert (acl_id["StackName"], acl_id["Region"]) == ("LumikuFirewall-prod", "us-east-1")


class TestGpu:
    def test_the_container_is_told_what_it_reads(self, cloud: Template, prod: Template) -> None:
        _, model = cloud.one("AWS::SageMaker::Model")
        told = model["PrimaryContainer"]["Environment"]
        assert set(told) <= {f"LUMIKU_ENDPOINT_{field.name.upper()}" for field in fields(Config)}
        asked = prod.properties("PoseWorkerFunction")["Environment"]["Variables"]
        assert told["LUMIKU_ENDPOINT_MODEL_ID"] == asked["LUMIKU_MODEL_ID"]

    def test_the_stage_says_how_it_runs_and_where(self, cloud: Template) -> None:
        _, model = cloud.one("AWS::SageMaker::Model")
        told = model["PrimaryContainer"]["Environment"]
        words = {name: value for name, value in told.items() if isinstance(value, str)}
        config = read(words)
        assert config.region == "ap-southeast-1"
        assert config.forward_mode == "regions"
        assert config.run == {"warm_sizes": [(768, 960)], "buckets": [2, 16]}

    def test_it_may_list_what_it_reads_so_that_a_missing_key_is_no_forbidden_one(
        self, cloud: Template
    ) -> None:
        statements = [
            statement
            for policy in cloud.of("AWS::IAM::Policy").values()
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Action"] == "s3:ListBucket"
        ]
        (statement,) = statements
        # S3 asks for the right to list without naming a prefix when a key is missing.
        assert statement["Condition"] == {"StringLikeIfExists": {"s3:prefix": ["u/*"]}}
        assert "MediaBucket" in json.dumps(statement["Resource"])

    def test_it_scales_to_zero_and_back(self, cloud: Template) -> None:
        _, config = cloud.one("AWS::SageMaker::EndpointConfig")
        _, target = cloud.one("AWS::ApplicationAutoScaling::ScalableTarget")
        _, component = cloud.one("AWS::SageMaker::InferenceComponent")
        (variant,) = config["ProductionVariants"]

        assert variant["ManagedInstanceScaling"]["MinInstanceCount"] == 0
        assert target["MinCapacity"] == 0
        assert target["ResourceId"] == (
            f"inference-component/{component['InferenceComponentName']}"
        )
        kinds = {
            policy["PolicyType"]
            for policy in cloud.of("AWS::ApplicationAutoScaling::ScalingPolicy").values()
        }
        assert kinds == {"TargetTrackingScaling", "StepScaling"}

    def test_a_call_refused_at_zero_wakes_it(self, cloud: Template) -> None:
        (alarm,) = (
            alarm
            for alarm in cloud.of("AWS::CloudWatch::Alarm").values()
            if alarm.get("MetricName") == "NoCapacityInvocationFailures"
        )
        wake = next(
            logical_id
            for logical_id, policy in cloud.of("AWS::ApplicationAutoScaling::ScalingPolicy").items()
            if policy["PolicyType"] == "StepScaling"
        )
        assert alarm["AlarmActions"] == [{"Ref": wake}]
        assert alarm["Threshold"] == 1
