"""Mails at most once on a running stack: each call between a used pose and a sent mail fails once.

A merchant passes RED; the n-th AWS call that the usage monitor or the delivery worker then makes is
broken before or after the service has acted, or the function's process is killed there. Then time
passes as it does on AWS: another pose is used, the tick comes, SES reports what it accepted. Each
line says how many mails left for the calls of one fault; none may have left twice.
"""

import argparse
import json
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from local.fakes.cloud import Fault
from local.fakes.faults import Strike, broken_calls
from local.fakes.hours import live_at
from local.fakes.shops import Merchant, Street, draw_pictures
from local.stack.home import Home, free_port
from local.stack.mails import sent
from local.stack.stack import Stack
from lumiku import clock
from lumiku.accounts.policy import PLANS, Tier

FAULTS: Final = (Fault.BEFORE, Fault.LOST, Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
BROKEN: Final = ("UsageMonitorFunction", "DeliveryWorkerFunction")
ROUNDS: Final = 12  # of waiting for a mail, a second each
PATIENCE: Final = 60  # seconds for all events of SES
LEFT: Final = frozenset({"sent", "delivered"})


@dataclass(frozen=True)
class Case:
    """One merchant's crossing, and the call that failed in it."""

    merchant: Merchant
    fault: str
    call: Strike


@dataclass
class Scene:
    """The stack, and what is done to it and seen of it."""

    stack: Stack
    street: Street

    def function(self, output: str) -> str:
        return self.stack.outputs[output]

    def crosses(self, merchant: Merchant) -> None:
        """Passes RED, and lets what AWS would bring again come until a mail has left."""
        limits = PLANS[Tier.STARTER].thresholds
        assert limits is not None
        for later in range(ROUNDS):
            self.street.has_used(merchant, limits.red + 1 + later, clock.month_key(clock.now()))
            if later:
                self._tick()
            until = time.monotonic() + 1
            while time.monotonic() < until:
                if self.state(merchant) in LEFT:
                    return
                time.sleep(0.1)
            if self.state(merchant) == "sending":
                return  # only an event of SES or an hour can tell now

    def state(self, merchant: Merchant) -> str | None:
        key = {"pk": {"S": f"U#{merchant.person.user_id}"}, "sk": {"S": f"MAIL#{mail_id()}"}}
        table = self.stack.outputs["CoreTable"]
        found = self.stack.clients.dynamodb.get_item(TableName=table, Key=key)
        return str(found["Item"]["status"]["S"]) if "Item" in found else None

    def mails(self) -> Counter[str]:
        return Counter(mail.to for mail in sent(self.stack.home))

    def ses_reports(self, merchant: Merchant) -> None:
        tags = {"lumiku_mail": [mail_id()], "lumiku_user": [merchant.person.user_id]}
        told = {"eventType": "Delivery", "mail": {"messageId": "m", "tags": tags}}
        self.stack.clients.topics.publish(
            TopicArn=self.stack.outputs["MailEventsTopic"], Message=json.dumps(told)
        )

    def an_hour_passes(self) -> None:
        live_at(self.stack.clients, self.stack.outputs, datetime.now(UTC) + timedelta(minutes=61))
        self._tick()

    def _tick(self) -> None:
        self.stack.clients.functions.invoke(
            FunctionName=self.function("DeliveryWorkerFunction"),
            Payload=b'{"source": "lumiku.tick"}',
        )


def mail_id() -> str:
    return f"{clock.month_key(clock.now())}_RED"


def play(scene: Scene, output: str, every: int) -> list[Case]:
    """One merchant for each fault at every (or each `every`-th) call of one function."""
    with broken_calls(scene.stack.clients, scene.function(output)) as proxy:
        for _ in range(3):  # the first ones pay for the imports and for what is read once
            proxy.breaks()
            scene.crosses(scene.street.merchant(Tier.STARTER))
            time.sleep(1)
        calls = list(proxy.calls)
        print(f"{output}, from a used pose on: {', '.join(name for name, _ in calls)}")
        cases = []
        for fault in FAULTS:
            for call in calls[::every]:
                merchant = scene.street.merchant(Tier.STARTER)
                proxy.breaks(fault, call)
                scene.crosses(merchant)
                if proxy.broke:
                    cases.append(Case(merchant, fault, call))
                else:
                    print(f"{fault} did not meet {call}")
    return cases


def report(scene: Scene, cases: list[Case]) -> int:
    """Prints what became of every case; returns how many are not as promised."""
    mails = scene.mails()
    told = [case.merchant for case in cases if mails[case.merchant.person.email]]
    for merchant in told:
        scene.ses_reports(merchant)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(scene.state(one) != "delivered" for one in told):
        time.sleep(0.5)
    scene.an_hour_passes()
    wrong = 0
    for fault in FAULTS:
        mine = [case for case in cases if case.fault == fault]
        counts = Counter(mails[case.merchant.person.email] for case in mine)
        without = {case.call[0] for case in mine if not mails[case.merchant.person.email]}
        lost = f"{counts[0]} ({', '.join(sorted(without))})" if without else "0"
        doubled = sum(n for mails, n in counts.items() if mails > 1)
        print(f"{fault:14}{len(mine):>4} cases: one mail {counts[1]}, none {lost}, more {doubled}")
        for case in mine:
            state, left = scene.state(case.merchant), mails[case.merchant.person.email]
            if (state, left) not in (("delivered", 1), ("unknown", 0)):
                print(f"  {case.call}: {left} mails, and the outbox says {state}")
                wrong += 1
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="break only each n-th call")
    every = parser.parse_args().every
    home = Home.at(free_port())
    started = time.monotonic()
    try:
        with (
            Stack(home) as stack,
            TemporaryDirectory() as folder,
            Street(stack, draw_pictures(Path(folder))) as street,
        ):
            scene = Scene(stack, street)
            cases = [case for output in BROKEN for case in play(scene, output, every)]
            wrong = report(scene, cases)
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)
    print(f"{time.monotonic() - started:.0f} s; cases that are not as promised: {wrong}")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
