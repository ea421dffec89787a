"""Cut-outs measured: overlap with the exact coverage, time, and how often a doubt is right.

Usage: python bench/cutout.py [SEED...]; each seed makes 48 other photos (8 products on 6 grounds).
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lumiku.catalog.imaging.contours import barrier, edges
from lumiku.catalog.imaging.cutout import LocalCutter
from lumiku.catalog.imaging.segment import by_contours, by_rectangle, segment, shrunk
from tools.drawing.trials import BACKGROUNDS, PRODUCTS, trials

Pixels = NDArray[np.uint8]
GOOD = 0.85  # overlap from which a merchant would keep the cut


def plain_rectangle(photo: Pixels) -> Pixels:
    """GrabCut as in every tutorial: a rectangle, 512 px."""
    small = cv2.resize(photo, (512, 512), interpolation=cv2.INTER_AREA).astype(np.uint8)
    seeds = np.zeros(small.shape[:2], dtype=np.uint8)
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(7)
    cv2.grabCut(small, seeds, (20, 20, 472, 472), back, front, 5, cv2.GC_INIT_WITH_RECT)
    return np.where((seeds == 1) | (seeds == 3), 255, 0).astype(np.uint8)


def border_colours(photo: Pixels) -> Pixels:
    """Six colours of the border as what the background looks like, then GrabCut, 512 px."""
    small = cv2.resize(photo, (512, 512), interpolation=cv2.INTER_AREA).astype(np.uint8)
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    rim = np.concatenate([lab[:20], lab[-20:]]).reshape(-1, 3)
    rim = np.concatenate([rim, lab[:, :20].reshape(-1, 3), lab[:, -20:].reshape(-1, 3)])
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(7)
    _, labels, centres = cv2.kmeans(
        rim, 6, np.empty((0, 1), dtype=np.int32), stop, 1, cv2.KMEANS_PP_CENTERS
    )
    far = np.full(lab.shape[:2], 99.0)
    for i, centre in enumerate(centres):
        spread = np.maximum(rim[labels.ravel() == i].std(axis=0), (3.0, 1.5, 1.5))
        far = np.minimum(far, np.linalg.norm((lab - centre) / spread, axis=2))
    seeds = np.where(far > 4, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    seeds[:20], seeds[-20:], seeds[:, :20], seeds[:, -20:] = (cv2.GC_BGD,) * 4
    if not (seeds == cv2.GC_PR_FGD).any():
        return np.zeros(seeds.shape, dtype=np.uint8)
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, seeds, (0, 0, 1, 1), back, front, 4, cv2.GC_INIT_WITH_MASK)
    return np.where((seeds == 1) | (seeds == 3), 255, 0).astype(np.uint8)


def only_contours(photo: Pixels) -> Pixels:
    small = shrunk(photo)
    return by_contours(small, np.sqrt(barrier(edges(small))))


def only_rectangle(photo: Pixels) -> Pixels:
    return by_rectangle(shrunk(photo))


def both(photo: Pixels) -> Pixels:
    return segment(photo).mask


METHODS: dict[str, Callable[[Pixels], Pixels]] = {
    "rectangle, plain GrabCut 512 px": plain_rectangle,
    "border colours, GrabCut 512 px": border_colours,
    "guess 1: contours": only_contours,
    "guess 2: margin's colours": only_rectangle,
    "both guesses, shadow model": both,
}
OURS = "+ guided alpha (what ships)"


def overlap(mask: Pixels, alpha: NDArray[np.float32]) -> float:
    """Intersection over union at half coverage."""
    height, width = alpha.shape
    cut = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) >= 128
    truth = alpha >= 0.5
    return float((cut & truth).sum() / max(1, (cut | truth).sum()))


@dataclass
class Tally:
    """What was measured, photo by photo: per method overlaps and CPU seconds; doubts; grounds."""

    overlaps: dict[str, list[float]]
    seconds: dict[str, list[float]]
    doubts: list[str | None]
    grounds: list[str]


def measure(seeds: list[int]) -> Tally:
    names = [*METHODS, OURS]
    tally = Tally({name: [] for name in names}, {name: [] for name in names}, [], [])
    total = len(seeds) * len(PRODUCTS) * len(BACKGROUNDS)
    for trial in (trial for seed in seeds for trial in trials(seed)):
        photo = np.asarray(trial.photo)
        for name, method in METHODS.items():
            start = time.process_time()
            mask = method(photo)
            tally.seconds[name].append(time.process_time() - start)
            tally.overlaps[name].append(overlap(mask, trial.alpha))
        start = time.process_time()
        result = LocalCutter().cut(Image.fromarray(photo))
        tally.seconds[OURS].append(time.process_time() - start)
        tally.overlaps[OURS].append(overlap(np.asarray(result.image)[..., 3], trial.alpha))
        tally.doubts.append(result.doubt)
        tally.grounds.append(trial.background)
        print(f"\r{len(tally.doubts)}/{total} photos", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return tally


def main(seeds: list[int]) -> None:
    cv2.setNumThreads(1)
    tally = measure(seeds)
    print(f"{len(tally.doubts)} photos of 1,024 px, one core\n")
    print(f"{'method':34}{'mean IoU':>9}{'median':>8}{'min':>6}{'good':>6}{'CPU s':>7}{'max':>6}")
    for name, values in tally.overlaps.items():
        iou, cpu = np.array(values), np.array(tally.seconds[name])
        print(
            f"{name:34}{iou.mean():9.3f}{np.median(iou):8.3f}{iou.min():6.2f}"
            f"{(iou >= GOOD).mean():6.0%}{cpu.mean():7.2f}{cpu.max():6.2f}"
        )
    ours, grounds = np.array(tally.overlaps[OURS]), np.array(tally.grounds)
    print(
        "\nby ground:  " + "   ".join(f"{g} {ours[grounds == g].mean():.3f}" for g in BACKGROUNDS)
    )
    flagged, bad = np.array([doubt is not None for doubt in tally.doubts]), ours < GOOD
    print(
        f"doubt flag: catches {(flagged & bad).sum()} of {bad.sum()} bad cuts (IoU < {GOOD}), "
        f"false alarms {(flagged & ~bad).sum()} of {(~bad).sum()} good ones"
    )


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1])
