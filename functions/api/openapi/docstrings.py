"""The descriptions that stand in the models' classes: the docstring below each field.

pydantic can read them itself (`use_attribute_docstrings`), but does so whenever a class is made:
0.18 of the 1.4 CPU seconds in which the API's function starts. Here only who asks for the document
waits for it.
"""

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache

__all__ = ["of_class", "of_fields"]


def of_fields(cls: type) -> dict[str, str]:
    """Field -> its docstring, also of fields that bases declare.

    A field of a class with `described_by` that has none means what it means in that model.
    """
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        other = base.__dict__.get("described_by")
        found |= of_fields(other) if isinstance(other, type) else {}
        found |= _in_module(base.__module__).get(base.__qualname__, {})
    return found


def of_class(cls: type) -> str | None:
    """The class's own docstring on one line; None where it only has a base's."""
    text = cls.__dict__.get("__doc__")
    return joined(text) if text else None


def joined(text: str) -> str:
    """Lines become one, paragraphs stay apart."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


@cache
def _in_module(name: str) -> Mapping[str, dict[str, str]]:
    """Class -> field -> docstring, of the classes that a module of ours defines."""
    if not name.startswith(("lumiku.", "functions.")):
        return {}
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: _in_class(node) for node in classes}


def _in_class(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        name = _name(field)
        if name and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[name] = joined(str(below.value.value))
    return found


def _name(node: ast.stmt) -> str | None:
    """What an assignment of a class body names."""
    if isinstance(node, ast.AnnAssign):
        target: ast.expr = node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None
