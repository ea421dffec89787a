"""Ornaments as paths in a 100 x 100 box (M, L, C, Q, Z; even-odd filled)."""

import math
from collections.abc import Sequence

__all__ = [
    "arch",
    "bloom",
    "bolt",
    "bubble",
    "bunting",
    "burst",
    "crescent",
    "dome",
    "gunungan",
    "ketupat",
    "lantern",
    "lattice",
    "quote",
    "sparkle",
    "star",
    "tag",
    "ticket",
    "wave",
]

Point = tuple[float, float]


def polygon(points: Sequence[Point]) -> str:
    steps = " ".join(f"L{x:.2f},{y:.2f}" for x, y in points[1:])
    return f"M{points[0][0]:.2f},{points[0][1]:.2f} {steps} Z"


def _circle(cx: float, cy: float, r: float, ry: float | None = None) -> str:
    """Four Bézier arcs (0.5523 is the usual handle length for a quarter circle)."""
    v = r if ry is None else ry
    k, q = 0.5523 * r, 0.5523 * v
    return (
        f"M{cx + r:.2f},{cy:.2f} "
        f"C{cx + r:.2f},{cy + q:.2f} {cx + k:.2f},{cy + v:.2f} {cx:.2f},{cy + v:.2f} "
        f"C{cx - k:.2f},{cy + v:.2f} {cx - r:.2f},{cy + q:.2f} {cx - r:.2f},{cy:.2f} "
        f"C{cx - r:.2f},{cy - q:.2f} {cx - k:.2f},{cy - v:.2f} {cx:.2f},{cy - v:.2f} "
        f"C{cx + k:.2f},{cy - v:.2f} {cx + r:.2f},{cy - q:.2f} {cx + r:.2f},{cy:.2f} Z"
    )


def star(points: int = 5, inner: float = 0.45) -> str:
    """A star with its tip up."""
    corners = []
    for index in range(points * 2):
        radius = 50 if index % 2 == 0 else 50 * inner
        angle = math.pi * index / points - math.pi / 2
        corners.append((50 + radius * math.cos(angle), 50 + radius * math.sin(angle)))
    return polygon(corners)


def burst(points: int = 18, depth: float = 0.12) -> str:
    """A price badge with softly waved teeth."""
    steps = []
    for index in range(points):
        here, after = (2 * math.pi * (index + shift) / points for shift in (0, 1))
        middle = (here + after) / 2
        valley = 50 * (1 - depth)
        if index == 0:
            steps.append(f"M{50 + valley * math.cos(here):.2f},{50 + valley * math.sin(here):.2f}")
        tip = 50 * (1 + depth * 0.9)
        steps.append(
            f"Q{50 + tip * math.cos(middle):.2f},{50 + tip * math.sin(middle):.2f} "
            f"{50 + valley * math.cos(after):.2f},{50 + valley * math.sin(after):.2f}"
        )
    return " ".join(steps) + " Z"


def sparkle() -> str:
    """A four-pointed glint."""
    return "M50,0 C53,33 67,47 100,50 C67,53 53,67 50,100 C47,67 33,53 0,50 C33,47 47,33 50,0 Z"


def crescent(opening: float = 0.42) -> str:
    """A moon open to the upper right."""
    shift = 50 * opening
    outer, inner = 50.0, 50 * (1 - opening * 0.42)
    cx, cy = 50 + shift * 0.9, 50 - shift * 0.45
    start = _circle_points(50, 50, outer)
    kept = [p for p in start if math.hypot(p[0] - cx, p[1] - cy) >= inner]
    bite = [p for p in _circle_points(cx, cy, inner) if math.hypot(p[0] - 50, p[1] - 50) <= outer]
    turn = _from_gap(kept)
    back = _from_gap(bite)
    if math.dist(turn[-1], back[0]) > math.dist(turn[-1], back[-1]):
        back.reverse()
    return polygon(turn + back)


def _circle_points(cx: float, cy: float, radius: float, count: int = 120) -> list[Point]:
    turns = (2 * math.pi * index / count for index in range(count))
    return [(cx + radius * math.cos(turn), cy + radius * math.sin(turn)) for turn in turns]


def _from_gap(points: Sequence[Point]) -> list[Point]:
    """A closed run of points, started after its widest gap."""
    gaps = [math.dist(points[index - 1], points[index]) for index in range(len(points))]
    start = gaps.index(max(gaps))
    return [*points[start:], *points[:start]]


