"""A rehearsed month, and a server on 127.0.0.1 that stands for Slack and Discord."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.fakes.cloud import Cloud
from local.fakes.month import Month
from lumiku import clock
from lumiku.deliveries.team import config

KEY = b"not-a-secret"  # what the simulated Secrets Manager answers


@dataclass
class Chat:
    """A webhook's other side: what it got, and how it answers."""

    url: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: reply(handler, 200)


def reply(handler: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.fixture
def chat() -> Iterator[Chat]:
    told = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.posts.append(json.loads(body))
            told.answer(self)

        def log_message(self, *_: Any) -> None:
            """The test's output stays clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch, chat: Chat) -> Iterator[Month]:
    targets = [
        {"name": "ops-slack", "channel": "slack", "url": chat.url},
        {"name": "ops-discord", "channel": "discord", "url": chat.url},
    ]
    cloud = Cloud(secrets={"team": config.sign(targets, KEY)})
    monkeypatch.setattr("lumiku.cloud.webhooks.pause", lambda _seconds: None)
    with cloud.installed():
        made = Month(cloud)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        yield made
