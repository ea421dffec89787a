"""The contract over real HTTP: pictures go in and out by key, and refusals have codes."""

import hashlib
import json
from typing import Any

import boto3
import pytest
from botocore.config import Config as BotoConfig
from botocore.exceptions import ClientError
from PIL import Image

from lumiku.rendering.contract import GenerateResponse
from tests.endpoint.harness import (
    BUCKET,
    PREFIX,
    Running,
    create_item,
    create_request,
    serving,
    stocked,
)


def change(path: str, value: Any) -> dict[str, Any]:
    """A valid request with one place of it replaced."""
    request: dict[str, Any] = create_request()
    *parents, last = path.split("/")
    place: Any = request
    for name in parents:
        place = place[int(name) if name.isdigit() else name]
    place[int(last) if last.isdigit() else last] = value
    return request


class TestGenerate:
    def test_writes_a_jpeg_and_a_thumbnail_and_reports_them(self, running: Running) -> None:
        answer = running.invoke(create_request(create_item(3)))

        assert answer.status_code == 200, answer.text
        (result,) = GenerateResponse.model_validate_json(answer.content).items
        key = f"{PREFIX}gen/gen_1/0003-0.jpg"
        stored = running.store.held[BUCKET, key]
        assert (result.slot, result.status) == (3, "ok")
        assert (result.width, result.height, result.size) == (192, 240, len(stored))
        assert result.sha256 == hashlib.sha256(stored).hexdigest()
        assert running.store.image(key).shape == (240, 192, 3)
        assert running.store.types[key] == "image/jpeg"
        assert running.store.types[f"{PREFIX}gen/gen_1/0003-0-thumb.webp"] == "image/webp"
        assert result.gpu_seconds > 0

    def test_the_picture_says_how_it_was_made(self, running: Running) -> None:
        running.invoke(create_request(create_item(1)))
        data = running.store.held[BUCKET, f"{PREFIX}gen/gen_1/0001-0.jpg"]
        assert b"digitalsourcetype/compositeSynthetic" in data

    def test_the_same_request_gives_the_same_bytes(self, running: Running) -> None:
        first = running.invoke(create_request(create_item(4))).json()
        again = running.invoke(create_request(create_item(4))).json()
        other = running.invoke(create_request(create_item(4, seed=99))).json()
        assert first["items"][0]["sha256"] == again["items"][0]["sha256"]
        assert first["items"][0]["sha256"] != other["items"][0]["sha256"]

    def test_quality_is_judged(self, running: Running) -> None:
        (result,) = running.invoke(create_request()).json()["items"]
        gates = result["quality"]["gates"]
        assert set(gates) >= {"sharpness", "exposure", "product", "product_visible"}
        assert result["quality"]["score"] > 0.5
        assert len(result["product_box"]) == 4

    def test_sources_are_read_once_and_then_only_checked(self, running: Running) -> None:
        running.invoke(create_request())
        before = len(running.store.reads)
        running.invoke(create_request(create_item(0), create_item(1)))
        assert len(running.store.reads) == before

    def test_one_broken_source_leaves_the_other_items_alone(self, running: Running) -> None:
        running.store.held[BUCKET, PREFIX + "clean/text.jpg"] = b"<svg>not a picture</svg>"
        broken = create_item(6)
        broken["subjects"] = [{**broken["subjects"][0], "key": PREFIX + "clean/text.jpg"}]
        answer = running.invoke(create_request(create_item(5), broken))
        good, bad = answer.json()["items"]
        assert good["status"] == "ok"
        assert (bad["status"], bad["reason"], bad["retryable"]) == (
            "failed",
            "not_a_picture",
            False,
        )

    def test_storage_that_fails_to_write_is_worth_a_second_try(self, running: Running) -> None:
        running.store.broken.add(f"{PREFIX}gen/gen_1/0008-0.jpg")
        (result,) = running.invoke(create_request(create_item(8))).json()["items"]
        assert (result["reason"], result["retryable"]) == ("storage_failed", True)


