"""A batch can be made again: the same seed and cast give the same pictures, byte for byte."""

import pytest

from local.testing import Shop

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def test_the_same_seed_gives_the_same_images(pro_shop: Shop) -> None:
    def digests() -> dict[int, tuple[str, str, str]]:
        batch = pro_shop.api.post(
            "/generations", {**pro_shop.order(skincare_lifestyle=3), "seed": 20_261_123}
        )
        assert pro_shop.api.follow(batch["id"])["done"] == 3
        manifest = pro_shop.api.get(f"/generations/{batch['id']}/manifest")
        return {p["slot"]: (p["template_id"], p["prompt"], p["sha256"]) for p in manifest["poses"]}

    first = digests()
    assert len({sha256 for _, _, sha256 in first.values()}) == 3
    assert digests() == first
