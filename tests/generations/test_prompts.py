"""Prompts: what a skeleton cannot say reaches the model, and comes before what may be cut off."""

import pytest

from lumiku.generations.prompts import base_prompt, pose_prompt
from lumiku.poses.schemas import PoseTemplate
from lumiku.vocabulary import Placement
from pose_seed.library import shipped

BASE = base_prompt(
    subjects=[{"gender": "female", "age_range": "young", "style": "hijab_casual"}],
    product={"product_type": "serum", "placement": Placement.HAND_HELD},
    kit={"tone": "warm", "colors": ["#FFB6C1", "#FFF0F5", "#C71585"]},
)


def poses() -> tuple[PoseTemplate, ...]:
    return shipped().templates


class TestBase:
    def test_it_names_person_product_and_mood(self) -> None:
        assert "hijab casual young woman" in BASE
        assert "holding a serum" in BASE
        assert "warm mood" in BASE

    @pytest.mark.parametrize("gender", ["female", "male", "unisex"])
    def test_a_product_of_no_type_is_a_product(self, gender: str) -> None:
        text = base_prompt(
            subjects=[{"gender": gender, "age_range": "adult"}],
            product={"product_type": "other", "placement": Placement.TABLE},
            kit={},
        )
        assert "beside a table with a product" in text


class TestPose:
    def test_every_hint_of_every_pose_is_said_before_the_rest(self) -> None:
        for one in poses():
            text = pose_prompt(BASE, one)
            for hint in one.prompt_hints:
                assert text.index(hint) < text.index(BASE), one.id

    def test_who_needs_a_seat_is_said_to_sit_on_something(self) -> None:
        for one in poses():
            assert not one.needs_seat or "sitting on" in pose_prompt("", one), one.id

    def test_an_imported_pose_on_a_chair_gets_a_stool(self) -> None:
        bare = next(one for one in poses() if one.needs_seat).model_copy(
            update={"prompt_hints": []}
        )
        assert "sitting on a simple stool" in pose_prompt("", bare)

    def test_a_back_view_is_said_to_be_one(self) -> None:
        back = next(one for one in poses() if "back-view" in one.tags and one.people[0][0][2] == 0)
        front = next(one for one in poses() if "front-view" in one.tags)
        assert "seen from behind" in pose_prompt(BASE, back)
        assert "seen from behind" not in pose_prompt(BASE, front)
