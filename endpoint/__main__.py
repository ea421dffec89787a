"""`python -m endpoint serve`: what SageMaker calls as `docker run IMAGE serve`."""

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator

import uvicorn

from endpoint import config as configuration
from endpoint.adapters import build
from endpoint.config import Config
from endpoint.objects import S3Objects
from endpoint.server import Service, application
from endpoint.telemetry import Meter, log_as_json


class Server(uvicorn.Server):
    """uvicorn that ends with status 0 once a signal has drained it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        yield


def serve(config: Config) -> None:
    """Answer until a signal; requests in flight are finished before the process ends."""
    log_as_json()
    region = config.region or os.environ.get("AWS_REGION", "")
    store = S3Objects(region=region or None)
    service = Service(config=config, adapter=build(config), store=store, meter=Meter())
    Server(
        uvicorn.Config(
            application(service),
            host=config.host,
            port=config.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=config.drain_seconds,
            timeout_keep_alive=75,
        )
    ).run()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="endpoint", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("serve", help="start the server")
    command.add_argument("--host", help="address to bind (127.0.0.1)")
    command.add_argument("--port", type=int, help="port to bind (8080)")
    command.add_argument("--adapter", help="a name, or auto: what the model folder holds")
    command.add_argument("--model-id", help="the model that requests must name")
    given = parser.parse_args(arguments)
    serve(
        configuration.read(
            host=given.host, port=given.port, adapter=given.adapter, model_id=given.model_id
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
