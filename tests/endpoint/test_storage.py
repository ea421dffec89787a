"""S3 as the container sees it: what is missing, what is forbidden, and in which region."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from endpoint.config import read
from endpoint.errors import EndpointError, ForbiddenObject, MissingObject, StorageFailed
from endpoint.objects import S3Objects


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[S3Objects, Stubber]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    made = S3Objects(region="ap-southeast-3")
    with Stubber(made._s3) as stubber:
        yield made, stubber


class TestS3Objects:
    @pytest.mark.parametrize(
        ("code", "status", "kind"),
        [
            ("NoSuchKey", 404, MissingObject),
            ("AccessDenied", 403, ForbiddenObject),
            ("SlowDown", 503, StorageFailed),
        ],
    )
    def test_a_missing_key_is_told_from_a_forbidden_one(
        self, s3: Any, code: str, status: int, kind: type[EndpointError]
    ) -> None:
        store, stubber = s3
        stubber.add_client_error("get_object", code, http_status_code=status)
        with pytest.raises(kind) as caught:
            store.get("media", "u/ani/a.jpg", None)
        assert caught.type is kind
        assert "u/ani/a.jpg" in caught.value.detail

    def test_a_forbidden_write_says_so(self, s3: Any) -> None:
        store, stubber = s3
        stubber.add_client_error("put_object", "AccessDenied", http_status_code=403)
        with pytest.raises(ForbiddenObject, match=r"may not write u/ani/a\.jpg"):
            store.put("media", "u/ani/a.jpg", b"x", "image/jpeg")

    def test_the_region_is_the_one_it_is_told(self, s3: Any) -> None:
        assert s3[0]._s3.meta.region_name == "ap-southeast-3"

    def test_sagemakers_own_variable_counts_when_nothing_else_is_said(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from endpoint import __main__ as command

        regions: list[str | None] = []

        class Stop(Exception):
            pass

        def stop(region: str | None = None) -> None:
            regions.append(region)
            raise Stop

        monkeypatch.setattr(command, "S3Objects", stop)
        monkeypatch.setattr(command, "log_as_json", lambda: None)
        monkeypatch.setenv("AWS_REGION", "ap-southeast-1")
        for environment in ({}, {"LUMIKU_ENDPOINT_REGION": "ap-southeast-3"}):
            with pytest.raises(Stop):
                command.serve(read(environment))
        assert regions == ["ap-southeast-1", "ap-southeast-3"]


class TestConfig:
    def test_the_stage_may_say_what_is_prepared(self) -> None:
        config = read(
            {
                "LUMIKU_ENDPOINT_MODE": "regions+graphs",
                "LUMIKU_ENDPOINT_WARM_SIZES": "768x960, 1024x1024",
                "LUMIKU_ENDPOINT_BUCKETS": "2,16",
            }
        )
        assert config.forward_mode == "regions+graphs"
        assert config.run == {"warm_sizes": [(768, 960), (1024, 1024)], "buckets": [2, 16]}
        assert read({}).run == {}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("WARM_SIZES", "768"), ("WARM_SIZES", "axb"), ("BUCKETS", "0"), ("BUCKETS", "two")],
    )
    def test_nonsense_is_named(self, name: str, value: str) -> None:
        with pytest.raises(RuntimeError, match=f"LUMIKU_ENDPOINT_{name}='{value}' is not like"):
            _ = read({f"LUMIKU_ENDPOINT_{name}": value}).run

    def test_an_unknown_mode_names_the_known_ones(self) -> None:
        with pytest.raises(RuntimeError, match="'fast' is not one of eager, graphs, regions"):
            _ = read({"LUMIKU_ENDPOINT_MODE": "fast"}).forward_mode
