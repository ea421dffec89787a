"""`make deploy`: says in plain words what is missing, or hands over to the pinned CDK CLI."""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.node import NODE, NODE_BIN, NPX
from infra.settings import Stage, stage_settings
from layers.build import LAYERS, LayerError, check_size, current

__all__ = ["CDK_CLI", "account", "command", "layer_problems", "main"]

# npm's `latest` of aws-cdk is an accidental publish outside the 2.x line: pinned.
CDK_CLI: Final = "aws-cdk@2.1148.1"


class Refused(Exception):
    """The deploy does not start; the message says what to do."""


def layer_problems() -> list[str]:
    """Why the layers on this disk cannot be deployed; empty when they can."""
    records = {layer.name: current(layer) for layer in LAYERS}
    missing = [name for name, record in records.items() if record is None]
    if missing:
        names = " and ".join(missing)
        return [f"the {names} layer is not built from the present locks: run `make layers`"]
    try:
        check_size([record for record in records.values() if record])
    except LayerError as error:
        return [str(error)]
    return []


def account(region: str) -> str:
    """The AWS account that the credentials of this machine belong to. Raises Refused."""
    config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})
    try:
        session = boto3.Session(region_name=region)
        if session.get_credentials() is None:
            raise Refused(
                "no AWS credentials are configured: run `aws configure sso` or `aws configure`, "
                "or set AWS_PROFILE"
            )
        identity = session.client("sts", config=config).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise Refused(f"AWS did not confirm the credentials of this machine: {error}") from error
    return str(identity["Account"])


def command(stage: Stage, context: Mapping[str, str], extra: Sequence[str]) -> list[str]:
    """The CDK CLI's command line for every stack of a stage."""
    pairs = {**context, "stage": stage.name}
    flags = [part for key, value in pairs.items() for part in ("--context", f"{key}={value}")]
    app = f'"{sys.executable}" app.py'
    return [
        str(NODE),
        str(NPX),
        "--yes",
        CDK_CLI,
        "deploy",
        "--all",
        "--app",
        app,
        *flags,
        *extra,
    ]


def environment(account_id: str, region: str) -> dict[str, str]:
    """This process's environment with the wheel's Node first and the target named."""
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(NODE_BIN), os.environ.get("PATH", "")]),
        "CDK_DEFAULT_ACCOUNT": account_id,
        "CDK_DEFAULT_REGION": region,
        "AWS_REGION": region,
    }


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 when deployed, 2 when refused, else the CDK CLI's own."""
    parser = argparse.ArgumentParser(prog="make deploy ARGS=…", description=__doc__)
    parser.add_argument("--stage", choices=("dev", "prod"), default="dev")
    parser.add_argument(
        "-c", "--context", action="append", default=[], metavar="KEY=VALUE", help="CDK context"
    )
    options, extra = parser.parse_known_args(arguments)
    try:
        context = _pairs(options.context)
        stage = stage_settings(options.stage, context.get)
    except ValueError as error:
        return _refuse([str(error)])
    problems = layer_problems()
    try:
        account_id = account(stage.region)
    except Refused as error:
        problems.append(str(error))
    if problems:
        return _refuse(problems)
    sys.stdout.write(f"Deploying stage {stage.name} to {account_id} in {stage.region}\n")
    return subprocess.run(  # noqa: S603 - our own command line
        command(stage, context, extra), env=environment(account_id, stage.region), check=False
    ).returncode


def _refuse(problems: Sequence[str]) -> int:
    sys.stderr.write("Not deployed:\n" + "".join(f"- {problem}\n" for problem in problems))
    return 2


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    split = [text.partition("=") for text in texts]
    for key, equals, _ in split:
        if not key or not equals:
            raise ValueError(f"context {key!r} must look like key=value")
    return {key: value for key, _, value in split}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