def dome(neck: float = 0.0) -> str:
    """An onion-domed niche, as in a mosque's windows; `neck` pulls its waist in."""
    waist = 4 + 10 * neck
    return (
        f"M50,0 C53,9 66,15 80,23 C93,31 {100 - waist + 4:.1f},39 {100 - waist:.1f},48 "
        f"L{100 - waist:.1f},50 L100,54 L100,100 L0,100 L0,54 L{waist:.1f},50 "
        f"L{waist:.1f},48 C{waist - 4:.1f},39 7,31 20,23 C34,15 47,9 50,0 Z"
    )


def arch() -> str:
    """A doorway: a half circle on straight sides (for a box twice as high as its arc)."""
    return "M0,100 L0,50 C0,22.4 22.4,0 50,0 C77.6,0 100,22.4 100,50 L100,100 Z"


def lantern() -> str:
    """A hanging lantern with its window cut out."""
    body = "M34,30 L66,30 L78,46 L72,84 L62,92 L38,92 L28,84 L22,46 Z"
    window = "M38,50 L62,50 L66,56 L61,80 L39,80 L34,56 Z"
    roof = "M50,12 C60,14 66,20 68,27 L32,27 C34,20 40,14 50,12 Z"
    ring = _circle(50, 7, 5) + " " + _circle(50, 7, 2.6)
    foot = "M42,94 L58,94 L54,100 L46,100 Z"
    return " ".join((body, window, roof, ring, foot))


def ketupat() -> str:
    """A woven rice cake: a diamond of strips with two tails."""
    cells = []
    for row in range(4):
        for column in range(4):
            x = 50 + (column - row) * 11.2
            y = 14 + (column + row) * 9.4
            half_w, half_h = 9.9, 8.3
            cells.append(
                polygon(
                    [
                        (x, y - half_h + 9.4),
                        (x + half_w, y + 9.4),
                        (x, y + half_h + 9.4),
                        (x - half_w, y + 9.4),
                    ]
                )
            )
    knot = "M48.5,0 L51.5,0 L51.5,14 L48.5,14 Z"
    tails = (
        "M48,88 C44,94 38,96 33,100 L30,97 C35,94 40,91 44,86 Z "
        "M52,88 C56,94 62,96 67,100 L70,97 C65,94 60,91 56,86 Z"
    )
    return " ".join((*cells, knot, tails))


def lattice() -> str:
    """One tile of an eight-pointed lattice: two squares over each other, hollow."""
    outer = _eight(50, 34)
    inner = _eight(40, 27)
    return f"{outer} {inner}"


def _eight(radius: float, valley: float) -> str:
    corners = []
    for index in range(16):
        r = radius if index % 2 == 0 else valley * 1.13
        angle = math.pi * index / 8 - math.pi / 2
        corners.append((50 + r * math.cos(angle), 50 + r * math.sin(angle)))
    return polygon(corners)


def bolt() -> str:
    return "M58,0 L12,56 L44,56 L34,100 L88,38 L54,38 L70,0 Z"


def quote() -> str:
    """A pair of opening quotation marks."""
    one = "M0,62 C0,30 14,12 40,6 L44,18 C30,24 23,34 23,46 L42,46 L42,88 L0,88 Z"
    two = "M56,62 C56,30 70,12 96,6 L100,18 C86,24 79,34 79,46 L98,46 L98,88 L56,88 Z"
    return f"{one} {two}"


def wave(depth: float = 0.5) -> str:
    """A surface with a swell on top, for a wide box."""
    high, low = 50 - 50 * depth, 50 + 50 * depth * 0.6
    return f"M0,{low:.1f} C22,{high - 8:.1f} 38,{high:.1f} 55,{(high + low) / 2:.1f} " + (
        f"C72,{low + 8:.1f} 86,{low:.1f} 100,{high + 6:.1f} L100,100 L0,100 Z"
    )


def tag(view_w: float, view_h: float, hole: float, corner: float) -> str:
    """A swing tag in px: cut corners above and a hole for the string."""
    outline = polygon(
        [
            (corner, 0),
            (view_w - corner, 0),
            (view_w, corner),
            (view_w, view_h),
            (0, view_h),
            (0, corner),
        ]
    )
    return f"{outline} {_circle(view_w / 2, corner * 0.85, hole)}"


