"""How long things take: as measured on this card before, else derived and marked as such."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.device.measures import Measure
from bench.device.results import write

__all__ = ["Cost", "Durations"]

# TFLOP of one picture with 20 guided steps at its own size, ControlNet and decoding included
# (counted on meta tensors), and of one with klein's 4 steps (derived from 4 B parameters and its
# 10,700 tokens).
TFLOP: Final = {"sd15_controlnet": 46.0, "sdxl_controlnet": 402.0, "flux2_edit": 360.0}
OWN_PIXELS: Final = {"sd15_controlnet": 512**2, "sdxl_controlnet": 1024**2, "flux2_edit": 1024**2}
# What plain diffusers is said to reach with SDXL on an H100, 21 % of 790 TFLOP/s.
TFLOPS: Final = 165.0
BUILD: Final = {"sd15_controlnet": 10.0, "sdxl_controlnet": 20.0, "flux2_edit": 25.0}  # guesses
WARM: Final = {"graphs": 10.0, "regions": 45.0, "compile": 120.0}  # guesses, a bucket each
TINY: Final = 4.0  # seconds of a tiny measure on a CPU core, and of one that compares ways
COMPARED: Final = 25.0
LEAST: Final = 2.0  # seconds that a rate is measured over


@dataclass(frozen=True)
class Cost:
    """Seconds, and whether they were measured on such a card."""

    seconds: float
    measured: bool

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.measured and other.measured)

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s" + ("" if self.measured else " (not measured)")


@dataclass
class Durations:
    """Seconds by card and thing. `note` writes them down at once."""

    card: str
    path: Path
    known: dict[str, dict[str, float]] = field(default_factory=dict)

    @classmethod
    def read(cls, card: str, path: Path, *others: Path) -> "Durations":
        """Those at `path` and, where it has none, at the others."""
        known: dict[str, dict[str, float]] = {}
        for each in (*reversed(others), path):
            if each.is_file():
                for name, things in json.loads(each.read_text()).items():
                    known.setdefault(name, {}).update(things)
        return cls(card, path, known)

    def note(self, thing: str, seconds: float) -> None:
        self.known.setdefault(self.card, {})[thing] = round(seconds, 2)
        write(self.path, json.dumps(self.known, indent=1, sort_keys=True))

    def of(self, thing: str, otherwise: float) -> Cost:
        found = self.known.get(self.card, {}).get(thing)
        return Cost(otherwise, False) if found is None else Cost(found, True)

    def building(self, measure: Measure) -> Cost:
        guess = TINY / 4 if measure.tiny else BUILD[measure.kind]
        return self.of(f"build {measure.section}", guess)

    def warming(self, measure: Measure) -> Cost:
        """Of the engine's mode: compiling and recording what the measure's rows need."""
        if not measure.warms:
            return Cost(0.0, True)
        guess = sum(WARM[part] for part in measure.mode.split("+"))
        return self.of(measure.warms, TINY if measure.tiny else guess)

    def measuring(self, measure: Measure) -> Cost:
        """A call to warm up and at least one that counts."""
        if measure.tiny:
            return self.of(measure.name, COMPARED if measure.way == "compare" else TINY)
        if measure.way == "latency":
            return self.of(measure.name, 60.0)
        share = measure.size[0] * measure.size[1] / OWN_PIXELS[measure.kind]
        usual = 4 if measure.kind == "flux2_edit" else 20
        call = measure.batch * TFLOP[measure.kind] * share * measure.steps / usual / TFLOPS
        return self.of(measure.name, call + max(call, LEAST))
