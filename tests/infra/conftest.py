"""Synthesizes each kind of stage once for all tests and gives them readable templates."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.app import synthesize

# The output that names a function -> its folder. A test compares it with `functions/`.
FUNCTIONS = {
    "ApiFunction": "api",
    "UploadIntakeFunction": "upload_intake",
    "PoseDispatchFunction": "pose_dispatch",
    "PoseWorkerFunction": "pose_worker",
    "UsageMonitorFunction": "usage_monitor",
    "DeliveryWorkerFunction": "delivery_worker",
    "PosterWorkerFunction": "poster_worker",
    "PictureCleanupFunction": "picture_cleanup",
}
GPU = {
    "gpu": "true",
    "gpu_image_uri": "123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/lumiku-endpoint:1",
    "gpu_model_data": "s3://lumiku-models/sdxl.tar.gz",
    "gpu_mode": "regions",
    "gpu_warm_sizes": "768x960",
    "gpu_buckets": "2,16",
}
HOSTED = {
    "hosted": '[{"name": "fal", "model": "fal-ai/x", "price_idr": 450}]',
    "hosted_budget_idr": "100000",
}


@dataclass(frozen=True)
class Template:
    """A synthesized CloudFormation template."""

    name: str
    body: dict[str, Any]

    @property
    def outputs(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body.get("Outputs", {})
        return found

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Logical id -> properties of every resource of a type, such as `AWS::SQS::Queue`."""
        return {
            logical_id: resource.get("Properties", {})
            for logical_id, resource in self.body["Resources"].items()
            if resource["Type"] == kind
        }

    def one(self, kind: str) -> tuple[str, dict[str, Any]]:
        """The only resource of a type."""
        ((logical_id, properties),) = self.of(kind).items()
        return logical_id, properties

    def resource(self, output: str) -> str:
        """The logical id that an output names, such as `QueueFree`."""
        value = self.outputs[output]["Value"]
        return str(value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0])

    def properties(self, output: str) -> dict[str, Any]:
        found: dict[str, Any] = self.body["Resources"][self.resource(output)]["Properties"]
        return found

    def statements(self, function_output: str) -> list[dict[str, Any]]:
        """Every statement of the role of a function."""
        role = self.properties(function_output)["Role"]["Fn::GetAtt"][0]
        return [
            statement
            for policy in self.of("AWS::IAM::Policy").values()
            if {"Ref": role} in policy["Roles"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]


@dataclass(frozen=True)
class Assembly:
    folder: Path

    def template(self, stack: str) -> Template:
        return Template(stack, json.loads((self.folder / f"{stack}.template.json").read_text()))

    def stacks(self) -> set[str]:
        return {
            path.name.removesuffix(".template.json") for path in self.folder.glob("*.template.json")
        }

    def report(self) -> list[dict[str, Any]]:
        reports: list[dict[str, Any]] = json.loads(
            (self.folder / "validation-report.json").read_text()
        )["pluginReports"]
        return reports

    def code(self, template: Template, function_output: str) -> Path:
        """The folder that is uploaded as a function's code."""
        key = template.properties(function_output)["Code"]["S3Key"]
        files = json.loads((self.folder / f"{template.name}.assets.json").read_text())["files"]
        for file in files.values():
            for place in file["destinations"].values():
                if place["objectKey"] == key:
                    return self.folder / str(file["source"]["path"])
        raise LookupError(key)


@pytest.fixture(scope="session")
def prod_assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """Stage prod with a GPU."""
    return Assembly(synthesize("prod", tmp_path_factory.mktemp("prod"), GPU))


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Stage dev with hosted providers."""
    return Assembly(synthesize("dev", tmp_path_factory.mktemp("dev"), HOSTED)).template(
        "Lumiku-dev"
    )


@pytest.fixture(scope="session")
def local_assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return Assembly(synthesize("local", tmp_path_factory.mktemp("local")))


@pytest.fixture(scope="session")
def prod(prod_assembly: Assembly) -> Template:
    return prod_assembly.template("Lumiku-prod")


@pytest.fixture(scope="session")
def cloud(prod_assembly: Assembly) -> Template:
    return prod_assembly.template("LumikuCloud-prod")


@pytest.fixture(scope="session")
def local(local_assembly: Assembly) -> Template:
    return local_assembly.template("Lumiku-local")
