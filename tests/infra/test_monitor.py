"""What the sender of mails is told, and that links lead to where merchants are."""

import json
from typing import Any

import pytest

from tests.infra.conftest import Template

pytestmark = pytest.mark.synth


def variables(template: Template, output: str) -> dict[str, Any]:
    found: dict[str, Any] = template.properties(output)["Environment"]["Variables"]
    return found


def test_marketing_and_transactional_mails_have_sets_of_their_own(prod: Template) -> None:
    told = variables(prod, "DeliveryWorkerFunction")
    sets = {told["LUMIKU_MAILS_MARKETING"]["Ref"], told["LUMIKU_MAILS_TRANSACTIONAL"]["Ref"]}
    assert sets == set(prod.of("AWS::SES::ConfigurationSet"))
    assert "lumiku.com" in told["LUMIKU_MAIL_SENDER"]


def test_bounces_and_complaints_are_suppressed_and_reported(prod: Template) -> None:
    for found in prod.of("AWS::SES::ConfigurationSet").values():
        assert set(found["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}
    reported = prod.of("AWS::SES::ConfigurationSetEventDestination").values()
    assert len(reported) == 2
    for destination in reported:
        kinds = {kind.lower() for kind in destination["EventDestination"]["MatchingEventTypes"]}
        assert kinds == {"send", "delivery", "bounce", "complaint", "reject"}


def test_ses_may_report_for_both_sets_and_nobody_else_may(prod: Template) -> None:
    topic = prod.resource("MailEventsTopic")
    (policy,) = (
        found["PolicyDocument"]["Statement"]
        for found in prod.of("AWS::SNS::TopicPolicy").values()
        if found["Topics"] == [{"Ref": topic}]
    )
    allowed = [statement for statement in policy if statement["Effect"] == "Allow"]
    assert {statement["Principal"]["Service"] for statement in allowed} == {"ses.amazonaws.com"}
    told = json.dumps([statement["Condition"] for statement in allowed])
    assert all(name in told for name in prod.of("AWS::SES::ConfigurationSet"))


def test_links_lead_to_the_public_address(prod: Template, local: Template) -> None:
    told = variables(prod, "DeliveryWorkerFunction")["LUMIKU_PUBLIC_URL"]
    assert told == variables(prod, "ApiFunction")["LUMIKU_PUBLIC_URL"]
    assert prod.resource("ApiId") in json.dumps(told)
    # The simulator tells its functions where the laptop's front listens.
    for output in ("DeliveryWorkerFunction", "ApiFunction"):
        assert "LUMIKU_PUBLIC_URL" not in variables(local, output)


def test_it_may_run_longer_than_two_hanging_webhooks(prod: Template) -> None:
    assert prod.properties("DeliveryWorkerFunction")["Timeout"] >= 3 * 2 * 10
