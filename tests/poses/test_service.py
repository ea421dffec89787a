"""The poses table through its service: loading, lists, records, overrides."""

from datetime import UTC, datetime

import pytest

from lumiku.cloud import aws
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.errors import NotFound
from lumiku.poses import service
from lumiku.poses.record import Outcome, Record
from lumiku.poses.schemas import PoseFilter, PoseTemplate
from lumiku.poses.store import NewerLibrary
from lumiku.vocabulary import POSE_CATEGORIES, Placement

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("table")


def report(outcomes: list[Outcome]) -> None:
    """Adds outcomes as the end of a batch does: round by round, each in one transaction."""
    for number in range(service.record_rounds(outcomes)):
        transaction = Transaction()
        service.record(transaction, outcomes, number)
        transaction.commit()


def set_active(pose_id: str, active: bool | None, *, by: str, now: datetime) -> None:
    """An admin's word, as an act of its own."""
    transaction = Transaction()
    service.override(transaction, pose_id, active, by=by, now=now)
    transaction.commit()
    service.forget()


def record_of(pose_id: str) -> Record:
    service.forget()
    category = service.get(pose_id).category
    return next(card for card in service.cards(category) if card.id == pose_id).record


class TestLoad:
    def test_twice_is_once(self, few: list[PoseTemplate]) -> None:
        first = service.load(few, 1)
        assert (first.added, first.updated, first.unchanged) == (len(few), 0, 0)
        again = service.load(few, 1)
        assert (again.added, again.updated, again.unchanged) == (0, 0, len(few))

    def test_a_newer_library_keeps_every_record(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        report([Outcome(few[0].id, Placement.WORN, success=True, quality=0.8)])
        set_active(few[1].id, False, by="admin", now=NOW)
        changed = few[0].model_copy(update={"tags": ["new"]})
        done = service.load([changed, *few[1:]], 2)
        assert (done.added, done.updated, done.withdrawn) == (0, 1, 0)
        assert service.get(few[0].id).tags == ["new"]
        assert record_of(few[0].id) == Record(1, 1, 0.8)
        card = next(c for c in service.cards(few[1].category) if c.id == few[1].id)
        assert card.override is False

    def test_what_a_newer_library_lacks_is_withdrawn_and_may_return(
        self, few: list[PoseTemplate]
    ) -> None:
        service.load(few, 1)
        assert service.load(few[1:], 2).withdrawn == 1
        assert few[0].id not in {card.id for card in service.cards(few[0].category)}
        assert service.get(few[0].id) == few[0]
        assert service.load(few[1:], 2).withdrawn == 0
        assert service.load(few, 3).updated >= 1
        assert few[0].id in {card.id for card in service.cards(few[0].category)}

    def test_imported_poses_stay_when_the_library_is_loaded_again(
        self, few: list[PoseTemplate]
    ) -> None:
        mine = few[0].model_copy(update={"source": "mine.json#1"})
        service.load([mine, *few[1:]], 1)
        assert service.load(few[1:], 2).withdrawn == 0
        assert mine.id in {card.id for card in service.cards(mine.category)}

    def test_an_older_library_is_refused(self, few: list[PoseTemplate]) -> None:
        service.load(few, 3)
        with pytest.raises(NewerLibrary):
            service.load(few, 2)

    def test_progress_adds_up(self, few: list[PoseTemplate]) -> None:
        steps: list[int] = []
        service.load(few, 1, done=steps.append)
        assert sum(steps) == len(few)

    def test_a_loaded_template_is_the_same_to_the_last_digit(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        assert [service.get(one.id) for one in few] == few


class TestReading:
    def test_many_come_in_the_order_asked(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        asked = [few[5].id, few[0].id, few[5].id]
        assert [one.id for one in service.get_many(asked)] == asked

    @pytest.mark.parametrize("pose_id", ["fsf_00000000", "xyz_00000000", "", "fsf"])
    def test_what_is_not_there_is_not_found(self, few: list[PoseTemplate], pose_id: str) -> None:
        service.load(few, 1)
        with pytest.raises(NotFound):
            service.get(pose_id)
        with pytest.raises(NotFound):
            service.get_many([few[0].id, pose_id])

    def test_cards_for_keys_touch_only_their_categories(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        found = service.cards_for(["fashion-standing-front", "kids-group", "nonsense"])
        assert {card.category for card in found} == {"fashion-standing", "kids-group"}

    def test_an_empty_table_has_no_cards_and_version_0(self) -> None:
        assert service.cards("kids-group") == []
        assert service.library_version(POSE_CATEGORIES) == 0

    def test_the_library_version_is_the_newest(self, few: list[PoseTemplate]) -> None:
        service.load(few, 4)
        assert service.library_version(["kids-group", "fashion-action"]) == 4


class TestLists:
    def test_pages_run_through_everything_once(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        seen: list[str] = []
        after: tuple[int, int, str] | None = None
        while True:
            page = service.list_templates(PoseFilter(), limit=7, after=after)
            seen += [card.id for card, _ in page.items]
            after = page.next_after
            if after is None:
                break
        assert sorted(seen) == sorted(one.id for one in few)
        assert page.total == len(few)

    def test_filters_narrow_and_counts_show_the_way_back(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        page = service.list_templates(PoseFilter(category="kids-playing"))
        assert {card.category for card, _ in page.items} == {"kids-playing"}
        assert page.counts["category"] == dict.fromkeys(sorted(POSE_CATEGORIES), 3)
        assert sum(page.counts["placement"].values()) == 3

    def test_several_filters_hold_together(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        wanted = few[0]
        page = service.list_templates(
            PoseFilter(
                category=wanted.category,
                tag=wanted.tags[0],
                placement=wanted.placement,
                difficulty=wanted.difficulty,
                gender=wanted.gender,
                age=wanted.ages[0],
                frame=wanted.frame,
                people=1,
            )
        )
        assert wanted.id in {card.id for card, _ in page.items}
        assert all(wanted.tags[0] in template.tags for _, template in page.items)

    def test_no_match_is_an_empty_page(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        page = service.list_templates(PoseFilter(tag="no-such-tag"))
        assert (page.items, page.total, page.next_after) == ((), 0, None)
        assert "standing" in page.counts["tag"]

    def test_retired_poses_are_listed_only_when_asked_for(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        set_active(few[0].id, False, by="admin", now=NOW)
        assert service.list_templates(PoseFilter(), limit=1).total == len(few) - 1
        shown = service.list_templates(PoseFilter(), limit=1, with_retired=True)
        assert shown.total == len(few)


class TestRecords:
    def test_outcomes_add_up_by_placement(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)
        pose = few[0].id
        report(
            [
                Outcome(pose, Placement.WORN, success=True, quality=0.9),
                Outcome(pose, Placement.WORN, success=False),
                Outcome(pose, Placement.TABLE, success=True, quality=0.7),
            ]
        )
        report([Outcome(pose, Placement.WORN, success=True, quality=0.5)])
        found = record_of(pose)
        assert (found.uses, found.successes) == (4, 3)
        assert found.quality_sum == pytest.approx(2.1)
        card = next(c for c in service.cards(few[0].category) if c.id == pose)
        assert card.records[Placement.WORN].uses == 3

    def test_a_hundred_poses_of_a_shelf_are_two_writes(self) -> None:
        outcomes = [
            Outcome(f"fsf_{n:08d}", Placement.WORN, success=True, quality=0.9) for n in range(100)
        ]
        rounds = service.record_rounds(outcomes)
        transactions = [Transaction() for _ in range(rounds)]
        for number, transaction in enumerate(transactions):
            service.record(transaction, outcomes, number)
        assert sum(len(transaction) for transaction in transactions) == 2

    def test_unknown_poses_are_left_out(self) -> None:
        assert service.record_rounds([Outcome("xyz_1", Placement.WORN, success=True)]) == 0

    def test_a_template_is_not_rewritten_for_a_count(
        self, table: str, few: list[PoseTemplate]
    ) -> None:
        service.load(few, 1)
        key = {"pk": {"S": f"C#{few[0].category}"}, "sk": {"S": few[0].id}}
        client = aws.client("dynamodb")
        before = client.get_item(TableName=table, Key=key)["Item"]
        report([Outcome(few[0].id, Placement.WORN, success=True, quality=1.0)])
        assert client.get_item(TableName=table, Key=key)["Item"] == before


class TestOverride:
    def test_an_admin_turns_a_pose_off_and_lets_go_again(self, few: list[PoseTemplate]) -> None:
        service.load(few, 1)

        def active() -> bool:
            return next(c.active for c in service.cards(few[0].category) if c.id == few[0].id)

        set_active(few[0].id, False, by="admin", now=NOW)
        assert not active()
        set_active(few[0].id, None, by="admin", now=NOW)
        assert active()

    def test_a_bad_record_retires_a_pose_until_an_admin_brings_it_back(
        self, few: list[PoseTemplate]
    ) -> None:
        service.load(few, 1)
        pose = few[0]
        report([Outcome(pose.id, Placement.WORN, success=False)] * 15)
        service.forget()
        assert pose.id not in {
            card.id for card, _ in service.list_templates(PoseFilter(), limit=100).items
        }
        set_active(pose.id, True, by="admin", now=NOW)
        assert pose.id in {
            card.id for card, _ in service.list_templates(PoseFilter(), limit=100).items
        }

    def test_an_unknown_pose_is_refused(self) -> None:
        with pytest.raises(TransactionRefused):
            set_active("fsf_00000000", True, by="admin", now=NOW)
