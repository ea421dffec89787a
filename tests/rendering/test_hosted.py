"""Hosted providers: pictures, prices, and every way in which they let us down."""

import io
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from lumiku.cloud import blobs
from lumiku.rendering.contract import GenerateRequest
from lumiku.rendering.hosted import download
from lumiku.rendering.hosted.fal import FalRenderer
from lumiku.rendering.hosted.huggingface import HuggingFaceRenderer
from lumiku.rendering.hosted.jobs import HostedRenderer, Pace
from lumiku.rendering.hosted.providers import HostedProvider
from lumiku.rendering.hosted.replicate import ReplicateRenderer
from lumiku.rendering.renderer import Nonsense, Rejected, RenderError, Throttled, Unavailable
from tests.endpoint.harness import PREFIX, create_item, create_request
from tests.rendering import fakes

KEY = "secret-key"
PRODUCT = PREFIX + "clean/prd-cutout.png"
ALL: list[tuple[type[HostedRenderer], type[fakes.Provider]]] = [
    (FalRenderer, fakes.Fal),
    (ReplicateRenderer, fakes.Replicate),
    (HuggingFaceRenderer, fakes.HuggingFace),
]
QUEUED = ALL[:2]


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The media bucket; every host name resolves to a public address."""
    held = {PRODUCT: fakes.cutout()}
    monkeypatch.setattr(blobs, "read", held.get)
    monkeypatch.setattr(blobs, "put", lambda key, data, _: held.__setitem__(key, data))
    monkeypatch.setattr(blobs, "url", lambda key: f"https://media.test/{key}")
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 443))]
    )
    return held


@dataclass
class Purse:
    """A day's money that is never short, unless it is told to be."""

    held: list[float] = field(default_factory=list)
    returned: list[float] = field(default_factory=list)
    limit: float = 1e9

    def hold(self, amount_idr: float) -> None:
        if self.spent + amount_idr > self.limit:
            raise Throttled("the day's budget is spent", retry_after=300)
        self.held.append(amount_idr)

    def give_back(self, amount_idr: float) -> None:
        self.returned.append(amount_idr)

    @property
    def spent(self) -> float:
        return sum(self.held) - sum(self.returned)


def renderer(
    kind: type[HostedRenderer],
    fake: fakes.Provider,
    purse: Purse | None = None,
    **provider: Any,
) -> HostedRenderer:
    facts = {"model": "fal-ai/x", "version": "v1", "price_idr": 450.0, "per_minute": 60_000}
    purse = purse or Purse()
    return kind(
        HostedProvider(name=kind.name, **{**facts, **provider}),
        KEY,
        lambda _: purse,
        transport=fake.transport(),
        poll_seconds=0.01,
    )


def request(*slots: int, seconds: float = 60) -> GenerateRequest:
    items = [create_item(slot) for slot in slots or (0,)]
    return GenerateRequest.model_validate(create_request(*items, deadline=time.time() + seconds))


def answering(status: int, **parts: Any) -> fakes.Fault:
    return lambda _: httpx.Response(status, **parts)


