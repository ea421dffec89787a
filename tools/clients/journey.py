"""A brand kit, a batch and a poster, made with nothing but the client of docs/openapi.json."""

import datetime
import json
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
from lumiku_client import AuthenticatedClient
from lumiku_client.api.avatars import create_avatar
from lumiku_client.api.brand_kits import create_brand_kit, get_brand_kit
from lumiku_client.api.generations import create_generation, get_generation, list_poses
from lumiku_client.api.poster_templates import list_poster_templates
from lumiku_client.api.posters import create_poster, get_poster
from lumiku_client.api.products import create_product
from lumiku_client.api.uploads import create_upload, get_upload
from lumiku_client.models import (
    AgeRange,
    Avatar,
    AvatarIn,
    BrandCategory,
    Content,
    ExportKey,
    Gender,
    Generation,
    GenerationIn,
    GenerationInDistribution,
    Kit,
    KitIn,
    NotFoundProblem,
    Outcome,
    Placement,
    PosePage,
    PosterDetail,
    PosterDoc,
    PosterIn,
    PosterStatus,
    Product,
    ProductCategory,
    ProductIn,
    ProductType,
    ReleaseIn,
    TemplateList,
    TextLayer,
    Upload,
    UploadIn,
    UploadInContentType,
    UploadKind,
    UploadStatus,
    UploadTicket,
)
from lumiku_client.types import Unset

T = TypeVar("T")


def done(kind: type[T], answer: object) -> T:
    """The answer of a request that must succeed."""
    if not isinstance(answer, kind):
        raise SystemExit(f"{kind.__name__} was expected, not {answer}")
    return answer


def finished(ask: Callable[[], T], is_final: Callable[[T], bool]) -> T:
    """Asks again until an answer is final."""
    for _ in range(400):
        if is_final(answer := ask()):
            return answer
        time.sleep(0.25)
    raise SystemExit("it never ended")


def upload(api: AuthenticatedClient, kind: UploadKind, picture: Path) -> str:
    wish = UploadIn(
        kind=kind,
        filename=picture.name,
        content_type=UploadInContentType.IMAGEJPEG,
        size=picture.stat().st_size,
    )
    ticket = done(UploadTicket, create_upload.sync(client=api, body=wish))
    file = (picture.name, picture.read_bytes(), "image/jpeg")
    sent = httpx.post(
        ticket.url, data=ticket.fields.to_dict(), files={"file": file}, trust_env=False
    )
    sent.raise_for_status()
    looked = finished(
        lambda: done(Upload, get_upload.sync(ticket.id, client=api)),
        lambda one: one.status is not UploadStatus.WAITING,
    )
    if looked.status is not UploadStatus.READY:
        raise SystemExit(f"rejected: {looked.reason}")
    return looked.id


def batch(api: AuthenticatedClient, kit: Kit, avatar: Path, product: Path) -> Generation:
    """Two photos of a new avatar and a new product."""
    person = AvatarIn(
        brand_kit_id=kit.id,
        name="Model",
        upload_id=upload(api, UploadKind.AVATAR, avatar),
        gender=Gender.FEMALE,
        age_range=AgeRange.YOUNG,
        release=ReleaseIn(signed_by="Dewi Lestari", signed_on=datetime.date(2025, 1, 12)),
    )
    goods = ProductIn(
        brand_kit_id=kit.id,
        name="Serum",
        upload_id=upload(api, UploadKind.PRODUCT, product),
        category=ProductCategory.SKINCARE,
        product_type=ProductType.BOTTLE,
        placement=Placement.HAND_HELD,
    )
    order = GenerationIn(
        brand_kit_id=kit.id,
        avatar_ids=[done(Avatar, create_avatar.sync(client=api, body=person)).id],
        product_id=done(Product, create_product.sync(client=api, body=goods)).id,
        distribution=GenerationInDistribution.from_dict({"skincare-closeup": 2}),
    )
    made = done(Generation, create_generation.sync(client=api, body=order))
    return finished(
        lambda: done(Generation, get_generation.sync(made.id, client=api)),
        lambda one: one.finished_at is not None,
    )


def poster(api: AuthenticatedClient, kit: Kit, of: Generation) -> PosterDetail:
    """The first photo of a batch with a headline and a price."""
    photos = done(PosePage, list_poses.sync(of.id, client=api, limit=10))
    templates = done(TemplateList, list_poster_templates.sync(client=api))
    wish = PosterIn(
        brand_kit_id=kit.id,
        template=next(one.key for one in templates.data if one.included and one.photos == 1),
        pose_ids=[next(one.id for one in photos.data if one.outcome is Outcome.OK)],
        content=Content(headline="Kulit cerah", price=99_000, product="Serum"),
        format_=ExportKey.IG_POST,
    )
    made = done(PosterDetail, create_poster.sync(client=api, body=wish))
    return finished(
        lambda: done(PosterDetail, get_poster.sync(made.id, client=api)),
        lambda one: one.status is not PosterStatus.WAITING,
    )


def main(address: str, token: str, avatar: str, product: str) -> None:
    api = AuthenticatedClient(
        base_url=address, token=token, httpx_args={"trust_env": False}, timeout=httpx.Timeout(40)
    )
    wish = KitIn(name="Aura Py", category=BrandCategory.SKINCARE, colors=["#FFB6C1", "#C71585"])
    key = str(uuid.uuid4())
    kit = done(Kit, create_brand_kit.sync(client=api, body=wish, idempotency_key=key))
    photos = batch(api, kit, Path(avatar), Path(product))
    drawn = poster(api, kit, photos)
    doc = done(PosterDoc, drawn.doc)
    layers = [] if isinstance(doc.layers, Unset) else doc.layers
    missing = get_brand_kit.sync("kit_" + 26 * "0", client=api)
    told = {
        "kit": kit.id,
        "batch": photos.id,
        "done": photos.done,
        "poster": drawn.id,
        "status": drawn.status,
        "texts": [line for layer in layers if isinstance(layer, TextLayer) for line in layer.lines],
        "missing": done(NotFoundProblem, missing).kind,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
