"""Variations: how many, how different, how legible, and always the same ones."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Photo
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.rules import MAX_VARIATIONS
from lumiku.posters.templates import TEMPLATES, Family
from lumiku.posters.variations import Wish, distance, legibility, variations

EVERYTHING = Wish(owned=TemplateSet.ALL)
MOST = replace(EVERYTHING, count=MAX_VARIATIONS)


@pytest.fixture
def one(facts: Callable[[str], Photo]) -> list[Photo]:
    return [facts("pose")]


class TestVariations:
    def test_five_of_one_pose_differ(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        made = variations(brand, content, one, EVERYTHING)
        assert len(made) == 5
        assert len({doc.template for doc in made}) == 5
        assert all(distance(a, b) > 0.3 for a, b in combinations(made, 2))
        assert all(legibility(doc) > 0.5 for doc in made)

    def test_the_same_wish_gives_the_same_posters(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        assert variations(brand, content, one, EVERYTHING) == variations(
            brand, content, one, EVERYTHING
        )
        other = variations(brand, content, one, replace(EVERYTHING, seed=1))
        assert other != variations(brand, content, one, EVERYTHING)

    def test_five_variations_of_twenty_poses(
        self, brand: Brand, content: Content, facts: Callable[[str], Photo]
    ) -> None:
        poses = [facts("pose").model_copy(update={"id": f"pose_{n}"}) for n in range(20)]
        short = content.model_copy(update={"items": []})
        made = [
            variations(brand, short, [pose], replace(EVERYTHING, seed=seed))
            for seed, pose in enumerate(poses)
        ]
        assert [len(docs) for docs in made] == [5] * 20
        assert all(
            doc.photos == [pose] for pose, docs in zip(poses, made, strict=True) for doc in docs
        )
        used = {doc.template for docs in made for doc in docs}
        assert len(used) >= 10

    def test_a_plan_gets_only_its_templates(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        made = variations(brand, content, one, Wish(count=12, owned=TemplateSet.BASIC))
        tiers = {TEMPLATES[doc.template or ""].tier for doc in made}
        assert tiers == {TemplateSet.BASIC}

    def test_seasons_only_when_asked(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        plain = variations(brand, content, one, MOST)
        assert all(TEMPLATES[doc.template or ""].season is None for doc in plain)
        festive = variations(brand, content, one, replace(MOST, season="ramadan"))
        seasons = {TEMPLATES[doc.template or ""].season for doc in festive}
        assert "ramadan" in seasons
        assert "lebaran" not in seasons

    def test_before_and_after_needs_two_photos(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        def made_of(count: int) -> set[Family]:
            return {
                TEMPLATES[doc.template or ""].family
                for seed in range(3)
                for doc in variations(
                    brand,
                    content,
                    photos[:count],
                    replace(MOST, seed=seed),
                )
            }

        assert Family.BEFORE_AFTER not in made_of(1)
        assert Family.BEFORE_AFTER in made_of(2)

    def test_templates_that_need_words_wait_for_them(self, brand: Brand, one: list[Photo]) -> None:
        made = variations(brand, Content(headline="Halo"), one, MOST)
        assert made
        assert all(not TEMPLATES[doc.template or ""].needs for doc in made)

    def test_headlines_take_turns(self, brand: Brand, content: Content, one: list[Photo]) -> None:
        wish = Wish(count=8, owned=TemplateSet.ALL, headlines=("Satu judul", "Judul lain"))
        said = {doc.content.headline for doc in variations(brand, content, one, wish)}
        assert said == {"Satu judul", "Judul lain"}

    def test_one_named_template_varies_in_colour(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        wish = Wish(templates=("hero-halves",), owned=TemplateSet.ALL)
        made = variations(brand, content, one, wish)
        assert {doc.template for doc in made} == {"hero-halves"}
        assert len({doc.palette.name for doc in made}) == len(made) >= 3

    @pytest.mark.parametrize("count", [0, -3])
    def test_none_wanted_none_made(
        self, count: int, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        assert variations(brand, content, one, Wish(count=count)) == []

    def test_never_more_than_the_limit(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        wish = replace(EVERYTHING, count=10_000)
        assert len(variations(brand, content, one, wish)) <= MAX_VARIATIONS


class TestRanking:
    def test_cut_and_faint_words_rank_lower(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        good = lay_out("hero-halves", brand, content, one, ExportKey.IG_POST)
        faint = good.model_copy(
            update={
                "layers": [
                    layer.model_copy(update={"colour": "panel"})
                    if layer.id == "headline"
                    else layer
                    for layer in good.layers
                ]
            }
        )
        assert legibility(faint) < legibility(good) - 0.1

    def test_distance_is_nought_for_the_same_and_symmetric(
        self, brand: Brand, content: Content, one: list[Photo]
    ) -> None:
        a = lay_out("hero-halves", brand, content, one, ExportKey.IG_POST)
        b = lay_out("hero-doorway", brand, content, one, ExportKey.IG_POST, mood="deep")
        assert distance(a, a) == 0
        assert 0.4 < distance(a, b) == distance(b, a) <= 1
