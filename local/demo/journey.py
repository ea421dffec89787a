"""`lumiku demo`: days 1 to 6 on a running stack, or on one of its own."""

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from local.demo.client import Api, Json
from local.demo.days import add_avatar, add_product, create_brand, request_batch
from local.demo.merchant import AURA, JOY, Brand, shares
from local.demo.pictures import Pictures, built_in
from local.demo.posters import export_posters, make_posters
from local.demo.progress import watch_batch
from local.demo.sheet import contact_sheet
from local.stack.deploy import outputs
from local.stack.home import Home, free_port
from local.stack.people import Person, enrol, sign_in
from local.stack.problems import StackProblem
from local.stack.simulator import Clients
from local.stack.stack import Say, Stack, running, stop_on_signals
from lumiku import clock
from lumiku.accounts.policy import Tier

__all__ = ["Wishes", "run_demo"]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the user asked for."""

    poses: int = 100
    avatar: Path | None = None  # one's own portrait instead of the built-in one
    products: tuple[Path, ...] = ()  # one's own product photos, the first of them in the batch
    out: Path = Path("out")


def run_demo(home: Home, wishes: Wishes, console: Console) -> dict[str, Any]:
    """Walks the journey and leaves pictures, a contact sheet and demo.json; returns the latter."""
    if len(wishes.products) > len(AURA.goods):
        raise StackProblem(f"The demo takes at most {len(AURA.goods)} products of your own.")
    wishes.out.mkdir(parents=True, exist_ok=True)

    def say(sentence: str) -> None:
        console.print(f"[dim]· {sentence}[/]")

    pictures = _pictures(wishes)
    with _a_stack(home, say) as (place, clients, told):
        person = enrol(place, clients, told, _fresh_address(), tier=Tier.PRO)
        with Api(place.url, sign_in(clients, told, person)) as api:
            result = _walk(api, wishes, pictures, console)
        _say_where(console, place, person, wishes, result)
    (wishes.out / "demo.json").write_text(json.dumps(result, indent=1) + "\n")
    return result


@contextmanager
def _a_stack(home: Home, say: Say) -> Iterator[tuple[Home, Clients, dict[str, str]]]:
    """The running stack, or one on free ports that is stopped and thrown away afterwards."""
    if (running(home) or {}).get("ready"):
        clients = Clients(home)
        yield home, clients, outputs(clients)
        return
    own = Home.at(free_port(), home.base)
    stop_on_signals()
    try:
        with Stack(own, say) as stack:
            yield own, stack.clients, stack.outputs
    finally:
        shutil.rmtree(own.folder, ignore_errors=True)


def _fresh_address() -> str:
    """A merchant of its own for every demo, so that counts begin at nought."""
    return f"sari.{clock.now():%Y%m%d-%H%M%S-%f}@lumiku.test"


def _own(brand: Brand, wishes: Wishes) -> Brand:
    """The brand with one's own products, named after their files, in place of its first ones."""
    mine = [
        replace(goods, name=path.stem.replace("_", " ").capitalize(), product_type="other")
        for goods, path in zip(brand.goods, wishes.products, strict=False)
    ]
    return replace(brand, goods=mine + brand.goods[len(mine) :])


def _pictures(wishes: Wishes) -> Pictures:
    """The built-in pictures, with one's own in their places."""
    pictures = built_in()
    if wishes.avatar:
        pictures[AURA.model.picture] = wishes.avatar
    for goods, path in zip(AURA.goods, wishes.products, strict=False):
        pictures[goods.picture] = path
    return pictures


def _walk(api: Api, wishes: Wishes, pictures: Pictures, console: Console) -> dict[str, Any]:
    console.print("[bold]Day 1–3[/] brand kits, avatars, products")
    aura = _set_up(api, _own(AURA, wishes), pictures, console)
    joy = _set_up(api, JOY, pictures, console)
    console.print(f"[bold]Day 4[/] a batch of {wishes.poses}")
    batch, poses = _batch(api, aura, wishes, console)
    posters, export = _posters(api, aura, poses, wishes, console)
    brands = [aura, joy]
    return {
        "finished_at": clock.iso(clock.now()),
        "brand_kits": [brand["kit"]["name"] for brand in brands],
        "avatars": [brand["avatar"]["name"] for brand in brands],
        "products": [
            {"name": goods["name"], "doubt": goods.get("doubt")}
            for brand in brands
            for goods in brand["products"]
        ],
        "batch": batch,
        "posters": posters,
        "export": export,
    }


