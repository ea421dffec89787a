"""Which measures fit into a budget of time and a card's memory, and in which order they run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.device.durations import Cost, Durations
from bench.device.measures import Measure

__all__ = ["Plan", "TooLittle", "make", "seconds"]

RESERVE: Final = 15.0  # seconds for starting Python, the matrix product and the table
# GiB of weights (bfloat16, with a CLIP image encoder) and of each picture of a megapixel at once:
# derived from parameters, and guessed from what diffusers is known to take; none is measured.
WEIGHTS: Final = {"sd15_controlnet": 4.0, "sdxl_controlnet": 11.0, "flux2_edit": 16.5}
PICTURE: Final = {"sd15_controlnet": 2.5, "sdxl_controlnet": 3.0, "flux2_edit": 3.0}
FIXED: Final = 2.0  # the context, the VAE's own workspace
USABLE: Final = 0.92


class TooLittle(ValueError):
    """Not even the shortest measure fits."""


@dataclass(frozen=True)
class Step:
    measure: Measure
    cost: Cost
    note: str = ""


@dataclass
class Plan:
    """The steps in the order of their models, and what was left out with the reason."""

    budget: float
    steps: list[Step] = field(default_factory=list)
    left_out: list[Step] = field(default_factory=list)

    @property
    def cost(self) -> Cost:
        total = Cost(RESERVE, False)
        for step in self.steps:
            total += step.cost
        return total

    def lines(self) -> list[str]:
        """The plan in words."""
        head = f"plan for {self.budget:.0f} s: {len(self.steps)} measures, {self.cost}"
        found = [head]
        for step in self.steps:
            note = f"  [{step.note}]" if step.note else ""
            found.append(f"  {step.measure.name:58} {step.cost}{note}")
        for step in self.left_out:
            found.append(f"  left out: {step.measure.name:48} {step.cost}: {step.note}")
        return found


def seconds(text: str) -> float:
    """A duration such as 9m, 30s or 90. Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([sm]?)", text.strip())
    if match is None or not float(match[1]):
        raise ValueError(f"{text!r} is no duration such as 9m or 30s")
    return float(match[1]) * (60 if match[2] == "m" else 1)


def make(listed: Sequence[Measure], durations: Durations, budget: float, gib: float | None) -> Plan:
    """Take measures by their worth while they fit; a batch too large for the card is halved.

    `gib` is the card's memory, None for a CPU. Raises TooLittle when nothing fits.
    """
    plan = Plan(budget)
    paid: set[str] = set()
    spent = RESERVE if gib is not None else 0.0
    for listed_measure in listed:
        measure, note = _fitting(listed_measure, gib)
        cost = durations.measuring(measure)
        fixed = {measure.section: durations.building(measure)}
        if measure.warms:
            fixed[measure.warms] = durations.warming(measure)
        for name, each in fixed.items():
            if name not in paid:
                cost += each
        if note.startswith("needs"):
            plan.left_out.append(Step(measure, cost, note))
        elif any(step.measure == measure for step in plan.steps):
            continue
        elif spent + cost.seconds > budget:
            plan.left_out.append(Step(measure, cost, "no time"))
        else:
            spent += cost.seconds
            paid |= set(fixed)
            plan.steps.append(Step(measure, cost, note))
    if not plan.steps:
        raise TooLittle(_too_little(plan, budget, spent))
    order = list(dict.fromkeys(step.measure.section for step in plan.steps))
    plan.steps.sort(
        key=lambda step: (
            order.index(step.measure.section),
            step.measure.ships,
            step.measure.mode != "eager",
        )
    )
    return plan


def _fitting(measure: Measure, gib: float | None) -> tuple[Measure, str]:
    """The measure with as many pictures as the card holds, and what was changed."""
    if gib is None or measure.tiny:
        return measure, ""
    usable = USABLE * gib - FIXED - WEIGHTS[measure.kind]
    each = PICTURE[measure.kind] * measure.size[0] * measure.size[1] / 1024**2
    if usable < each:
        return measure, f"needs {(FIXED + WEIGHTS[measure.kind] + each) / USABLE:.0f} GiB"
    smaller = measure
    while smaller.batch > 1 and smaller.batch * each > usable:
        smaller = smaller.smaller()
    if smaller == measure:
        return measure, ""
    if smaller.batch == 1 and measure.way == "batched":
        return measure, f"needs {(FIXED + WEIGHTS[measure.kind] + 2 * each) / USABLE:.0f} GiB"
    return smaller, f"{measure.batch} pictures would not fit"


def _too_little(plan: Plan, budget: float, spent: float) -> str:
    waiting = [step for step in plan.left_out if step.note == "no time"]
    if not waiting:
        return "this card has too little memory for any measure"
    first = min(waiting, key=lambda step: step.cost.seconds)
    needed = spent + first.cost.seconds
    return f"{budget:.0f} s are too few: {first.measure.name} alone takes {needed:.0f} s"
