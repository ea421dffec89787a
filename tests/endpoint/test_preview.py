"""The preview's pictures: the same each time, the product's own pixels, nobody else's face."""

import time

import numpy as np
import pytest
from PIL import ImageDraw

from endpoint.adapter import Task
from endpoint.objects import Blob, blob
from endpoint.people.figure import figure
from endpoint.people.portrait import find_face, portrait
from endpoint.pictures import Pixels
from endpoint.preview.adapter import PreviewAdapter
from lumiku.rendering.contract import GenerateItem, Person, ProductRef, Subject
from lumiku.rendering.quality import Picture, judge
from tests.endpoint import skeletons
from tests.endpoint.harness import bottle_cutout, picture, portrait_photo
from tests.endpoint.skeletons import person

BLUE = (30, 110, 200)
LIGHT_SKIN, DARK_SKIN = (226, 188, 164), (120, 82, 60)


def create_task(
    people: list[Person] | None = None,
    *,
    frame: str = "half",
    placement: str = "hand-held",
    product_type: str = "bottle",
    pose_placement: str = "hand-right",
    subjects: tuple[Blob, ...] | None = None,
    product: Blob | None = None,
    size: tuple[int, int] = (384, 480),
    seed: int = 3,
    age_range: str = "adult",
    needs_seat: bool = False,
) -> Task:
    photos = subjects or (blob(portrait_photo()),)
    item = GenerateItem(
        slot=0,
        seed=seed,
        prompt="a portrait",
        people=people or [person(skeletons.HOLDING, frame)],
        subjects=[
            Subject(key=f"ava{i}", gender="female", age_range=age_range)
            for i, _ in enumerate(photos)
        ],
        product=ProductRef(key="prd", product_type=product_type, placement=placement),
        pose_placement=pose_placement,
        frame=frame,
        needs_seat=needs_seat,
        output_key="a.jpg",
        thumbnail_key="a.webp",
    )
    return Task(
        item=item,
        width=size[0],
        height=size[1],
        steps=1,
        guidance=1,
        palette=("#FFB6C1", "#FFF0F5", "#C71585"),
        subjects=photos,
        product=product or blob(bottle_cutout(BLUE)),
    )


def render(adapter: PreviewAdapter, task: Task) -> Picture:
    state = adapter.prepare(task)
    while adapter.steps_left(state):
        adapter.step([state])
    adapter.finish([state])
    return adapter.complete(state)


@pytest.fixture(scope="module")
def adapter() -> PreviewAdapter:
    return PreviewAdapter()


def paint_shirt(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(60, 40), (440, 40), (440, 480), (60, 480)], fill=(240, 200, 40, 255))
    draw.ellipse((190, 200, 310, 320), fill=(20, 90, 60, 255))


def near(pixels: Pixels, colour: tuple[int, int, int], within: float = 12) -> int:
    """How many pixels have about this colour."""
    return int((np.abs(pixels.astype(int) - colour).max(axis=2) < within).sum())


