"""Weights become half precision once, and are known again by the file that they came from."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from endpoint.models.precision import Unreadable, halve, source_of

SHA = "c" * 64


def tensors(path: Path) -> dict[str, Any]:
    """Arrays by name, read without the library."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    kinds = {"F16": "<f2", "F32": "<f4", "BF16": "<u2", "I64": "<i8"}
    return {
        name: np.frombuffer(
            data[8 + size + facts["data_offsets"][0] : 8 + size + facts["data_offsets"][1]],
            kinds[facts["dtype"]],
        ).reshape(facts["shape"])
        for name, facts in header.items()
    }


def write(path: Path, arrays: dict[str, tuple[str, Any]]) -> Path:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, (dtype, array) in arrays.items():
        data = array.tobytes()
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": offsets}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    return write(
        tmp_path / "model.safetensors",
        {
            "single": ("F32", rng.normal(size=(7, 5)).astype("<f4")),
            "half": ("F16", rng.normal(size=(3,)).astype("<f2")),
            "brain": ("BF16", np.arange(4, dtype="<u2")),
            "ids": ("I64", np.arange(3, dtype="<i8")),
        },
    )


class TestHalve:
    def test_single_precision_is_halved_and_the_rest_is_as_it_was(self, mixed: Path) -> None:
        before = tensors(mixed)
        assert halve(mixed, SHA)
        after = tensors(mixed)
        assert after["single"].dtype == np.float16
        assert np.allclose(after["single"], before["single"], atol=2e-3)
        for name in ("half", "brain", "ids"):
            assert np.array_equal(after[name], before[name])
        assert source_of(mixed) == SHA
        assert not halve(mixed, "d" * 64)  # a second time there is nothing to do
        assert source_of(mixed) == SHA
        assert list(mixed.parent.glob("*.half")) == []

    def test_the_library_reads_it(self, mixed: Path) -> None:
        library = pytest.importorskip("safetensors.numpy")
        write(mixed, {"single": ("F32", np.eye(3, dtype="<f4"))})
        halve(mixed, SHA)
        assert np.array_equal(library.load_file(mixed)["single"], np.eye(3, dtype="<f2"))

    def test_what_does_not_fit_is_refused_and_the_file_stays(self, tmp_path: Path) -> None:
        large = np.array([1.0, 7e4], "<f4")
        path = write(tmp_path / "vae.safetensors", {"w": ("F32", large)})
        before = path.read_bytes()
        with pytest.raises(Unreadable, match="w does not fit into half precision"):
            halve(path, SHA)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "no plausible length"),
            (b"\x00" * 40, "no plausible length"),
            (struct.pack("<Q", 4) + b"nope", "not JSON"),
            (struct.pack("<Q", 2) + b"[]", "no object"),
        ],
    )
    def test_another_file_is_refused(self, tmp_path: Path, content: bytes, said: str) -> None:
        path = tmp_path / "x.safetensors"
        path.write_bytes(content)
        with pytest.raises(Unreadable, match=said):
            halve(path, SHA)
        assert source_of(path) is None

    def test_a_file_that_is_cut_short_is_refused(self, mixed: Path) -> None:
        mixed.write_bytes(mixed.read_bytes()[:-60])
        with pytest.raises(Unreadable, match="cut short"):
            halve(mixed, SHA)
