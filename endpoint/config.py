"""The container's settings, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, Literal, get_args

__all__ = ["Config", "Mode", "read"]

Mode = Literal["eager", "graphs", "regions", "regions+graphs", "compile", "compile+graphs"]

PREFIX: Final = "LUMIKU_ENDPOINT_"


@dataclass(frozen=True)
class Config:
    """A field's variable is LUMIKU_ENDPOINT_<FIELD>; the command line overrides it."""

    host: str = "127.0.0.1"
    port: int = 8080
    adapter: str = "preview"  # or auto: what the model folder holds
    model_id: str = ""  # what requests must name; empty = the adapter's name
    model_folder: str = "/opt/ml/model"
    bucket: str = ""  # the only bucket served; empty = any the role can reach
    mode: str = "eager"  # of a GPU's forwards; see Mode
    warm_sizes: str = ""  # such as 768x960,1024x1024: what /ping waits for; empty = the model's own
    buckets: str = ""  # such as 2,8: rows of prepared forwards; empty = the model's own
    region: str = ""  # of the bucket; empty = AWS_REGION, else what boto3 finds by itself
    threads: int = 2  # compute threads of a CPU adapter; a GPU has one
    max_rows: int = 16  # pictures in one forward
    max_items: int = 64  # pictures admitted at once; beyond it the answer is 429
    max_megapixels: int = 64  # of all of them together
    max_body_kb: int = 512
    source_cache_mb: int = 128
    gates: str = ""  # JSON: quality gates that differ from the built-in ones
    drain_seconds: int = 25  # SageMaker kills 30 s after SIGTERM

    @property
    def forward_mode(self) -> Mode:
        if self.mode not in get_args(Mode):
            known = ", ".join(get_args(Mode))
            raise RuntimeError(f"LUMIKU_ENDPOINT_MODE={self.mode!r} is not one of {known}")
        mode: Mode = self.mode  # type: ignore[assignment]
        return mode

    @property
    def run(self) -> dict[str, object]:
        """What the stage says about how a model is run, over its manifest's profile."""
        found: dict[str, object] = {}
        if self.warm_sizes:
            pairs = [size.strip().split("x") for size in self.warm_sizes.split(",")]
            if not all(len(pair) == 2 and all(side.isdigit() for side in pair) for pair in pairs):
                raise RuntimeError(
                    f"LUMIKU_ENDPOINT_WARM_SIZES={self.warm_sizes!r} is not like 768x960,1024x1024"
                )
            found["warm_sizes"] = [(int(width), int(height)) for width, height in pairs]
        if self.buckets:
            rows = [each.strip() for each in self.buckets.split(",")]
            if not all(each.isdigit() and int(each) > 0 for each in rows):
                raise RuntimeError(f"LUMIKU_ENDPOINT_BUCKETS={self.buckets!r} is not like 2,8")
            found["buckets"] = [int(each) for each in rows]
        return found

    @property
    def served_model(self) -> str:
        return self.model_id or self.adapter

    @property
    def folder(self) -> Path:
        return Path(self.model_folder)


def read(environment: Mapping[str, str] | None = None, **overrides: str | int | None) -> Config:
    """The configuration; an unreadable number is a clear error, an override of None is none."""
    source = os.environ if environment is None else environment
    values: dict[str, str | int] = {}
    for field in fields(Config):
        name = PREFIX + field.name.upper()
        text = source.get(name, "")
        if not text:
            continue
        try:
            values[field.name] = int(text) if isinstance(field.default, int) else text
        except ValueError as error:
            raise RuntimeError(f"{name}={text!r} is not a whole number") from error
    values |= {name: value for name, value in overrides.items() if value is not None}
    return replace(Config(), **values)  # type: ignore[arg-type]
