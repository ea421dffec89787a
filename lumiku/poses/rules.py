"""Which poses a batch gets: what fits, well spread, better ones first, new ones tried."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from lumiku.errors import FieldError, InvalidInput
from lumiku.poses.record import Record, retired
from lumiku.poses.schemas import Frame, PoseTemplate
from lumiku.poses.similarity import Signature, signature, spread
from lumiku.poses.taxonomy import LEAVES
from lumiku.texts import Text
from lumiku.vocabulary import (
    AgeRange,
    Difficulty,
    Gender,
    Placement,
    PosePlacement,
    distribution_keys,
)

__all__ = ["Lack", "Models", "PoseCard", "PosesLacking", "card_of", "fits", "select"]

_EXPLORE: Final = 8  # every eighth pose of a batch is one that was tried least
_HANDS: Final = frozenset(
    {PosePlacement.HAND_LEFT, PosePlacement.HAND_RIGHT, PosePlacement.BOTH_HANDS}
)
Reason = Literal["unknown", "avatars", "models", "placement", "none_active"]


@dataclass(frozen=True)
class PoseCard:
    """What selection and lists need to know of a template, without its keypoints."""

    id: str
    category: str
    subcategory: str | None
    placement: PosePlacement
    people: int
    ages: frozenset[AgeRange]
    gender: Gender
    frame: Frame
    difficulty: Difficulty
    tags: tuple[str, ...]
    needs_seat: bool
    sign: Signature
    rank: int = 0  # position in the library: varied poses come first
    records: Mapping[Placement, Record] = field(default_factory=dict)
    override: bool | None = None  # an admin's decision on whether it is active

    @property
    def record(self) -> Record:
        """The record over all placements."""
        return sum(self.records.values(), Record())

    @property
    def active(self) -> bool:
        """An admin decides; without an admin's decision a bad record retires a pose."""
        return self.override if self.override is not None else not retired(self.record)


@dataclass(frozen=True)
class Lack:
    """Why a part of a distribution cannot be served; `need` is the avatars it takes."""

    key: str
    reason: Reason
    need: int = 0


_LACK_TEXT: Final[dict[Reason, Text]] = {
    "unknown": Text("kategori pose ini tidak ada", "there is no such pose category"),
    "avatars": Text(
        "pose berkelompok ini membutuhkan {need} avatar; tambahkan avatar atau hilangkan kategori "
        "ini",
        "these group poses need {need} avatars; add avatars or leave this category out",
    ),
    "models": Text(
        "pose kategori ini tidak cocok dengan usia atau gender avatar yang dipilih; pilih avatar "
        "atau kategori lain",
        "the poses of this category do not fit the age or gender of the chosen avatars; choose "
        "another avatar or category",
    ),
    "placement": Text(
        "kategori ini tidak punya pose dengan tempat untuk produk itu; pilih kategori lain atau "
        "ubah letak produknya",
        "this category has no pose with room for that product; choose another category or change "
        "where the product goes",
    ),
    "none_active": Text(
        "untuk saat ini kategori ini tidak punya pose; pilih kategori lain",
        "this category has no poses at the moment; choose another one",
    ),
}


class PosesLacking(InvalidInput):
    """The distribution asks for what no pose can give; `errors` points at each key of it."""

    code = "poses_lacking"
    text = Text(
        "Sebagian pose yang diminta tidak bisa dibuat. Periksa bagian yang ditandai.",
        "Some of the poses asked for cannot be made. Check the marked parts.",
    )

    def __init__(self, lacks: Sequence[Lack]) -> None:
        self.lacks = tuple(lacks)
        super().__init__(
            errors=[
                FieldError(
                    f"/distribution/{lack.key}", _LACK_TEXT[lack.reason].filled(need=lack.need)
                )
                for lack in lacks
            ]
        )


def card_of(
    template: PoseTemplate,
    *,
    rank: int = 0,
    records: Mapping[Placement, Record] | None = None,
    override: bool | None = None,
) -> PoseCard:
    """The card of a template."""
    return PoseCard(
        id=template.id,
        category=template.category,
        subcategory=template.subcategory,
        placement=template.placement,
        people=len(template.people),
        ages=frozenset(template.ages),
        gender=template.gender,
        frame=template.frame,
        difficulty=template.difficulty,
        tags=tuple(template.tags),
        needs_seat=template.needs_seat,
        sign=signature(template.people, template.aspect),
        rank=rank,
        records=records or {},
        override=override,
    )


@dataclass(frozen=True)
class Models:
    """Who poses: how many avatars there are, and their ages and genders; empty = any."""

    count: int
    ages: frozenset[AgeRange] = frozenset()
    genders: frozenset[Gender] = frozenset()

    def suit(self, card: PoseCard) -> bool:
        """Whether at least one of them can take the pose."""
        age = not self.ages or not card.ages or bool(card.ages & self.ages)
        gender = (
            not self.genders
            or Gender.UNISEX in (card.gender, *self.genders)
            or card.gender in self.genders
        )
        return age and gender


