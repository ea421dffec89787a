"""Reads a CloudFormation template against a deployed stack: intrinsics become their values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.stack.simulator import ACCOUNT, REGION

__all__ = ["ANYTHING", "Anything", "Resource", "Template", "differences"]


class Anything:
    """Stands for a value that only the service knows, such as an ARN; equals all but nothing."""

    def __repr__(self) -> str:
        return "<anything>"


ANYTHING: Final = Anything()


@dataclass(frozen=True)
class Resource:
    """One resource of the template with its intrinsics resolved."""

    logical_id: str
    kind: str  # such as AWS::SQS::Queue
    physical_id: str
    properties: Mapping[str, Any]


class Template:
    """The template's resources; `physical` maps logical ids to what the deployment made."""

    def __init__(self, body: Mapping[str, Any], physical: Mapping[str, str]) -> None:
        self._body = body
        self._physical = physical

    def resources(self) -> Iterator[Resource]:
        """Every resource whose condition holds (templates of stage local have none)."""
        for logical_id, declared in self._body["Resources"].items():
            yield Resource(
                logical_id,
                declared["Type"],
                self._physical.get(logical_id, ""),
                self.resolve(declared.get("Properties", {})),
            )

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            kept = (self.resolve(item) for item in value)
            return [item for item in kept if item is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref":
                return self._ref(argument)
            if name == "Fn::Join":
                return self._join(argument)
            if name.startswith("Fn::"):
                return ANYTHING
        resolved = {name: self.resolve(item) for name, item in value.items()}
        return {name: item for name, item in resolved.items() if item is not None}

    def _ref(self, name: str) -> Any:
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": REGION,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": None,
        }
        if name in pseudo:
            return pseudo[name]
        return self._physical.get(name, ANYTHING)

    def _join(self, argument: list[Any]) -> Any:
        separator, parts = argument
        resolved = self.resolve(parts)
        if any(isinstance(part, Anything) for part in resolved):
            return ANYTHING
        return str(separator).join(str(part) for part in resolved)


def differences(wanted: Any, found: Any, path: str = "") -> Iterator[str]:
    """What the template says and the deployed resource does not, one sentence each.

    Mappings may hold more than wanted. Lists must match member by member in any order. Numbers
    and booleans may be text, as CloudFormation allows.
    """
    if isinstance(wanted, Anything):
        if found in (None, "", [], {}):
            yield f"{path}: nothing was set"
    elif isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            yield f"{path}: wanted {dict(wanted)!r}, found {found!r}"
            return
        for name, value in wanted.items():
            yield from differences(value, found.get(name), f"{path}.{name}" if path else name)
    elif isinstance(wanted, list):
        yield from _list_differences(wanted, found, path)
    elif _scalar(wanted) != _scalar(found):
        yield f"{path}: wanted {wanted!r}, found {found!r}"


def _list_differences(wanted: list[Any], found: Any, path: str) -> Iterator[str]:
    if not isinstance(found, list):
        yield f"{path}: wanted {wanted!r}, found {found!r}"
        return
    left = list(found)
    for item in wanted:
        match = next((other for other in left if not any(differences(item, other))), None)
        if match is None:
            yield f"{path}: {item!r} is missing among {found!r}"
        else:
            left.remove(match)
    if left:
        yield f"{path}: {left!r} is there but not wanted"


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if value is None else str(value)
