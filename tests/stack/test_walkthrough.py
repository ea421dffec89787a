"""The demo and the seeding of `lumiku up`, with small pictures, which are quick to cut out."""

import json
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from local.demo import journey
from local.demo import seed as seeding
from local.demo.client import Api
from local.demo.pictures import NAMES
from local.fakes.shops import Street
from local.stack.home import DEMO_EMAIL
from local.stack.people import enrol, sign_in
from local.stack.stack import Stack
from lumiku.accounts.policy import Tier

pytestmark = pytest.mark.stack


@pytest.fixture(autouse=True)
def _small_pictures(monkeypatch: pytest.MonkeyPatch, street: Street) -> None:
    def drawn(*_: object) -> dict[str, Path]:
        kinds = {"avatar": "avatar", "logo": "logo"}
        return {name: street.pictures[kinds.get(name.split("-")[0], "product")] for name in NAMES}

    monkeypatch.setattr(journey, "built_in", drawn)
    monkeypatch.setattr(seeding, "built_in", drawn)


def test_the_demo_leaves_pictures_a_sheet_and_its_numbers(
    stack: Stack, street: Street, tmp_path: Path
) -> None:
    stack.ready()
    wishes = journey.Wishes(
        poses=4, avatar=street.pictures["avatar"], products=(), out=tmp_path / "out"
    )
    told = journey.run_demo(stack.home, wishes, Console(quiet=True))
    assert json.loads((wishes.out / "demo.json").read_text()) == told
    assert told["brand_kits"] == ["Skincare Aura", "Kids Joy"]
    assert len(told["avatars"]) == 2
    assert len(told["products"]) == 8
    batch = told["batch"]
    assert (batch["requested"], batch["done"], batch["failed"]) == (4, 4, 0)
    assert batch["seconds"] > 0
    assert sum(batch["distribution"].values()) == 4
    assert len(batch["files"]) == 4
    export = told["export"]
    assert len(told["posters"]["ids"]) == 4 * 5
    assert export["by_format"] == dict.fromkeys(
        ("ig_post", "wa_status", "fb_post", "wa_catalog"), 20
    )
    assert export["files"] == 80
    sheets = (wishes.out / "contact-sheet.jpg", wishes.out / "posters-sheet.jpg")
    for path in (*batch["files"], *sheets):
        with Image.open(path) as picture:
            picture.verify()


def test_the_demo_merchant_is_made_once(stack: Stack) -> None:
    said: list[str] = []
    for _ in range(2):
        seeding.seed(stack, Console(quiet=True), said.append)
    assert len(said) == 1
    sari = enrol(stack.home, stack.clients, stack.outputs, DEMO_EMAIL)
    with Api(stack.home.url, sign_in(stack.clients, stack.outputs, sari)) as api:
        assert {kit["name"] for kit in api.pages("/brand-kits")} == {"Skincare Aura", "Kids Joy"}
        (batch,) = api.pages("/generations")
        assert (batch["status"], batch["total"]) == ("completed", 12)
        assert api.get("/usage")["tier"] == Tier.PRO
