"""The team is told once, whatever the channel does, and only where the configuration says."""

import contextlib
import json
import time
from http.server import BaseHTTPRequestHandler

import pytest

from local.fakes.cloud import Crashed, Fault
from local.fakes.month import Month
from lumiku.cloud.webhooks import PostFailed, PostUnclear, post
from lumiku.deliveries.service import reconcile
from lumiku.deliveries.team import config
from lumiku.deliveries.team.service import Cause, deliver, tell
from tests.deliveries.team.conftest import KEY, Chat, reply

BREAKER = Cause("breaker", "sagemaker")
TARGET = {"name": "ops", "channel": "slack", "url": "https://hooks.slack.com/services/T/B/x"}


def say(month: Month, text: str = "the breaker is open", cause: Cause = BREAKER) -> bool:
    put_down = tell(cause, text, month.now)
    month.settle()
    return put_down


def state(month: Month) -> list[str]:
    return [row["status"]["S"] for row in month.team_alerts()]


class TestTelling:
    def test_each_channel_gets_its_own_form(self, month: Month, chat: Chat) -> None:
        say(month, "margin of <sari> & @everyone")
        slack, discord = chat.posts
        assert slack == {"text": "Lumiku: margin of &lt;sari&gt; &amp; @everyone"}
        assert discord == {
            "content": "Lumiku: margin of <sari> & @everyone",
            "allowed_mentions": {"parse": []},
        }
        assert state(month) == ["done"]

    def test_a_cause_is_told_once_a_day(self, month: Month, chat: Chat) -> None:
        assert say(month)
        month.pass_time(hours=11)
        assert not say(month)
        month.pass_time(hours=2)  # past midnight WIB
        assert say(month)
        assert len(chat.posts) == 4

    def test_an_open_breaker_is_a_cause(self, month: Month, chat: Chat) -> None:
        from lumiku.rendering import breaker

        for _ in range(4):
            breaker.failed("sagemaker", month.now)
        month.settle()
        assert [row["cause"]["S"] for row in month.team_alerts()] == ["breaker:sagemaker"]
        assert len(chat.posts) == 2


class TestBadChannels:
    def test_a_busy_one_is_tried_again(self, month: Month, chat: Chat) -> None:
        answers = [503, 200, 429, 200]
        chat.answer = lambda handler: reply(handler, answers.pop(0), Retry_After="1")
        say(month)
        assert len(chat.posts) == 4
        assert state(month) == ["done"]

    def test_one_that_is_down_is_told_when_it_is_back(self, month: Month, chat: Chat) -> None:
        chat.answer = lambda handler: reply(handler, 500)
        say(month)
        assert state(month) == ["pending"]
        chat.posts.clear()
        chat.answer = lambda handler: reply(handler, 200)
        month.pass_time(minutes=6)
        assert reconcile(month.now).sent_again == 1
        month.deliver()
        assert len(chat.posts) == 2
        assert state(month) == ["done"]

    def test_who_has_it_is_not_told_again(self, month: Month, chat: Chat) -> None:
        def discord_is_down(handler: BaseHTTPRequestHandler) -> None:
            reply(handler, 500 if "content" in chat.posts[-1] else 200)

        chat.answer = discord_is_down
        say(month)
        chat.answer = lambda handler: reply(handler, 200)
        month.pass_time(minutes=6)
        reconcile(month.now)
        month.deliver()
        assert sum("text" in body for body in chat.posts) == 1
        assert state(month) == ["done"]

    def test_one_that_is_gone_is_given_up(self, month: Month, chat: Chat) -> None:
        chat.answer = lambda handler: reply(handler, 404)
        say(month)
        assert state(month) == ["failed"]

    def test_a_redirect_is_not_followed(self, month: Month, chat: Chat) -> None:
        chat.answer = lambda handler: reply(handler, 302, Location=chat.url)
        say(month)
        assert len(chat.posts) == 2
        assert state(month) == ["failed"]

    def test_one_that_hangs_costs_a_bounded_time_and_is_not_asked_twice(self, chat: Chat) -> None:
        chat.answer = lambda _handler: time.sleep(1.5)
        started = time.monotonic()
        with pytest.raises(PostUnclear):
            post(chat.url, {}, seconds=0.5)
        assert time.monotonic() - started < 1.2
        assert len(chat.posts) == 1

    def test_one_that_drips_its_answer_is_cut_off(self, chat: Chat) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 30:
                try:
                    handler.wfile.write(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.1)

        chat.answer = drip
        started = time.monotonic()
        with pytest.raises(PostUnclear):
            post(chat.url, {}, seconds=0.6)
        assert time.monotonic() - started < 2

    def test_nobody_there_is_certainly_not_told(self) -> None:
        with pytest.raises(PostFailed) as caught:
            post("http://127.0.0.1:9", {}, seconds=1)
        assert caught.value.may_retry


