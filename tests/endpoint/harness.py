"""A server on a free port over storage in memory, and pictures to feed it."""

import contextlib
import hashlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import uvicorn
from PIL import Image, ImageDraw

from endpoint.adapter import Adapter
from endpoint.config import Config
from endpoint.errors import MissingObject, StorageFailed
from endpoint.objects import Fetched
from endpoint.preview.adapter import PreviewAdapter
from endpoint.server import Service, application
from endpoint.telemetry import Meter
from tests.endpoint.skeletons import HOLDING, person

BUCKET = "media"
PREFIX = "u/ani/"


@dataclass
class MemoryObjects:
    """Object storage in a dictionary; `broken` keys fail as a storage outage would."""

    held: dict[tuple[str, str], bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    reads: list[str] = field(default_factory=list)  # those that moved bytes

    def get(self, bucket: str, key: str, etag: str | None) -> Fetched:
        if key in self.broken:
            raise StorageFailed(key, retry_after=2)
        data = self.held.get((bucket, key))
        if data is None:
            raise MissingObject(key)
        current = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if current == etag:
            return Fetched(current, None)
        self.reads.append(key)
        return Fetched(current, data)

    def put(self, bucket: str, key: str, data: bytes, content_type: str) -> None:
        if key in self.broken:
            raise StorageFailed(key, retry_after=2)
        self.held[bucket, key] = data
        self.types[key] = content_type

    def image(self, key: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
        with Image.open(io.BytesIO(self.held[BUCKET, key])) as opened:
            return np.array(opened.convert("RGB"))


@dataclass
class Running:
    """A served service and how to reach it."""

    service: Service
    store: MemoryObjects
    server: uvicorn.Server
    url: str
    client: httpx.Client

    def invoke(self, body: Any, path: str = "/invocations") -> httpx.Response:
        if isinstance(body, bytes | str):
            return self.client.post(path, content=body)
        return self.client.post(path, json=body)

    def metrics(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("/metrics").json()
        return found


def picture(
    size: tuple[int, int], paint: Callable[[ImageDraw.ImageDraw], None], mode: str
) -> bytes:
    image = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else (214, 206, 200))
    paint(ImageDraw.Draw(image))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def portrait_photo(skin: tuple[int, int, int] = (205, 160, 132)) -> bytes:
    """A drawn head and shoulders with what a face finder looks for."""
    dark = (46, 32, 28)

    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.ellipse((70, 330, 330, 640), fill=(60, 110, 120))
        draw.rectangle((170, 270, 230, 360), fill=skin)
        draw.ellipse((115, 70, 285, 300), fill=dark)
        draw.ellipse((132, 105, 268, 305), fill=skin)
        for x in (170, 230):
            draw.ellipse((x - 15, 187, x + 15, 203), fill=dark)
        draw.ellipse((178, 258, 222, 270), fill=(150, 70, 70))
        draw.line((200, 205, 200, 236), fill=(170, 126, 102), width=4)

    return picture((400, 480), paint, "RGB")


def bottle_cutout(colour: tuple[int, int, int] = (30, 110, 200)) -> bytes:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.rounded_rectangle((60, 160, 240, 590), 40, fill=(*colour, 255))
        draw.rectangle((115, 20, 185, 165), fill=(40, 40, 44, 255))
        draw.rectangle((80, 300, 220, 450), fill=(250, 250, 250, 255))

    return picture((300, 600), paint, "RGBA")


@contextlib.contextmanager
def serving(
    adapter: Adapter[Any] | None = None,
    store: MemoryObjects | None = None,
    *,
    wait: bool = True,
    **config: Any,
) -> Iterator[Running]:
    """A real uvicorn on an ephemeral port of 127.0.0.1, in a thread."""
    store = store or MemoryObjects()
    service = Service(Config(**config), adapter or PreviewAdapter(), store, Meter())
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(application(service), log_config=None, timeout_graceful_shutdown=20)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
            deadline = time.monotonic() + 15
            while wait and not (server.started and client.get("/ping").status_code == 200):
                assert time.monotonic() < deadline, "the server never became warm"
                time.sleep(0.01)
            yield Running(service, store, server, url, client)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


def stocked() -> MemoryObjects:
    """Storage that holds one avatar and one product."""
    found = MemoryObjects()
    found.held[BUCKET, PREFIX + "clean/ava.jpg"] = portrait_photo()
    found.held[BUCKET, PREFIX + "clean/prd-cutout.png"] = bottle_cutout()
    return found


def create_item(slot: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "slot": slot,
        "seed": 7 + slot,
        "prompt": "a woman holds a bottle",
        "people": [[joint.model_dump() for joint in person(HOLDING, "half")]],
        "subjects": [{"key": PREFIX + "clean/ava.jpg", "gender": "female", "age_range": "adult"}],
        "product": {
            "key": PREFIX + "clean/prd-cutout.png",
            "product_type": "bottle",
            "placement": "hand-held",
        },
        "pose_placement": "hand-right",
        "frame": "half",
        "output_key": f"{PREFIX}gen/gen_1/{slot:04}-0.jpg",
        "thumbnail_key": f"{PREFIX}gen/gen_1/{slot:04}-0-thumb.webp",
        **changes,
    }


def create_request(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "operation": "generate",
        "request_id": "req_1",
        "model_id": "preview",
        "bucket": BUCKET,
        "prefix": PREFIX,
        "deadline": time.time() + 3600,
        "width": 192,
        "height": 240,
        "palette": ["#FFB6C1", "#FFF0F5", "#C71585"],
        "items": list(items) or [create_item()],
        **changes,
    }
