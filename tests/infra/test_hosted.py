"""Hosted providers: what switching them on adds, and that nobody pays for them otherwise."""

import json
from typing import get_args

import pytest

from infra.settings import PROVIDERS, TIERS
from lumiku.accounts.policy import Tier
from lumiku.rendering.hosted.providers import HostedProvider, parse
from tests.infra.conftest import HOSTED, Template

pytestmark = pytest.mark.synth
ASKED = ("ApiFunction", "PoseDispatchFunction", "PoseWorkerFunction")


def test_a_deploy_knows_the_providers_and_tiers_of_the_product() -> None:
    assert set(PROVIDERS) == set(get_args(HostedProvider.model_fields["name"].annotation))
    assert set(TIERS) == set(Tier)
    assert parse(HOSTED["hosted"])


def test_off_means_off(prod: Template) -> None:
    for name in ASKED:
        variables = prod.properties(name)["Environment"]["Variables"]
        assert not [key for key in variables if key.startswith("LUMIKU_HOSTED")]
    assert "HostedKeysSecret" not in prod.outputs


def test_whoever_shows_releases_or_renders_knows_of_them(hosted: Template) -> None:
    for name in ASKED:
        variables = hosted.properties(name)["Environment"]["Variables"]
        assert variables["LUMIKU_HOSTED"] == HOSTED["hosted"]
        assert float(variables["LUMIKU_HOSTED_BUDGET_IDR"]) == 100_000


def test_the_worker_alone_reads_the_keys_and_has_what_pictures_need(hosted: Template) -> None:
    secret = {"Ref": hosted.resource("HostedKeysSecret")}
    readers = [
        name
        for name in ASKED
        for statement in hosted.statements(name)
        if "secretsmanager:GetSecretValue" in statement["Action"]
        and json.dumps(secret) in json.dumps(statement["Resource"])
    ]
    assert readers == ["PoseWorkerFunction"]
    worker = hosted.properties("PoseWorkerFunction")
    assert worker["Environment"]["Variables"]["LUMIKU_HOSTED_KEYS"] == secret
    assert len(worker["Layers"]) == 2
    assert worker["MemorySize"] == 1024
    assert any("s3:ListBucket" in s["Action"] for s in hosted.statements("PoseWorkerFunction"))


def test_the_keys_are_not_in_the_template_and_outlive_the_stack(hosted: Template) -> None:
    resource = hosted.body["Resources"][hosted.resource("HostedKeysSecret")]
    assert resource["DeletionPolicy"] == "Retain"
    assert resource["Properties"]["GenerateSecretString"]["SecretStringTemplate"] == "{}"
