"""A merchant with finished photos, over the rehearsal world: what posters are made of."""

import io
import json
import zipfile
from typing import Any

from PIL import Image

from local.fakes.pipeline import USER_ID, World
from lumiku import clock, ids
from lumiku.accounts.policy import Tier
from lumiku.cloud import keys
from lumiku.exports import service as exports
from lumiku.exports.schemas import ExportIn
from lumiku.exports.store import ExportItem
from lumiku.generations.store import PictureItem
from lumiku.posters import service, sets
from lumiku.posters.schemas import PosterIn, PosterSetIn
from lumiku.posters.service import Caller
from lumiku.posters.store import PosterItem, SetItem
from tests.generations.skeletons import templates

BATCH = "gen_01JD0000000000000000000001"
PRODUCT_BOX = [0.4, 0.35, 0.2, 0.3]
CONTENT = {"headline": "Kulit lembap, cerah alami", "product": "Glow Serum", "price": 99_000}


class Shop:
    """Orders through the services and reads what came of it; `world.draw()` is the worker."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.poses = [self.photo(slot) for slot in range(3)]

    def by(self, tier: Tier = Tier.PRO, language: str = "id") -> Caller:
        return Caller(USER_ID, tier, language, self.world.now)

    def photo(self, slot: int, size: tuple[int, int] = (192, 240)) -> str:
        """A successful pose whose picture is stored."""
        key = keys.generated_image(USER_ID, BATCH, slot, 1)
        PictureItem(
            pk=keys.user(USER_ID),
            sk=keys.pose(BATCH, slot),
            slot=slot,
            outcome="ok",
            template_id=templates()[0].id,
            attempt=1,
            seed=1,
            key=key,
            product_box=PRODUCT_BOX,
            done_at=clock.iso(self.world.now),
        ).save()
        file = io.BytesIO()
        Image.new("RGB", size, (200 - 40 * slot, 150, 120 + 30 * slot)).save(file, "JPEG")
        self.world.cloud.objects[f"media/{key}"] = file.getvalue()
        return ids.pose_id(BATCH, slot)

    def wish(self, **changes: Any) -> PosterIn:
        body = {
            "brand_kit_id": self.world.kit_id,
            "template": "hero-spotlight",
            "pose_ids": self.poses[:1],
            "content": CONTENT,
            **changes,
        }
        return PosterIn.model_validate_json(json.dumps(body))

    def order(self, **changes: Any) -> str:
        return service.create(self.by(), self.wish(**changes), None)

    def posters(self, count: int) -> list[str]:
        """So many drawn posters."""
        made = [self.order(pose_ids=[self.poses[n % len(self.poses)]]) for n in range(count)]
        self.world.draw()
        return made

    def one_drawn(self) -> list[str]:
        """One drawn poster; what else waits goes on waiting."""
        held = list(self.world.cloud.queues["posters"])
        self.world.cloud.queues["posters"].clear()
        made = self.posters(1)
        self.world.cloud.queues["posters"].extend(held)
        return made

    def order_set(self, poses: int = 2, count: int = 2) -> str:
        body = {
            "brand_kit_id": self.world.kit_id,
            "pose_ids": self.poses[:poses],
            "count": count,
            "content": CONTENT,
        }
        return sets.create(self.by(), PosterSetIn.model_validate_json(json.dumps(body)), None)

    def export(self, posters: list[str], *formats: str, tier: Tier = Tier.PRO) -> str:
        body = json.dumps({"poster_ids": posters, "formats": formats or ("ig_post", "shopee")})
        return exports.admit(self.by(tier), ExportIn.model_validate_json(body), None)

    def poster(self, poster_id: str) -> PosterItem:
        return service.find(USER_ID, poster_id)

    def set(self, set_id: str) -> SetItem:
        return sets.get(USER_ID, set_id)

    def job(self, export_id: str) -> ExportItem:
        return exports.get(USER_ID, export_id)

    def archive(self, export_id: str) -> zipfile.ZipFile:
        data = self.world.cloud.objects[f"media/{keys.export_zip(USER_ID, export_id)}"]
        return zipfile.ZipFile(io.BytesIO(data))

    def sweep(self) -> None:
        """The minute's tick, as the dispatcher gets it."""
        self.world.dispatch()

    def check_books(self, export_id: str) -> None:
        """What an export that has ended, its rows, its ZIP and its statistics must agree on."""
        job = self.job(export_id)
        rows = self.world.items(f"EXPORTROW#{export_id}#")
        files = [file for row in rows for file in json.loads(row["files"]["S"])]
        good = [file for file in files if "key" in file]
        assert job.finished_at is not None
        assert job.work is None
        assert int(job.remaining) == 0
        assert (int(job.done), int(job.failed)) == (len(good), len(files) - len(good))
        assert len(files) == int(job.total)
        assert len({row["poster_id"]["S"] for row in rows}) == int(job.posters)
        statistics = self.world.items("STAT#")
        told = [row for row in statistics if row["export_id"]["S"] == export_id]
        assert [int(row["files"]["N"]) for row in told] == ([len(good)] if good else [])
        if good:
            with self.archive(export_id) as archive:
                assert archive.testzip() is None
                names = [name for name in archive.namelist() if name.endswith(".jpg")]
            assert sorted(names) == sorted(file["path"] for file in good)
