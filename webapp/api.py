"""The JSON interface, version 1: what the command line prints with --json.

Guarantees:
1. A wrong request gets {"error": "…"} in Vietnamese with 400 or 404, never a page.
2. Only the search may be read from other origins, and only from those that vien-dan.toml allows.
"""

from typing import cast

from flask import Blueprint, current_app, jsonify, request
from werkzeug.wrappers import Response

import kb
from webapp.edition import Edition, asked_date, current_generation
from webapp.pages import cut_query, number_from
from webapp.settings import Settings

api = Blueprint("api", __name__, url_prefix="/api/v1")

DEFAULT_LIMIT = 20
HIGHEST_LIMIT = 100


class InvalidRequest(kb.KnowledgeBaseError):
    """A parameter is missing or not of the form it must have."""


@api.errorhandler(InvalidRequest)
def invalid_request(error: InvalidRequest) -> tuple[Response, int]:
    """The error as JSON with 400."""
    return jsonify(error=str(error)), 400


@api.get("/search")
def search() -> Response:
    """Clause hits for `q`; `limit` (1 to 100), `document` (an id), `as_of` (a date) and `explain` (1) are optional."""
    query, _ = cut_query(request.args.get("q", ""))
    if not query:
        raise InvalidRequest("Thiếu tham số “q”: nội dung cần tìm")
    typed = request.args.get("limit", str(DEFAULT_LIMIT))
    limit = number_from(typed, HIGHEST_LIMIT)
    if limit is None:
        raise InvalidRequest(f"“limit” phải là số từ 1 đến {HIGHEST_LIMIT}, không phải “{typed[:40]}”")
    seen = _edition()
    document = request.args.get("document") or None
    if document:
        seen.entry(document)
    explain = request.args.get("explain") == "1"
    found = kb.search(seen.generation, query, limit=limit, document=document, on=seen.on, explain=explain)
    return jsonify(kb.views.results_json(found))


@api.get("/documents/<document>")
def document(document: str) -> Response:
    """A document and its provisions; `as_of` is optional."""
    seen = _edition()
    return jsonify(kb.views.document_json(seen.generation, document, seen.on))


@api.get("/documents/<document>/<eid>")
def provision(document: str, eid: str) -> Response:
    """A provision with its references both ways; `as_of` is optional."""
    seen = _edition()
    return jsonify(kb.views.provision_json(seen.generation, document, eid, seen.on))


@api.after_request
def share(response: Response) -> Response:
    """Let allowed origins read the search (CORS, Fetch Standard)."""
    if request.endpoint == "api.search":
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in cast(Settings, current_app.extensions["settings"]).allowed_origins:
            response.headers["Access-Control-Allow-Origin"] = origin
    return response


def _edition() -> Edition:
    return Edition(current_generation(), asked_date(request.args.get("as_of")))
