"""Levels and mails on the running stack: stream, monitor, outbox and SES as they are deployed."""

import json
import re
import time
from collections.abc import Callable

import httpx
import pytest

from local.demo.client import Json
from local.fakes.cloud import Fault
from local.fakes.faults import broken_calls
from local.fakes.shops import Merchant, Street
from local.stack.mails import Mail, sent
from local.stack.stack import Stack
from lumiku import clock
from lumiku.accounts.policy import PLANS, Tier

pytestmark = pytest.mark.stack

SECONDS = 40.0


def eventually(seen: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < until, what
        time.sleep(0.25)


def mails_to(stack: Stack, merchant: Merchant) -> list[Mail]:
    return [mail for mail in sent(stack.home) if mail.to == merchant.person.email]


def use(street: Street, merchant: Merchant, poses: int) -> None:
    street.has_used(merchant, poses, clock.month_key(clock.now()))


def above(level: str) -> int:
    limits = PLANS[Tier.STARTER].thresholds
    assert limits is not None
    return int(getattr(limits, level)) + 1


class TestFreePlan:
    def test_the_limits_notices_arrive_once_each(self, stack: Stack, street: Street) -> None:
        shop = street.shop(Tier.FREE)
        limit = PLANS[Tier.FREE].poses_per_month
        assert limit is not None
        batch = shop.api.post("/generations", shop.order(skincare_closeup=limit))
        shop.api.follow(batch["id"])
        used_up = f"{limit} foto gratis bulan ini sudah terpakai"

        def subjects() -> list[str]:
            return [mail.subject for mail in mails_to(stack, shop.owner)]

        eventually(lambda: used_up in subjects(), "no notice of the limit")
        time.sleep(2)
        # The one that the limit is near comes before it when the stream was read in between.
        assert len(set(subjects())) == len(subjects()) <= 2
        assert subjects()[-1] == used_up
        assert all(mail.html.startswith("<!doctype") for mail in mails_to(stack, shop.owner))


class TestEventsOfSes:
    @pytest.mark.parametrize(
        ("said", "state", "problem"),
        [
            ({"eventType": "Delivery"}, "delivered", None),
            (
                {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}},
                "bounced",
                "bounce",
            ),
            ({"eventType": "Complaint"}, "complained", "complaint"),
        ],
    )
    def test_reach_the_mail_through_the_topic(
        self, stack: Stack, street: Street, said: Json, state: str, problem: str | None
    ) -> None:
        """The simulator's SES publishes none itself: what AWS would say is published here."""
        merchant = street.merchant(Tier.STARTER)
        use(street, merchant, above("yellow"))
        eventually(lambda: mail_state(stack, merchant) == "sent", "no mail at YELLOW")
        tags = {"lumiku_mail": [yellow()], "lumiku_user": [merchant.person.user_id]}
        told = {**said, "mail": {"messageId": "m-1", "tags": tags}}
        for _ in range(2):
            stack.clients.topics.publish(
                TopicArn=stack.outputs["MailEventsTopic"], Message=json.dumps(told)
            )
        eventually(lambda: mail_state(stack, merchant) == state, f"it is not {state}")
        assert merchant.api.get("/account/mails")["delivery_problem"] == problem


def test_a_worker_killed_after_sending_sends_no_second_mail(stack: Stack, street: Street) -> None:
    """The other faults, at every call: bench/mails.py."""
    merchant = street.merchant(Tier.STARTER)
    worker = stack.outputs["DeliveryWorkerFunction"]
    with broken_calls(stack.clients, worker) as proxy:
        proxy.breaks(Fault.CRASH_AFTER, ("POST /v2/email/outbound-emails", 1))
        use(street, merchant, above("yellow"))
        eventually(lambda: proxy.broke, "nothing was sent")
        use(street, merchant, above("yellow") + 1)
        stack.clients.functions.invoke(FunctionName=worker, Payload=b'{"source": "tick"}')
        time.sleep(1)
    assert len(mails_to(stack, merchant)) == 1
    assert mail_state(stack, merchant) == "sending"


def yellow() -> str:
    return f"{clock.month_key(clock.now())}_YELLOW"


def mail_state(stack: Stack, merchant: Merchant) -> str | None:
    found = stack.clients.dynamodb.get_item(
        TableName=stack.outputs["CoreTable"],
        Key={"pk": {"S": f"U#{merchant.person.user_id}"}, "sk": {"S": f"MAIL#{yellow()}"}},
    )
    return found["Item"]["status"]["S"] if "Item" in found else None


class TestLevels:
    def test_a_month_of_a_starter(self, stack: Stack, street: Street) -> None:
        merchant = street.merchant(Tier.STARTER)
        use(street, merchant, above("yellow"))
        eventually(lambda: len(mails_to(stack, merchant)) == 1, "no mail at YELLOW")
        assert merchant.api.get("/usage")["level"] == "YELLOW"

        (first,) = mails_to(stack, merchant)
        link = re.search(r"https?://\S+/v1/unsubscribe\?token=\S+", first.text)
        assert link is not None
        page = httpx.get(link[0], trust_env=False)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        done = httpx.post(link[0], data={"List-Unsubscribe": "One-Click"}, trust_env=False)
        assert done.status_code == 200
        assert merchant.api.get("/account/mails")["marketing"] is False

        use(street, merchant, above("orange"))
        eventually(lambda: len(alerts(stack, merchant)) == 2, "no alert at ORANGE")
        use(street, merchant, above("red"))
        eventually(lambda: len(mails_to(stack, merchant)) == 2, "no mail at RED")
        time.sleep(2)
        subjects = [mail.subject for mail in mails_to(stack, merchant)]
        assert len(subjects) == 2  # ORANGE is marketing, and was refused
        assert alerts(stack, merchant) == ["ORANGE", "RED", "YELLOW"]


def alerts(stack: Stack, merchant: Merchant) -> list[str]:
    found = stack.clients.dynamodb.query(
        TableName=stack.outputs["CoreTable"],
        KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues={
            ":p": {"S": f"U#{merchant.person.user_id}"},
            ":s": {"S": "ALERT#"},
        },
    )
    return sorted(item["level"]["S"] for item in found["Items"])


def test_the_fair_use_page_is_served_to_everybody(stack: Stack) -> None:
    page = httpx.get(f"{stack.home.url}/v1/fair-use", trust_env=False)
    assert page.status_code == 200
    assert "Kebijakan pemakaian wajar" in page.text
