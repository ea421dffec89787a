"""Brings the synthesized stack into the simulator, as CloudFormation would on AWS."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from botocore.exceptions import ClientError

from local.stack import fixups
from local.stack.home import Home
from local.stack.packages import BUCKET, Packages, addressed
from local.stack.problems import StackProblem
from local.stack.simulator import ACCOUNT, REGION, Clients
from local.stack.snapshot import STACK_NAME
from local.stack.template import Template

__all__ = ["Plan", "deploy", "outputs", "physical_ids", "settle_gaps"]

_DEADLINE_SECONDS: Final = 180
_INLINE_LIMIT: Final = 51_200  # bytes of a TemplateBody
_BOOTSTRAP: Final = "/cdk-bootstrap/hnb659fds/version"
_SENDER: Final = "lumiku.com"


@dataclass(frozen=True)
class Plan:
    """What is to be deployed: a template with the addresses of the packages that it refers to."""

    body: Mapping[str, Any]
    packages: Packages

    @classmethod
    def of(cls, template: Mapping[str, Any]) -> "Plan":
        packages = Packages.of(template)
        return cls(addressed(template, packages), packages)

    @cached_property
    def text(self) -> str:
        return json.dumps(self.body)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def deploy(
    home: Home,
    clients: Clients,
    plan: Plan,
    packed: Mapping[str, bytes],
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, str]:
    """Uploads packages and creates or updates the stack, unless this plan is deployed already.

    Returns the stack's outputs. Raises StackProblem with the events of a failed deployment. What
    the simulator drops of the template is the business of `settle_gaps`. `packed` may hold packages
    that were made ahead; the others that are missing are made here.
    """
    if home.read("deployed").get("digest") != plan.digest or _state(clients) is None:
        say("deploying the stack")
        _upload(clients, plan, packed)
        _apply(clients, plan)
        _throw_away_old(clients, plan)
    found = outputs(clients)
    note = {"digest": plan.digest, "keys": dict(plan.packages.keys), "outputs": found}
    home.write("deployed", note)
    return found


def settle_gaps(clients: Clients, plan: Plan) -> None:
    """Applies what the simulator drops of the template; raises StackProblem for what is left."""
    template = Template(plan.body, physical_ids(clients))
    fixups.apply(clients, template)
    # On AWS an operator verifies the sending domain once; it is no part of the template.
    clients.mail.create_email_identity(EmailIdentity=_SENDER)
    if lost := fixups.verify(clients, template):
        raise StackProblem(
            "The simulator did not create all of the template. Try again after `lumiku reset`.",
            details="\n".join(lost),
        )


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


def _upload(clients: Clients, plan: Plan, packed: Mapping[str, bytes]) -> None:
    _ensure_bucket(clients, BUCKET)
    keys = plan.packages.keys
    there = _uploaded(clients)
    missing = {name for name, key in keys.items() if key not in there}
    made = {name: packed[name] for name in missing & packed.keys()}
    if late := missing - packed.keys():
        made |= plan.packages.packed(sorted(late))
    for name, data in made.items():
        clients.objects.put_object(Bucket=BUCKET, Key=keys[name], Body=data)


def _uploaded(clients: Clients) -> set[str]:
    found = clients.objects.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {str(entry["Key"]) for entry in found}


def _throw_away_old(clients: Clients, plan: Plan) -> None:
    """The functions hold their code themselves; every edit would leave its packages here."""
    for key in _uploaded(clients) - set(plan.packages.keys.values()):
        clients.objects.delete_object(Bucket=BUCKET, Key=key)


def _ensure_bucket(clients: Clients, bucket: str) -> None:
    known = {entry["Name"] for entry in clients.objects.list_buckets()["Buckets"]}
    if bucket not in known:
        clients.objects.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )


def _apply(clients: Clients, plan: Plan) -> None:
    # The template names the bootstrap version as an SSM parameter.
    clients.parameters.put_parameter(Name=_BOOTSTRAP, Value="30", Type="String", Overwrite=True)
    request: dict[str, Any] = {
        "StackName": STACK_NAME,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        **_template_source(clients, plan),
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


def _template_source(clients: Clients, plan: Plan) -> dict[str, str]:
    body = plan.text.encode()
    if len(body) <= _INLINE_LIMIT:
        return {"TemplateBody": plan.text}
    bucket = f"lumiku-templates-{ACCOUNT}"
    _ensure_bucket(clients, bucket)
    clients.objects.put_object(Bucket=bucket, Key=plan.digest, Body=body)
    return {"TemplateURL": f"{clients.endpoint}/{bucket}/{plan.digest}"}


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
        time.sleep(0.05)
    raise StackProblem(f"The stack was not deployed within {_DEADLINE_SECONDS} seconds.")


def _failures(clients: Clients) -> str:
    events = clients.cloudformation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    return "\n".join(
        f"{event['LogicalResourceId']} ({event['ResourceType']}): "
        f"{event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if "FAILED" in event["ResourceStatus"]
    )
