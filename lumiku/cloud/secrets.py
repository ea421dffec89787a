"""Reading a secret's text from Secrets Manager."""

from lumiku.cloud.aws import client

__all__ = ["read_secret"]


def read_secret(name: str) -> str:
    """The present text of a secret, by name or ARN."""
    return str(client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