def fits(card: PoseCard, product_placement: Placement) -> bool:
    """Whether a pose has room for a product placed so; one on a table leaves hands as they are."""
    return product_placement != Placement.HAND_HELD or card.placement in _HANDS


def _narrow(
    key: str,
    cards: Iterable[PoseCard],
    product_placement: Placement,
    models: Models,
) -> list[PoseCard] | Lack:
    """The cards that can serve a key of a distribution, or what is lacking."""
    shelf = distribution_keys().get(key)
    if shelf is None:
        return Lack(key, "unknown")
    category, subcategory = shelf
    found = [
        card
        for card in cards
        if card.category == category and subcategory in (None, card.subcategory) and card.active
    ]
    if not found:
        return Lack(key, "none_active")
    need = min(card.people for card in found)
    found = [card for card in found if card.people <= models.count]
    if not found:
        return Lack(key, "avatars", need)
    found = [card for card in found if models.suit(card)]
    if not found:
        return Lack(key, "models")
    found = [card for card in found if fits(card, product_placement)]
    return found or Lack(key, "placement")


def _shares(found: Sequence[PoseCard], count: int) -> list[tuple[list[PoseCard], int]]:
    """A whole category's count over its shelves, by the shelves' shares and whole numbers."""
    shelves = [
        (leaf.share, [card for card in found if card.subcategory == leaf.subcategory])
        for leaf in LEAVES
        if leaf.category == found[0].category
    ]
    shelves = [(share, cards) for share, cards in shelves if cards]
    total = sum(share for share, _ in shelves)
    exact = [count * share / total for share, _ in shelves]
    whole = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])
    for number in by_rest[: count - sum(whole)]:
        whole[number] += 1
    return [(cards, n) for (_, cards), n in zip(shelves, whole, strict=True) if n]


def _merit(card: PoseCard, placement: Placement) -> float:
    """How well a pose works: its record with this placement counts fully, all else half."""
    own = card.records.get(placement, Record())
    every = card.record
    blend = Record(
        own.uses + (every.uses - own.uses) // 2,
        own.successes + (every.successes - own.successes) // 2,
        own.quality_sum + (every.quality_sum - own.quality_sum) / 2,
    )
    return blend.success_rate * (0.5 + 0.5 * blend.quality)


def _one_round(
    cards: Sequence[PoseCard], count: int, placement: Placement, random: Random
) -> list[PoseCard]:
    """`count` different cards: most by spread and merit, some because they were tried least."""
    shuffled = sorted(cards, key=lambda card: card.id)
    random.shuffle(shuffled)
    if count >= len(shuffled):
        return shuffled
    explore = sum(random.random() < 1 / _EXPLORE for _ in range(count))
    # A stable sort keeps the seeded order among equally little used cards.
    fresh = sorted(shuffled, key=lambda card: card.record.uses)[:explore]
    proven = [card for card in shuffled if card not in fresh]
    chosen = spread(
        proven,
        count - len(fresh),
        lambda card: card.sign,
        weight=lambda card: _merit(card, placement),
        against=[card.sign for card in fresh],
    )
    return [*chosen, *fresh]


def _rounds(
    cards: Sequence[PoseCard],
    count: int,
    *,
    placement: Placement,
    random: Random,
    taken: Collection[str],
) -> list[str]:
    """Round after round until the count is reached: a pose repeats when all have been used."""
    unused = [card for card in cards if card.id not in taken]
    groups = [unused, [card for card in cards if card.id in taken]]
    if placement == Placement.WORN:
        worn = [card for card in unused if card.placement == PosePlacement.WORN]
        groups[:1] = [worn, [card for card in unused if card.placement != PosePlacement.WORN]]
    chosen: list[str] = []
    while len(chosen) < count:
        for group in groups:
            wanted = min(count - len(chosen), len(group))
            chosen += [card.id for card in _one_round(group, wanted, placement, random)]
    return chosen


def select(
    cards: Iterable[PoseCard],
    wants: Mapping[str, int],
    *,
    product_placement: Placement,
    models: Models,
    seed: int,
) -> list[str]:
    """Template ids for a distribution, in its order; the same inputs give the same ids.

    `wants` maps categories or subcategories to counts. Farthest-point selection spreads the poses;
    their records weigh in, and about one in eight goes to what was tried least. A hand-held
    product gets poses with a free hand, a worn one poses made for it first. Nothing repeats before
    its shelf is used up. Raises PosesLacking when a key cannot be served at all.
    """
    known = list(cards)
    narrowed = {
        key: _narrow(key, known, product_placement, models)
        for key, count in wants.items()
        if count > 0
    }
    if lacks := [found for found in narrowed.values() if isinstance(found, Lack)]:
        raise PosesLacking(lacks)
    served = {key: found for key, found in narrowed.items() if not isinstance(found, Lack)}
    chosen: list[str] = []
    for key, found in served.items():
        for part, number in _shares(found, wants[key]):
            shelf = part[0].subcategory or part[0].category
            chosen += _rounds(
                part,
                number,
                placement=product_placement,
                random=Random(f"{seed}:{key}:{shelf}"),  # noqa: S311 - variety, not secrecy
                taken=frozenset(chosen),
            )
    return chosen
