"""Is JSON as docs/*.schema.json describes it?"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

_DOCS = Path(__file__).parents[1] / "docs"


@cache
def schema(name: str) -> Draft202012Validator:
    """Return what validates a decision, a receipt, a review or diagnostics."""
    contents = {path.name: json.loads(path.read_text("utf-8")) for path in _DOCS.glob("*.schema.json")}
    resources = [(file, Resource.from_contents(content)) for file, content in contents.items()]
    Draft202012Validator.check_schema(contents[f"{name}.schema.json"])
    return Draft202012Validator(
        contents[f"{name}.schema.json"], registry=Registry().with_resources(resources)
    )


def checked(name: str, value: Any) -> Any:
    """Return a value that has been to JSON and back unchanged, after the schema has said that it is as described."""
    schema(name).validate(value)
    assert json.loads(json.dumps(value)) == value
    return value
