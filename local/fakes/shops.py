"""Merchants and their shops on a running stack, for the tests that drive it over HTTP."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageDraw

from local.demo.client import Api, Json
from local.stack.people import Person, enrol, sign_in
from local.stack.stack import Stack
from lumiku.accounts.policy import Tier

__all__ = ["Merchant", "Shop", "Street", "draw_pictures"]

_numbers = count(1)


@dataclass(frozen=True)
class Merchant:
    """Somebody signed in."""

    person: Person
    api: Api
    token: str


@dataclass(frozen=True)
class Shop:
    """A merchant with a kit, an avatar and a product: what a batch needs."""

    owner: Merchant
    kit: Json
    avatar: Json
    product: Json

    @property
    def api(self) -> Api:
        return self.owner.api

    def order(self, **distribution: int) -> Json:
        """The body of a batch; the keys' hyphens are written as underscores."""
        return {
            "brand_kit_id": self.kit["id"],
            "avatar_ids": [self.avatar["id"]],
            "product_id": self.product["id"],
            "distribution": {key.replace("_", "-"): n for key, n in distribution.items()},
        }


@dataclass
class Street:
    """Makes merchants and shops; leaving it closes their connections."""

    stack: Stack
    pictures: dict[str, Path]
    _open: list[Api] = field(default_factory=list)

    def __enter__(self) -> "Street":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for api in self._open:
            api.close()

    def merchant(self, tier: Tier | None = Tier.PRO, *, admin: bool = False) -> Merchant:
        """A fresh account on a tier; None leaves it as a sign-up would (free)."""
        stack = self.stack
        email = f"merchant-{next(_numbers)}@lumiku.test"
        person = enrol(stack.home, stack.clients, stack.outputs, email, tier=tier, admin=admin)
        token = sign_in(stack.clients, stack.outputs, person)
        api = Api(stack.home.url, token)
        self._open.append(api)
        return Merchant(person, api, token)

    def shop(self, tier: Tier | None = Tier.PRO) -> Shop:
        """A fresh account with one kit, one avatar and one product, made over HTTP."""
        owner = self.merchant(tier)
        api = owner.api
        kit = api.post("/brand-kits", self.kit())
        avatar = api.post("/avatars", self.avatar(api, kit["id"]))
        product = api.post("/products", self.product(api, kit["id"]))
        return Shop(owner, kit, avatar, product)

    def has_used(self, merchant: Merchant, poses: int, month: str) -> None:
        """The month's row as so many rendered poses would leave it."""
        self.stack.clients.dynamodb.update_item(
            TableName=self.stack.outputs["CoreTable"],
            Key={"pk": {"S": f"U#{merchant.person.user_id}"}, "sk": {"S": f"USAGE#{month}"}},
            UpdateExpression="SET kind = :k, user_id = :u, #m = :m, used = :n, taken = :n",
            ExpressionAttributeNames={"#m": "month"},
            ExpressionAttributeValues={
                ":k": {"S": "usage"},
                ":u": {"S": merchant.person.user_id},
                ":m": {"S": month},
                ":n": {"N": str(poses)},
            },
        )

    def kit(self, name: str = "Skincare Aura") -> Json:
        return {"name": name, "category": "skincare", "colors": ["#FFB6C1", "#C71585"]}

    def avatar(self, api: Api, kit_id: str) -> Json:
        """The body of an avatar whose photo is uploaded and ready."""
        return {
            "brand_kit_id": kit_id,
            "name": "Model",
            "upload_id": api.upload("avatar", self.pictures["avatar"])["id"],
            "gender": "female",
            "age_range": "young",
            "release": {"signed_by": "Dewi Lestari", "signed_on": "2025-01-12"},
        }

    def product(self, api: Api, kit_id: str) -> Json:
        """The body of a product whose picture is uploaded and cut out."""
        return {
            "brand_kit_id": kit_id,
            "name": "Serum",
            "upload_id": api.upload("product", self.pictures["product"])["id"],
            "category": "skincare",
            "product_type": "bottle",
            "placement": "hand-held",
        }


def draw_pictures(folder: Path) -> dict[str, Path]:
    """Small pictures that pass the intake: `avatar`, `product` on a plain ground, `logo`."""
    portrait = Image.new("RGB", (480, 600), (214, 220, 228))
    draw = ImageDraw.Draw(portrait)
    draw.rectangle((150, 380, 330, 600), fill=(140, 40, 90))
    draw.ellipse((160, 120, 320, 340), fill=(205, 160, 130))
    product = Image.new("RGB", (480, 600), (236, 233, 228))
    draw = ImageDraw.Draw(product)
    draw.rounded_rectangle((180, 180, 300, 520), 24, fill=(178, 42, 110))
    draw.rectangle((210, 100, 270, 180), fill=(60, 40, 50))
    made = {"avatar": portrait, "product": product, "logo": product.resize((200, 250))}
    paths = {}
    for name, picture in made.items():
        paths[name] = folder / f"{name}.jpg"
        picture.save(paths[name], quality=90)
    return paths
