"""The cloud inside this process: for tests that break it on purpose and benches that count it.

DynamoDB is the simulator's own module, called directly, so conditions, transactions, client tokens
and consumed units are the ones the local stack has. Queues, objects and the GPU endpoint are kept
in dictionaries. Everything hangs on botocore's HTTP layer: the code under test is the real one.
"""

import copy
import html
import io
import json
import os
import re
import time
import urllib.parse
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Final
from unittest import mock

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

_sleep = time.sleep

__all__ = ["ENVIRONMENT", "Cloud", "Crashed", "Fault", "Message", "nth"]

REGION: Final = "ap-southeast-1"
_QUEUES: Final = ("free", "standard", "priority", "dedicated", "posters", "deliveries", "parked")
ENVIRONMENT: Final[dict[str, str]] = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "LUMIKU_STAGE": "local",
    "LUMIKU_REGION": REGION,
    "LUMIKU_CORE_TABLE": "lumiku-core",
    "LUMIKU_POSES_TABLE": "lumiku-poses",
    "LUMIKU_MEDIA_BUCKET": "media",
    "LUMIKU_RAW_BUCKET": "raw",
    "LUMIKU_ENDPOINT_NAME": "renderer",
    "LUMIKU_SIGNING_SECRET": "signing",
    "LUMIKU_MAIL_SENDER": "Lumiku <halo@lumiku.com>",
    "LUMIKU_MAILS_MARKETING": "marketing",
    "LUMIKU_MAILS_TRANSACTIONAL": "transactional",
    "LUMIKU_TEAM_WEBHOOKS": "team",
    "LUMIKU_DUITKU_SECRET": "duitku",
    **{f"LUMIKU_QUEUE_{name.upper()}": f"http://queues/1/{name}" for name in _QUEUES},
}


class Fault(StrEnum):
    """What may happen to one AWS call."""

    BEFORE = "before"  # the connection breaks before the service has done anything
    LOST = "lost"  # the service did it, and the answer is lost
    THROTTLED = "throttled"  # the service refuses for now
    CRASH_BEFORE = "crash_before"  # the process dies before the call
    CRASH_AFTER = "crash_after"  # the process dies after the call


def nth(number: int, fault: Fault) -> Callable[[str, str], str | None]:
    """A fault for the n-th call from now, from 0; later ones, repetitions too, go through."""
    left = [number]

    def decide(_service: str, _operation: str) -> str | None:
        left[0] -= 1
        return fault if left[0] == -1 else None

    return decide


class Crashed(BaseException):
    """The process is gone: nothing in the code under test may catch this."""


@dataclass
class Message:
    """A queued message and how often it was received."""

    id: str
    body: str
    receives: int = 0


