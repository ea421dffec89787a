"""The shipped library: enough, valid, varied, described, and the same from its seed."""

import statistics
from collections import Counter

import pytest

from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.similarity import LEAST_GAP
from lumiku.poses.skeleton import Joint
from lumiku.poses.taxonomy import LEAVES, Leaf, leaf_of
from lumiku.vocabulary import POSE_CATEGORIES, AgeRange, PosePlacement
from pose_seed.check import faults_of, nearest_gaps
from pose_seed.generate import PLAN, generate, shelf
from pose_seed.library import SHIPPED, Library, assemble, digest, pack, unpack, write


class TestContents:
    def test_there_are_a_thousand_poses_over_the_whole_taxonomy(self, library: Library) -> None:
        assert len(library.templates) >= 1_000
        found = {(one.category, one.subcategory) for one in library.templates}
        planned = {
            (category, name)
            for category, names in POSE_CATEGORIES.items()
            for name in names or (None,)
        }
        assert found == planned

    @pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
    def test_every_shelf_is_as_full_as_planned(self, library: Library, leaf: Leaf) -> None:
        poses = [one for one in library.templates if leaf_of(one.id) == leaf]
        assert len(poses) == PLAN[leaf.code].count
        assert {(one.category, one.subcategory) for one in poses} == {
            (leaf.category, leaf.subcategory)
        }

    def test_ids_are_unique(self, library: Library) -> None:
        assert len({one.id for one in library.templates}) == len(library.templates)

    def test_every_pose_keeps_every_rule(self, library: Library) -> None:
        assert faults_of(library.templates) == []

    def test_no_pose_is_nearly_another_or_its_mirror_image(self, library: Library) -> None:
        for code, gaps in nearest_gaps(library.templates).items():
            assert min(gaps) >= LEAST_GAP, code
            assert statistics.median(gaps) >= 0.04, code

    def test_every_pose_is_described_in_both_languages(self, library: Library) -> None:
        for one in library.templates:
            assert 10 < len(one.description_id) < 200
            assert 10 < len(one.description_en) < 200
            assert one.description_id != one.description_en
            assert "{" not in one.description_id + one.description_en
            assert one.tags

    def test_every_category_serves_a_product_in_the_hand(self, library: Library) -> None:
        counts = Counter(
            one.category for one in library.templates if one.placement != PosePlacement.WORN
        )
        assert set(counts) == set(POSE_CATEGORIES)
        assert min(counts.values()) >= 5

    def test_a_hand_that_holds_is_seen_and_drawn(self, library: Library) -> None:
        wrists = {
            PosePlacement.HAND_RIGHT: {"right": Joint.RIGHT_WRIST},
            PosePlacement.HAND_LEFT: {"left": Joint.LEFT_WRIST},
            PosePlacement.BOTH_HANDS: {"right": Joint.RIGHT_WRIST, "left": Joint.LEFT_WRIST},
            PosePlacement.WORN: {},
        }
        for one in library.templates:
            for name, wrist in wrists[one.placement].items():
                assert one.people[0][wrist][2] >= 0.6, one.id
                if len(one.people) == 1:
                    assert len(one.hands[0][name]) == 21, one.id

    def test_children_have_childrens_heads(self, library: Library) -> None:
        def head(one: PoseTemplate) -> float:
            body = one.people[0]
            ears = abs(body[Joint.RIGHT_EAR][0] - body[Joint.LEFT_EAR][0])
            return ears / abs(body[Joint.RIGHT_SHOULDER][0] - body[Joint.LEFT_SHOULDER][0])

        faces = [
            one
            for one in library.templates
            if {"front-view"} <= set(one.tags)
            and all(
                one.people[0][joint][2] > 0
                for joint in (
                    Joint.RIGHT_EAR,
                    Joint.LEFT_EAR,
                    Joint.RIGHT_SHOULDER,
                    Joint.LEFT_SHOULDER,
                )
            )
        ]
        kids = [head(one) for one in faces if AgeRange.KIDS in one.ages]
        grown = [head(one) for one in faces if AgeRange.ADULT in one.ages]
        assert statistics.median(kids) > 1.1 * statistics.median(grown)

    def test_seats_are_asked_for_where_somebody_sits_on_one(self, library: Library) -> None:
        for one in library.templates:
            if one.subcategory == "chair":
                assert one.needs_seat
            if one.category in ("fashion-standing", "fashion-walking", "fashion-action"):
                assert not one.needs_seat

    def test_back_views_show_no_eyes_unless_the_head_turns(self, library: Library) -> None:
        for one in library.templates:
            if "back-view" in one.tags and "over-shoulder" not in one.tags:
                eyes = one.people[0][Joint.RIGHT_EYE], one.people[0][Joint.LEFT_EYE]
                assert not all(eye[2] > 0 for eye in eyes), one.id

    def test_groups_are_two_or_three_children(self, library: Library) -> None:
        sizes = Counter(
            len(one.people) for one in library.templates if one.category == "kids-group"
        )
        assert set(sizes) == {2, 3}
        assert min(sizes.values()) >= 10


class TestFile:
    def test_it_is_compact(self) -> None:
        assert SHIPPED.stat().st_size < 300_000

    def test_packing_loses_nothing(self, library: Library) -> None:
        assert unpack(pack(library)) == library

    def test_writing_twice_gives_the_same_bytes(
        self, library: Library, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("library")
        write(library, folder / "a")
        write(library, folder / "b")
        assert (folder / "a").read_bytes() == (folder / "b").read_bytes()


class TestSeed:
    @pytest.mark.parametrize("code", ["sba", "fwr"])
    def test_a_shelf_generated_anew_is_the_shipped_one(self, library: Library, code: str) -> None:
        again = shelf(code, library.seed)
        shipped = [one for one in library.templates if one.id.startswith(f"{code}_")]
        assert again.templates == shipped

    def test_the_number_of_processes_does_not_matter(self) -> None:
        one = assemble(generate(5, share=0.02, workers=1), 5)
        two = assemble(generate(5, share=0.02, workers=2), 5)
        assert digest(one) == digest(two)

    def test_another_seed_gives_other_poses(self) -> None:
        a, b = (shelf("fsf", seed, 0.05).templates for seed in (1, 2))
        assert not {one.id for one in a} & {one.id for one in b}

    def test_what_fell_is_counted_by_rule(self) -> None:
        batch = shelf("fif", 3, 0.05)
        assert batch.tried == batch.valid + batch.rejected.total() - batch.rejected["duplicate"]
        assert {"illegible", "hip"} & batch.rejected.keys()
