"""Settings are read once, and a wrong one is named at once."""

from datetime import UTC, datetime, timedelta

import pytest

from lumiku import clock
from lumiku.settings import read, settings


def test_an_unreadable_number_names_its_variable() -> None:
    with pytest.raises(RuntimeError, match="LUMIKU_GPU_SLOTS='two'"):
        read({"LUMIKU_GPU_SLOTS": "two"})


def test_what_a_function_was_not_given_is_named_when_it_is_needed() -> None:
    with pytest.raises(RuntimeError, match="LUMIKU_CORE_TABLE is not set"):
        read({}).need("core_table")


class TestClockAhead:
    def test_a_local_stack_may_live_in_another_month(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "settings", lambda: read({"LUMIKU_CLOCK_AHEAD": "2678400"}))
        ahead = clock.now() - datetime.now(UTC)
        assert abs(ahead - timedelta(days=31)) < timedelta(seconds=5)

    def test_others_must_live_in_the_present(self) -> None:
        with pytest.raises(RuntimeError, match="prod must live in the present"):
            read({"LUMIKU_STAGE": "prod", "LUMIKU_CLOCK_AHEAD": "60"})
        assert settings().clock_ahead == 0
