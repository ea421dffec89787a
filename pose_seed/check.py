"""Checks a whole library: every pose by every rule that its points alone can show."""

from collections import defaultdict
from collections.abc import Sequence

from lumiku.poses.curation import objections
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.similarity import Signature, gap, signature
from lumiku.poses.taxonomy import leaf_of
from lumiku.poses.validation import Fault

__all__ = ["faults_of", "nearest_gaps"]


def _by_shelf(templates: Sequence[PoseTemplate]) -> dict[str, list[PoseTemplate]]:
    shelves: dict[str, list[PoseTemplate]] = defaultdict(list)
    for template in templates:
        shelves[template.id.partition("_")[0]].append(template)
    return shelves


def faults_of(templates: Sequence[PoseTemplate]) -> list[tuple[PoseTemplate, Fault]]:
    """Broken rules of a library's poses; two of a shelf that are too alike count once."""
    found: list[tuple[PoseTemplate, Fault]] = []
    for poses in _by_shelf(templates).values():
        signs: list[Signature] = []
        for template in poses:
            leaf = leaf_of(template.id)
            if leaf is None:  # a file of somebody's own may hold anything
                found.append((template, Fault("off_shelf")))
                continue
            broken = objections(
                template.people, leaf, frame=template.frame, aspect=template.aspect, known=signs
            )
            found += [(template, fault) for fault in broken]
            signs.append(signature(template.people, template.aspect))
    return found


def nearest_gaps(templates: Sequence[PoseTemplate]) -> dict[str, list[float]]:
    """For each shelf every pose's distance to the one most like it, mirrored or not."""
    gaps: dict[str, list[float]] = {}
    for code, poses in _by_shelf(templates).items():
        signs = [signature(one.people, one.aspect) for one in poses]
        gaps[code] = [
            min((gap(sign, other) for j, other in enumerate(signs) if j != i), default=1.0)
            for i, sign in enumerate(signs)
        ]
    return gaps
