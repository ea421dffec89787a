"""The library's shelves: a three-letter code for every subcategory, and how it is called."""

from dataclasses import dataclass
from typing import Final

from lumiku.texts import Text

__all__ = ["LEAVES", "Leaf", "by_code", "by_key", "leaf_of"]


@dataclass(frozen=True)
class Leaf:
    """One shelf. Ids of its poses begin with `code`."""

    code: str
    category: str  # a key of vocabulary.POSE_CATEGORIES
    subcategory: str | None
    name: Text
    share: float = 1.0  # of a whole category's poses that a batch takes from this shelf
    seat: bool = False  # whether all its poses sit on something that must be in the picture

    @property
    def key(self) -> str:
        """What a distribution calls it, such as `fashion-standing-front`."""
        return f"{self.category}-{self.subcategory}" if self.subcategory else self.category


LEAVES: Final[tuple[Leaf, ...]] = (
    Leaf("fsf", "fashion-standing", "front", Text("Berdiri, depan", "Standing, front"), 0.60),
    Leaf("fss", "fashion-standing", "side", Text("Berdiri, samping", "Standing, side"), 0.25),
    Leaf("fsb", "fashion-standing", "back", Text("Berdiri, belakang", "Standing, back"), 0.15),
    Leaf("fwc", "fashion-walking", "casual", Text("Berjalan santai", "Walking, casual"), 0.6),
    Leaf("fwr", "fashion-walking", "runway", Text("Berjalan di peragaan", "Walking, runway"), 0.4),
    Leaf(
        "fic", "fashion-sitting", "chair", Text("Duduk di kursi", "Sitting on a chair"), 0.55, True
    ),
    Leaf("fif", "fashion-sitting", "floor", Text("Duduk di lantai", "Sitting on the floor"), 0.45),
    Leaf("faj", "fashion-action", "jumping", Text("Melompat", "Jumping"), 0.5),
    Leaf("fas", "fashion-action", "spinning", Text("Berputar", "Spinning"), 0.5),
    Leaf("scu", "skincare-closeup", None, Text("Wajah dari dekat", "Face, close-up")),
    Leaf("sap", "skincare-application", None, Text("Memakai produk", "Using the product")),
    Leaf("sli", "skincare-lifestyle", None, Text("Keseharian", "Everyday life")),
    Leaf("sba", "skincare-before-after", None, Text("Sebelum dan sesudah", "Before and after")),
    Leaf("kpl", "kids-playing", None, Text("Anak bermain", "Kids playing")),
    Leaf("ksi", "kids-sitting", None, Text("Anak duduk", "Kids sitting")),
    Leaf("kru", "kids-running", None, Text("Anak berlari", "Kids running")),
    Leaf("kgr", "kids-group", None, Text("Anak berkelompok", "Kids in a group")),
)
_BY_CODE: Final = {leaf.code: leaf for leaf in LEAVES}
_BY_KEY: Final = {leaf.key: leaf for leaf in LEAVES}


def by_code(code: str) -> Leaf | None:
    return _BY_CODE.get(code)


def by_key(key: str) -> Leaf | None:
    """The shelf of `<category>` or `<category>-<subcategory>`; None for a category of several."""
    return _BY_KEY.get(key)


def leaf_of(pose_id: str) -> Leaf | None:
    """The shelf on which a pose of this id stands, or None when no id of ours begins so."""
    return _BY_CODE.get(pose_id.partition("_")[0])
