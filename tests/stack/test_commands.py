"""The commands that look into a running stack."""

import base64
import json
from collections.abc import Callable

import httpx
import pytest
from typer.testing import CliRunner, Result

from local.cli import app
from local.fakes.shops import Street
from local.stack.stack import Stack

pytestmark = pytest.mark.stack

Run = Callable[..., Result]


@pytest.fixture
def run(stack: Stack) -> Run:
    """Runs a command against the stack."""

    def invoke(*arguments: str) -> Result:
        port = str(stack.home.ports.front)
        return CliRunner().invoke(app, [*arguments, "--port", port])

    return invoke


def claims(token: str) -> dict[str, object]:
    body = token.split(".")[1]
    told: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return told


class TestToken:
    def test_it_opens_the_api_on_the_wanted_plan(self, run: Run, stack: Stack) -> None:
        answer = run("token", "budi@lumiku.test", "--tier", "enterprise")
        token = answer.stdout.strip()
        usage = httpx.get(
            f"{stack.home.url}/v1/usage",
            headers={"authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=30,
        )
        assert usage.json()["tier"] == "enterprise"
        assert claims(token)["email"] == "budi@lumiku.test"
        assert "cognito:groups" not in claims(token)

    def test_an_admin_is_in_the_group(self, run: Run) -> None:
        token = run("token", "root@lumiku.test", "--admin").stdout.strip()
        assert claims(token)["cognito:groups"] == ["admin"]

    def test_the_same_address_is_the_same_account(self, run: Run) -> None:
        first, second = (run("token", "citra@lumiku.test").stdout.strip() for _ in range(2))
        assert claims(first)["sub"] == claims(second)["sub"]


class TestLooking:
    def test_url(self, run: Run, stack: Stack) -> None:
        assert run("url").stdout == f"{stack.home.url}\n"

    def test_logs_of_a_function(self, run: Run, street: Street) -> None:
        street.merchant().api.get("/usage")
        answer = run("logs", "api", "-n", "1")
        assert "path=/v1/usage" in answer.stdout
        assert "status=200" in answer.stdout

    def test_logs_of_a_part(self, run: Run) -> None:
        assert "warm" in run("logs", "endpoint").stdout

    def test_doctor_sees_the_stack(self, run: Run, stack: Stack) -> None:
        assert f"A stack runs at {stack.home.url}" in run("doctor").stdout.replace("\n", " ")

    def test_down_waits_for_nobody_else(self, run: Run, stack: Stack) -> None:
        answer = run("reset", "--yes")
        assert answer.exit_code == 1
        assert "is running" in answer.output

    def test_mails_that_were_sent(self, run: Run, stack: Stack) -> None:
        stack.clients.mail.send_email(
            FromEmailAddress="halo@lumiku.com",
            Destination={"ToAddresses": ["sari@lumiku.test"]},
            Content={
                "Simple": {
                    "Subject": {"Data": "Batch Anda selesai"},
                    "Body": {"Text": {"Data": "12 foto sudah jadi."}},
                }
            },
        )
        answer = run("mails")
        assert "Batch Anda selesai" in answer.stdout
        assert "12 foto sudah jadi." in answer.stdout
        assert json.loads(run("mails", "--json").stdout)[-1]["to"] == "sari@lumiku.test"
