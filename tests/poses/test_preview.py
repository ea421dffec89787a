"""Previews: the same mannequin as SVG and as pixels."""

from xml.etree import ElementTree as ET

import numpy as np

from lumiku.poses.preview import paint, strokes, svg
from lumiku.poses.schemas import PoseTemplate
from pose_seed.library import Library
from pose_seed.sheet import contact_sheet

SVG = "{http://www.w3.org/2000/svg}"


class TestSvg:
    def test_every_preview_is_well_formed_and_small(self, library: Library) -> None:
        sizes = []
        for one in library.templates[::10]:
            text = svg(one)
            root = ET.fromstring(text)  # noqa: S314 - our own text
            assert root.get("viewBox") == "0 0 800 1000"
            assert len(root.findall(f".//{SVG}polyline")) >= 3
            sizes.append(len(text))
        assert max(sizes) < 24_000

    def test_the_same_pose_gives_the_same_text(self, front: PoseTemplate) -> None:
        assert svg(front) == svg(front)

    def test_the_product_is_marked_where_it_is_held(self, library: Library) -> None:
        for one in library.templates[::40]:
            marks = [stroke for stroke in strokes(one) if stroke.colour == "#C71585"]
            held = {"hand-left": 1, "hand-right": 1, "both-hands": 2, "worn": 0}
            assert len(marks) == held[one.placement]


class TestPaint:
    def test_it_fills_a_good_part_of_its_frame(self, library: Library) -> None:
        for one in library.templates[::60]:
            picture = np.asarray(paint(one, 160)).astype(int)
            assert picture.shape == (160, 128, 3)
            drawn = (np.abs(picture - picture[2, 2]).max(axis=2) > 24).mean()
            assert 0.03 < drawn < 0.9, one.id


class TestSheet:
    def test_rows_hold_every_pose(self, library: Library) -> None:
        sheet = contact_sheet(library.templates[:7], title="seven", columns=3, height=60)
        assert sheet.width == 3 * (48 + 6) + 6
        assert sheet.height == 26 + 3 * (60 + 6) + 6
