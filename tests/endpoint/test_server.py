"""The server's life: warm before it answers, full, hung up on, drained, and its process."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from endpoint.config import read
from tests.endpoint.harness import create_item, create_request, serving, stocked
from tests.endpoint.stepping import SteppingAdapter


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class SlowStart(SteppingAdapter):
    """An adapter that loads only once the test says so."""

    def load(self, folder: Path) -> None:
        self.open.wait(20)


class TestStart:
    def test_ping_answers_only_when_warm(self) -> None:
        adapter = SlowStart()
        with serving(adapter, stocked(), wait=False) as running:
            until(lambda: running.server.started)
            assert running.client.get("/ping").status_code == 503
            refused = running.invoke(create_request())
            assert (refused.status_code, refused.json()["code"]) == (503, "not_ready")
            adapter.open.set()
            until(lambda: running.client.get("/ping").status_code == 200)

    def test_an_unknown_adapter_is_a_clear_error(self) -> None:
        from endpoint.adapters import build

        with pytest.raises(RuntimeError, match="no adapter"):
            build(read({"LUMIKU_ENDPOINT_ADAPTER": "magic"}))

    def test_auto_is_what_the_model_folder_holds(self, tmp_path: Path) -> None:
        from endpoint.adapters import build
        from endpoint.diffusion.folder import MANIFEST, CorruptModel

        config = read({"LUMIKU_ENDPOINT_MODEL_FOLDER": str(tmp_path)}, adapter="auto")
        with pytest.raises(CorruptModel, match="missing"):
            build(config)
        content = {"adapter": "sdxl_controlnet", "name": "n", "version": "1"}
        (tmp_path / MANIFEST).write_text(json.dumps(content))
        assert type(build(config)).__name__ == "ControlNetAdapter"
        (tmp_path / MANIFEST).write_text(json.dumps({**content, "adapter": "flux2_edit"}))
        with pytest.raises(RuntimeError, match="eagerly only"):
            build(replace(config, mode="graphs"))

    def test_configuration_comes_from_the_environment(self) -> None:
        config = read({"LUMIKU_ENDPOINT_MAX_ITEMS": "5"}, port=99, adapter=None)
        assert (config.max_items, config.port, config.adapter) == (5, 99, "preview")
        with pytest.raises(RuntimeError, match="LUMIKU_ENDPOINT_PORT"):
            read({"LUMIKU_ENDPOINT_PORT": "http"})


class TestLoad:
    def test_a_full_server_says_when_to_come_again(self) -> None:
        adapter = SteppingAdapter()
        with (
            serving(adapter, stocked(), max_items=2) as running,
            ThreadPoolExecutor(1) as pool,
        ):
            first = pool.submit(
                running.invoke,
                create_request(create_item(0), create_item(1), steps=1, model_id="preview"),
            )
            until(lambda: running.metrics()["inside"] == 2)
            refused = running.invoke(create_request(create_item(2)))
            adapter.open.set()
            assert first.result(10).status_code == 200
            assert running.invoke(create_request(create_item(2), steps=1)).status_code == 200
        assert refused.status_code == 429
        assert refused.json()["code"] == "full"
        assert refused.json()["retry_after"] > 0
        assert int(refused.headers["retry-after"]) >= 1

    def test_a_picture_too_large_for_what_is_left_of_memory_waits(self) -> None:
        adapter = SteppingAdapter()
        large = create_request(create_item(0), steps=1, width=1024, height=1024)
        with (
            serving(adapter, stocked(), max_megapixels=2) as running,
            ThreadPoolExecutor(1) as pool,
        ):
            first = pool.submit(running.invoke, large)
            until(lambda: running.metrics()["inside"] == 1)
            refused = running.invoke(large)
            adapter.open.set()
            small = running.invoke(create_request(create_item(1), steps=1, width=512, height=512))
            assert first.result(10).status_code == small.status_code == 200
        assert (refused.status_code, refused.json()["code"]) == (429, "full")

    @pytest.mark.filterwarnings("default")
    def test_a_broken_device_is_no_longer_offered(self) -> None:
        adapter = SteppingAdapter(breaks_on=1)
        adapter.open.set()
        with serving(adapter, stocked()) as running:
            for _ in range(3):
                running.invoke(create_request(create_item(1), steps=1))
            assert running.client.get("/ping").status_code == 503
            refused = running.invoke(create_request(create_item(2), steps=1))
            assert (refused.status_code, refused.json()["detail"]) == (503, "broken")

    def test_a_client_that_hangs_up_frees_its_place(self) -> None:
        adapter = SteppingAdapter()
        with serving(adapter, stocked()) as running:
            with pytest.raises(httpx.ReadTimeout):
                running.client.post("/invocations", json=create_request(steps=90), timeout=0.3)
            until(lambda: running.metrics()["counts"].get("requests.hung_up") == 1)
            assert running.metrics()["inside"] == 0
            adapter.open.set()
            assert running.invoke(create_request(steps=1)).status_code == 200
            assert len(adapter.steps_seen) < 90

    def test_metrics_tell_the_forwards_and_the_caches(self) -> None:
        adapter = SteppingAdapter()
        adapter.open.set()
        with serving(adapter, stocked()) as running:
            running.invoke(create_request(create_item(0), create_item(1), steps=2))
            found = running.metrics()
        assert found["recent"]["rows_per_forward"]["n"] >= 2
        assert found["counts"]["items_done"] == 2
        assert 0 <= found["utilisation"] <= 1
        assert found["caches"]["sources"]["entries"] == 2


class TestDrain:
    def test_what_is_inside_is_answered_and_what_comes_later_is_not(self) -> None:
        adapter = SteppingAdapter()
        with serving(adapter, stocked()) as running, ThreadPoolExecutor(1) as pool:
            inside = pool.submit(running.invoke, create_request(create_item(0), steps=1))
            until(lambda: running.metrics()["inside"] == 1)
            running.server.should_exit = True
            threading.Timer(0.3, adapter.open.set).start()
            answer = inside.result(10)
            assert answer.json()["items"][0]["status"] == "ok"
            until(lambda: not _listens(running.url))

    def test_sigterm_ends_the_process_with_zero(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "ap-southeast-1",
        }
        command = [sys.executable, "-m", "endpoint", "serve", "--port", str(port)]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(command, stderr=log, env=environment)  # noqa: S603
        try:
            until(lambda: _answers(port), 30)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
        lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
        assert {"warm", "stopped"} <= {line["message"] for line in lines}


def _listens(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def _answers(port: int) -> bool:
    try:
        with httpx.Client(trust_env=False) as client:
            return client.get(f"http://127.0.0.1:{port}/ping").status_code == 200
    except httpx.TransportError:
        return False
