"""Stages, and what the command line may change about them."""

from typing import get_args

import pytest

from endpoint.config import Mode
from infra.settings import GPU_MODES, STAGES, stage_settings


def nothing(key: str) -> object:
    return None


class TestStages:
    def test_an_unknown_stage_is_named(self) -> None:
        with pytest.raises(ValueError, match="'staging' is not one of dev, prod, local"):
            stage_settings("staging", nothing)

    def test_only_prod_protects_its_data(self) -> None:
        assert {name for name, stage in STAGES.items() if stage.protected} == {"prod"}

    def test_without_context_a_stage_is_as_written(self) -> None:
        assert stage_settings("prod", nothing) == STAGES["prod"]


class TestContext:
    def test_it_overrides_what_it_may(self) -> None:
        stage = stage_settings(
            "dev", {"region": "ap-southeast-3", "gpu_slots": "6", "gpu": "false"}.get
        )
        assert (stage.region, stage.gpu_slots, stage.gpu) == ("ap-southeast-3", 6, False)

    def test_it_never_unprotects_prod(self) -> None:
        assert stage_settings("prod", {"protected": "false"}.get).protected

    @pytest.mark.parametrize(
        ("context", "said"),
        [
            ({"gpu": "yes"}, "gpu='yes' must be true or false"),
            ({"poster_workers": "1"}, "poster_workers must be at least 2"),
            ({"hosted": "fal"}, "hosted is not JSON"),
            ({"hosted": '[{"name": "fal"}]'}, "a list of objects with name, model and price_idr"),
            (
                {"hosted": '[{"name": "dalle", "model": "m", "price_idr": 1}]'},
                "'dalle' is not one of fal, replicate, huggingface",
            ),
            (
                {"hosted": '[{"name": "fal", "model": "m", "price_idr": 1, "tiers": ["gold"]}]'},
                "gold is no tier",
            ),
            (
                {"hosted": '[{"name": "fal", "model": "m", "price_idr": 1}]'},
                "hosted needs -c hosted_budget_idr",
            ),
            ({"gpu_slots": "two"}, "gpu_slots='two' must be a whole number"),
            ({"gpu_idr_per_second": "cheap"}, "gpu_idr_per_second='cheap' must be a number"),
            ({"gpu_slots": "0"}, "gpu_slots and gpu_max_instances must be at least 1"),
            ({"certificate_arn": "arn:aws:acm:us-east-1:1:certificate/a"}, "needs -c public_url="),
        ],
    )
    def test_nonsense_is_refused_in_plain_words(self, context: dict[str, str], said: str) -> None:
        with pytest.raises(ValueError, match=said):
            stage_settings("dev", context.get)


class TestGpu:
    def test_it_says_what_it_needs(self) -> None:
        with pytest.raises(ValueError, match="gpu_image_uri") as caught:
            stage_settings("prod", {"gpu": "true"}.get)

        said = str(caught.value)
        for word in ("gpu_model_data", "ECR", "S3", "quota", "ml.g6e.xlarge", "ap-southeast-1"):
            assert word in said

    def test_the_model_must_lie_in_s3(self) -> None:
        context = {"gpu": "true", "gpu_image_uri": "i", "gpu_model_data": "/tmp/model"}  # noqa: S108
        with pytest.raises(ValueError, match="must be an s3:// address"):
            stage_settings("prod", context.get)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"gpu_mode": "fast"}, "gpu_mode='fast' is not one of eager, graphs"),
            ({"gpu_warm_sizes": "768"}, "gpu_warm_sizes='768' is not like 768x960,1024x1024"),
            ({"gpu_buckets": "2,0"}, "gpu_buckets='2,0' is not like 2,8"),
        ],
    )
    def test_how_it_runs_is_checked_before_a_deploy(
        self, changes: dict[str, str], said: str
    ) -> None:
        context = {"gpu": "true", "gpu_image_uri": "i", "gpu_model_data": "s3://b/k", **changes}
        with pytest.raises(ValueError, match=said):
            stage_settings("prod", context.get)

    def test_it_knows_the_containers_modes(self) -> None:
        assert get_args(Mode) == GPU_MODES

    def test_the_component_has_a_name_only_with_a_gpu(self) -> None:
        context = {"gpu": "true", "gpu_image_uri": "i", "gpu_model_data": "s3://b/k"}
        assert stage_settings("dev", nothing).component_name == ""
        assert stage_settings("dev", context.get).component_name == "lumiku-dev-poses"
