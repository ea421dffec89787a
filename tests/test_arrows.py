"""The arrows of the house: functions and local -> service -> rules and store -> kit."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SUBJECTS = sorted(
    p.name for p in (ROOT / "lumiku").iterdir() if p.is_dir() and p.name[0] not in "_k"
)
SDKS = ("boto3", "botocore", "pynamodb", "httpx", "aws_lambda_powertools")


def imports_of(path: Path) -> Iterator[str]:
    """Every module a file imports, with the names taken from it as `module.name`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(folder: str, pattern: str = "**/*.py") -> list[Path]:
    return [p for p in sorted((ROOT / folder).glob(pattern)) if "__pycache__" not in p.parts]


def crossing(paths: list[Path], *forbidden: str) -> list[str]:
    """`file imports module` for every import that begins with a forbidden module."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports_of(path)
        if any(name == start or name.startswith(f"{start}.") for start in forbidden)
    ]


def test_the_product_knows_no_entry_point() -> None:
    outside = ("functions", "infra", "local", "pose_seed", "endpoint", "tests", "bench")
    assert crossing(files("lumiku"), *outside) == []


def test_infra_imports_no_runtime_code() -> None:
    assert crossing(files("infra"), "lumiku", "functions", "local", "endpoint") == []


def test_functions_never_import_each_other() -> None:
    names = [p.name for p in (ROOT / "functions").iterdir() if p.is_dir() and p.name[0] != "_"]
    for name in names:
        others = [f"functions.{other}" for other in names if other != name]
        assert crossing(files(f"functions/{name}"), *others) == []


def test_kit_knows_no_subject_but_the_policys_names() -> None:
    subjects = [f"lumiku.{name}" for name in SUBJECTS if name != "accounts"]
    assert crossing(files("lumiku/cloud"), *subjects, "lumiku.accounts.service") == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_calls_anothers_service_never_its_store(subject: str) -> None:
    others = [f"lumiku.{name}.{inner}" for name in SUBJECTS if name != subject
              for inner in ("store", "items")]  # fmt: skip
    assert crossing(files(f"lumiku/{subject}"), *others) == []


def test_rules_import_no_sdk() -> None:
    rules = [p for p in files("lumiku") if p.stem in ("rules", "policy", "clock", "vocabulary")]
    assert len(rules) >= 5
    assert crossing(rules, *SDKS, "lumiku.cloud") == []


def test_only_the_kit_speaks_to_aws() -> None:
    outside = [p for p in files("lumiku") if "kit" not in p.parts]
    assert crossing(outside, "boto3") == []
    assert crossing(files("functions"), "boto3", "botocore", "pynamodb") == []
