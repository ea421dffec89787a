"""The free plan's limit on a running stack: twelve clients at once, round after round.

Each round starts at an empty month: every client asks for one picture at the same moment, and
exactly as many as the plan has must be admitted. The batches wait for the quiet hours where they
can, are cancelled, and when all have ended the month's row is emptied for the next round.
"""

import argparse
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from local.fakes.shops import Shop, Street, draw_pictures
from local.stack.home import Home, free_port
from local.stack.stack import Stack
from lumiku import clock
from lumiku.accounts.policy import PLANS, Tier

LIMIT: Final = PLANS[Tier.FREE].poses_per_month or 0


def empty_month(stack: Stack, shop: Shop) -> None:
    key = {
        "pk": {"S": f"U#{shop.owner.person.user_id}"},
        "sk": {"S": f"USAGE#{clock.month_key(clock.now())}"},
    }
    stack.clients.dynamodb.delete_item(TableName=stack.outputs["CoreTable"], Key=key)


def play(shop: Shop, pool: ThreadPoolExecutor, clients: int) -> tuple[Counter[int], int]:
    """One round: how often each status was answered, and used + held afterwards."""
    order = {**shop.order(skincare_closeup=1), "when": "off_peak"}
    answers = list(pool.map(lambda _: shop.api.send("POST", "/generations", order), range(clients)))
    usage = shop.api.get("/usage")
    made = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    for batch in made:
        shop.api.send("POST", f"/generations/{batch}/cancel")
    for batch in made:
        shop.api.follow(batch)
    return Counter(answer.status_code for answer in answers), usage["used"] + usage["held"]


def run(stack: Stack, rounds: int, clients: int) -> int:
    """The number of rounds in which the limit was passed or not reached."""
    wrong = 0
    statuses: Counter[int] = Counter()
    started = time.monotonic()
    with (
        TemporaryDirectory() as folder,
        Street(stack, draw_pictures(Path(folder))) as street,
        ThreadPoolExecutor(clients) as pool,
    ):
        shop = street.shop(Tier.FREE)
        for _ in range(rounds):
            empty_month(stack, shop)
            told, taken = play(shop, pool, clients)
            statuses += told
            wrong += told[202] != LIMIT or taken != LIMIT
    seconds = time.monotonic() - started
    print(f"{rounds} rounds of {clients} clients in {seconds:.0f} s: answers {dict(statuses)}")
    print(f"rounds with another number than {LIMIT} admitted: {wrong}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=12)
    wanted = parser.parse_args()
    home = Home.at(free_port())
    try:
        with Stack(home) as stack:
            raise SystemExit(run(stack, wanted.rounds, wanted.clients) > 0)
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
