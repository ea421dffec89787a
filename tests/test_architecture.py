"""The one-page map names files that exist and the arrows that are."""

import re
from pathlib import Path

import pytest

from tools.rooms import ROOT, read, under

PAGE = (ROOT / "docs" / "architecture.md").read_text()
FILES = sorted(set(re.findall(r"`((?:lumiku|endpoint|functions|tests|tools)/[\w./]+)`", PAGE)))


@pytest.mark.parametrize("path", FILES)
def test_a_named_file_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_rule_of_the_product_has_a_row() -> None:
    rows = {int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.M)}
    assert rows == set(range(1, 33))


def drawn() -> dict[str, set[str]]:
    """The arrows of the first diagram, with what each room reaches by following them."""
    arrows: dict[str, set[str]] = {}
    block = PAGE.split("```mermaid")[1].split("```")[0]
    for line in block.splitlines():
        if "-->" not in line:
            continue
        start, _, ends = re.sub(r"\[[^]]*\]", "", line).partition("-->")
        arrows.setdefault(start.strip(), set()).update(end.strip() for end in ends.split("&"))
    reached = {room: set(ends) for room, ends in arrows.items()}
    for _ in arrows:
        for known in reached.values():
            known |= {far for end in list(known) for far in reached.get(end, ())}
    return reached


def test_the_diagram_shows_every_area_and_no_arrow_that_is_not_reached() -> None:
    reached = drawn()
    areas = {room.rpartition(".")[2] for room in read().rooms if under(room, "lumiku")}
    assert areas <= reached.keys() | {"core"}
    for room, targets in read().rooms.items():
        name = room.rpartition(".")[2]
        if not under(room, "lumiku") or name == "core":
            continue
        lower = {target.rpartition(".")[2] for target in targets}
        assert lower <= reached[name], name


def test_every_function_is_in_the_flows() -> None:
    flows = PAGE.split("```mermaid")[2].split("```")[0]
    for folder in Path(ROOT / "functions").iterdir():
        if (folder / "handler.py").is_file():
            assert f"[{folder.name}]" in flows, folder.name
