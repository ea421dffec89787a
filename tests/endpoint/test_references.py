"""What an edit model is shown and told: every reference is named, and none that is not there."""

from dataclasses import replace

from endpoint.diffusion.references import introduction, references
from endpoint.diffusion.regions import regions
from endpoint.objects import blob
from endpoint.pictures import decode
from endpoint.product.pixels import goods
from lumiku.rendering.contract import Person
from tests.endpoint import skeletons
from tests.endpoint.harness import bottle_cutout, portrait_photo
from tests.endpoint.skeletons import person
from tests.endpoint.test_preview import create_task

LIGHT, DARK = (blob(portrait_photo(skin)) for skin in ((226, 188, 164), (90, 60, 44)))


def couple(left: float = -0.22, right: float = 0.22) -> list[Person]:
    """Two people, the first further left; half the size, so that they stand apart."""
    made = []
    for shift in (left, right):
        points = person(skeletons.STANDING, "full")
        made.append([p.model_copy(update={"x": 0.5 + shift + 0.5 * (p.x - 0.5)}) for p in points])
    return made


class TestIntroduction:
    def test_one_person_with_a_product(self) -> None:
        assert introduction(create_task()) == (
            "The first picture is a pose skeleton: the person stands exactly so. "
            "The second shows the face of the person. The third shows the product. "
        )

    def test_no_face_and_no_product_are_not_claimed(self) -> None:
        task = replace(create_task(), subjects=(), product=None)
        said = introduction(task)
        assert said == "The first picture is a pose skeleton: the person stands exactly so. "
        assert introduction(replace(create_task(), subjects=())).endswith(
            "The second shows the product. "
        )

    def test_two_people_by_where_they_stand(self) -> None:
        two = create_task(couple(), subjects=(LIGHT, DARK))
        said = introduction(two)
        assert "the people stand exactly so" in said
        assert "The second shows the face of the person on the left." in said
        assert "The third shows the face of the person on the right." in said
        assert said.endswith("The fourth shows the product. ")
        swapped = create_task(couple()[::-1], subjects=(LIGHT, DARK))
        assert "The second shows the face of the person on the right." in introduction(swapped)

    def test_it_names_as_many_as_there_are(self) -> None:
        cutout = goods(decode(bottle_cutout(), alpha=True))
        three = [*couple(-0.3, 0.0), couple()[1]]
        for people, subjects in (
            (None, ()),
            (None, (LIGHT,)),
            (couple(), (LIGHT, DARK)),
            (couple(), (LIGHT,)),
            (three, (LIGHT, DARK, LIGHT)),
            (None, (LIGHT, DARK)),  # a face that nobody in the pose has
        ):
            made = create_task(people, subjects=(LIGHT,))
            for item in (None, made.product):
                task = replace(made, subjects=subjects, product=item)
                shown = references(task, cutout if item else None, 64)
                said = introduction(task)
                assert said.count(" shows ") + 1 == len(shown), said

    def test_references_are_drawn_in_that_order(self) -> None:
        task = create_task(couple(), subjects=(LIGHT, DARK), size=(192, 256))
        shown = references(task, goods(decode(bottle_cutout(), alpha=True)), 64)
        assert [each.key for each in shown] == [
            None,
            LIGHT.sha256,
            DARK.sha256,
            task.product and task.product.sha256,
        ]
        assert shown[0].pixels().shape == (256, 192, 3)
        assert shown[1].pixels().mean() > shown[2].pixels().mean() + 20


class TestRegions:
    def test_one_person_needs_none(self) -> None:
        assert regions(create_task(), 8) is None

    def test_each_has_their_own_place(self) -> None:
        task = create_task(couple(), subjects=(LIGHT, DARK), size=(384, 512))
        found = regions(task, 8)
        assert found is not None
        assert found.shape == (2, 64, 48)
        assert set(found.ravel()) == {0.0, 1.0}
        assert (found.sum(axis=0) <= 1).all()  # nobody's place is another's
        columns = [mask.nonzero()[1].mean() / 48 for mask in found]
        assert columns[0] < 0.4
        assert columns[1] > 0.6
        for mask, who in zip(found, task.item.people, strict=True):
            nose = who[0]
            assert mask[int(nose.y * 64), int(nose.x * 48)] == 1
        assert found.mean() < 0.45  # the backdrop is nobody's

    def test_a_subject_without_a_person_has_no_place(self) -> None:
        found = regions(create_task(subjects=(LIGHT, DARK), size=(128, 192)), 8)
        assert found is not None
        assert found[0].any()
        assert not found[1].any()
