"""Links to stored objects: AWS's own signature, the same for half an hour."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore import auth
from botocore.config import Config

from lumiku.cloud.links import Credentials, signed_link, window

KEYS = ["u/a/clean/upl_1.jpg", "u/a b/ø~(1)+=&.png", "plain"]
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "get_current_datetime", lambda: AT.replace(tzinfo=None))


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("token", [None, "session/token+=="])
def test_is_what_the_sdk_signs(key: str, token: str | None) -> None:
    client = boto3.client(
        "s3",
        region_name="ap-southeast-3",
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
        aws_session_token=token,
        config=Config(signature_version="s3v4"),
    )
    theirs = client.generate_presigned_url(
        "get_object", Params={"Bucket": "media", "Key": key}, ExpiresIn=5400
    )
    origin = theirs.split("/u/")[0].split("/plain")[0]
    path = "/" + key
    ours = signed_link(origin, path, "ap-southeast-3", Credentials("AKID", "secret", token), AT)
    assert _parts(ours) == _parts(theirs)


def _parts(link: str) -> tuple[str, list[str]]:
    place, _, query = link.partition("?")
    return place, sorted(query.split("&"))


def test_window_is_half_an_hour() -> None:
    assert window(AT) == AT
    assert window(AT + timedelta(minutes=29, seconds=59)) == AT
    assert window(AT + timedelta(minutes=30)) == AT + timedelta(minutes=30)
