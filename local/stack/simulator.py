"""The AWS simulator (ministack) as a part of the stack: its command, environment and clients."""

import json
import sys
from functools import cached_property
from threading import Lock
from typing import Any, Final

from infra.settings import STAGES
from local.stack.home import HOST, Home
from local.stack.services import Command, clean_environment

__all__ = ["ACCOUNT", "REGION", "Clients", "command", "mend_state"]

REGION: Final = STAGES["local"].region
ACCOUNT: Final = "000000000000"  # the simulator's account for the access key "test"


def command(home: Home) -> Command:
    """Starts ministack for this stack. Handlers run as its children and inherit its environment,
    so what only a laptop needs (where the endpoint and the front listen) is told here instead of
    in the template, which stays the one that AWS gets.
    """
    folder = home.folder
    return Command(
        name="simulator",
        arguments=(sys.executable, "-m", "ministack"),
        environment=clean_environment(
            {
                "BIND_HOST": HOST,
                "GATEWAY_PORT": str(home.ports.simulator),
                "MINISTACK_HOST": HOST,
                "MINISTACK_REGION": REGION,
                "PERSIST_STATE": "1",
                "STATE_DIR": str(folder / "state"),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(folder / "objects"),
                "TMPDIR": str(folder / "tmp"),
                "SFTP_ENABLED": "0",
                "IOT_MTLS_ENABLED": "0",
                "LOG_LEVEL": "INFO",
                "LAMBDA_WARM_TTL_SECONDS": "120",
                "AWS_ENDPOINT_URL": home.simulator_url,
                "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": home.endpoint_url,
                "LUMIKU_PUBLIC_URL": home.url,
            }
        ),
        health=f"{home.simulator_url}/_ministack/health",
        grace=20.0,  # it writes every table and queue to disk on SIGTERM
    )


def mend_state(home: Home) -> None:
    """Forgets how far the streams were read before the stop.

    The simulator keeps those positions but not the streams' records, so that after a restart it
    would wait for as many new records as it had seen before and lose them all. Without a position
    a mapping begins at the first record.
    """
    kept = home.folder / "state" / "lambda.json"
    if not kept.exists():
        return
    state = json.loads(kept.read_text())
    state["payload"]["dynamodb_stream_positions"]["data"] = {}
    fresh = kept.with_suffix(".mended")
    fresh.write_text(json.dumps(state))
    fresh.replace(kept)


class Clients:
    """Clients of the simulator, made when first used. They reach nothing but 127.0.0.1."""

    def __init__(self, home: Home) -> None:
        self.endpoint = home.simulator_url
        self._lock = Lock()  # a session's first use is not safe between threads

    @cached_property
    def _session(self) -> Any:
        # Imported late: it takes longer than starting the simulator, which can go on meanwhile.
        import boto3

        return boto3.Session(
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 the simulator's, no secret
            region_name=REGION,
        )

    def _client(self, service: str) -> Any:
        from botocore.config import Config

        config = Config(
            retries={"total_max_attempts": 1},
            connect_timeout=2,
            read_timeout=120,
            max_pool_connections=32,
        )
        with self._lock:
            return self._session.client(service, endpoint_url=self.endpoint, config=config)

    @cached_property
    def cloudformation(self) -> Any:
        return self._client("cloudformation")

    @cached_property
    def cognito(self) -> Any:
        return self._client("cognito-idp")

    @cached_property
    def dynamodb(self) -> Any:
        return self._client("dynamodb")

    @cached_property
    def functions(self) -> Any:
        return self._client("lambda")

    @cached_property
    def gateway(self) -> Any:
        return self._client("apigatewayv2")

    @cached_property
    def logs(self) -> Any:
        return self._client("logs")

    @cached_property
    def mail(self) -> Any:
        return self._client("sesv2")

    @cached_property
    def objects(self) -> Any:
        return self._client("s3")

    @cached_property
    def parameters(self) -> Any:
        return self._client("ssm")

    @cached_property
    def schedules(self) -> Any:
        return self._client("scheduler")

    @cached_property
    def queues(self) -> Any:
        return self._client("sqs")

    @cached_property
    def topics(self) -> Any:
        return self._client("sns")
