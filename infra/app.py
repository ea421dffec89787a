"""Settings to stacks: what app.py, the tests and the local stack all call."""

import json
from collections.abc import Mapping
from pathlib import Path

import infra.node  # noqa: F401 - before aws_cdk

# isort: split
from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from infra.assets import ROOT
from infra.cloud import CloudStack, FirewallStack
from infra.settings import stage_settings
from infra.stack import LumikuStack

__all__ = ["new_app", "synthesize"]


def new_app(outdir: Path | None = None, context: Mapping[str, object] | None = None) -> App:
    """An app under the project's flags whose synth fails on any finding of the validators."""
    app = App(
        outdir=str(outdir) if outdir else None,
        context=None if context is None else dict(context),
        analytics_reporting=False,
        tree_metadata=False,
    )
    # Neither App() nor a plain `python app.py` reads cdk.json; only the CLI does.
    for key, value in json.loads((ROOT / "cdk.json").read_text())["context"].items():
        if app.node.try_get_context(key) is None:
            app.node.set_context(key, value)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def synthesize(
    stage: str | None = None,
    outdir: Path | None = None,
    context: Mapping[str, object] | None = None,
) -> Path:
    """Write the stage's cloud assembly (templates, assets, manifest) and return its folder.

    `context` wins over what the CDK CLI passed, that over cdk.json. Raises ValueError for
    settings that make no sense and RuntimeError for findings of the validators.
    """
    app = new_app(outdir, context)
    name = stage or app.node.try_get_context("stage") or "dev"
    settings = stage_settings(str(name), app.node.try_get_context)
    lumiku = LumikuStack(app, f"Lumiku-{settings.name}", stage=settings)
    if settings.name != "local":
        firewall = FirewallStack(app, f"LumikuFirewall-{settings.name}", stage=settings)
        CloudStack(
            app, f"LumikuCloud-{settings.name}", stage=settings, lumiku=lumiku, firewall=firewall
        )
    return Path(app.synth().directory)
