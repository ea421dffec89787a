"""Accounts of the local stack: made through Cognito, remembered with their passwords."""

import secrets
import string
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from local.stack.home import Home
from local.stack.problems import StackProblem
from local.stack.runtime import speak_to
from local.stack.simulator import Clients
from lumiku.accounts.policy import Tier

__all__ = ["Person", "enrol", "sign_in"]

_NOTE: Final = "accounts"


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in to the local stack."""

    user_id: str
    email: str
    password: str


def enrol(
    home: Home,
    clients: Clients,
    outputs: dict[str, str],
    email: str,
    *,
    tier: Tier | None = None,
    admin: bool = False,
) -> Person:
    """The account of this address: made with a random password when it is new, and put on the
    tier and into the admins' group when asked. Doing it again changes nothing else."""
    known = home.read(_NOTE)
    password = known.get(email) or _password()
    user_id = _ensure_user(clients, outputs["UserPoolId"], email, password)
    if known.get(email) != password:
        home.write(_NOTE, {**known, email: password})
    if admin:
        clients.cognito.admin_add_user_to_group(
            UserPoolId=outputs["UserPoolId"], Username=email, GroupName="admin"
        )
    if tier is not None:
        _set_tier(home, outputs, user_id, email, tier)
    return Person(user_id, email, password)


def sign_in(clients: Clients, outputs: dict[str, str], person: Person) -> str:
    """An ID token, good for an hour: what the API wants as `Authorization: Bearer`."""
    answer = clients.cognito.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": person.email, "PASSWORD": person.password},
    )
    return str(answer["AuthenticationResult"]["IdToken"])


def _ensure_user(clients: Clients, pool: str, email: str, password: str) -> str:
    try:
        found = clients.cognito.admin_get_user(UserPoolId=pool, Username=email)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "UserNotFoundException":
            raise
        found = _make_user(clients, pool, email)
    clients.cognito.admin_set_user_password(
        UserPoolId=pool, Username=email, Password=password, Permanent=True
    )
    return _attribute(found.get("UserAttributes") or found["Attributes"], "sub")


def _make_user(clients: Clients, pool: str, email: str) -> dict[str, Any]:
    try:
        made: dict[str, Any] = clients.cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
            ],
        )["User"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "InvalidParameterException":
            raise
        raise StackProblem(f"{email!r} is not an e-mail address.") from error
    return made


def _attribute(attributes: list[dict[str, str]], name: str) -> str:
    return next(entry["Value"] for entry in attributes if entry["Name"] == name)


def _password() -> str:
    """16 letters and digits with one of each class that the pool's policy asks for."""
    letters = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(12))
    return f"{letters}-{secrets.choice(string.ascii_lowercase)}A7"


def _set_tier(home: Home, outputs: dict[str, str], user_id: str, email: str, tier: Tier) -> None:
    from lumiku import clock
    from lumiku.accounts import service

    speak_to(home, outputs)
    service.ensure(user_id, email, clock.now())
    service.set_tier(user_id, tier, clock.now())