def ticket(view_w: float, view_h: float, notch: float, at: float) -> str:
    """A coupon in px with a half-round notch above and below `at` px from its left."""
    k = 0.5523 * notch
    left, right = at - notch, at + notch
    bottom = view_h - notch
    return (
        f"M0,0 L{left:.1f},0 "
        f"C{left:.1f},{k:.1f} {at - k:.1f},{notch:.1f} {at:.1f},{notch:.1f} "
        f"C{at + k:.1f},{notch:.1f} {right:.1f},{k:.1f} {right:.1f},0 "
        f"L{view_w:.1f},0 L{view_w:.1f},{view_h:.1f} L{right:.1f},{view_h:.1f} "
        f"C{right:.1f},{view_h - k:.1f} {at + k:.1f},{bottom:.1f} {at:.1f},{bottom:.1f} "
        f"C{at - k:.1f},{bottom:.1f} {left:.1f},{view_h - k:.1f} {left:.1f},{view_h:.1f} "
        f"L0,{view_h:.1f} Z"
    )


def bubble(view_w: float, view_h: float, corner: float, tail: float) -> str:
    """A chat bubble in px whose tail points to the lower left."""
    k = corner * 0.4477
    right, bottom = view_w, view_h
    return (
        f"M{tail + corner:.1f},0 L{right - corner:.1f},0 "
        f"C{right - k:.1f},0 {right:.1f},{k:.1f} {right:.1f},{corner:.1f} "
        f"L{right:.1f},{bottom - corner:.1f} "
        f"C{right:.1f},{bottom - k:.1f} {right - k:.1f},{bottom:.1f} "
        f"{right - corner:.1f},{bottom:.1f} "
        f"L0,{bottom:.1f} C{tail * 0.7:.1f},{bottom - tail * 0.3:.1f} "
        f"{tail:.1f},{bottom - tail:.1f} {tail:.1f},{bottom - 1.6 * tail:.1f} "
        f"L{tail:.1f},{corner:.1f} C{tail:.1f},{k:.1f} {tail + k:.1f},0 {tail + corner:.1f},0 Z"
    )


def bunting(flags: int = 7) -> str:
    """A string of small flags hanging in a curve across the box."""
    parts = []
    for index in range(flags):
        left, right = (100 * (index + shift) / flags for shift in (0.08, 0.92))
        top_left, top_right = (_sag(x) for x in (left, right))
        tip = (left + right) / 2
        parts.append(polygon([(left, top_left), (right, top_right), (tip, _sag(tip) + 58)]))
    return " ".join(parts)


def _sag(x: float) -> float:
    """Height of a hanging string at x, 0 to 100, deepest (30) in the middle."""
    return 30 * (1 - ((x - 50) / 50) ** 2)


def bloom(petals: int = 8) -> str:
    """A stylised flower, as in kawung batik: petals around an open middle."""
    parts = []
    for index in range(petals):
        angle = 2 * math.pi * index / petals
        near, far, half = 12.0, 50.0, math.pi / petals * 0.78
        tip = (50 + far * math.cos(angle), 50 + far * math.sin(angle))
        root = (50 + near * math.cos(angle), 50 + near * math.sin(angle))
        sides = [
            (50 + 36 * math.cos(angle + turn), 50 + 36 * math.sin(angle + turn))
            for turn in (-half, half)
        ]
        parts.append(
            f"M{root[0]:.2f},{root[1]:.2f} "
            f"Q{sides[0][0]:.2f},{sides[0][1]:.2f} {tip[0]:.2f},{tip[1]:.2f} "
            f"Q{sides[1][0]:.2f},{sides[1][1]:.2f} {root[0]:.2f},{root[1]:.2f} Z"
        )
    return " ".join(parts)


def gunungan() -> str:
    """The leaf-shaped mountain of the shadow theatre, with a gate cut out."""
    leaf = (
        "M50,0 C58,18 92,38 92,66 C92,80 84,86 76,88 L80,100 L20,100 L24,88 "
        "C16,86 8,80 8,66 C8,38 42,18 50,0 Z"
    )
    gate = "M40,88 L40,70 C40,62 60,62 60,70 L60,88 Z"
    return f"{leaf} {gate}"
