"""Data that must not be replaced by accident, and the API's routes, by their logical ids.

A changed logical id means a new, empty table or bucket. When a change is meant, write the new
inventory with `LUMIKU_WRITE_INVENTORY=1 python -m pytest tests/infra/test_inventory.py`.
"""

import json
import os
from pathlib import Path

import pytest

from tests.infra.conftest import Assembly

pytestmark = pytest.mark.synth

INVENTORY = Path(__file__).parent / "inventory.json"
KEPT = {
    "AWS::ApiGatewayV2::Api",
    "AWS::CloudFront::Distribution",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SES::ConfigurationSet",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SageMaker::Endpoint",
    "AWS::SecretsManager::Secret",
}


def test_nothing_is_replaced_by_accident(prod_assembly: Assembly) -> None:
    found = {}
    for stack in sorted(prod_assembly.stacks()):
        template = prod_assembly.template(stack)
        kept = {
            logical_id: resource["Type"]
            for logical_id, resource in template.body["Resources"].items()
            if resource["Type"] in KEPT
        }
        routes = {
            logical_id: route["RouteKey"]
            for logical_id, route in template.of("AWS::ApiGatewayV2::Route").items()
        }
        found[stack] = {**kept, **routes}
    if os.environ.get("LUMIKU_WRITE_INVENTORY"):
        INVENTORY.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")

    assert found == json.loads(INVENTORY.read_text())
