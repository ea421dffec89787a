"""Tiny ONNX models written byte by byte: the protobuf fields of onnx.proto3 that they need."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np


def _varint(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _int(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _value(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(_bytes(1, _int(1, size)) for size in shape)
    tensor = _int(1, 1) + _bytes(2, dims)  # float32
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _tensor(name: str, values: "np.ndarray[Any, np.dtype[Any]]") -> bytes:
    kind = 7 if values.dtype == np.int64 else 1
    dims = b"".join(_int(1, size) for size in values.shape)
    return dims + _int(2, kind) + _bytes(8, name) + _bytes(9, values.tobytes())


def _node(kind: str, inputs: Sequence[str], output: str, **integers: int) -> bytes:
    attributes = b"".join(
        _bytes(5, _bytes(1, name) + _int(3, value) + _int(20, 2))
        for name, value in integers.items()
    )
    named = b"".join(_bytes(1, each) for each in inputs)
    return named + _bytes(2, output) + _bytes(4, kind) + attributes


def _model(
    nodes: Sequence[bytes],
    tensors: Sequence[bytes],
    inputs: Sequence[bytes],
    outputs: Sequence[bytes],
) -> bytes:
    graph = (
        b"".join(_bytes(1, node) for node in nodes)
        + _bytes(2, "tiny")
        + b"".join(_bytes(5, tensor) for tensor in tensors)
        + b"".join(_bytes(11, value) for value in inputs)
        + b"".join(_bytes(12, value) for value in outputs)
    )
    return _int(1, 8) + _bytes(8, _int(2, 18)) + _bytes(7, graph)


def brightness_mask(side: int = 64) -> bytes:
    """Opacity = sigmoid of the mean of the normalised channels: what is bright is the product."""
    axes = np.array([1], np.int64)
    return _model(
        [
            _node("ReduceMean", ["image", "axes"], "mean", keepdims=1),
            _node("Mul", ["mean", "gain"], "steep"),
            _node("Sigmoid", ["steep"], "mask"),
        ],
        [_tensor("axes", axes), _tensor("gain", np.array([8.0], np.float32))],
        [_value("image", (1, 3, side, side))],
        [_value("mask", (1, 1, side, side))],
    )


def fixed_joints(points: Sequence[tuple[float, float]], side: int = 64) -> bytes:
    """A detector that sees the same 17 joints in every picture."""
    bins = 2 * side
    along_x, along_y = (np.zeros((1, 17, bins), np.float32) for _ in range(2))
    for joint, (x, y) in enumerate(points):
        along_x[0, joint, min(bins - 1, int(x * bins))] = 0.9
        along_y[0, joint, min(bins - 1, int(y * bins))] = 0.9
    return _model(
        [
            _node("ReduceMean", ["image"], "mean", keepdims=0),
            _node("Mul", ["mean", "none"], "nothing"),
            _node("Add", ["x", "nothing"], "simcc_x"),
            _node("Add", ["y", "nothing"], "simcc_y"),
        ],
        [_tensor("x", along_x), _tensor("y", along_y), _tensor("none", np.zeros(1, np.float32))],
        [_value("image", (1, 3, side, side))],
        [_value("simcc_x", along_x.shape), _value("simcc_y", along_y.shape)],
    )


def mean_colour(side: int = 32) -> bytes:
    """A face model whose embedding is the crop's mean colour."""
    return _model(
        [_node("GlobalAveragePool", ["image"], "pooled"), _node("Flatten", ["pooled"], "vector")],
        [],
        [_value("image", (1, 3, side, side))],
        [_value("vector", (1, 3))],
    )


def write(folder: Path, model: bytes, side: int, **spec: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    facts = {
        "name": "tiny",
        "version": "1",
        "license": "Apache-2.0",
        "commercial": True,
        "sha256": hashlib.sha256(model).hexdigest(),
        "width": side,
        "height": side,
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        **spec,
    }
    (folder / "model.json").write_text(json.dumps(facts))
    return folder
