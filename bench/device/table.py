"""The table of what was measured, as it goes into docs/endpoint.md."""

from collections.abc import Sequence
from typing import Final

from bench.device.measures import GOALS, Goal
from bench.device.results import Result

__all__ = ["RATIOS", "goals", "overhead", "table"]

RATIOS: Final = ("batched", "one by one", "device, batched", "engine, batched")


def table(results: Sequence[Result]) -> list[str]:
    """A row for each measure, those that failed with the reason."""
    lines = [
        "| model | load | way | pictures | images/s | TFLOP/s | of matmul | GiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in sorted(results, key=lambda result: (result.kind, result.ships, result.size)):
        load = f"{each.size[0]}×{each.size[1]}, {each.steps} steps" + (
            ", as it ships" if each.ships else ""
        )
        way = f"engine, {each.mode}" if each.way == "engine" else each.way
        way = f"diffusers, {way}" if each.way in ("one by one", "batched") else way
        head = f"| {each.kind} | {load} | {way} | {each.batch} |"
        if each.way == "compare":
            continue
        if each.status != "measured":
            lines.append(f"{head} {each.status} | | | |")
        elif each.way == "latency":
            lines.append(f"{head} {each.detail.get('summary', '')} | | | |")
        else:
            lines.append(
                f"{head} {each.rate:.2f} | {each.tflops:.3g} | {each.share:.0%} | {each.gib:.1f} |"
            )
    return lines


def goals(results: Sequence[Result]) -> list[str]:
    """Each goal with what was reached; nothing is said about what was not measured."""
    found = []
    for goal in GOALS:
        found.append(_reached(goal, results))
    return found


def _reached(goal: Goal, results: Sequence[Result]) -> str:
    rates = {"engine": 0.0, "one by one": 0.0, "batched": 0.0}
    for each in results:
        same = (each.kind, each.size, each.steps) == (goal.kind, goal.size, goal.steps)
        if same and not each.ships and each.status == "measured" and each.way in rates:
            rates[each.way] = max(rates[each.way], each.rate)
    name = f"{goal.kind} {goal.size[0]}² {goal.steps} steps"
    if not rates["engine"]:
        return f"{name}: not measured"
    met = "met" if rates["engine"] >= goal.rate else "missed"
    said = f"{name}: {rates['engine']:.2f} images/s, goal {goal.rate}: {met}"
    for way in ("one by one", "batched"):
        if rates[way]:
            times = rates["engine"] / rates[way]
            met = "met" if times >= goal.times else "missed"
            said += f"; {times:.2f} × diffusers {way}, goal {goal.times}: {met}"
    return said


def overhead(results: Sequence[Result]) -> list[str]:
    """The engine beside diffusers on the same models, in turn: medians of each turn's ratio."""
    lines = [
        "| model | pictures × steps | × batched | × one by one | device's thread alone × batched "
        "| clock, with workers × batched |",
        "|---|---|---|---|---|---|",
    ]
    for each in sorted(results, key=lambda result: (result.batch, result.kind)):
        if each.way == "compare" and each.status == "measured":
            ratios = " | ".join(f"{each.detail[name]:.2f}" for name in RATIOS)
            lines.append(f"| {each.kind} | {each.batch} × {each.steps} | {ratios} |")
    return lines
