"""Our GPU endpoint behind SageMaker's runtime: keys go in, keys come out."""

import json
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ValidationError

from lumiku.cloud.aws import client
from lumiku.rendering.contract import (
    CutoutRequest,
    CutoutResponse,
    GenerateRequest,
    GenerateResponse,
)
from lumiku.rendering.renderer import Nonsense, Rejected, RenderError, Throttled, Unavailable
from lumiku.settings import settings

__all__ = ["SageMakerRenderer"]

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_MAX_ANSWER: Final = 1_000_000  # bytes; real answers hold a few kilobytes
_FULL: Final = frozenset({"ThrottlingException", "ServiceUnavailable", "ModelNotReadyException"})
# What the runtime says, as a ValidationError, while no copy of the component runs.
# docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
_ASLEEP: Final = "has no capacity to process this request"
_WAKES_IN: Final = 60.0  # seconds until it is worth asking again; waking takes minutes
_REFUSED: Final = frozenset({"ValidationError", "ValidationException"})


class SageMakerRenderer:
    """Calls `invoke_endpoint` once; the SDK never repeats a call by itself."""

    name = "sagemaker"

    def is_configured(self) -> bool:
        return bool(settings().endpoint_name)

    def generate(self, request: GenerateRequest) -> GenerateResponse:
        answer = self._invoke(request, GenerateResponse)
        asked, told = {i.slot for i in request.items}, [i.slot for i in answer.items]
        if asked != set(told) or len(told) != len(asked):
            raise Nonsense("the endpoint answered for other slots than it was asked for")
        return answer

    def cutout(self, request: CutoutRequest) -> CutoutResponse:
        return self._invoke(request, CutoutResponse)

    def _invoke(self, request: BaseModel, kind: type[AnswerT]) -> AnswerT:
        component = settings().endpoint_component
        target = {"InferenceComponentName": component} if component else {}
        try:
            answer = client("sagemaker-runtime").invoke_endpoint(
                EndpointName=settings().need("endpoint_name"),
                **target,
                ContentType="application/json",
                Accept="application/json",
                Body=request.model_dump_json().encode(),
            )
            body = answer["Body"].read(_MAX_ANSWER)
        except ClientError as error:
            raise _translated(error) from error
        except BotoCoreError as error:
            raise Unavailable(f"{type(error).__name__}: the endpoint did not answer") from error
        try:
            return kind.model_validate_json(body)
        except ValidationError as error:
            raise Nonsense(f"unreadable answer: {error.error_count()} errors") from error


def _translated(error: ClientError) -> RenderError:
    """The container's own status tells whose fault it was; AWS's code where there is none."""
    response: dict[str, Any] = dict(error.response)
    code = str(response.get("Error", {}).get("Code", ""))
    status = int(
        response.get("OriginalStatusCode")
        or response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    )
    if _ASLEEP in str(response.get("Error", {}).get("Message", "")):
        return Throttled("asleep", retry_after=_WAKES_IN)
    told = _told(response)
    if status == 429 or code in _FULL:
        return Throttled(told.get("code", code), retry_after=float(told.get("retry_after", 5.0)))
    if 400 <= status < 500 and "code" in told:
        return Rejected(str(told["code"]))
    if code in _REFUSED:
        return Rejected(code)
    return Unavailable(f"{code} {status}")


def _told(response: dict[str, Any]) -> dict[str, Any]:
    """The container's own JSON error, if the runtime passed one on."""
    text = response.get("OriginalMessage") or response.get("Error", {}).get("Message", "")
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
