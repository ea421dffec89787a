"""What the bench measures, the most telling first: data, without torch."""

from dataclasses import dataclass, replace
from typing import Final, Literal

__all__ = ["GOALS", "SHIPPED_SIZE", "Goal", "Measure", "measures"]

Kind = Literal["sd15_controlnet", "sdxl_controlnet", "flux2_edit"]
# compare: the engine, batched and one by one in turn, where other programs share the processor
Way = Literal["one by one", "batched", "engine", "latency", "compare"]
SHIPPED_SIZE: Final = (768, 960)  # what a batch asks for (lumiku/generations/admit.py)
SD15: Final[Kind] = "sd15_controlnet"
SDXL: Final[Kind] = "sdxl_controlnet"
KLEIN: Final[Kind] = "flux2_edit"


@dataclass(frozen=True)
class Measure:
    """One number to measure: a model, the way that pictures are made, and the load.

    `ships` is the recipe's own profile: its precisions and sampler, an identity adapter, a product
    and its rim. Otherwise everything is bfloat16, Euler, with neither identity nor product.
    """

    kind: Kind
    way: Way
    size: tuple[int, int]
    batch: int
    steps: int
    guidance: float
    mode: str = "eager"  # of the engine
    ships: bool = False
    tiny: bool = False

    @property
    def name(self) -> str:
        model = self.kind.partition("_")[0] + ("-tiny" if self.tiny else "")
        load = "ships" if self.ships else "plain"
        way = self.way.replace(" ", "-") if self.way != "engine" else f"engine-{self.mode}"
        size = f"{self.size[0]}x{self.size[1]}"
        return f"{model}-{load}-{size}-{self.steps}-steps-{way}-{self.batch}"

    @property
    def section(self) -> str:
        """What is built once for several measures."""
        return self.kind + ("-tiny" if self.tiny else "")

    @property
    def warms(self) -> str:
        """What an engine has to prepare before it, if anything."""
        if self.way not in ("engine", "latency") or self.mode == "eager":
            return ""
        load = "ships" if self.ships else "plain"
        size = f"{self.size[0]}x{self.size[1]}"
        return f"warm {self.section} {load} {self.mode} {size} × {self.batch}"

    def smaller(self) -> "Measure":
        """The same with half the pictures at once."""
        return replace(self, batch=max(1, self.batch // 2))


@dataclass(frozen=True)
class Goal:
    """What a card should reach, and how many times what plain diffusers reaches on it."""

    kind: Kind
    size: tuple[int, int]
    steps: int
    rate: float  # images a second on one H100 or H200
    times: float = 3.0


GOALS: Final = (
    Goal(SD15, (512, 512), 20, 10.3),
    Goal(SDXL, (1024, 1024), 20, 1.2),
)


def measures(*, gpu: bool) -> list[Measure]:
    """In the order of their worth: what comes first is planned first."""
    return _full() if gpu else _tiny()


def _full() -> list[Measure]:
    small = Measure(SD15, "engine", (512, 512), 16, 20, 7.0)
    large = Measure(SDXL, "engine", (1024, 1024), 8, 20, 7.0)
    few = Measure(KLEIN, "engine", (1024, 1024), 4, 4, 1.0)
    shipped = [replace(each, size=SHIPPED_SIZE, ships=True) for each in (small, large)]
    return [
        replace(small, way="batched"),
        small,
        replace(small, mode="graphs"),
        replace(small, way="one by one", batch=1),
        replace(large, way="batched"),
        large,
        replace(large, mode="regions"),
        replace(large, way="one by one", batch=1),
        replace(shipped[0], batch=8, mode="graphs"),
        replace(shipped[0], batch=8, way="batched"),
        replace(shipped[1], batch=8),
        replace(shipped[1], batch=8, way="batched"),
        few,
        replace(few, way="batched"),
        replace(few, way="one by one", batch=1),
        replace(small, mode="regions+graphs"),
        replace(small, batch=1, mode="graphs"),
        replace(shipped[0], batch=8),
        replace(small, way="latency", batch=8),
    ]


def _tiny() -> list[Measure]:
    kinds = ((SD15, 7.0), (SDXL, 7.0), (KLEIN, 1.0))
    compared = [
        Measure(kind, "compare", (64, 64), batch, steps, guidance, tiny=True)
        for batch, steps in ((8, 4), (16, 4))
        for kind, guidance in kinds
    ]
    ships = Measure(SD15, "engine", (128, 192), 4, 4, 7.0, ships=True, tiny=True)
    latency = Measure(SD15, "latency", (64, 64), 4, 4, 7.0, tiny=True)
    return [*compared, ships, replace(ships, way="batched"), latency]
