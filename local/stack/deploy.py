"""Brings the synthesized stack into the simulator, as CloudFormation would on AWS."""

import compileall
import io
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, Final

from botocore.exceptions import ClientError

from local.stack import fixups
from local.stack.assembly import STACK_NAME, Assembly, Asset
from local.stack.home import Home
from local.stack.problems import StackProblem
from local.stack.simulator import ACCOUNT, REGION, Clients
from local.stack.template import Template

__all__ = ["deploy", "outputs"]

_DEADLINE_SECONDS: Final = 180
_INLINE_LIMIT: Final = 51_200  # bytes of a TemplateBody
_BOOTSTRAP: Final = "/cdk-bootstrap/hnb659fds/version"
_SENDER: Final = "lumiku.com"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def deploy(
    home: Home, clients: Clients, made: Assembly, say: Callable[[str], None] = lambda _: None
) -> dict[str, str]:
    """Uploads assets, creates or updates the stack, applies and verifies the fix-ups.

    An assembly that is deployed already is only verified. Returns the stack's outputs. Raises
    StackProblem with the events of a failed deployment or with what the simulator dropped.
    """
    if home.read("deployed").get("digest") != made.digest or _state(clients) is None:
        say("uploading the functions")
        _upload(clients, made)
        say("deploying the stack")
        _apply(clients, made)
    template = Template(made.template, physical_ids(clients))
    fixups.apply(clients, template)
    # On AWS an operator verifies the sending domain once; it is no part of the template.
    clients.mail.create_email_identity(EmailIdentity=_SENDER)
    if lost := fixups.verify(clients, template):
        raise StackProblem(
            "The simulator did not keep everything that the template says.", details="\n".join(lost)
        )
    home.write("deployed", {"digest": made.digest, "outputs": (found := outputs(clients))})
    return found


def outputs(clients: Clients) -> dict[str, str]:
    stack = clients.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    return {entry["OutputKey"]: entry["OutputValue"] for entry in stack.get("Outputs", [])}


def physical_ids(clients: Clients) -> dict[str, str]:
    answer = clients.cloudformation.describe_stack_resources(StackName=STACK_NAME)
    return {
        entry["LogicalResourceId"]: entry.get("PhysicalResourceId", "")
        for entry in answer["StackResources"]
        if entry["ResourceStatus"].endswith("_COMPLETE")
    }


def _state(clients: Clients) -> str | None:
    try:
        stacks = clients.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return str(stacks[0]["StackStatus"]) if stacks else None


def _upload(clients: Clients, made: Assembly) -> None:
    for asset in made.assets:
        bucket = _name(asset.bucket)
        _ensure_bucket(clients, bucket)
        if _uploaded(clients, bucket, asset.key):
            continue
        data = packed(asset)
        clients.objects.put_object(Bucket=bucket, Key=asset.key, Body=data)


def _name(bucket: str) -> str:
    return bucket.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION)


def _ensure_bucket(clients: Clients, bucket: str) -> None:
    known = {entry["Name"] for entry in clients.objects.list_buckets()["Buckets"]}
    if bucket not in known:
        clients.objects.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )


def _uploaded(clients: Clients, bucket: str, key: str) -> bool:
    return bool(clients.objects.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount"))


def packed(asset: Asset) -> bytes:
    """The asset's bytes. A folder becomes a ZIP with bytecode, as every cold start unpacks it anew
    and would compile each module again."""
    if asset.packaging == "file":
        return asset.path.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "code"
        shutil.copytree(asset.path, copy, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(
            copy,
            quiet=2,
            stripdir=str(copy),
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )
        return _zipped(copy)


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _apply(clients: Clients, made: Assembly) -> None:
    # The template names the bootstrap version as an SSM parameter.
    clients.parameters.put_parameter(Name=_BOOTSTRAP, Value="30", Type="String", Overwrite=True)
    request: dict[str, Any] = {
        "StackName": STACK_NAME,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        **_template_source(clients, made),
    }
    state = _state(clients)
    if state in ("ROLLBACK_COMPLETE", "CREATE_FAILED"):
        clients.cloudformation.delete_stack(StackName=STACK_NAME)
        _settle(clients)
        state = None
    call = clients.cloudformation.update_stack
    if state in (None, "DELETE_COMPLETE"):
        call = partial(clients.cloudformation.create_stack, OnFailure="DO_NOTHING")
    try:
        call(**request)
    except ClientError as error:
        message = error.response.get("Error", {}).get("Message", "")
        if "No updates are to be performed" in message:
            return
        raise StackProblem("The stack could not be deployed.", details=message) from error
    _settle(clients)


def _template_source(clients: Clients, made: Assembly) -> dict[str, str]:
    body = made.template_file.read_text()
    if len(body.encode()) <= _INLINE_LIMIT:
        return {"TemplateBody": body}
    bucket = f"lumiku-templates-{ACCOUNT}"
    _ensure_bucket(clients, bucket)
    clients.objects.put_object(Bucket=bucket, Key=made.digest, Body=body.encode())
    return {"TemplateURL": f"{clients.endpoint}/{bucket}/{made.digest}"}


def _settle(clients: Clients) -> None:
    """Waits for the end of the running operation; a failed one is a problem with its events."""
    until = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < until:
        state = _state(clients)
        if state is None or state in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"):
            return
        if not state.endswith("_IN_PROGRESS"):
            raise StackProblem(
                f"The stack could not be deployed ({state}).", details=_failures(clients)
            )
        time.sleep(0.1)
    raise StackProblem(f"The stack was not deployed within {_DEADLINE_SECONDS} seconds.")


def _failures(clients: Clients) -> str:
    events = clients.cloudformation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    return "\n".join(
        f"{event['LogicalResourceId']} ({event['ResourceType']}): "
        f"{event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if "FAILED" in event["ResourceStatus"]
    )
