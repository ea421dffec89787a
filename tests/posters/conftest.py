"""A brand, a content, and pictures drawn on the spot."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lumiku.posters.document.content import Content, Item
from lumiku.posters.document.schemas import Photo
from lumiku.posters.editing import Brand
from lumiku.posters.layout.photos import logo_facts, photo_facts

Joint = tuple[float, float, float]


def encoded(image: Image.Image, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind, quality=90)
    return file.getvalue()


def person(nose: tuple[float, float] = (0.5, 0.25)) -> list[Joint]:
    """A standing figure whose face is at a point and whose wrists are at the hips."""
    x, y = nose
    joints: list[Joint] = [(0.0, 0.0, 0.0)] * 18
    for index, dx, dy in (
        (0, 0, 0),
        (14, -0.03, -0.02),
        (15, 0.03, -0.02),
        (1, 0, 0.1),
        (2, -0.1, 0.11),
        (5, 0.1, 0.11),
        (4, -0.14, 0.38),
        (7, 0.14, 0.38),
    ):
        joints[index] = (x + dx, y + dy, 1.0)
    return joints


def scene(width: int = 800, height: int = 1000) -> Image.Image:
    """A soft backdrop with a figure: smooth enough for JPEG, uneven enough to see a crop."""
    y, x = np.mgrid[0:height, 0:width]
    backdrop = np.stack([150 + x * 80 / width, 140 + y * 60 / height, 170 - x * 40 / width], axis=2)
    image = Image.fromarray(backdrop.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0.4 * width, 0.14 * height, 0.6 * width, 0.34 * height), fill="#c58b6b")
    draw.rounded_rectangle(
        (0.34 * width, 0.36 * height, 0.66 * width, 0.95 * height), 60, fill="#8a3d62"
    )
    return image


def mark(ink: str, ground: str | None = None) -> Image.Image:
    """A logo of one ink: a disc and a bar, on nothing or on a ground."""
    image = Image.new("RGBA", (400, 240), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 30, 210, 210), fill=ink)
    draw.rectangle((230, 90, 370, 150), fill=ink)
    return image


@pytest.fixture(scope="session")
def assets() -> dict[str, bytes]:
    cutout = Image.new("RGBA", (300, 600))
    ImageDraw.Draw(cutout).rounded_rectangle((40, 40, 260, 560), 50, fill="#d9a441")
    return {
        "pose": encoded(scene()),
        "pose-2": encoded(scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        "wide": encoded(scene(1200, 700)),
        "cutout": encoded(cutout, "PNG"),
        "logo": encoded(mark("#c71585"), "PNG"),
    }


@pytest.fixture(scope="session")
def facts(assets: dict[str, bytes]) -> Callable[[str], Photo]:
    """facts(id) -> the measured photo of an asset."""

    def measure(name: str) -> Photo:
        image = Image.open(io.BytesIO(assets[name]))
        people = [person()] if name.startswith("pose") else []
        product = (0.34, 0.36, 0.32, 0.59) if name == "wide" else None
        return photo_facts(name, image, people=people, product=product)

    return measure


@pytest.fixture(scope="session")
def photos(facts: Callable[[str], Photo]) -> list[Photo]:
    return [facts("pose"), facts("pose-2"), facts("wide")]


@pytest.fixture(scope="session")
def brand(assets: dict[str, bytes]) -> Brand:
    logo = logo_facts("logo", Image.open(io.BytesIO(assets["logo"])))
    colours = ("#FFB6C1", "#FFF0F5", "#C71585")
    return Brand("Skincare Aura", colours, "Playfair Display", "Inter", "skincare", logo)


@pytest.fixture(scope="session")
def content() -> Content:
    return Content(
        headline="Kulit lembap, cerah alami",
        kicker="Serum harian",
        body="Niacinamide dan ekstrak beras untuk kulit yang terasa kenyal setiap hari.",
        cta="Pesan sekarang",
        product="Glow Serum 30 ml",
        price=99_000,
        price_before=129_000,
        quote="Teksturnya ringan, cepat meresap, dan wanginya lembut. Sudah botol ketiga!",
        author="Rina, Bandung",
        rating=5,
        period="1–15 Maret",
        contact="@skincare.aura",
        items=[
            Item(name=name, price=price, note=note)
            for name, price, note in (
                ("Glow Serum", 99_000, "30 ml"),
                ("Pelembap Beras", 89_000, "50 g"),
                ("Toner Mawar", 65_000, "100 ml"),
                ("Sabun Muka", 45_000, ""),
                ("Masker Lembar", 15_000, "1 lembar"),
                ("Tabir Surya", 75_000, "SPF 50"),
            )
        ],
    )
