"""Admission by room, memory and deadline."""

import contextlib
import time

import pytest

from endpoint.admission import Admission, Load
from endpoint.errors import Full
from endpoint.telemetry import Meter

HOUR = 3600.0


def admission(seconds_each: float = 0.0, **bounds: int) -> Admission:
    meter = Meter()
    if seconds_each:
        meter.observe("item_seconds", seconds_each)
    return Admission(meter, **{"max_items": 10, "max_megapixels": 10, **bounds})


def load(pictures: int = 1, due_in: float = HOUR, pixels: int = 0) -> Load:
    return Load(pictures, pixels, time.time() + due_in)


def test_an_empty_endpoint_takes_whatever_comes() -> None:
    gate = admission(seconds_each=100, max_items=2, max_megapixels=1)
    with gate.admit(load(16, due_in=1, pixels=4_000_000), 1):
        assert gate.inside == 16
    assert gate.inside == 0


def test_room_is_given_back_by_those_who_fail() -> None:
    gate = admission()
    with contextlib.suppress(ZeroDivisionError), gate.admit(load(3), 1):
        raise ZeroDivisionError
    assert gate.inside == 0


def test_one_more_than_fits_is_told_when_the_others_are_done() -> None:
    gate = admission(seconds_each=2.0)
    with gate.admit(load(8), 1), pytest.raises(Full) as caught, gate.admit(load(3), 1):
        pass
    assert caught.value.retry_after == 16.0


def test_pixels_are_bounded_too() -> None:
    gate = admission()
    with gate.admit(load(2, pixels=4_000_000), 1):
        with gate.admit(load(2, pixels=1_000_000), 1):
            assert gate.inside == 4
        with pytest.raises(Full, match="memory"), gate.admit(load(1, pixels=2_100_000), 1):
            pass


def test_what_cannot_be_finished_in_time_is_refused_at_once() -> None:
    gate = admission(seconds_each=3.0)
    with gate.admit(load(4, due_in=8), 1):
        with pytest.raises(Full, match="due earlier") as caught, gate.admit(load(due_in=10), 1):
            pass
        assert caught.value.retry_after == 12.0
        with gate.admit(load(due_in=10), 2):  # two threads take half the time
            assert gate.inside == 5


def test_who_is_due_first_does_not_wait_for_those_behind() -> None:
    gate = admission(seconds_each=3.0)
    with gate.admit(load(9, due_in=60), 1), gate.admit(load(due_in=5), 1):
        assert gate.inside == 10
