"""An endpoint that scaled to zero says so as if the request were wrong."""

import pytest
from botocore.stub import Stubber

from lumiku.cloud.aws import client
from lumiku.rendering.contract import CutoutRequest
from lumiku.rendering.renderer import Throttled
from lumiku.rendering.sagemaker import SageMakerRenderer
from lumiku.settings import Settings

SAYS = (
    "Inference Component has no capacity to process this request. ApplicationAutoScaling may be "
    "in-progress (if configured) or try to increase the capacity by invoking "
    "UpdateInferenceComponentRuntimeConfig API."
)
REQUEST = CutoutRequest(
    request_id="r", bucket="b", prefix="u/1", source_key="u/1/a", output_key="u/1/b", deadline=1.0
)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Stubber:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    known = Settings(endpoint_name="lumiku-prod", endpoint_component="lumiku-prod-poses")
    monkeypatch.setattr("lumiku.rendering.sagemaker.settings", lambda: known)
    return Stubber(client("sagemaker-runtime"))


def test_a_sleeping_endpoint_makes_work_wait_instead_of_failing_it(runtime: Stubber) -> None:
    runtime.add_client_error("invoke_endpoint", "ValidationError", SAYS, http_status_code=400)

    with runtime, pytest.raises(Throttled) as caught:
        SageMakerRenderer().cutout(REQUEST)

    assert caught.value.retry_after == 60


def test_the_component_is_named_because_the_endpoint_hosts_one(runtime: Stubber) -> None:
    expected = {
        "EndpointName": "lumiku-prod",
        "InferenceComponentName": "lumiku-prod-poses",
        "ContentType": "application/json",
        "Accept": "application/json",
        "Body": REQUEST.model_dump_json().encode(),
    }
    runtime.add_client_error("invoke_endpoint", "ThrottlingException", expected_params=expected)

    with runtime, pytest.raises(Throttled):
        SageMakerRenderer().cutout(REQUEST)

    runtime.assert_no_pending_responses()
