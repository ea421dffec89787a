"""Alerts: raised once, listed by state and filter, closed once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.fakes.cloud import Cloud
from local.fakes.pipeline import NOON
from lumiku.accounts.policy import Level, Tier
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.errors import BadCursor, NotFound
from lumiku.usage import alerts
from lumiku.usage.alerts import Resolution


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud().installed() as cloud:
        yield cloud


def raise_one(user_id: str = "u1", level: Level = Level.RED, minute: int = 0, **more: bool) -> None:
    transaction = Transaction()
    alerts.record(
        transaction,
        user_id,
        month="2026-11",
        level=level,
        count=3_001,
        tier=Tier.STARTER,
        now=NOON + timedelta(minutes=minute),
        **more,
    )
    transaction.commit()


def close(user_id: str = "u1", level: Level = Level.RED) -> None:
    alert = alerts.get(user_id, "2026-11", level)
    transaction = Transaction()
    alerts.resolve(transaction, alert, Resolution.JUSTIFIED, note="a shop", by="op", now=NOON)
    transaction.commit()


@pytest.mark.usefixtures("cloud")
class TestAnAlert:
    def test_is_raised_once_per_level_and_month_also_after_it_was_closed(self) -> None:
        raise_one()
        close()
        with pytest.raises(TransactionRefused) as refusal:
            raise_one(minute=1)
        assert refusal.value.names == {alerts.write_name(Level.RED)}
        raise_one(level=Level.ORANGE)
        assert [a.level for a in alerts.of_month("u1")] == [Level.ORANGE, Level.RED]

    def test_keeps_what_was_told_to_whom(self) -> None:
        raise_one(throttled=True)
        assert alerts.mark("u1", "2026-11", Level.RED, mail_sent=True)
        assert alerts.mark("u1", "2026-11", Level.RED, team_alerted=True)
        alert = alerts.get("u1", "2026-11", Level.RED)
        assert (alert.throttled, alert.mail_sent, alert.team_alerted) == (True, True, True)
        assert (alert.count, alert.tier, alert.created_at) == (3_001, Tier.STARTER, NOON)

    def test_is_not_made_by_a_mark(self) -> None:
        assert not alerts.mark("u1", "2026-11", Level.RED, mail_sent=True)
        with pytest.raises(NotFound):
            alerts.get("u1", "2026-11", Level.RED)

    def test_is_closed_once(self) -> None:
        raise_one()
        alert = alerts.get("u1", "2026-11", Level.RED)
        close()
        again = Transaction()
        alerts.resolve(again, alert, Resolution.LIMITED, note="", by="b", now=NOON)
        with pytest.raises(TransactionRefused):
            again.commit()
        closed = alerts.get("u1", "2026-11", Level.RED)
        assert (closed.resolution, closed.resolved_by) == (Resolution.JUSTIFIED, "op")


@pytest.mark.usefixtures("cloud")
class TestTheQueue:
    def test_moves_closed_alerts_to_another_list(self) -> None:
        for number in range(3):
            raise_one(f"u{number}", minute=number)
        close("u1")
        assert [a.user_id for a in alerts.list_alerts(resolved=False, limit=10)[0]] == ["u2", "u0"]
        closed, _ = alerts.list_alerts(resolved=True, limit=5)
        assert [a.user_id for a in closed] == ["u1"]

    @pytest.mark.parametrize("limit", [1, 2, 7, 40])
    def test_pages_hold_every_alert_once(self, limit: int) -> None:
        for number in range(15):
            # Several share a moment: the index has no unique keys.
            raise_one(f"u{number:02d}", minute=number // 4)
        seen: list[str] = []
        cursor = None
        while True:
            page, cursor = alerts.list_alerts(resolved=False, limit=limit, cursor=cursor)
            assert len(page) <= limit
            seen += [a.user_id for a in page]
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 15

    def test_filters(self) -> None:
        raise_one("u1", Level.RED)
        raise_one("u1", Level.ORANGE)
        found, _ = alerts.list_alerts(resolved=False, limit=5, level="ORANGE")
        assert [a.level for a in found] == [Level.ORANGE]
        assert alerts.list_alerts(resolved=False, limit=5, tier="pro") == ([], None)

    def test_a_cursor_is_good_for_its_list_only(self) -> None:
        for number in range(3):
            raise_one(f"u{number}")
        _, cursor = alerts.list_alerts(resolved=False, limit=1)
        assert cursor
        for other in ({"resolved": True}, {"resolved": False, "level": "RED"}):
            with pytest.raises(BadCursor):
                alerts.list_alerts(limit=1, cursor=cursor, **other)
