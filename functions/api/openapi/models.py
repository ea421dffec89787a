"""The schemas of the models, with their descriptions and without what clients stumble over."""

import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from functions.api.openapi import docstrings
from functions.api.routing import AnyRoute
from lumiku.schemas import Patch

__all__ = ["REF", "Models"]

REF: Final = "#/components/schemas/{model}"
_CLASS: Final = "x-class"  # of an enumeration, until the schemas are complete
Mode = Literal["validation", "serialization"]


class _Schemas(GenerateJsonSchema):
    """Field titles that only repeat names are left out, and so are defaults beside what has no
    plain value: generators drop whole models over them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if isinstance(made.get("default"), list | dict) or "oneOf" in made:
            made.pop("default", None)
        if made.get("default", "") is None:  # left out is null anyway
            made.pop("default")
        return made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made, cls = super().model_schema(schema), schema["cls"]
        made.pop("title", None)
        described = docstrings.of_fields(cls)
        names = {field.alias or name: name for name, field in cls.model_fields.items()}
        for shown, field in made.get("properties", {}).items():
            if issubclass(cls, Patch) and names[shown] not in cls.clearable:
                _refuse_null(field)
            if (text := described.get(names[shown])) is not None:
                field["description"] = text
        if (text := docstrings.of_class(cls)) is not None:
            made["description"] = text
        return made

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        cls = schema["cls"]
        return {**super().enum_schema(schema), _CLASS: f"{cls.__module__} {cls.__qualname__}"}


def _describe_enum(schema: dict[str, Any]) -> None:
    """Puts the description of an enumeration's class in the place of the one that pydantic adds
    last."""
    if (named := schema.pop(_CLASS, None)) is None:
        return
    module, name = named.split(" ")
    schema.pop("title", None)
    schema.pop("description", None)
    if text := _enum_text(getattr(sys.modules[module], name)):
        schema["description"] = text


def _enum_text(cls: type[Enum]) -> str | None:
    """The class's docstring, and a line for each value that has one."""
    described = docstrings.of_fields(cls)
    own = docstrings.of_class(cls)
    lines = [
        f"- `{member.value}`: {described[member.name]}"
        for member in cls
        if member.name in described
    ]
    return "\n".join([*([own] if own else []), *([""] if own and lines else []), *lines]) or None


def _refuse_null(field: dict[str, Any]) -> None:
    """The field without its alternative null: a patch leaves out what shall stay."""
    options = [option for option in field.get("anyOf", []) if option.get("type") != "null"]
    if len(options) == 1:
        del field["anyOf"]
        field.update(options[0])


class Models:
    """References to the models of some routes, and the components that these need."""

    def __init__(self, routes: Sequence[AnyRoute], also: Sequence[type[BaseModel]]) -> None:
        wanted: list[tuple[type[BaseModel], Mode]] = [(model, "serialization") for model in also]
        for route in routes:
            taken = (route.body, route.form, route.query)
            wanted += [(model, "validation") for model in taken if model]
            wanted += [(route.out, "serialization")] if route.out else []
        self._refs, definitions = models_json_schema(
            list(dict.fromkeys(wanted)), ref_template=REF, schema_generator=_Schemas
        )
        self._schemas: dict[str, Any] = definitions.get("$defs", {})
        for schema in self._schemas.values():
            _describe_enum(schema)
        self._queries = {route.query for route in routes if route.query}

    def ref(self, model: type[BaseModel], mode: Mode) -> dict[str, Any]:
        return dict(self._refs[model, mode])

    def of(self, model: type[BaseModel], mode: Mode) -> dict[str, Any]:
        """A model's own schema."""
        found: dict[str, Any] = self._schemas[_name(self.ref(model, mode))]
        return found

    def query_fields(self, model: type[BaseModel]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
        """(name, whether it is required, schema) of each parameter; none can be null in a URL."""
        schema = self.of(model, "validation")
        for name, field in schema["properties"].items():
            shown = dict(field)
            _refuse_null(shown)
            yield name, name in schema.get("required", []), shown

    def components(self) -> dict[str, Any]:
        """Every schema that something refers to: queries are spread out as parameters."""
        spread = {_name(self.ref(query, "validation")) for query in self._queries}
        return {name: schema for name, schema in self._schemas.items() if name not in spread}


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[1]
