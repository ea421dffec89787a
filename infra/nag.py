"""Reasoned acknowledgements of cdk-nag findings, one call per construct that earns them."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

__all__ = ["acknowledge"]


def acknowledge(scope: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accept findings below `scope`: rule id (such as `AwsSolutions-SMG4`) -> why it is right."""
    Validations.of(scope).acknowledge(
        *(
            Acknowledgment(id=f"AwsSolutions::{rule}", reason=reason)
            for rule, reason in reasons.items()
        )
    )
