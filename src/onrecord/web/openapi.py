"""The interface for programs, as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from onrecord.web.answer import as_json

_LIST = ("_next",)
_OPERATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "/stories.json": ("Stories, the latest first", _LIST),
    "/stories/{event}.json": ("One story, as the records of the JSON Lines schema", ()),
    "/stories/{event}/digest.json": ("The key statements of a story by topic", ()),
    "/documents.json": (
        "Documents by id",
        ("outlet", "language", "role", "topic", "person", "place", "section", *_LIST),
    ),
    "/documents/{doc}.json": ("One document with what was found in it", ("at",)),
    "/speakers.json": ("Speakers by name", _LIST),
    "/speakers/{name}.json": ("One speaker and the quotations that carry the name", _LIST),
    "/statements/{statement}.json": ("One statement with every reading", ()),
    "/search.json": (
        "Quotations or texts with certain words",
        ("q", "way", "speaker", "outlet", "language", "since", "until", *_LIST),
    ),
    "/check.json": ("The verdict on a quote", ("quote", "by", "on")),
    "/judgements.json": ("What people decided", ()),
    "/add/{job}.json": ("How far a run of reading is", ()),
}


def openapi() -> Response:
    """The document."""
    return as_json(
        {
            "openapi": "3.1.0",
            "info": {"title": "onrecord", "version": "1", "description": __doc__},
            "paths": {path: {"get": _operation(path, *about)} for path, about in _OPERATIONS.items()},
            "components": {"schemas": {"Answer": _ANSWER, "Error": _ERROR}},
        }
    )


def _operation(path: str, summary: str, queries: tuple[str, ...]) -> dict[str, Any]:
    parts = [part[1:].split("}")[0] for part in path.split("/") if part.startswith("{")]
    parameters = [_parameter(name, "path") for name in parts] + [
        _parameter(name, "query") for name in queries
    ]
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": _answer("Answer", "What was asked for"),
            "default": _answer("Error", "What went wrong"),
        },
    }


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


def _answer(schema: str, description: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


_ANSWER = {
    "type": "object",
    "required": ["ok"],
    "properties": {
        "ok": {"const": True},
        "rows": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"]},
        "next_url": {"type": ["string", "null"]},
    },
}
_ERROR = {
    "type": "object",
    "required": ["ok", "status", "error"],
    "properties": {"ok": {"const": False}, "status": {"type": "integer"}, "error": {"type": "string"}},
}