@dataclass
class Cloud:
    """The services' state, the calls made to them, and the fault the next call meets."""

    fault: Callable[[str, str], str | None] = lambda _service, _operation: None
    endpoint: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] | None = None
    failed_entry: Callable[[], bool] = lambda: False  # of a SendMessageBatch
    calls: list[tuple[str, str]] = field(default_factory=list)
    units: dict[str, float] = field(default_factory=lambda: {"read": 0.0, "write": 0.0})
    queues: dict[str, deque[Message]] = field(default_factory=dict)
    in_work: dict[str, int] = field(default_factory=dict)  # messages that workers hold, by queue
    objects: dict[str, bytes] = field(default_factory=dict)
    mails: list[dict[str, Any]] = field(default_factory=list)  # what SES accepted, with its id
    rejects_mail: str | None = None  # what SES says instead of taking a mail
    secrets: dict[str, str] = field(default_factory=dict)  # others are "not-a-secret"
    parts: dict[tuple[str, str], dict[int, bytes]] = field(default_factory=dict)
    position: int = 0  # how far the stream was read
    _sent: int = 0

    def __post_init__(self) -> None:
        self.queues = {name: deque() for name in _QUEUES}
        self._dynamo = _fresh_dynamo()

    @contextmanager
    def installed(self) -> Iterator["Cloud"]:
        """Answers every AWS call of this process while the block runs."""
        with (
            mock.patch.dict("os.environ", ENVIRONMENT),
            mock.patch.object(URLLib3Session, "send", lambda _session, request: self.send(request)),
        ):
            # A stack that this process has spoken to may have left its addresses behind.
            for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
                del os.environ[name]
            forget()
            self._create_tables()
            try:
                yield self
            finally:
                forget()

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        service, operation = _addressed(request)
        self.calls.append((service, operation))
        fault = self.fault(service, operation)
        if fault == Fault.CRASH_BEFORE:
            raise Crashed
        if fault == Fault.BEFORE:
            raise ConnectionClosedError(endpoint_url=request.url)
        if fault == Fault.THROTTLED:
            return _response(request, 400, _error("ThrottlingException"))
        status, body, headers = self._answer(service, operation, request)
        if fault == Fault.CRASH_AFTER:
            raise Crashed
        if fault == Fault.LOST:
            raise ConnectionClosedError(endpoint_url=request.url)
        return _response(request, status, body, headers)

    def stream(self) -> list[dict[str, Any]]:
        """The core table's stream records since the last call."""
        records = self._dynamo.stream_records_since("lumiku-core", self.position, 10_000)
        self.position += len(records)
        return list(records)

    def items(self, partition: str, prefix: str = "") -> list[dict[str, Any]]:
        """The core table's items of a partition whose sort key has the prefix, for assertions."""
        kept = self._dynamo._tables["lumiku-core"]["items"].get(partition, {})
        return [copy.deepcopy(kept[key]) for key in sorted(kept) if key.startswith(prefix)]

    def _answer(
        self, service: str, operation: str, request: AWSPreparedRequest
    ) -> tuple[int, bytes, dict[str, str]]:
        body = _body(request)
        if service == "dynamodb":
            return self._dynamodb(operation, json.loads(body))
        if service == "sqs":
            return 200, json.dumps(self._sqs(operation, json.loads(body))).encode(), {}
        if service == "secretsmanager":
            name = json.loads(body)["SecretId"]
            text = self.secrets.get(name, "not-a-secret")
            answer = {"SecretString": text, "Name": name, "ARN": "arn"}
            return 200, json.dumps(answer).encode(), {}
        if service == "s3":
            return self._s3(request, body)
        if service == "ses":
            return self._ses(json.loads(body))
        if service == "sagemaker" and self.endpoint is not None:
            status, answer = self.endpoint(json.loads(body))
            return status, json.dumps(answer).encode(), {"Content-Type": "application/json"}
        raise AssertionError(f"{service} {operation} is not in this cloud")

    def _dynamodb(self, operation: str, data: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
        handled = self._dynamo.handle_request(
            "POST",
            "/",
            {"x-amz-target": f"DynamoDB_20120810.{operation}"},
            json.dumps(data).encode(),
            {},
        )
        status, headers, answer = _finished(handled)
        raw = answer if isinstance(answer, bytes) else answer.encode()
        kind = "write" if operation in _WRITES else "read"
        for spent in _capacities(json.loads(raw or b"{}").get("ConsumedCapacity")):
            self.units[kind] += spent
        return status, raw, headers

    def _sqs(self, operation: str, data: dict[str, Any]) -> dict[str, Any]:
        name = data["QueueUrl"].rsplit("/", 1)[1]
        queue = self.queues[name]
        if operation == "GetQueueAttributes":
            return {
                "Attributes": {
                    "ApproximateNumberOfMessages": str(len(queue)),
                    "ApproximateNumberOfMessagesNotVisible": str(self.in_work.get(name, 0)),
                }
            }
        if operation == "ChangeMessageVisibility":
            return {}
        if operation == "SendMessage":
            return {"MessageId": self._enqueue(queue, data["MessageBody"])}
        done, failed = [], []
        for entry in data["Entries"]:
            if self.failed_entry():
                failed.append({"Id": entry["Id"], "SenderFault": False, "Code": "InternalError"})
            else:
                sent = self._enqueue(queue, entry["MessageBody"])
                done.append({"Id": entry["Id"], "MessageId": sent, "MD5OfMessageBody": ""})
        return {"Successful": done, "Failed": failed}

    def _enqueue(self, queue: deque[Message], body: str) -> str:
        self._sent += 1
        queue.append(Message(str(self._sent), body))
        return str(self._sent)

    def _s3(self, request: AWSPreparedRequest, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        path = urllib.parse.unquote(urllib.parse.urlsplit(request.url).path).lstrip("/")
        query = urllib.parse.parse_qs(
            urllib.parse.urlsplit(request.url).query, keep_blank_values=True
        )
        if "uploads" in query or "uploadId" in query:
            return self._multipart(path, request.method or "", query, body)
        if "delete" in query:
            for key in re.findall(r"<Key>(.*?)</Key>", body.decode()):
                self.objects.pop(f"{path}/{html.unescape(key)}", None)
            return 200, b"<DeleteResult/>", {}
        if request.method == "PUT":
            self.objects[path] = body
            return 200, b"", {"ETag": '"x"'}
        if request.method == "DELETE":
            self.objects.pop(path, None)
            return 204, b"", {}
        if path not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>", {}
        stored = self.objects[path]
        if told := re.fullmatch(r"bytes=(\d+)-(\d+)", _text(request.headers.get("Range", ""))):
            stored = stored[int(told[1]) : int(told[2]) + 1]
        return 200, stored, {"Content-Length": str(len(stored))}

    def _ses(self, mail: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
        if self.rejects_mail is not None:
            refusal = {"message": self.rejects_mail}
            return 400, json.dumps(refusal).encode(), {"x-amzn-ErrorType": "MessageRejected"}
        message_id = f"message-{len(self.mails) + 1}"
        self.mails.append({**mail, "MessageId": message_id})
        return 200, json.dumps({"MessageId": message_id}).encode(), {}

    def _multipart(
        self, path: str, method: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, bytes, dict[str, str]]:
        """Parts are kept beside the objects until the upload is completed or aborted."""
        if "uploads" in query:
            self._sent += 1
            self.parts[path, str(self._sent)] = {}
            upload = f"<InitiateMultipartUploadResult><UploadId>{self._sent}</UploadId>"
            return 200, f"{upload}</InitiateMultipartUploadResult>".encode(), {}
        parts = self.parts.get((path, query["uploadId"][0]))
        if parts is None:
            return 404, b"<Error><Code>NoSuchUpload</Code></Error>", {}
        if method == "PUT":
            parts[int(query["partNumber"][0])] = body
            return 200, b"", {"ETag": '"part"'}
        del self.parts[path, query["uploadId"][0]]
        if method == "DELETE":
            return 204, b"", {}
        self.objects[path] = b"".join(parts[number] for number in sorted(parts))
        return 200, b"<CompleteMultipartUploadResult/>", {}

    def _create_tables(self) -> None:
        keys = [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ]
        common = {"KeySchema": keys, "BillingMode": "PAY_PER_REQUEST"}
        names = ("pk", "sk", "work", "due")
        index = {
            "IndexName": "by_work",
            "KeySchema": [
                {"AttributeName": "work", "KeyType": "HASH"},
                {"AttributeName": "due", "KeyType": "RANGE"},
            ],
            "Projection": {
                "ProjectionType": "INCLUDE",
                "NonKeyAttributes": ["kind", "user_id", "generation_id"],
            },
        }
        core = {
            "TableName": "lumiku-core",
            "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in names],
            "GlobalSecondaryIndexes": [index],
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }
        poses = {
            "TableName": "lumiku-poses",
            "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in names[:2]],
        }
        for table in (core, poses):
            status, answer, _ = self._dynamodb("CreateTable", {**common, **table})
            if status != 200:
                raise RuntimeError(answer)


_WRITES: Final = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
)


def forget() -> None:
    """Drops the clients and settings that a process keeps for its lifetime."""
    from lumiku.billing import duitku
    from lumiku.cloud import aws, cursors
    from lumiku.cloud.table import BoundModel
    from lumiku.deliveries.team import config as team
    from lumiku.poses import service as poses
    from lumiku.rendering import breaker, choice
    from lumiku.rendering.hosted import providers
    from lumiku.settings import settings

    team.forget()
    duitku.forget()
    aws.client.cache_clear()
    settings.cache_clear()
    cursors.signing_key.cache_clear()
    breaker.forget()
    choice.forget()
    providers.forget()
    poses.forget()
    BoundModel.forget()


def _fresh_dynamo() -> Any:
    dynamo = _dynamo()
    dynamo.reset()
    return dynamo


@cache
def _dynamo() -> Any:
    """The simulator's module, which from now on reads each expression once.

    It reads a condition anew for every item that a query meets, which was most of these tests'
    time; what it finds depends on the text alone. Its reaper of expired items sleeps even in a
    test that lets nothing else sleep: it would spin there.
    """
    from ministack.services import dynamodb

    dynamodb.time = SimpleNamespace(**{**vars(time), "sleep": _sleep})

    for name in ("_condition_syntax_error", "_number_size_bytes"):
        setattr(dynamodb, name, lru_cache(10_000)(getattr(dynamodb, name)))
    tokens = lru_cache(10_000)(dynamodb._tokenize)
    dynamodb._tokenize = lambda text: list(tokens(text))
    return dynamodb


def _finished(handled: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits: no event loop, which would cost more than it."""
    try:
        handled.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("the simulator's DynamoDB waited for something")


def _addressed(request: AWSPreparedRequest) -> tuple[str, str]:
    """(service, operation) of a request."""
    target = request.headers.get("X-Amz-Target", "")
    name = target.decode() if isinstance(target, bytes) else str(target)
    if "." in name:
        service, _, operation = name.partition(".")
        return _SERVICES[service], operation
    host = urllib.parse.urlsplit(request.url).netloc
    if "sagemaker" in host:
        return "sagemaker", "InvokeEndpoint"
    if host.startswith("email."):
        return "ses", "SendEmail"
    return "s3", f"{request.method.title()}Object"


_SERVICES: Final = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "secretsmanager": "secretsmanager",
}


def _body(request: AWSPreparedRequest) -> bytes:
    body: Any = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    raw = bytes(body) if isinstance(body, bytes | bytearray) else str(body).encode()
    encoding = request.headers.get("Content-Encoding", b"")
    named = encoding.decode() if isinstance(encoding, bytes) else str(encoding)
    return _unchunked(raw) if "aws-chunked" in named else raw


def _unchunked(raw: bytes) -> bytes:
    """What the SDK sends in pieces, each with its length, so that a checksum can follow."""
    data, at = b"", 0
    while (size := int(raw[at : (end := raw.index(b"\r\n", at))].split(b";")[0], 16)) > 0:
        data += raw[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return data


def _capacities(told: Any) -> list[float]:
    entries = told if isinstance(told, list) else [told] if told else []
    return [float(entry.get("CapacityUnits", 0)) for entry in entries]


def _error(code: str) -> bytes:
    return json.dumps({"__type": code, "message": "slow down"}).encode()


def _response(
    request: AWSPreparedRequest, status: int, body: bytes, headers: dict[str, str] | None = None
) -> AWSResponse:
    raw: Any = io.BytesIO(body)
    raw.stream = lambda *_arguments, **_options: iter([body])
    response = AWSResponse(request.url, status, HTTPHeaders.from_dict(headers or {}), raw)
    # Read ahead, as botocore does for an answer that is not a stream.
    vars(response)["_content"] = body
    return response


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