class TestProduct:
    @pytest.mark.parametrize("placement", ["hand-held", "displayed", "table"])
    def test_its_pixels_are_in_the_picture_unchanged(
        self, adapter: PreviewAdapter, placement: str
    ) -> None:
        with_blue = render(adapter, create_task(placement=placement))
        with_red = render(
            adapter, create_task(placement=placement, product=blob(bottle_cutout((200, 30, 40))))
        )
        assert near(with_blue.pixels, BLUE) > 400
        assert near(with_red.pixels, BLUE) == 0
        assert judge(with_blue).gates["product"] > 0.95

    def test_its_box_is_where_its_pixels_are(self, adapter: PreviewAdapter) -> None:
        made = render(adapter, create_task(placement="table"))
        assert made.product_box is not None
        x, y, w, h = made.product_box
        high, wide = made.pixels.shape[:2]
        rows, columns = np.nonzero(np.abs(made.pixels.astype(int) - BLUE).max(axis=2) < 12)
        assert x - 0.01 <= columns.min() / wide <= columns.max() / wide <= x + w + 0.01
        assert y - 0.01 <= rows.min() / high <= rows.max() / high <= y + h + 0.01
        assert 0.02 < w < 0.6
        assert 0.02 < h < 0.6

    def test_fingers_lie_over_it_but_leave_most_to_be_seen(self, adapter: PreviewAdapter) -> None:
        (evidence,) = render(adapter, create_task()).products
        assert 0.5 < float(evidence.visible.sum()) / evidence.whole < 0.97

    def test_a_changed_product_fails_the_gate(self, adapter: PreviewAdapter) -> None:
        made = render(adapter, create_task())
        (evidence,) = made.products
        y0, x0, y1, x1 = evidence.box
        spoiled = made.pixels.copy()
        spoiled[y0:y1, x0:x1] = spoiled[y0:y1, x0:x1][..., ::-1]
        gate = judge(Picture(spoiled, made.face, made.products)).gates["product"]
        assert gate == 0

    def test_a_shirt_is_worn_with_its_print(self, adapter: PreviewAdapter) -> None:
        shirt = picture((500, 500), paint_shirt, "RGBA")
        task = create_task(
            [person(skeletons.STANDING, "three-quarter")],
            frame="three-quarter",
            placement="worn",
            product_type="clothing",
            pose_placement="worn",
            product=blob(shirt),
        )
        made = render(adapter, task)
        assert near(made.pixels, (20, 90, 60), 30) > 300
        assert judge(made).gates["product"] > 0.5


