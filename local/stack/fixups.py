"""Applies what the simulator drops from the template, and proves that nothing else was dropped."""

from collections.abc import Mapping
from typing import Any

from local.stack.described import PRESENCE_ONLY, READERS, UNREAD, api_lifecycle
from local.stack.simulator import Clients
from local.stack.template import Resource, Template, differences

__all__ = ["apply", "verify"]


def apply(clients: Clients, template: Template) -> None:
    """Sets a table's TTL, a bucket's lifecycle, a function's reserved concurrency and the HTTP
    API's CORS through the service APIs. Doing it twice changes nothing."""
    for resource in template.resources():
        if resource.kind == "AWS::DynamoDB::Table":
            _time_to_live(clients, resource)
        elif resource.kind == "AWS::S3::Bucket":
            _lifecycle(clients, resource)
        elif resource.kind == "AWS::Lambda::Function":
            _reserved_concurrency(clients, resource)
        elif resource.kind == "AWS::ApiGatewayV2::Api":
            _cors(clients, resource)


def verify(clients: Clients, template: Template) -> list[str]:
    """One sentence for each thing that the template says and the simulator does not hold.

    A resource type that is neither read nor listed as presence-only is a finding as well: whoever
    adds one decides how it is checked.
    """
    findings = []
    for resource in template.resources():
        name = f"{resource.logical_id} ({resource.kind})"
        if not resource.physical_id:
            findings.append(f"{name} was not made")
        elif resource.kind in READERS:
            findings += [f"{name} {lost}" for lost in _lost(clients, resource)]
        elif resource.kind not in PRESENCE_ONLY:
            findings.append(f"{name} has no check: add one to local/stack/described.py")
    return findings


def _lost(clients: Clients, resource: Resource) -> list[str]:
    unread = UNREAD.get(resource.kind, frozenset())
    wanted = {
        key: value
        for key, value in resource.properties.items()
        if key not in unread and key != "Tags"
    }
    found = READERS[resource.kind](clients, resource.physical_id)
    return list(differences(_compared(resource.kind, wanted), found))


def _compared(kind: str, wanted: dict[str, Any]) -> Mapping[str, Any]:
    """The wanted properties without what cannot be compared word by word."""
    if kind == "AWS::S3::Bucket" and "LifecycleConfiguration" in wanted:
        rules = wanted["LifecycleConfiguration"]["Rules"]
        return {
            **wanted,
            "LifecycleConfiguration": {"Rules": [_without_ids(rule) for rule in rules]},
        }
    return wanted


def _without_ids(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != "Id"}


def _time_to_live(clients: Clients, resource: Resource) -> None:
    wanted = resource.properties.get("TimeToLiveSpecification")
    if not wanted:
        return
    name = resource.physical_id
    found = clients.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if found.get("AttributeName") != wanted["AttributeName"]:
        clients.dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)


def _lifecycle(clients: Clients, resource: Resource) -> None:
    wanted = resource.properties.get("LifecycleConfiguration")
    if wanted:
        clients.objects.put_bucket_lifecycle_configuration(
            Bucket=resource.physical_id,
            LifecycleConfiguration={"Rules": api_lifecycle(wanted["Rules"])},
        )


def _reserved_concurrency(clients: Clients, resource: Resource) -> None:
    wanted = resource.properties.get("ReservedConcurrentExecutions")
    if wanted is not None:
        clients.functions.put_function_concurrency(
            FunctionName=resource.physical_id, ReservedConcurrentExecutions=int(wanted)
        )


def _cors(clients: Clients, resource: Resource) -> None:
    wanted = resource.properties.get("CorsConfiguration")
    if wanted:
        clients.gateway.update_api(ApiId=resource.physical_id, CorsConfiguration=wanted)
