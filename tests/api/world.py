"""The API's handler over simulated AWS, and merchants who call it."""

import base64
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest import mock

from local.fakes.cloud import Cloud
from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Tier
from lumiku.catalog.store.tables import UploadItem
from lumiku.cloud import keys
from tests.api.contract import violations

DUITKU: Final = {"merchant_code": "D0001", "api_key": "732B39FC61796845775D2C4FB05332AF"}


@contextmanager
def simulated_aws() -> Iterator[Cloud]:
    """Tables, buckets, queues and secrets, as the functions' settings name them."""
    cloud = Cloud()
    cloud.secrets = {"signing": "for tests", "duitku": json.dumps(DUITKU)}
    with mock.patch.dict(os.environ, {"POWERTOOLS_LOG_LEVEL": "WARNING"}), cloud.installed():
        yield cloud


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any
    text: str


class Context:
    aws_request_id = "test"
    function_name = "api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:ap-southeast-1:123456789012:function:api"


def event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    claims: dict[str, Any] | None = None,
    base64_encoded: bool = False,
) -> dict[str, Any]:
    """An API Gateway HTTP API event, payload 2.0, as its JWT authorizer lets it through."""
    context: dict[str, Any] = {
        "accountId": "123456789012",
        "apiId": "api",
        "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "1.2.3.4"},
        "requestId": uuid.uuid4().hex,
        "routeKey": "ANY /v1/{proxy+}",
        "stage": "$default",
        "timeEpoch": 0,
    }
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers or {},
        "requestContext": context,
        "isBase64Encoded": base64_encoded,
    }
    if query:
        made["queryStringParameters"] = query
    if body is not None:
        made["body"] = body
    return made


def send(made: dict[str, Any]) -> Answer:
    """What the handler answers to an event, held against the OpenAPI document."""
    from functions.api.handler import handler

    raw = handler(made, Context())  # type: ignore[arg-type]
    answer = _answer(raw)
    broken = violations(made, answer.status, answer.headers, answer.body)
    assert not broken, "\n".join(["the OpenAPI document says otherwise:", *broken])
    return answer


def _answer(raw: dict[str, Any]) -> Answer:
    text = raw.get("body") or ""
    if raw.get("isBase64Encoded"):
        return Answer(raw["statusCode"], raw["headers"], None, base64.b64decode(text).decode())
    is_json = "json" in str(raw["headers"].get("Content-Type", ""))
    body = json.loads(text) if text and is_json else None
    return Answer(raw["statusCode"], raw["headers"], body, text)


@dataclass
class Merchant:
    """A signed-in client of the API."""

    user_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    groups: str = ""
    language: str = "en"

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """Sends a request; `if_match="..."` becomes the header `if-match`."""
        claims = {"sub": self.user_id, "email": f"{self.user_id[:8]}@lumiku.test"}
        if self.groups:
            claims["cognito:groups"] = self.groups
        made = {name.replace("_", "-"): value for name, value in headers.items()}
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        return send(
            event(
                method,
                "/v1" + path,
                body=text,
                headers={"accept-language": self.language, **made},
                query=query,
                claims=claims,
            )
        )

    def get(self, path: str, **options: Any) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("POST", path, body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> Answer:
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    def on(self, tier: str) -> "Merchant":
        """Puts the merchant on a plan."""
        accounts.set_tier(self.user_id, Tier(tier), clock.now())
        return self

    def kit(self, **changes: Any) -> dict[str, Any]:
        """A new brand kit."""
        wanted = {"name": "Skincare Aura", "category": "skincare", "colors": ["#FFB6C1"]}
        answer = self.post("/brand-kits", {**wanted, **changes})
        assert answer.status == 201, answer.text
        return dict(answer.body)

    def upload(self, kind: str, status: str = "ready") -> str:
        """The id of an upload in a state, as intake leaves it."""
        wanted = {"kind": kind, "filename": "a.jpg", "content_type": "image/jpeg", "size": 1000}
        answer = self.post("/uploads", wanted)
        assert answer.status == 201, answer.text
        upload_id = str(answer.body["id"])
        if status == "waiting":
            return upload_id
        item = UploadItem.get(keys.user(self.user_id), keys.upload(upload_id))
        item.status = status
        if status == "rejected":
            item.reason = {"code": "truncated", "id": "berkasnya terpotong", "en": "it is cut off"}
        else:
            item.image_key = keys.clean_image(self.user_id, upload_id, "jpg")
            item.thumbnail_key = keys.thumbnail(self.user_id, upload_id)
            item.cutout_key = keys.cutout(self.user_id, upload_id) if kind == "product" else None
            item.colors = ["#AA8866", "#FFFFFF"]
            item.width, item.height = 800, 1000
        item.save()
        return upload_id

    def avatar(self, kit_id: str, **changes: Any) -> dict[str, Any]:
        """A new avatar with a release."""
        wanted = {
            "brand_kit_id": kit_id,
            "name": "Aura Model - Main",
            "upload_id": changes.pop("upload_id", None) or self.upload("avatar"),
            "gender": "female",
            "age_range": "young",
            "release": {"signed_by": "Dewi", "signed_on": "2026-01-05"},
        }
        answer = self.post("/avatars", {**wanted, **changes})
        assert answer.status == 201, answer.text
        return dict(answer.body)

    def product(self, kit_id: str, **changes: Any) -> dict[str, Any]:
        """A new product."""
        wanted = {
            "brand_kit_id": kit_id,
            "name": "Serum bottle",
            "upload_id": changes.pop("upload_id", None) or self.upload("product"),
            "category": "skincare",
            "product_type": "bottle",
            "placement": "hand-held",
        }
        answer = self.post("/products", {**wanted, **changes})
        assert answer.status == 201, answer.text
        return dict(answer.body)
