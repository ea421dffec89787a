"""The clean-up on the running stack: schedule's function, index, outbox, SES and the bucket."""

import time
from datetime import timedelta

import httpx
import pytest

from local.demo.client import Json
from local.fakes.shops import Shop
from local.stack.mails import sent
from local.stack.stack import Stack
from lumiku import clock
from lumiku.accounts.policy import CLEANUP_NOTICE
from tests.stack.test_levels import eventually

pytestmark = pytest.mark.stack


def comes_due(stack: Stack, shop: Shop, batch: Json) -> None:
    """The batch's moment in the index of work is now, and the tick comes."""
    stack.clients.dynamodb.update_item(
        TableName=stack.outputs["CoreTable"],
        Key={"pk": {"S": f"U#{shop.owner.person.user_id}"}, "sk": {"S": f"GEN#{batch['id']}"}},
        UpdateExpression="SET due = :d",
        ExpressionAttributeValues={":d": {"S": clock.iso(clock.now() - timedelta(seconds=1))}},
    )
    answer = stack.clients.functions.invoke(
        FunctionName=stack.outputs["PictureCleanupFunction"], Payload=b'{"source": "lumiku.tick"}'
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_unused_pictures_are_announced_then_deleted(stack: Stack, pro_shop: Shop) -> None:
    shop = pro_shop
    batch = shop.api.post("/generations", shop.order(skincare_closeup=3))
    shop.api.follow(batch["id"])
    poses = list(shop.api.pages(f"/generations/{batch['id']}/poses"))
    shop.api.send("PATCH", f"/poses/{poses[0]['id']}", {"rating": 5}).raise_for_status()

    def announced() -> list[str]:
        mails = [mail for mail in sent(stack.home) if mail.to == shop.owner.person.email]
        return [mail.subject for mail in mails if mail.subject.startswith("2 foto yang tidak")]

    comes_due(stack, shop, batch)
    eventually(lambda: len(announced()) == 1, "no announcement")
    day = clock.day_of(clock.now()) + CLEANUP_NOTICE
    assert shop.api.get(f"/generations/{batch['id']}")["cleanup_on"] == day.isoformat()

    comes_due(stack, shop, batch)
    seen = shop.api.get(f"/generations/{batch['id']}")
    assert (seen["done"], seen["cleaned"]) == (3, 2)
    left = {
        pose["slot"]: pose["url"] for pose in shop.api.pages(f"/generations/{batch['id']}/poses")
    }
    assert [slot for slot, url in left.items() if url] == [poses[0]["slot"]]
    answers = {pose["slot"]: httpx.get(pose["url"], trust_env=False).status_code for pose in poses}
    assert answers == {pose["slot"]: 200 if pose is poses[0] else 404 for pose in poses}
    time.sleep(1)
    assert len(announced()) == 1
