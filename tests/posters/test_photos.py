"""Crops that keep heads and products, and what is measured of pictures and logos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo
from lumiku.posters.layout.photos import (
    View,
    crop_to,
    face_of,
    keep_of,
    logo_facts,
    photo_facts,
    shown_at,
    tone_between,
)

Joint = tuple[float, float, float]
shares = st.floats(0.05, 0.95)


def standing(x: float, y: float, reach: float = 0.14) -> list[Joint]:
    joints: list[Joint] = [(0.0, 0.0, 0.0)] * 18
    joints[0], joints[14], joints[15] = (x, y, 1), (x - 0.03, y - 0.02, 1), (x + 0.03, y - 0.02, 1)
    joints[4], joints[7] = (x - reach, y + 0.3, 1), (x + reach, y + 0.3, 1)
    return joints


def picture(**facts: object) -> Photo:
    return Photo.model_validate({"id": "p", "width": 800, "height": 1000, **facts})


class TestCrop:
    @given(
        st.floats(0.3, 3.2), st.tuples(shares, shares), st.tuples(shares, shares, st.floats(1, 3))
    )
    def test_fills_the_frame_exactly_and_stays_inside(
        self, aspect: float, head: tuple[float, float], view: tuple[float, float, float]
    ) -> None:
        photo = picture(people=[standing(*head)])
        crop = crop_to(photo, aspect, View(*view))
        assert crop.w * photo.aspect / crop.h == pytest.approx(aspect, rel=1e-3)
        assert 0 <= crop.x <= crop.x + crop.w <= 1.0001
        assert 0 <= crop.y <= crop.y + crop.h <= 1.0001

    @given(st.floats(0.4, 2.4), st.floats(0.2, 0.8), st.floats(0.15, 0.6))
    def test_a_head_that_fits_is_never_cut(self, aspect: float, x: float, y: float) -> None:
        photo = picture(people=[standing(x, y)])
        face = face_of(photo)
        crop = crop_to(photo, aspect)
        assert face is not None
        if face[2] - face[0] <= crop.w and face[3] - face[1] <= crop.h:
            assert crop.x <= face[0] + 1e-4
            assert face[2] <= crop.x + crop.w + 1e-4
            assert crop.y <= face[1] + 1e-4
            assert face[3] <= crop.y + crop.h + 1e-4

    @given(st.floats(0.5, 1.6), st.floats(0.3, 0.7), st.floats(0.2, 0.5))
    def test_wrists_and_product_stay_in_view_where_they_fit(
        self, aspect: float, x: float, y: float
    ) -> None:
        photo = picture(people=[standing(x, y)], product=[x, y + 0.28, 0.1, 0.1])
        keep, crop = keep_of(photo), crop_to(photo, aspect)
        assert keep is not None
        if keep[2] - keep[0] <= crop.w and keep[3] - keep[1] <= crop.h:
            assert crop.x <= keep[0] + 1e-4
            assert keep[3] <= crop.y + crop.h + 1e-4

    def test_zoom_stops_at_what_must_stay(self) -> None:
        photo = picture(people=[standing(0.5, 0.3)])
        near = crop_to(photo, 0.8, View(zoom=9))
        keep = keep_of(photo)
        assert keep is not None
        assert near.w >= keep[2] - keep[0] - 1e-4

    def test_a_photo_without_people_is_cropped_near_its_middle(self) -> None:
        crop = crop_to(picture(), 2.0)
        assert 0.1 < crop.y < 0.5

    def test_unseen_joints_do_not_count(self) -> None:
        hidden = [(x, y, 0.1) for x, y, _ in standing(0.1, 0.1)]
        assert keep_of(picture(people=[hidden])) is None

    @given(st.floats(1.0, 2.4), st.floats(0.2, 0.8), st.floats(0.15, 0.4))
    def test_a_calm_backdrop_is_continued_so_that_wrists_stay_in(
        self, aspect: float, x: float, y: float
    ) -> None:
        photo = picture(people=[standing(x, y)], endless=(True, False))
        keep, crop = keep_of(photo), crop_to(photo, aspect)
        assert keep is not None
        assert crop.w * photo.aspect / crop.h == pytest.approx(aspect, rel=1e-3)
        assert crop.w <= 2.001
        assert 0 <= crop.y <= crop.y + crop.h <= 1.0001
        if crop.w < 2:
            assert crop.x <= keep[0] + 1e-4
            assert keep[2] <= crop.x + crop.w + 1e-4
            assert crop.y <= keep[1] + 1e-4
            assert keep[3] <= crop.y + crop.h + 1e-4

    def test_a_lively_backdrop_is_not(self) -> None:
        crop = crop_to(picture(people=[standing(0.5, 0.3)]), 2.4)
        assert crop.w == 1

    def test_an_endless_backdrop_lets_the_subject_stand_aside(self) -> None:
        calm = picture(people=[standing(0.5, 0.3)], endless=(True, False))
        assert crop_to(calm, 0.8, View(0.35)).x == pytest.approx(0.15, abs=0.01)
        assert crop_to(picture(people=[standing(0.5, 0.3)]), 0.8, View(0.35)).x == 0

    def test_without_ears_the_eyes_tell_how_large_a_head_is(self) -> None:
        frontal = standing(0.5, 0.3)
        narrow, wide = face_of(picture(people=[frontal])), None
        frontal[14], frontal[15] = (0.4, 0.28, 1), (0.6, 0.28, 1)
        wide = face_of(picture(people=[frontal]))
        assert narrow is not None
        assert wide is not None
        assert wide[2] - wide[0] > 2.2 * 0.2
        assert wide[3] - wide[1] > narrow[3] - narrow[1]

    def test_where_the_head_lands(self) -> None:
        photo = picture(people=[standing(0.5, 0.3)])
        frame = Rect(100, 50, 400, 500)
        (head,) = shown_at(photo, crop_to(photo, 0.8), frame)
        assert frame.holds(head)
        assert head.cx == pytest.approx(300, abs=2)


class TestFacts:
    def test_tones_know_where_it_is_bright(self) -> None:
        image = Image.new("RGB", (400, 400), "black")
        image.paste("white", (0, 200, 400, 400))
        photo = photo_facts("p", image)
        assert tone_between(photo, (0, 0, 1, 0.4))[1] < 0.01
        assert tone_between(photo, (0, 0.6, 1, 1))[0] > 0.99
        assert tone_between(picture(), (0, 0, 1, 1)) == (0.0, 1.0)

    def test_calm_edges_may_be_continued_and_lively_ones_not(self) -> None:
        fade = (
            Image.linear_gradient("L").resize((400, 400)).point([120 + v // 4 for v in range(256)])
        )
        wall = fade.convert("RGB")
        assert photo_facts("p", wall).endless == (True, True)
        assert photo_facts("p", wall, people=[standing(0.5, 0.3)]).endless == (True, False)
        ImageDraw.Draw(wall).rectangle((370, 100, 389, 300), fill="#ff0000")
        assert photo_facts("p", wall).endless == (False, True)
        assert photo_facts("p", Image.new("RGBA", (50, 50))).endless == (False, False)

    def test_a_cutout_is_recognised(self) -> None:
        image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
        assert photo_facts("p", image).kind == "cutout"
        assert photo_facts("p", Image.new("RGBA", (50, 50), "red")).kind == "photo"

    def test_one_pixel_is_a_photo_too(self) -> None:
        assert len(photo_facts("p", Image.new("RGB", (1, 1))).tones) == 64


class TestLogo:
    def test_inks_and_visible_part(self) -> None:
        image = Image.new("RGBA", (400, 400))
        ImageDraw.Draw(image).rectangle((100, 150, 299, 249), fill="#c71585")
        logo = logo_facts("l", image)
        assert logo.aspect == pytest.approx(2.0, rel=0.03)
        assert logo.inks[0][0] == "#c71585"
        assert logo.inks[0][1] > 0.8
        assert not logo.opaque

    def test_white_on_white_is_opaque_with_one_ink(self) -> None:
        logo = logo_facts("l", Image.new("RGB", (300, 100), "white"))
        assert logo.opaque
        assert {ink for ink, _ in logo.inks} == {"#ffffff"}

    def test_nothing_to_see(self) -> None:
        assert logo_facts("l", Image.new("RGBA", (300, 100))).inks == []
