"""What the laptop deploys is what CDK synthesizes, and its packages hold what AWS gets."""

import json

import pytest

from infra.assets import ROOT
from local.stack.packages import sources
from local.stack.snapshot import KEPT, STACK_NAME, fingerprint, snapshot_of
from tests.infra.conftest import FUNCTIONS, Assembly

pytestmark = pytest.mark.synth


def test_the_kept_template_is_what_cdk_synthesizes(local_assembly: Assembly) -> None:
    """When this fails, run `make synth` and commit the result."""
    synthesized = local_assembly.template(STACK_NAME).body
    assert json.loads(KEPT.read_text()) == snapshot_of(synthesized, fingerprint())


@pytest.mark.parametrize(("output", "name"), FUNCTIONS.items())
def test_a_package_holds_the_files_of_the_asset(
    local_assembly: Assembly, output: str, name: str
) -> None:
    code = local_assembly.code(local_assembly.template(STACK_NAME), output)
    asset = {path.relative_to(code) for path in code.rglob("*") if path.is_file()}
    assert {path.relative_to(ROOT) for path in sources(name)} == asset
