"""The operations on one picture with tiny ONNX models: cutout, score, and their judges."""

import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ImageDraw

from endpoint.pictures import decode
from lumiku.rendering.contract import CutoutResponse, ScoreResponse
from tests.endpoint import onnx_files, skeletons
from tests.endpoint.harness import (
    BUCKET,
    PREFIX,
    Running,
    create_item,
    create_request,
    picture,
    portrait_photo,
    serving,
    stocked,
)
from tests.endpoint.skeletons import person

pytestmark = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(
        importlib.util.find_spec("onnxruntime") is None,
        reason="onnxruntime is not installed (the endpoint extra)",
    ),
]
COCO17 = (0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10)  # our indices, COCO's order


def joints() -> list[tuple[float, float]]:
    """The joints of the standing pose as a detector would order them."""
    wanted = person(skeletons.STANDING)
    return [(wanted[joint].x, wanted[joint].y) for joint in COCO17]


def bright_product(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 300, 300), fill=(20, 24, 30))
    draw.rounded_rectangle((100, 60, 200, 260), 20, fill=(250, 240, 230))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("models")
    onnx_files.write(folder / "cutout", onnx_files.brightness_mask(), 64)
    onnx_files.write(folder / "detector", onnx_files.fixed_joints(joints()), 64)
    onnx_files.write(folder / "likeness", onnx_files.mean_colour(), 32)
    store = stocked()
    store.held[BUCKET, PREFIX + "clean/lamp.jpg"] = picture((300, 300), bright_product, "RGB")
    with serving(store=store, model_folder=str(folder)) as server:
        yield server


def request(operation: str, **fields: Any) -> dict[str, Any]:
    return {
        "operation": operation,
        "request_id": "r",
        "bucket": BUCKET,
        "prefix": PREFIX,
        "deadline": time.time() + 3600,
        **fields,
    }


class TestCutout:
    def cut(self, running: Running, source: str) -> Any:
        keys = {"source_key": PREFIX + source, "output_key": PREFIX + "clean/x-cutout.png"}
        return running.invoke(request("cutout", **keys))

    def test_the_product_stays_and_the_ground_goes(self, running: Running) -> None:
        answer = CutoutResponse.model_validate_json(self.cut(running, "clean/lamp.jpg").content)
        made = decode(running.store.held[BUCKET, PREFIX + "clean/x-cutout.png"], alpha=True)
        assert answer.coverage == pytest.approx(100 * 200 / 90_000, rel=0.12)
        assert answer.doubt == ""
        assert answer.model_version == "tiny 1"
        assert made[150, 150, 3] > 240
        assert made[20, 20, 3] < 10
        assert np.abs(made[150, 150, :3].astype(int) - (250, 240, 230)).max() < 4

    def test_doubts_are_told(self, running: Running) -> None:
        running.store.held[BUCKET, PREFIX + "clean/dark.jpg"] = picture(
            (200, 200), lambda draw: draw.rectangle((0, 0, 200, 200), fill=(9, 9, 9)), "RGB"
        )
        assert self.cut(running, "clean/dark.jpg").json()["doubt"] == "not_found"

    def test_bad_sources_and_keys(self, running: Running) -> None:
        running.store.held[BUCKET, PREFIX + "clean/no.jpg"] = b"nothing"
        assert self.cut(running, "clean/no.jpg").json()["code"] == "not_a_picture"
        assert self.cut(running, "clean/absent.jpg").json()["code"] == "missing_object"
        assert self.cut(running, "../x.jpg").json()["code"] == "foreign_key"


class TestScore:
    def score(self, running: Running, **fields: Any) -> Any:
        people = [[joint.model_dump() for joint in person(skeletons.STANDING)]]
        key = PREFIX + "clean/ava.jpg"
        return running.invoke(request("score", **{"picture_key": key, "people": people, **fields}))

    def gates(self, running: Running, **fields: Any) -> dict[str, float]:
        answer = self.score(running, **fields)
        return ScoreResponse.model_validate_json(answer.content).quality.gates

    def test_the_pose_is_judged(self, running: Running) -> None:
        other = [[joint.model_dump() for joint in person(skeletons.JUMPING)]]
        assert self.gates(running)["pose"] == 1
        assert self.gates(running, people=other)["pose"] < 0.6

    def test_the_face_is_compared(self, running: Running) -> None:
        blue = portrait_photo((40, 60, 230))
        running.store.held[BUCKET, PREFIX + "clean/blue.jpg"] = blue
        same = self.gates(running, subject_key=PREFIX + "clean/ava.jpg")["likeness"]
        other = self.gates(running, subject_key=PREFIX + "clean/blue.jpg")["likeness"]
        assert same == 1
        assert other < same

    def test_without_people_or_face_only_pixels_count(self, running: Running) -> None:
        assert set(self.gates(running, people=[])) == {"sharpness", "exposure"}

    def test_generated_pictures_are_judged_too(self, running: Running) -> None:
        (result,) = running.invoke(create_request(create_item(1))).json()["items"]
        assert {"pose", "likeness"} <= set(result["quality"]["gates"])


class TestModels:
    def test_a_damaged_model_stops_the_start(self, tmp_path: Path) -> None:
        from endpoint.onnx import open_model

        folder = onnx_files.write(tmp_path / "cutout", onnx_files.brightness_mask(), 64)
        (folder / "model.onnx").write_bytes(b"not a model")
        with pytest.raises(RuntimeError, match="SHA-256"):
            open_model(folder)
        onnx_files.write(folder, b"not a model", 64)
        with pytest.raises(RuntimeError, match="cannot be opened"):
            open_model(folder)

    def test_no_model_is_no_error(self, tmp_path: Path) -> None:
        from endpoint.onnx import open_model

        assert open_model(tmp_path) is None
