"""Selection: what fits, spread, fair to new poses, clear about what it cannot do."""

from collections import Counter
from dataclasses import replace

import pytest

from lumiku.poses.record import Record
from lumiku.poses.rules import Models, PoseCard, PosesLacking, card_of, select
from lumiku.vocabulary import AgeRange, Gender, Placement, PosePlacement
from pose_seed.library import Library

HANDS = {PosePlacement.HAND_LEFT, PosePlacement.HAND_RIGHT, PosePlacement.BOTH_HANDS}


@pytest.fixture(scope="module")
def cards(library: Library) -> list[PoseCard]:
    return [card_of(one, rank=rank) for rank, one in enumerate(library.templates)]


@pytest.fixture(scope="module")
def by_id(cards: list[PoseCard]) -> dict[str, PoseCard]:
    return {card.id: card for card in cards}


def choose(
    cards: list[PoseCard],
    wants: dict[str, int],
    placement: Placement = Placement.WORN,
    *,
    people: int = 1,
    seed: int = 7,
    ages: tuple[AgeRange, ...] = (),
    genders: tuple[Gender, ...] = (),
) -> list[str]:
    models = Models(people, frozenset(ages), frozenset(genders))
    return select(cards, wants, product_placement=placement, models=models, seed=seed)


def lacks(
    cards: list[PoseCard], wants: dict[str, int], placement: Placement = Placement.WORN
) -> list[tuple[str, str]]:
    """What `choose` is refused for: (key, reason) of each."""
    with pytest.raises(PosesLacking) as refusal:
        choose(cards, wants, placement)
    return [(lack.key, lack.reason) for lack in refusal.value.lacks]


class TestCounts:
    def test_every_key_gets_what_it_asks(self, cards: list[PoseCard]) -> None:
        wants = {"fashion-standing": 50, "skincare-closeup": 10, "fashion-walking-runway": 7}
        chosen = choose(cards, wants)
        assert len(chosen) == 67
        assert Counter(one[:3] for one in chosen[50:]) == {"scu": 10, "fwr": 7}

    def test_a_category_is_shared_out_over_its_shelves(self, cards: list[PoseCard]) -> None:
        chosen = choose(cards, {"fashion-standing": 20})
        assert Counter(one[:3] for one in chosen) == {"fsf": 12, "fss": 5, "fsb": 3}

    def test_nothing_repeats_before_the_shelf_is_used_up(self, cards: list[PoseCard]) -> None:
        shelf = sum(card.id.startswith("sba_") for card in cards)
        uses = Counter(choose(cards, {"skincare-before-after": 2 * shelf + 3}, Placement.TABLE))
        assert set(uses.values()) == {2, 3}
        assert len(uses) == shelf

    def test_keys_that_share_a_shelf_do_not_share_poses(self, cards: list[PoseCard]) -> None:
        chosen = choose(cards, {"fashion-standing": 60, "fashion-standing-front": 60})
        assert len(set(chosen)) == 120

    def test_a_count_of_zero_asks_for_nothing(self, cards: list[PoseCard]) -> None:
        assert choose(cards, {"kids-group": 0}) == []


class TestSeed:
    def test_the_same_seed_gives_the_same_poses(self, cards: list[PoseCard]) -> None:
        wants = {"fashion-sitting": 30}
        assert choose(cards, wants) == choose(list(reversed(cards)), wants)

    def test_another_seed_gives_others(self, cards: list[PoseCard]) -> None:
        wants = {"fashion-sitting": 30}
        assert choose(cards, wants) != choose(cards, wants, seed=8)

    def test_the_choice_is_more_varied_than_chance(
        self, cards: list[PoseCard], by_id: dict[str, PoseCard]
    ) -> None:
        from lumiku.poses.similarity import gap

        def nearest(ids: list[str]) -> float:
            signs = [by_id[one].sign for one in ids]
            return sum(min(gap(a, b) for b in signs if b is not a) for a in signs) / len(signs)

        chosen = choose(cards, {"fashion-standing-front": 16})
        plain = [card.id for card in sorted(cards, key=lambda c: c.id) if "fsf_" in card.id][:16]
        assert nearest(chosen) > 1.15 * nearest(plain)


class TestPlacement:
    def test_a_hand_held_product_gets_a_free_hand(
        self, cards: list[PoseCard], by_id: dict[str, PoseCard]
    ) -> None:
        chosen = choose(cards, {"fashion-standing": 40, "kids-playing": 20}, Placement.HAND_HELD)
        assert {by_id[one].placement for one in chosen} <= HANDS

    def test_a_worn_product_gets_poses_made_for_it_first(
        self, cards: list[PoseCard], by_id: dict[str, PoseCard]
    ) -> None:
        chosen = choose(cards, {"fashion-standing-front": 40})
        assert {by_id[one].placement for one in chosen} == {PosePlacement.WORN}
        many = choose(cards, {"fashion-standing-front": 120})
        kinds = [by_id[one].placement == PosePlacement.WORN for one in many]
        assert kinds == sorted(kinds, reverse=True)
        assert len(set(many)) == 120

    @pytest.mark.parametrize("placement", [Placement.TABLE, Placement.DISPLAYED])
    def test_a_product_beside_the_person_takes_any_pose(
        self, cards: list[PoseCard], by_id: dict[str, PoseCard], placement: Placement
    ) -> None:
        chosen = choose(cards, {"fashion-standing-front": 60}, placement)
        kinds = {by_id[one].placement for one in chosen}
        assert PosePlacement.WORN in kinds
        assert kinds & HANDS


