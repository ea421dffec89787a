"""What differs between the stages: one frozen record per stage, no AWS call."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Final, Literal

__all__ = ["GPU_MODES", "STAGES", "LaneName", "Stage", "StageName", "stage_settings"]

StageName = Literal["dev", "prod", "local"]
LaneName = Literal["free", "standard", "priority", "dedicated"]

PROVIDERS: Final = ("fal", "replicate", "huggingface")
TIERS: Final = ("free", "starter", "pro", "enterprise")
GPU_MODES: Final = ("eager", "graphs", "regions", "regions+graphs", "compile", "compile+graphs")
LANES: Final[tuple[LaneName, ...]] = ("free", "standard", "priority", "dedicated")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the product. The fields after `name` may be overridden by CDK context (`-c`)."""

    name: StageName
    region: str = "ap-southeast-1"
    public_url: str = ""  # where merchants open the console; empty = the API's own address
    certificate_arn: str = ""  # in us-east-1, for public_url's domain
    mail_domain: str = "lumiku.com"  # verified in SES by hand
    operator_email: str = ""  # subscribed to the operators' topic
    gpu: bool = False  # SageMaker model, endpoint, autoscaling: costs money while it runs
    gpu_image_uri: str = ""
    gpu_model_data: str = ""  # s3:// address of the model archive
    gpu_instance_type: str = "ml.g6e.xlarge"
    gpu_max_instances: int = 2
    gpu_mode: str = "eager"  # how the container runs forwards (docs/endpoint.md)
    gpu_warm_sizes: str = ""  # such as 768x960,1024x1024, prepared before it answers
    gpu_buckets: str = ""  # such as 2,8: pictures × 2 of a prepared forward
    poster_workers: int = 20  # files of exports drawn at once, all merchants together
    gpu_slots: int = 2  # micro-batches the endpoint works on at once, all copies together
    reserved_slots: int = 0  # of the lanes' places, kept free for the dedicated lane
    gpu_idr_per_second: float = 8.5  # the instance's price; what cost per pose is made of
    model_id: str = "preview"
    hosted: str = ""  # JSON list of paid providers for when the GPU is down (docs/operations.md)
    hosted_budget_idr: float = 0.0  # what they may take in a day, all merchants together

    # Not for the command line: what makes a stage what it is.
    protected: bool = False  # data survives `cdk destroy` and refuses deletion
    layers: bool = True  # the local simulator runs handlers on the host's packages
    snap_start: bool = False
    log_days: int = 30

    @property
    def endpoint_name(self) -> str:
        return f"lumiku-{self.name}"

    @property
    def component_name(self) -> str:
        """The inference component on the endpoint; empty without a GPU stack."""
        return f"{self.endpoint_name}-poses" if self.gpu else ""

    @property
    def gpu_environment(self) -> dict[str, str]:
        """How the GPU's container runs its model, beyond what the model's own folder says."""
        found = {
            "LUMIKU_ENDPOINT_MODEL_ID": self.model_id,
            "LUMIKU_ENDPOINT_REGION": self.region,
            "LUMIKU_ENDPOINT_MODE": self.gpu_mode,
            "LUMIKU_ENDPOINT_WARM_SIZES": self.gpu_warm_sizes,
            "LUMIKU_ENDPOINT_BUCKETS": self.gpu_buckets,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def mail_sender(self) -> str:
        return f"Lumiku <halo@{self.mail_domain}>"

    @property
    def mail_support(self) -> str:
        return f"support@{self.mail_domain}"

    def public(self, api_url: str) -> dict[str, str]:
        """Variables of the functions that write links. A laptop's front has a port of its own,
        which the simulator tells its functions."""
        if self.name == "local":
            return {}
        return {"LUMIKU_PUBLIC_URL": self.public_url or api_url}

    @property
    def rendering(self) -> dict[str, str]:
        """Variables of the functions that admit, release or render poses."""
        return {
            "LUMIKU_MODEL_ID": self.model_id,
            "LUMIKU_GPU_SLOTS": str(self.gpu_slots),
            "LUMIKU_GPU_IDR_PER_SECOND": str(self.gpu_idr_per_second),
            **(
                {
                    "LUMIKU_HOSTED": self.hosted,
                    "LUMIKU_HOSTED_BUDGET_IDR": str(self.hosted_budget_idr),
                }
                if self.hosted
                else {}
            ),
        }


STAGES: Final[dict[StageName, Stage]] = {
    "dev": Stage(name="dev"),
    "prod": Stage(name="prod", protected=True, snap_start=True, log_days=180, gpu_slots=4),
    "local": Stage(name="local", layers=False, poster_workers=2),
}

OVERRIDABLE: Final = (
    "region",
    "public_url",
    "certificate_arn",
    "mail_domain",
    "operator_email",
    "gpu",
    "gpu_image_uri",
    "gpu_model_data",
    "gpu_instance_type",
    "gpu_max_instances",
    "gpu_mode",
    "gpu_warm_sizes",
    "gpu_buckets",
    "poster_workers",
    "gpu_slots",
    "reserved_slots",
    "gpu_idr_per_second",
    "model_id",
    "hosted",
    "hosted_budget_idr",
)


def stage_settings(name: str, context: Callable[[str], object]) -> Stage:
    """The stage's record with the overrides that CDK context gives.

    `context` answers a key's value or None. Raises ValueError for an unknown stage, a value of
    the wrong type, or `gpu=true` without what the endpoint needs.
    """
    if name not in STAGES:
        raise ValueError(f"stage {name!r} is not one of {', '.join(STAGES)} (use -c stage=dev)")
    stage = STAGES[name]
    kinds = {field.name: type(field.default) for field in fields(Stage)}
    given = {key: context(key) for key in OVERRIDABLE}
    overrides = {k: _parsed(k, v, kinds[k]) for k, v in given.items() if v is not None}
    stage = replace(stage, **overrides)  # type: ignore[arg-type]
    if stage.certificate_arn and not stage.public_url.startswith("https://"):
        raise ValueError("certificate_arn needs -c public_url=https://<the certificate's domain>")
    if stage.poster_workers < 2:
        raise ValueError("poster_workers must be at least 2: SQS scales no lower")
    if stage.gpu_slots < 1 or stage.gpu_max_instances < 1:
        raise ValueError("gpu_slots and gpu_max_instances must be at least 1")
    if stage.gpu:
        _check_gpu(stage)
    if stage.hosted:
        _check_hosted(stage)
    return stage


def _parsed(key: str, value: object, kind: type) -> str | int | float | bool:
    text = str(value).strip()
    if kind is bool:
        if text.lower() not in {"true", "false"}:
            raise ValueError(f"context {key}={text!r} must be true or false")
        return text.lower() == "true"
    if kind is int:
        if not text.isdigit():
            raise ValueError(f"context {key}={text!r} must be a whole number")
        return int(text)
    if kind is float:
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"context {key}={text!r} must be a number") from None
    return text


