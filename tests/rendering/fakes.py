"""Hosted providers in memory, speaking their published APIs, with faults on demand."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from PIL import Image


def picture(colour: tuple[int, int, int] = (180, 170, 160), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (192, 240), colour).save(out, kind)
    return out.getvalue()


def cutout(colour: tuple[int, int, int] = (20, 90, 200)) -> bytes:
    image = Image.new("RGBA", (60, 120), (0, 0, 0, 0))
    image.paste((*colour, 255), (10, 10, 50, 110))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


Fault = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class Provider:
    """What every fake remembers. `fault` may answer instead of the fake."""

    polls_until_done: int = 1
    result: bytes = field(default_factory=picture)
    result_type: str = "image/jpeg"
    result_url: str = ""
    fault: Fault = lambda _: None
    started: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    keys_seen: dict[str, str | None] = field(default_factory=dict)
    polls: int = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.keys_seen[request.url.host] = request.headers.get("authorization")
        found = self.fault(request)
        return found if found is not None else self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        raise NotImplementedError

    def delivered(self) -> httpx.Response:
        return httpx.Response(200, content=self.result, headers={"content-type": self.result_type})


@dataclass
class Fal(Provider):
    result_url: str = "https://v3.fal.media/files/a/b.jpg"

    def answer(self, request: httpx.Request) -> httpx.Response:
        url, base = request.url, "https://queue.fal.run/fal-ai/x/requests/r1"
        if url.host.endswith("fal.media"):
            return self.delivered()
        if request.method == "POST":
            self.started.append(json.loads(request.content))
            return httpx.Response(
                200,
                json={
                    "request_id": "r1",
                    "status": "IN_QUEUE",
                    "queue_position": 0,
                    "status_url": f"{base}/status",
                    "response_url": base,
                    "cancel_url": f"{base}/cancel",
                },
            )
        if request.method == "PUT":
            self.cancelled.append(str(url))
            return httpx.Response(202, json={"status": "CANCELLATION_REQUESTED"})
        if url.path.endswith("/status"):
            self.polls += 1
            status = "COMPLETED" if self.polls > self.polls_until_done else "IN_PROGRESS"
            return httpx.Response(200, json={"status": status, "request_id": "r1"})
        image = {"url": self.result_url, "content_type": self.result_type}
        return httpx.Response(200, json={"images": [image], "seed": 1})


@dataclass
class Replicate(Provider):
    result_url: str = "https://replicate.delivery/pbxt/a.png"

    def answer(self, request: httpx.Request) -> httpx.Response:
        url, base = request.url, "https://api.replicate.com/v1/predictions/p1"
        if url.host == "replicate.delivery":
            return self.delivered()
        links = {"get": base, "cancel": f"{base}/cancel"}
        if request.method == "POST" and url.path.endswith("/cancel"):
            self.cancelled.append(str(url))
            return httpx.Response(200, json={"id": "p1", "status": "canceled", "urls": links})
        if request.method == "POST":
            self.started.append(json.loads(request.content))
            told = {"id": "p1", "status": "starting", "urls": links, "output": None}
            return httpx.Response(201, json=told)
        self.polls += 1
        if self.polls <= self.polls_until_done:
            return httpx.Response(200, json={"id": "p1", "status": "processing", "urls": links})
        done: dict[str, Any] = {
            "id": "p1",
            "status": "succeeded",
            "urls": links,
            "output": [self.result_url],
        }
        return httpx.Response(200, json=done)


@dataclass
class HuggingFace(Provider):
    def answer(self, request: httpx.Request) -> httpx.Response:
        self.started.append(json.loads(request.content))
        return self.delivered()


def photo() -> bytes:
    """A picture with detail, which the gates let pass."""
    rng = np.random.default_rng(1)
    out = io.BytesIO()
    Image.fromarray(rng.integers(40, 216, (240, 192, 3), dtype=np.uint8)).save(out, "JPEG")
    return out.getvalue()