class TestLacks:
    def test_a_group_needs_as_many_avatars(self, cards: list[PoseCard]) -> None:
        with pytest.raises(PosesLacking) as refusal:
            choose(cards, {"fashion-standing": 5, "kids-group": 5})
        (lack,) = refusal.value.lacks
        assert (lack.key, lack.reason, lack.need) == ("kids-group", "avatars", 2)
        (field,) = refusal.value.errors
        assert field.pointer == "/distribution/kids-group"
        assert "2 avatar" in field.text.id
        assert "2 avatars" in field.text.en

    def test_with_two_avatars_only_pairs_are_chosen(
        self, cards: list[PoseCard], by_id: dict[str, PoseCard]
    ) -> None:
        chosen = choose(cards, {"kids-group": 12}, people=2)
        assert {by_id[one].people for one in chosen} == {2}
        more = choose(cards, {"kids-group": 30}, people=3)
        assert {by_id[one].people for one in more} == {2, 3}

    def test_childrens_poses_do_not_fit_adults(self, cards: list[PoseCard]) -> None:
        kids = {"kids-playing": 5}
        assert choose(cards, kids, ages=(AgeRange.KIDS,))
        with pytest.raises(PosesLacking) as refusal:
            choose(cards, kids, ages=(AgeRange.YOUNG,))
        assert refusal.value.lacks[0].reason == "models"

    @pytest.mark.parametrize(
        ("genders", "never"),
        [
            ((Gender.FEMALE,), {Gender.MALE}),
            ((Gender.MALE,), {Gender.FEMALE}),
            ((Gender.FEMALE, Gender.MALE), set()),
            ((Gender.UNISEX,), set()),
        ],
    )
    def test_a_womans_pose_is_not_given_to_a_man_nor_a_mans_to_a_woman(
        self,
        cards: list[PoseCard],
        by_id: dict[str, PoseCard],
        genders: tuple[Gender, ...],
        never: set[Gender],
    ) -> None:
        wants = {"fashion-standing": 286, "fashion-sitting": 170, "fashion-action": 120}
        seen = {by_id[one].gender for one in choose(cards, wants, genders=genders)}
        assert seen == set(Gender) - never

    def test_all_lacks_are_told_at_once(self, cards: list[PoseCard]) -> None:
        wants = {"kids-group": 1, "yoga": 1, "skincare-closeup": 1}
        assert lacks(cards, wants) == [
            ("kids-group", "avatars"),
            ("yoga", "unknown"),
        ]

    def test_an_empty_shelf_says_so(self, cards: list[PoseCard]) -> None:
        off = [replace(card, override=False) for card in cards]
        assert lacks(off, {"kids-sitting": 1}) == [("kids-sitting", "none_active")]

    def test_no_free_hand_says_so(self, cards: list[PoseCard]) -> None:
        worn = [card for card in cards if card.placement == PosePlacement.WORN]
        found = lacks(worn, {"kids-sitting": 1}, Placement.HAND_HELD)
        assert found == [("kids-sitting", "placement")]


class TestRecords:
    def test_what_works_for_the_placement_is_preferred(self, cards: list[PoseCard]) -> None:
        shelf = [card for card in cards if card.id.startswith("fwc_")]
        good, bad = Record(100, 99, 95.0), Record(100, 72, 40.0)
        rated = [
            replace(card, records={Placement.TABLE: good if n % 2 else bad})
            for n, card in enumerate(shelf)
        ]
        better = {card.id for n, card in enumerate(shelf) if n % 2}
        chosen = choose(rated, {"fashion-walking-casual": 24}, Placement.TABLE)
        assert sum(one in better for one in chosen) >= 16

    def test_new_poses_are_not_starved(self, cards: list[PoseCard]) -> None:
        shelf = [card for card in cards if card.id.startswith("fwc_")]
        famous = Record(500, 500, 500.0)
        new = {card.id for card in shelf[:6]}
        rated = [
            card if card.id in new else replace(card, records={Placement.TABLE: famous})
            for card in shelf
        ]
        tried: Counter[str] = Counter()
        for seed in range(40):
            tried.update(choose(rated, {"fashion-walking-casual": 10}, Placement.TABLE, seed=seed))
        assert new <= tried.keys()
        assert sum(tried[one] for one in new) >= 0.08 * tried.total()

    def test_a_bad_record_retires_and_an_admin_decides(self, cards: list[PoseCard]) -> None:
        bad = {Placement.WORN: Record(50, 10, 5.0)}
        card = replace(cards[0], records=bad)
        assert not card.active
        assert replace(card, override=True).active
        assert not replace(cards[0], override=False).active
        assert cards[0].active