class TestTwoHands:
    @pytest.mark.parametrize("product_type", ["bottle", "jar", "box"])
    def test_fingers_come_around_both_edges_and_leave_the_middle_free(
        self, adapter: PreviewAdapter, product_type: str
    ) -> None:
        made = render(
            adapter,
            create_task(
                [person(skeletons.BOTH, "half")],
                pose_placement="both-hands",
                product_type=product_type,
                size=(768, 960),
            ),
        )
        (evidence,) = made.products
        y0, x0, y1, x1 = evidence.box
        below = (y0 + (y1 - y0) * 2 // 5, y1)  # of the neck
        red, _, blue = np.moveaxis(made.pixels[slice(*below), x0:x1].astype(int), 2, 0)
        skin = red - blue > 60  # neither the product nor the pink dress behind it
        wide = x1 - x0
        left, middle, right = np.array_split(skin, [wide * 2 // 5, wide * 3 // 5], axis=1)
        assert min(left.sum(), right.sum()) > 60
        assert middle.sum() < 0.1 * skin.sum()


class TestIdentity:
    def test_a_neighbour_in_the_batch_changes_nothing(self) -> None:
        mine = create_task(subjects=(blob(portrait_photo(LIGHT_SKIN)),))
        theirs = create_task(subjects=(blob(portrait_photo(DARK_SKIN)),), seed=8)
        alone = render(PreviewAdapter(), mine).pixels
        adapter = PreviewAdapter()
        states = [adapter.prepare(theirs), adapter.prepare(mine)]
        adapter.step(states)
        together = [adapter.complete(state) for state in states]
        assert np.array_equal(together[1].pixels, alone)
        assert not np.array_equal(together[0].pixels, alone)

    def test_the_face_is_the_avatars_own(self, adapter: PreviewAdapter) -> None:
        for skin, other in ((LIGHT_SKIN, DARK_SKIN), (DARK_SKIN, LIGHT_SKIN)):
            made = render(adapter, create_task(subjects=(blob(portrait_photo(skin)),)))
            assert made.face is not None
            y0, x0, y1, x1 = made.face
            face = made.pixels[y0:y1, x0:x1]
            assert near(face, skin, 25) > 0.25 * face.shape[0] * face.shape[1]
            assert near(face, other, 25) < 0.05 * face.shape[0] * face.shape[1]

    def test_from_behind_there_is_no_face(self, adapter: PreviewAdapter) -> None:
        back = render(adapter, create_task([person(skeletons.BACK, "full")], frame="full"))
        assert back.face is None

    def test_several_people_have_several_faces(self, adapter: PreviewAdapter) -> None:
        left = [joint.model_copy(update={"x": joint.x - 0.22}) for joint in group_person()]
        right = [joint.model_copy(update={"x": joint.x + 0.22}) for joint in group_person()]
        photos = (blob(portrait_photo(LIGHT_SKIN)), blob(portrait_photo(DARK_SKIN)))
        made = render(adapter, create_task([left, right], frame="full", subjects=photos))
        half = made.pixels.shape[1] // 2
        assert near(made.pixels[:, :half], LIGHT_SKIN, 25) > near(
            made.pixels[:, half:], LIGHT_SKIN, 25
        )
        assert near(made.pixels[:, half:], DARK_SKIN, 25) > near(
            made.pixels[:, :half], DARK_SKIN, 25
        )


def group_person() -> Person:
    return person(skeletons.STANDING, "full")


class TestEveryPose:
    @pytest.mark.parametrize(
        ("name", "frame"),
        [
            ("STANDING", "full"),
            ("WALKING", "three-quarter"),
            ("SITTING", "full"),
            ("SIDE", "full"),
            ("BACK", "half"),
            ("JUMPING", "full"),
            ("BOTH", "half"),
            ("RAISED", "bust"),
            ("TOUCHING", "bust"),
            ("FACE_HOLD", "face"),
        ],
    )
    @pytest.mark.parametrize("placement", ["hand-held", "worn", "table"])
    def test_draws_and_passes_its_gates(
        self, adapter: PreviewAdapter, name: str, frame: str, placement: str
    ) -> None:
        pose = getattr(skeletons, name)
        task = create_task(
            [person(pose, frame)],
            frame=frame,
            placement=placement,
            pose_placement="both-hands" if name == "BOTH" else "hand-left",
            needs_seat=name == "SITTING",
            age_range="kids" if name == "JUMPING" else "adult",
        )
        made = render(adapter, task)
        assert made.pixels.shape == (480, 384, 3)
        assert made.pixels.dtype == np.uint8
        assert judge(made).gates["sharpness"] == 1
        assert made.pixels.std() > 8

    def test_a_batch_is_quick_enough_for_two_cores(self, adapter: PreviewAdapter) -> None:
        task = create_task(size=(768, 960))
        render(adapter, task)
        started = time.thread_time()
        for _ in range(3):
            render(adapter, task)
        assert (time.thread_time() - started) / 3 < 0.4  # about 0.1 s on the reference machine


class TestHead:
    def test_its_direction_follows_the_landmarks(self) -> None:
        ahead = figure(person(skeletons.STANDING, "half"), 768, 960, "adult").head
        aside = figure(person(skeletons.WALKING, "half"), 768, 960, "adult").head
        assert abs(ahead.yaw) < 0.1
        assert 0.2 < aside.yaw < 0.7
        assert aside.look[0] > 0.01 * aside.size

    def test_a_child_has_a_larger_head_for_its_body(self) -> None:
        small = {name: (x, 0.0 + y) for name, (x, y) in skeletons.STANDING.items()}
        for name in ("nose", "r_eye", "l_eye", "r_ear", "l_ear"):
            x, y = skeletons.STANDING[name]
            small[name] = (x * 1.35, 0.86 + (y - 0.86) * 1.35)
        adult = figure(person(skeletons.STANDING), 768, 960, "adult")
        child = figure(person(small), 768, 960, "kids")
        assert child.head.size / child.height > 1.2 * adult.head.size / adult.height


class TestPortrait:
    @pytest.mark.parametrize("skin", [LIGHT_SKIN, DARK_SKIN, (205, 160, 132)])
    def test_finds_the_drawn_face(self, skin: tuple[int, int, int]) -> None:
        from endpoint.pictures import decode

        face = find_face(decode(portrait_photo(skin)))
        assert abs(face.x - 200) < 14
        assert abs(face.y - 195) < 16
        assert 95 < face.width < 165

    def test_a_photo_without_a_face_gets_a_plain_head(self) -> None:
        rng = np.random.default_rng(1)
        noise = rng.integers(90, 140, (300, 240, 3), dtype=np.uint8)
        assert portrait(noise).patch is None
