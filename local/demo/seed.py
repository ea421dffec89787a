"""The demo merchant of `lumiku up`: made once, with a first batch that is shown while it runs."""

from collections.abc import Callable
from typing import Final

from rich.console import Console

from local.demo.client import Api, Json
from local.demo.days import add_avatar, add_product, create_brand, request_batch
from local.demo.merchant import AURA, JOY, shares
from local.demo.pictures import Pictures, built_in
from local.demo.progress import watch_batch
from local.stack.home import DEMO_EMAIL, SEEDED, Home
from local.stack.people import enrol, sign_in
from local.stack.stack import Say, Stack
from lumiku.accounts.policy import Tier

__all__ = ["seed"]

_FIRST_BATCH: Final = 12


def seed(stack: Stack, console: Console, say: Say) -> None:
    """Makes Ibu Sari with two brands, a model, a product and a first batch.

    What was made is noted step by step: a seeding that was interrupted goes on where it stopped,
    and a finished one is not repeated.
    """
    home, timed = stack.home, stack.timings.step
    done = home.read(SEEDED)
    if done.get("batch"):
        return
    with timed("the demo merchant's account"):
        person = enrol(home, stack.clients, stack.outputs, DEMO_EMAIL, tier=Tier.PRO)
        token = sign_in(stack.clients, stack.outputs, person)
    with Api(home.url, token) as api:
        if not done.get("product"):
            say("making the demo merchant: Ibu Sari with Skincare Aura and Kids Joy")
            with timed("brand kits, avatar, product"):
                done = _catalog(home, api, built_in(), done)
        stack.settled()
        with timed("first batch"):
            batch = request_batch(
                api,
                kit_id=done["kit"],
                avatar_id=done["avatar"],
                product_id=done["product"],
                distribution=shares(_FIRST_BATCH),
            )
            ended = watch_batch(api, console, batch, "First batch")
        home.write(SEEDED, {**done, "batch": ended["id"]})


def _catalog(home: Home, api: Api, pictures: Pictures, done: dict[str, str]) -> dict[str, str]:
    """The merchant's things in order; each is noted as soon as it is made."""
    steps: dict[str, Callable[[], Json]] = {
        "kit": lambda: create_brand(api, AURA, pictures),
        "second_kit": lambda: create_brand(api, JOY, pictures),
        "avatar": lambda: add_avatar(api, done["kit"], AURA.model, pictures[AURA.model.picture]),
        "product": lambda: add_product(
            api, done["kit"], AURA.goods[0], pictures[AURA.goods[0].picture]
        ),
    }
    for name, make in steps.items():
        if name not in done:
            done[name] = make()["id"]
            home.write(SEEDED, done)
    return done
