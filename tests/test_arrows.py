"""The arrows of the house: functions and local -> service -> rules and store -> cloud -> core."""

import pytest

from tools.rooms import CLOUD, CORE, LARGE, ROOT, areas, cycles, read, room_of, under

AREAS = areas()
ENTRY_POINTS = ("functions", "infra", "local", "pose_seed", "endpoint", "layers", "tools", "bench")
SDKS = ("boto3", "botocore", "pynamodb", "httpx", "aws_lambda_powertools")
PURE = ("rules", "policy", "clock", "vocabulary")


def test_there_is_something_to_look_at() -> None:
    assert {"lumiku.generations", "lumiku.posters", "lumiku.deliveries"} <= set(AREAS)
    assert len(read().stores()) >= 10


def test_no_two_rooms_import_each_other_in_a_circle() -> None:
    assert cycles(read().rooms) == []


@pytest.mark.parametrize("room", [*LARGE, *AREAS])
def test_no_folders_of_a_room_import_each_other_in_a_circle(room: str) -> None:
    assert cycles(read().within(room)) == []


def test_the_product_knows_no_entry_point() -> None:
    assert read().crossings("lumiku", *ENTRY_POINTS) == []


def test_infra_imports_no_runtime_code() -> None:
    assert read().crossings("infra", "lumiku", "functions", "local", "endpoint") == []


def test_functions_never_import_each_other() -> None:
    names = sorted(
        path.name for path in (ROOT / "functions").iterdir() if (path / "handler.py").is_file()
    )
    assert len(names) >= 8
    for name in names:
        others = [f"functions.{other}" for other in names if other != name]
        assert read().crossings(f"functions.{name}", *others) == []


def test_core_and_cloud_know_no_area() -> None:
    assert read().rooms[CORE] == set()
    assert read().rooms[CLOUD] == {CORE}


def test_rows_are_defined_in_stores_only() -> None:
    """Whoever defines a class of rows is a store, and says so by its name."""
    elsewhere = [
        module
        for module in read().stores()
        if room_of(module) != CLOUD and "store" not in module.split(".")
    ]
    assert elsewhere == []


@pytest.mark.parametrize("area", AREAS)
def test_an_area_never_calls_the_store_of_another(area: str) -> None:
    stores = [module for module in read().stores() if room_of(module) not in (area, CLOUD)]
    queries = [f"{other}.store" for other in AREAS if other != area]
    assert read().crossings(area, *stores, *queries) == []


def test_the_preview_is_imported_by_the_list_of_adapters_only() -> None:
    users = {
        module
        for module, targets in read().imports.items()
        if not under(module, "endpoint.preview")
        and any(under(target, "endpoint.preview") for target in targets)
    }
    assert users == {"endpoint.adapters"}


def test_rules_import_no_sdk() -> None:
    rules = [
        module
        for module in read().imports
        if under(module, "lumiku") and set(PURE) & set(module.split("."))
    ]
    assert len(rules) >= 8
    for module in rules:
        assert read().crossings(module, *SDKS, CLOUD) == []


def test_only_the_cloud_speaks_to_aws() -> None:
    speakers = {
        module
        for module, names in read().outside.items()
        if under(module, "lumiku") and any(under(name, "boto3") for name in names)
    }
    assert {room_of(module) for module in speakers} == {CLOUD}
    assert read().crossings("functions", "boto3", "botocore", "pynamodb") == []


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert cycles(graph) == [["a", "b", "c"]]
