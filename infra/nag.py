"""Reasoned acknowledgements of findings, one call per construct that earns them."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

__all__ = ["acknowledge"]


def acknowledge(scope: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accept findings below `scope`: rule id -> why it is right.

    A cdk-nag rule is named as in its own list (`AwsSolutions-SMG4`), one of CDK with its kind in
    front (`Annotation::…`).
    """
    Validations.of(scope).acknowledge(
        *(
            Acknowledgment(id=rule if "::@" in rule else f"AwsSolutions::{rule}", reason=reason)
            for rule, reason in reasons.items()
        )
    )
