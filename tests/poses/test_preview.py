"""Previews: the same mannequin as SVG and as pixels."""

from xml.etree import ElementTree as ET

import numpy as np

from lumiku.poses.mannequin import ACCENT, parts
from lumiku.poses.preview import paint, svg
from lumiku.poses.proportions import stature
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import Joint
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
            assert len(root.findall(f".//{SVG}path")) >= 5
            sizes.append(len(text))
        assert max(sizes) < 16_000

    def test_the_same_pose_gives_the_same_text(self, front: PoseTemplate) -> None:
        assert svg(front) == svg(front)

    def test_the_product_is_marked_where_it_is_held(self, library: Library) -> None:
        for one in library.templates[::40]:
            marks = [part for part in parts(one) if part.fill == ACCENT]
            held = {"hand-left": 1, "hand-right": 1, "both-hands": 2, "worn": 0}
            assert len(marks) == held[one.placement]


class TestMannequin:
    def test_a_seated_body_has_something_to_sit_on(self, library: Library) -> None:
        for one in library.templates[::20]:
            blocks = [part for part in parts(one) if part.fill == "#DCD3C8"]
            assert len(blocks) == (len(one.people) if one.needs_seat and one.frame == "full" else 0)

    def test_a_back_view_shows_hair_and_no_face(self, library: Library) -> None:
        for one in library.templates[::10]:
            if len(one.people) > 1:
                continue
            faces = sum(part.fill == "#4A423C" for part in parts(one))  # eyes
            eyes = any(one.people[0][eye][2] > 0 for eye in (Joint.RIGHT_EYE, Joint.LEFT_EYE))
            nose = one.people[0][Joint.NOSE][2] > 0
            assert faces == (1 if eyes and nose else 0), one.id

    def test_a_trunk_is_never_thinner_than_a_body_is_deep(self, library: Library) -> None:
        """A pure side view has its shoulders on one spot."""
        side = next(
            one
            for one in library.templates
            if one.frame == "full"
            and one.id.startswith("fss_")
            and abs(one.people[0][Joint.RIGHT_SHOULDER][0] - one.people[0][Joint.LEFT_SHOULDER][0])
            < 0.02
        )
        trunk = next(part for part in parts(side) if part.fill == "#8DA6AC")
        xs = [x for x, _ in trunk.outlines[0]]
        assert max(xs) - min(xs) > 0.07 * stature(side.people[0], side.aspect)

    def test_a_full_figure_stays_in_its_frame(self, library: Library) -> None:
        for one in library.templates[::15]:
            if one.frame != "full":
                continue
            body = [part for part in parts(one) if part.ink is not None]
            spots = [spot for part in body for line in part.outlines for spot in line]
            assert all(-0.02 < x < one.aspect + 0.02 and -0.02 < y < 1.02 for x, y in spots), one.id


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
