"""`python -m tools.rooms` prints which room imports which, and every arrow that the house forbids.

A room is an area of the product (`lumiku/posters`) or another package (`infra`); the small files at
the root of `lumiku/` are the room `core`. Large rooms are looked at inside as well: their folders
may not import each other in a circle either. Imports that only type checkers see are left out.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

__all__ = ["Graph", "House", "areas", "cycles", "main", "read"]

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("lumiku", "functions", "infra", "endpoint", "local", "pose_seed", "layers")
LARGE: Final = ("lumiku.posters", "lumiku.deliveries", "lumiku.rendering", "endpoint", "local")
CORE: Final = "lumiku.core"
CLOUD: Final = "lumiku.cloud"
_TABLES: Final = frozenset({"CoreItem", "BoundModel"})  # whose subclasses are rows of a table

Graph = dict[str, set[str]]


@dataclass(frozen=True)
class House:
    """The modules of the project: what each imports, and the classes of rows that it defines."""

    imports: Mapping[str, frozenset[str]]  # module -> modules of the project
    outside: Mapping[str, frozenset[str]]  # module -> names imported from elsewhere
    tables: Mapping[str, frozenset[str]]  # module -> classes of rows

    @cached_property
    def rooms(self) -> Graph:
        """Room -> the other rooms that it imports."""
        found: Graph = {}
        for module, targets in self.imports.items():
            arrows = found.setdefault(room_of(module), set())
            arrows |= {room_of(target) for target in targets} - {room_of(module)}
        return found

    def within(self, package: str) -> Graph:
        """The parts of a room (folders, and modules beside them) and what each imports there."""
        depth = package.count(".") + 2
        found: Graph = {}
        for module, targets in self.imports.items():
            if not module.startswith(f"{package}."):
                continue
            part = ".".join(module.split(".")[:depth])
            inner = {".".join(t.split(".")[:depth]) for t in targets if t.startswith(f"{package}.")}
            found.setdefault(part, set()).update(inner - {part})
        return found

    def stores(self) -> list[str]:
        """Every module that defines a class of rows."""
        return sorted(module for module, classes in self.tables.items() if classes)

    def crossings(self, start: str, *forbidden: str) -> list[str]:
        """`module imports target` for modules under `start` that import something forbidden."""
        return sorted(
            f"{module} imports {target}"
            for module, targets in self.imports.items()
            if under(module, start)
            for target in targets | self.outside[module]
            if any(under(target, name) for name in forbidden)
        )


def under(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def room_of(module: str) -> str:
    """The room of a module, such as `lumiku.posters` or `infra`."""
    parts = module.split(".")
    if parts[0] != "lumiku":
        return parts[0]
    is_area = len(parts) > 1 and (ROOT / "lumiku" / parts[1]).is_dir()
    return f"lumiku.{parts[1]}" if is_area else CORE


def areas() -> list[str]:
    """The areas of the product, such as `lumiku.posters`; core and cloud are none."""
    folders = (path for path in (ROOT / "lumiku").iterdir() if (path / "__init__.py").is_file())
    return sorted({f"lumiku.{folder.name}" for folder in folders} - {CLOUD})


@cache
def read(root: Path = ROOT) -> House:
    """Reads every module below the project's packages, once per process."""
    files = {
        _name(path.relative_to(root)): path
        for package in PACKAGES
        for path in sorted((root / package).glob("**/*.py"))
        if "__pycache__" not in path.parts and "build" not in path.parts
    }
    trees = {module: ast.parse(path.read_text()) for module, path in files.items()}
    imports: dict[str, frozenset[str]] = {}
    outside: dict[str, frozenset[str]] = {}
    for module, tree in trees.items():
        named = list(_imports(tree))
        ours = {_module(name, files) for name in named}
        imports[module] = frozenset(name for name in ours if name) - {module}
        outside[module] = frozenset(name for name in named if not _module(name, files))
    return House(imports, outside, _tables(trees))


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, files: Mapping[str, Path]) -> str:
    """The module that an imported name is or lies in; empty for what is not the project's."""
    if name in files:
        return name
    owner = name.rpartition(".")[0]
    return owner if owner in files else ""


def _imports(block: ast.AST) -> Iterator[str]:
    """What a module imports when it runs, sooner or later, as dotted names."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(block, part, ()):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                continue
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield from _imports(node)


def _tables(trees: Mapping[str, ast.Module]) -> dict[str, frozenset[str]]:
    """Classes of rows by module, those that inherit from another such class included."""
    classes = [
        (module, node.name, {ast.unparse(base).rpartition(".")[2] for base in node.bases})
        for module, tree in trees.items()
        if module.startswith("lumiku.")
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    ]
    known = set(_TABLES)
    while more := {name for _, name, bases in classes if bases & known} - known:
        known |= more
    found: dict[str, set[str]] = {}
    for module, name, bases in classes:
        if name in known and (bases & known or name in _TABLES):
            found.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in found.items()}


def cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The strongly connected parts of a graph with more than one node (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(sorted(part))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def main() -> int:
    """Prints the rooms, lowest first, and exits with 1 when they import each other in a circle."""
    house = read()
    graph = house.rooms
    left = dict(graph)
    level = 0
    while left:
        lowest = sorted(room for room, targets in left.items() if not targets & left.keys())
        if not lowest:
            break
        sys.stdout.write(f"level {level}\n")
        for room in lowest:
            arrows = ", ".join(sorted(graph[room])) or "nothing"
            sys.stdout.write(f"  {room} -> {arrows}\n")
            del left[room]
        level += 1
    circles = cycles(graph) + [circle for room in LARGE for circle in cycles(house.within(room))]
    for circle in circles:
        sys.stdout.write(f"circle: {', '.join(circle)}\n")
    if not circles:
        sys.stdout.write("no circle\n")
    return 1 if circles else 0


if __name__ == "__main__":
    sys.exit(main())