def _set_up(api: Api, brand: Brand, pictures: Pictures, console: Console) -> dict[str, Any]:
    kit = create_brand(api, brand, pictures)
    with ThreadPoolExecutor(3) as pool:
        avatar = pool.submit(add_avatar, api, kit["id"], brand.model, pictures[brand.model.picture])
        goods = [
            pool.submit(add_product, api, kit["id"], goods, pictures[goods.picture])
            for goods in brand.goods
        ]
        made = [entry.result() for entry in goods]
        console.print(f"  {kit['name']}: {avatar.result()['name']}, {len(made)} products")
        return {"kit": kit, "avatar": avatar.result(), "products": made}


def _posters(
    api: Api, brand: dict[str, Any], poses: list[Json], wishes: Wishes, console: Console
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Days 5 and 6, with what there is of pictures; nothing of either without any."""
    if not poses:
        return {}, {}
    console.print("[bold]Day 5[/] posters of the best")
    posters = make_posters(
        api,
        console,
        kit_id=brand["kit"]["id"],
        product=brand["products"][0]["name"],
        poses=poses,
    )
    console.print("[bold]Day 6[/] every file in one ZIP")
    return posters, export_posters(api, console, posters, wishes.out)


def _batch(
    api: Api, brand: dict[str, Any], wishes: Wishes, console: Console
) -> tuple[dict[str, Any], list[Json]]:
    """The batch's facts, and its good pictures."""
    distribution = shares(wishes.poses)
    started = time.monotonic()
    asked = request_batch(
        api,
        kit_id=brand["kit"]["id"],
        avatar_id=brand["avatar"]["id"],
        product_id=brand["products"][0]["id"],
        distribution=distribution,
    )
    batch = watch_batch(api, console, asked, brand["products"][0]["name"])
    seconds = time.monotonic() - started
    batches = [batch]
    if batch["failed"]:
        again = api.post(f"/generations/{batch['id']}/retry")
        batches.append(watch_batch(api, console, again, "Once more"))
    poses = [pose for one in batches for pose in api.pages(f"/generations/{one['id']}/poses")]
    good = [pose for pose in poses if pose["outcome"] == "ok"]
    files = _download(api, good, wishes.out / "batch")
    contact_sheet(files, wishes.out / "contact-sheet.jpg")
    told = {
        "id": batch["id"],
        "requested": wishes.poses,
        "done": len(good),
        "failed": wishes.poses - len(good),
        "seconds": round(seconds, 1),
        "images_per_second": round(batch["done"] / seconds, 2),
        "first_image_seconds": _first_after(batch, good),
        "retried": batches[1]["total"] if len(batches) > 1 else 0,
        "mean_quality": _mean([p["quality_score"] for p in good if p["quality_score"] is not None]),
        "distribution": distribution,
        "files": [str(path) for path in files],
    }
    return told, good


def _first_after(batch: Json, poses: list[Json]) -> float | None:
    """Seconds from the request to the first finished picture."""
    moments = [datetime.fromisoformat(pose["created_at"]) for pose in poses]
    if not moments:
        return None
    return round((min(moments) - datetime.fromisoformat(batch["created_at"])).total_seconds(), 1)


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def _download(api: Api, poses: list[Json], folder: Path) -> list[Path]:
    """Fetches every picture; the folder holds this batch's files and no older ones."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def fetch(entry: tuple[int, Json]) -> Path:
        number, pose = entry
        path = folder / f"{number:04d}.jpg"
        path.write_bytes(api.download(pose["url"]))
        return path

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(fetch, enumerate(poses, start=1)))


def _say_where(
    console: Console, home: Home, person: Person, wishes: Wishes, result: dict[str, Any]
) -> None:
    batch = result["batch"]
    console.print(
        f"[bold green]{batch['done']} of {batch['requested']}[/] pictures in "
        f"{batch['seconds']} s, in {wishes.out}/batch; all of them on "
        f"{wishes.out / 'contact-sheet.jpg'}",
        soft_wrap=True,
    )
    if export := result["export"]:
        console.print(
            f"[bold green]{export['files']} files[/] of {len(result['posters']['ids'])} posters in "
            f"{export['seconds']} s, each opened and checked, in {export['zip']}; a sheet of them "
            f"on {wishes.out / 'posters-sheet.jpg'}",
            soft_wrap=True,
        )
    if (running(home) or {}).get("ready"):
        console.print(
            f"See them at {home.url} as {person.email} with {person.password}", soft_wrap=True
        )