class TestRefusals:
    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"{", id="half of a JSON text"),
            pytest.param(b"[]", id="not an object"),
            pytest.param(b"\xff\xfe", id="not UTF-8"),
            pytest.param(b"[" * 200_000, id="nested without end"),
            pytest.param(change("operation", "dream"), id="an unknown operation"),
            pytest.param(change("unknown", 1), id="an unknown field"),
            pytest.param(change("items", []), id="nothing to make"),
            pytest.param(change("items/0/people/0", []), id="a person without joints"),
            pytest.param(change("items/0/people/0/3/x", float("nan")), id="a keypoint that is NaN"),
            pytest.param(change("items/0/people/0/3/y", 10**400), id="a keypoint beyond floats"),
            pytest.param(
                change("items/0/people/0/3/confidence", 2), id="a keypoint surer than sure"
            ),
            pytest.param(change("width", 100_000), id="a picture too wide"),
            pytest.param(change("palette", ["red"]), id="a colour by name"),
        ],
    )
    def test_what_is_not_the_contracts_shape(self, running: Running, body: Any) -> None:
        sent = body if isinstance(body, bytes) else json.dumps(body)
        answer = running.invoke(sent)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        assert answer.json()["detail"]

    def test_an_unknown_model(self, running: Running) -> None:
        answer = running.invoke(change("model_id", "sdxl"))
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_model")
        assert "serves preview" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("where", "value"),
        [
            ("prefix", "u/budi/"),
            ("prefix", "u/an"),
            ("items/0/output_key", "u/budi/gen/1.jpg"),
            ("items/0/output_key", "u/ani/../budi/1.jpg"),
            ("items/0/product/key", "u/anita/clean/x.png"),
            ("bucket", "somebody-elses"),
        ],
    )
    def test_a_key_of_another_prefix_or_bucket(self, where: str, value: str) -> None:
        with serving(store=stocked(), bucket=BUCKET) as running:
            before = dict(running.store.held)
            answer = running.invoke(change(where, value))
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_key")
            assert running.store.held == before

    def test_a_request_past_its_deadline(self, running: Running) -> None:
        answer = running.invoke(change("deadline", 1_000_000.0))
        assert (answer.status_code, answer.json()["code"]) == (408, "past_deadline")

    def test_a_source_that_is_not_there(self, running: Running) -> None:
        answer = running.invoke(change("items/0/product/key", PREFIX + "clean/none.png"))
        assert (answer.status_code, answer.json()["code"]) == (422, "missing_object")

    def test_a_body_beyond_the_limit(self, running: Running) -> None:
        answer = running.invoke(b" " * (600 * 1024))
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    @pytest.mark.parametrize("kind", ["text", "truncated", "bomb", "empty cut-out"])
    def test_a_source_that_is_no_picture(self, running: Running, kind: str) -> None:
        good = running.store.held[BUCKET, PREFIX + "clean/prd-cutout.png"]
        running.store.held[BUCKET, PREFIX + "clean/bad.png"] = {
            "text": b"GIF89a nothing",
            "truncated": good[: len(good) // 2],
            "bomb": _png(Image.new("L", (9000, 9000))),
            "empty cut-out": _png(Image.new("RGBA", (90, 90))),
        }[kind]
        answer = running.invoke(change("items/0/product/key", PREFIX + "clean/bad.png"))
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_picture")

    def test_a_cutout_needs_a_model(self, running: Running) -> None:
        body = {
            "operation": "cutout",
            "request_id": "r",
            "bucket": BUCKET,
            "prefix": PREFIX,
            "source_key": PREFIX + "clean/a.jpg",
            "output_key": PREFIX + "clean/b.png",
            "deadline": 2e10,
        }
        answer = running.invoke(body)
        assert (answer.status_code, answer.json()["code"]) == (501, "operation_unavailable")


class TestRuntimePath:
    """SageMaker's own client, pointed at the server as the local stack does."""

    @pytest.fixture
    def runtime(self, running: Running) -> Any:
        return boto3.client(
            "sagemaker-runtime",
            endpoint_url=running.url,
            region_name="ap-southeast-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=BotoConfig(retries={"total_max_attempts": 1}, proxies={}),
        )

    def invoke(self, runtime: Any, body: dict[str, Any]) -> Any:
        return runtime.invoke_endpoint(
            EndpointName="lumiku-local", ContentType="application/json", Body=json.dumps(body)
        )

    def test_invoke_endpoint(self, runtime: Any) -> None:
        answer = self.invoke(runtime, create_request(create_item(9)))
        result = GenerateResponse.model_validate_json(answer["Body"].read())
        assert result.items[0].status == "ok"

    def test_a_refusal_is_a_model_error(self, runtime: Any) -> None:
        with pytest.raises(ClientError) as caught:
            self.invoke(runtime, create_request(model_id="sdxl"))
        found: Any = caught.value.response
        assert found["Error"]["Code"] == "ModelError"
        assert found["OriginalStatusCode"] == 404
        assert json.loads(found["OriginalMessage"])["code"] == "unknown_model"


def _png(image: Image.Image) -> bytes:
    import io

    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
