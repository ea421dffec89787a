"""Results as files, each written whole and at once: a run that is cut off keeps what it has."""

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from bench.device.measures import Measure

__all__ = ["Result", "Results", "write"]

Status = Literal["measured", "out of memory", "no time", "failed"]


def write(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that it is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(path)


@dataclass(frozen=True)
class Result:
    """One measure's outcome. Rates are of pictures, GiB the most that was held."""

    name: str
    status: Status
    card: str
    kind: str
    way: str
    mode: str
    ships: bool
    size: tuple[int, int]
    batch: int
    steps: int
    guidance: float
    rate: float = 0.0  # pictures a second
    tflops: float = 0.0
    share: float = 0.0  # of the card's measured matrix product
    gib: float = 0.0
    cpu: float = 0.0  # seconds of all threads for one picture
    detail: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0  # epoch seconds

    @classmethod
    def of(cls, measure: Measure, card: str, status: Status, **found: Any) -> "Result":
        return cls(
            name=measure.name,
            status=status,
            card=card,
            kind=measure.kind,
            way=measure.way,
            mode=measure.mode,
            ships=measure.ships,
            size=measure.size,
            batch=measure.batch,
            steps=measure.steps,
            guidance=measure.guidance,
            at=round(time.time(), 1),
            **found,
        )


@dataclass
class Results:
    """A folder of results, and `all.json` for machines that give few files back."""

    folder: Path
    found: list[Result] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Results":
        """What earlier runs left there. A file that is no result is an error that names it."""
        found = []
        for path in sorted((folder / "results").glob("*.json")):
            try:
                content = json.loads(path.read_text())
                content["size"] = tuple(content["size"])
                found.append(Result(**content))
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path} is no result of this bench: {error}") from error
        return cls(folder, found)

    def keep(self, result: Result) -> None:
        """Write a result down; having had no time does not undo what was measured before."""
        known = {(each.name, each.card) for each in self.found if each.status == "measured"}
        if result.status == "no time" and (result.name, result.card) in known:
            return
        self.found = [each for each in self.found if each.name != result.name] + [result]
        write(self.folder / "results" / f"{result.name}.json", json.dumps(asdict(result), indent=1))
        write(self.folder / "all.json", json.dumps([asdict(each) for each in self.found], indent=1))