class TestCrashes:
    def test_no_line_is_said_twice(self, month: Month, chat: Chat) -> None:
        say(month)
        calls = len(month.cloud.calls)
        for number in range(calls):
            chat.posts.clear()
            left = [number]

            def once(_service: str, _operation: str, left: list[int] = left) -> str | None:
                left[0] -= 1
                return Fault.CRASH_AFTER if left[0] == -1 else None

            month.cloud.fault = once
            for _ in range(3):
                with contextlib.suppress(Crashed):
                    say(month, cause=Cause("red", str(number)))
                with contextlib.suppress(Crashed):
                    reconcile(month.now)
                with contextlib.suppress(Crashed):
                    month.deliver()
                month.pass_time(minutes=6)
            month.cloud.fault = lambda *_: None
            texts = [body.get("text") for body in chat.posts]
            assert sum(text is not None for text in texts) <= 1, number
            assert sum(text is None for text in texts) <= 1, number

    @pytest.mark.parametrize("number", range(6))
    def test_two_tellers_say_it_once(self, month: Month, chat: Chat, number: int) -> None:
        tell(BREAKER, "open", month.now)
        sort_key = month.team_alerts()[0]["sk"]["S"]
        left = [number]

        def meanwhile(_service: str, _operation: str) -> None:
            left[0] -= 1
            if left[0] == -1:
                deliver(sort_key, month.now)

        month.cloud.fault = meanwhile
        deliver(sort_key, month.now)
        assert sum("text" in body for body in chat.posts) == 1
        assert len(chat.posts) == 2


class TestConfiguration:
    def test_a_signed_list_is_believed(self) -> None:
        (target,) = config.parse(config.sign([TARGET], KEY), KEY)
        assert target.url == TARGET["url"]

    def test_none_is_allowed(self) -> None:
        assert config.parse('{"targets": [], "salt": "x"}', KEY) == []

    @pytest.mark.parametrize(
        "text",
        [
            "not JSON",
            json.dumps({"targets": [TARGET]}),
            config.sign([TARGET], b"another key"),
            config.sign([TARGET], KEY).replace("/T/", "/U/"),
            config.sign([{**TARGET, "url": "https://evil.example/x"}], KEY),
            config.sign([{**TARGET, "url": "http://hooks.slack.com/x"}], KEY),
            config.sign([{**TARGET, "url": "https://hooks.slack.com.evil.example/"}], KEY),
            config.sign([{**TARGET, "url": "https://hooks.slack.com@evil.example/"}], KEY),
            config.sign([{**TARGET, "channel": "discord"}], KEY),
            config.sign([{**TARGET, "url": "http://127.0.0.1:1/"}], KEY),
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(config.BadConfig):
            config.parse(text, KEY)

    def test_a_forged_list_sends_nothing_and_says_so(self, month: Month, chat: Chat) -> None:
        month.cloud.secrets["team"] = json.dumps({"targets": [TARGET], "signature": "00"})
        say(month)
        assert chat.posts == []
        assert state(month) == ["failed"]