class TestGenerate:
    @pytest.mark.parametrize(("kind", "fake"), ALL)
    def test_stores_a_picture_with_the_products_own_pixels(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[[], fakes.Provider],
    ) -> None:
        provider = fake()
        answer = renderer(kind, provider).generate(request(3))
        (result,) = answer.items
        assert (result.slot, result.status, result.price_idr) == (3, "ok", 450.0)
        stored = media[f"{PREFIX}gen/gen_1/0003-0.jpg"]
        assert len(stored) == result.size
        assert b"digitalsourcetype/compositeWithTrainedAlgorithmicMedia" in stored
        assert f"Lumiku {kind.name}:fal-ai/x@v1".encode() in stored
        with Image.open(io.BytesIO(stored)) as opened:
            colours = np.array(opened.convert("RGB"), dtype=int)
        blue = np.abs(colours - (20, 90, 200)).max(axis=2) < 16
        assert blue.sum() > 300
        assert result.product_box is not None
        x, y, wide, high = result.product_box
        rows, columns = np.nonzero(blue)
        assert x - 0.02 <= columns.min() / 192 <= columns.max() / 192 <= x + wide + 0.02
        assert y - 0.02 <= rows.min() / 240 <= rows.max() / 240 <= y + high + 0.02
        assert media[f"{PREFIX}gen/gen_1/0003-0-thumb.webp"][8:12] == b"WEBP"
        assert answer.model_id.endswith(":fal-ai/x")

    @pytest.mark.parametrize(("kind", "fake"), ALL)
    def test_a_picture_that_exists_is_not_paid_for_again(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[[], fakes.Provider],
    ) -> None:
        provider = fake()
        purse = Purse()
        made = renderer(kind, provider, purse)
        first = made.generate(request(1)).items[0]
        again = made.generate(request(1)).items[0]
        assert len(provider.started) == 1
        assert again == first  # with what the picture cost: nobody else recorded it
        assert purse.spent == 450

    @pytest.mark.parametrize(("kind", "fake"), ALL)
    def test_the_key_goes_to_the_provider_alone(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[[], fakes.Provider],
    ) -> None:
        provider = fake()
        made = renderer(kind, provider)
        made.generate(request())
        seen = provider.keys_seen
        assert KEY in str(seen.pop(made.api_host))
        assert all(key is None for key in seen.values())
        assert KEY not in repr(made.provider)

    @pytest.mark.parametrize(("kind", "fake"), QUEUED)
    def test_faces_stay_with_us_unless_allowed(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[[], fakes.Provider],
    ) -> None:
        provider = fake()
        renderer(kind, provider).generate(request(1))
        assert "media.test" not in str(provider.started[0])
        renderer(kind, provider, send_faces=True).generate(request(2))
        assert "media.test" in str(provider.started[1])

    @pytest.mark.parametrize(("kind", "fake"), QUEUED)
    def test_the_pose_is_sent(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[[], fakes.Provider],
    ) -> None:
        provider = fake()
        renderer(kind, provider).generate(request())
        assert "data:image/png;base64," in str(provider.started[0])


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            (answering(429, headers={"retry-after": "7"}), (Throttled, 7.0)),
            (answering(429, headers={"retry-after": "soon"}), (Throttled, 10.0)),
            (answering(500), (Unavailable, 30.0)),
            (answering(402), (Unavailable, 300.0)),
            (answering(401), (Unavailable, 300.0)),
            (answering(422, json={"detail": "bad prompt"}), (Rejected, None)),
            (answering(302, headers={"location": "https://evil.test"}), (Nonsense, 30.0)),
            (answering(200, text="<html>"), (Nonsense, 30.0)),
            (answering(200, json=[1]), (Nonsense, 30.0)),
        ],
    )
    @pytest.mark.parametrize(("kind", "fake"), ALL)
    def test_refusals(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[..., fakes.Provider],
        fault: fakes.Fault,
        told: tuple[type[RenderError], float | None],
    ) -> None:
        error, retry_after = told
        with pytest.raises(error) as caught:
            renderer(kind, fake(fault=fault)).generate(request())
        assert caught.value.retry_after == retry_after

    @pytest.mark.parametrize(("kind", "fake"), ALL)
    def test_a_connection_that_breaks(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[..., fakes.Provider],
    ) -> None:
        def breaks(sent: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=sent)

        with pytest.raises(Unavailable):
            renderer(kind, fake(fault=breaks)).generate(request())

    @pytest.mark.parametrize(("kind", "fake"), QUEUED)
    def test_a_job_that_never_ends_is_cancelled(
        self,
        media: dict[str, bytes],
        kind: type[HostedRenderer],
        fake: Callable[..., fakes.Provider],
    ) -> None:
        provider = fake(polls_until_done=10**9)
        with pytest.raises(Unavailable, match="too slow"):
            renderer(kind, provider).generate(request(seconds=3.2))
        assert len(provider.cancelled) == 1
        assert media.keys() == {PRODUCT}

    @pytest.mark.parametrize(
        ("result_url", "result", "result_type"),
        [
            ("http://v3.fal.media/a.jpg", fakes.picture(), "image/jpeg"),
            ("https://fal.media.evil.test/a.jpg", fakes.picture(), "image/jpeg"),
            ("https://evilfal.media/a.jpg", fakes.picture(), "image/jpeg"),
            ("https://v3.fal.media:8443/a.jpg", fakes.picture(), "image/jpeg"),
            ("https://v3.fal.media/a.jpg", fakes.picture(), "text/html"),
            ("https://v3.fal.media/a.jpg", b"<svg/>", "image/svg+xml"),
            ("https://v3.fal.media/a.jpg", b"\xff\xd8\xff" + b"0" * 500, "image/jpeg"),
            ("", fakes.picture(), "image/jpeg"),
        ],
    )
    def test_a_result_that_is_not_to_be_trusted(
        self, media: dict[str, bytes], result_url: str, result: bytes, result_type: str
    ) -> None:
        fake = fakes.Fal(result=result, result_type=result_type, result_url=result_url)
        with pytest.raises(Nonsense):
            renderer(FalRenderer, fake).generate(request())
        assert media.keys() == {PRODUCT}

    def test_a_result_that_is_too_large(
        self, media: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(download, "MAX_BYTES", 100)
        with pytest.raises(Nonsense, match="too large"):
            renderer(FalRenderer, fakes.Fal()).generate(request())

    def test_a_known_name_that_points_inwards(
        self, media: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inward = [(0, 0, 0, "", ("10.0.0.7", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inward)
        with pytest.raises(Nonsense, match="private"):
            renderer(FalRenderer, fakes.Fal()).generate(request())

    def test_a_status_link_elsewhere_does_not_get_the_key(self, media: dict[str, bytes]) -> None:
        def elsewhere(sent: httpx.Request) -> httpx.Response | None:
            if sent.method != "POST":
                return None
            links = {"status_url": "https://evil.test/s", "response_url": "https://evil.test/r"}
            return httpx.Response(200, json=links)

        fake = fakes.Fal(fault=elsewhere)
        with pytest.raises(Nonsense, match=r"evil\.test"):
            renderer(FalRenderer, fake).generate(request())
        assert "evil.test" not in fake.keys_seen

    def test_one_failed_item_leaves_the_others(self, media: dict[str, bytes]) -> None:
        def second_fails(sent: httpx.Request) -> httpx.Response | None:
            if sent.method == "POST" and b'"seed":8' in sent.content.replace(b" ", b""):
                return httpx.Response(500)
            return None

        answer = renderer(FalRenderer, fakes.Fal(fault=second_fails)).generate(request(0, 1))
        good, bad = answer.items
        assert good.status == "ok"
        assert (bad.status, bad.reason, bad.retryable) == ("failed", "provider", True)


class TestPace:
    def test_starts_are_spread(self) -> None:
        pace = Pace(per_minute=3000)
        started = time.monotonic()
        for _ in range(4):
            pace.wait(time.time() + 5)
        assert 0.055 < time.monotonic() - started < 1

    def test_a_turn_after_the_deadline_is_refused(self) -> None:
        pace = Pace(per_minute=1)
        pace.wait(time.time() + 5)
        with pytest.raises(Throttled) as caught:
            pace.wait(time.time() + 5)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after > 50


class TestMoney:
    def test_is_held_before_the_first_call_and_what_was_not_spent_comes_back(
        self, media: dict[str, bytes]
    ) -> None:
        purse, refused = Purse(), iter([True, False, False, False])

        def sometimes(sent: httpx.Request) -> httpx.Response | None:
            if sent.method != "POST" or not next(refused):
                return None
            return httpx.Response(422)

        fake = fakes.Fal(fault=sometimes)
        made = renderer(FalRenderer, fake, purse).generate(request(1, 2, 3, 4))
        assert purse.held == [1800]
        assert purse.returned == [450]
        assert sorted(item.status for item in made.items) == ["failed", "ok", "ok", "ok"]
        assert sum(item.price_idr or 0 for item in made.items) == 1350

    def test_nothing_is_sent_once_it_is_gone(self, media: dict[str, bytes]) -> None:
        fake = fakes.Fal()
        with pytest.raises(Throttled, match="budget"):
            renderer(FalRenderer, fake, Purse(limit=899)).generate(request(1, 2))
        assert fake.started == []

    def test_a_job_that_was_accepted_counts_as_paid(self, media: dict[str, bytes]) -> None:
        purse = Purse()
        fake = fakes.Fal(result=b"<html>")
        with pytest.raises(Nonsense):
            renderer(FalRenderer, fake, purse).generate(request(1))
        assert purse.spent == 450

    def test_a_picture_of_another_renderer_at_the_same_place_is_not_taken_for_ours(
        self, media: dict[str, bytes]
    ) -> None:
        media[f"{PREFIX}gen/gen_1/0001-0.jpg"] = fakes.picture()
        fake = fakes.Fal()
        renderer(FalRenderer, fake).generate(request(1))
        assert len(fake.started) == 1


class TestWorst:
    def test_one_refused_picture_does_not_give_up_those_that_only_have_to_wait(
        self, media: dict[str, bytes]
    ) -> None:
        answers = iter([422, 503, 503])
        fake = fakes.Fal(fault=lambda _: httpx.Response(next(answers)))
        with pytest.raises(Unavailable):
            renderer(FalRenderer, fake).generate(request(1, 2, 3))

    def test_a_gray_nothing_is_below_the_gate(self, media: dict[str, bytes]) -> None:
        media.pop(PRODUCT)
        (item,) = renderer(FalRenderer, fakes.Fal()).generate(request(1)).items
        assert item.quality is not None
        assert item.quality.score < 0.1