def _check_hosted(stage: Stage) -> None:
    """The functions read the list themselves; what a deploy can catch is caught here."""
    try:
        listed = json.loads(stage.hosted)
    except ValueError as error:
        raise ValueError(f"hosted is not JSON: {error}") from None
    if not isinstance(listed, list) or not all(
        isinstance(each, dict) and {"name", "model", "price_idr"} <= each.keys() for each in listed
    ):
        raise ValueError("hosted must be a list of objects with name, model and price_idr")
    for each in listed:
        if each["name"] not in PROVIDERS:
            raise ValueError(f"hosted: {each['name']!r} is not one of {', '.join(PROVIDERS)}")
        if unknown := set(each.get("tiers", ())) - set(TIERS):
            raise ValueError(f"hosted: {', '.join(map(str, unknown))} is no tier")
    if stage.hosted_budget_idr <= 0:
        raise ValueError("hosted needs -c hosted_budget_idr=…: without it nothing is paid")


def _check_gpu(stage: Stage) -> None:
    missing = [key for key in ("gpu_image_uri", "gpu_model_data") if not getattr(stage, key)]
    if missing:
        raise ValueError(
            "gpu=true needs "
            + " and ".join(f"-c {key}=…" for key in missing)
            + ": the container's image in ECR, the model archive in S3, and a service quota of at "
            f"least {stage.gpu_max_instances} for '{stage.gpu_instance_type} for endpoint usage' "
            f"in {stage.region} (docs/operations.md, GPU)"
        )
    if stage.gpu_mode not in GPU_MODES:
        raise ValueError(f"gpu_mode={stage.gpu_mode!r} is not one of {', '.join(GPU_MODES)}")
    if not re.fullmatch(r"(\d+x\d+(,\d+x\d+)*)?", stage.gpu_warm_sizes):
        raise ValueError(f"gpu_warm_sizes={stage.gpu_warm_sizes!r} is not like 768x960,1024x1024")
    if not re.fullmatch(r"([1-9]\d*(,[1-9]\d*)*)?", stage.gpu_buckets):
        raise ValueError(f"gpu_buckets={stage.gpu_buckets!r} is not like 2,8")
    if not stage.gpu_model_data.startswith("s3://"):
        raise ValueError(f"gpu_model_data={stage.gpu_model_data!r} must be an s3:// address")
