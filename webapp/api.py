"""The JSON interface, version 1: what the command line prints with --json.

Guarantees:
1. A wrong request gets {"error": "…"} in Vietnamese with 400 or 404, never a page.
2. Only the search and its suggestions may be read from other origins, and only from those that vien-dan.toml allows.
"""

from typing import cast

from flask import Blueprint, current_app, jsonify, request
from werkzeug.wrappers import Response

import kb
from webapp.edition import Edition, asked_date, current_generation
from webapp.parts import MOST_PARTS, number_from

api = Blueprint("api", __name__, url_prefix="/api/v1")

DEFAULT_LIMIT = 20
SUGGESTED = 5  # of each kind
MOST_SUGGESTED = 20


class InvalidRequest(kb.KnowledgeBaseError):
    """A parameter is missing or not of the form it must have."""


@api.errorhandler(InvalidRequest)
def invalid_request(error: InvalidRequest) -> tuple[Response, int]:
    """The error as JSON with 400."""
    return jsonify(error=str(error)), 400


@api.get("/search")
def search() -> Response:
    """Clause hits for `q`; `limit` (1 to 100), `document` (an id), `as_of` (a date) and `explain` (1) are optional.

    `typing=1`: the reader is still typing, and the last word may be the beginning of one.
    """
    query = " ".join(_asked().split())
    limit = _number("limit", DEFAULT_LIMIT, kb.MOST_HITS)
    seen = _edition()
    document = request.args.get("document") or None
    if document:
        seen.entry(document)
    found = kb.search(
        seen.generation,
        query,
        limit=limit,
        document=document,
        on=seen.on,
        explain=request.args.get("explain") == "1",
        is_typing=request.args.get("typing") == "1",
    )
    return jsonify(kb.views.results_json(seen.generation, found, seen.on))


@api.get("/suggest")
def suggest() -> Response:
    """Suggestions for `q`, whose last word may be the beginning of one; `limit` (1 to 20) and `as_of` are optional."""
    seen = _edition()
    limit = _number("limit", SUGGESTED, MOST_SUGGESTED)
    return jsonify(kb.views.suggestions_json(kb.suggest(seen.generation, _asked(), limit, on=seen.on)))


@api.get("/suggest/opensearch")
def suggest_to_a_browser() -> Response:
    """The same as queries in the form in which browsers ask for suggestions (OpenSearch Suggestions 1.1)."""
    seen = _edition()
    found = kb.suggest(seen.generation, _asked(), SUGGESTED, on=seen.on)
    queries = [*found.completions, *(clause.heading for clause in found.clauses)]
    queries += (document.number or document.label for document in (*found.numbers, *found.documents))
    answer = jsonify([found.query, list(dict.fromkeys(query for query in queries if query))])
    answer.mimetype = "application/x-suggestions+json"
    return answer


@api.get("/documents/<document>")
def document(document: str) -> Response:
    """A document and its provisions; `as_of`, and the `part` of what is long, are optional."""
    seen = _edition()
    return jsonify(kb.views.document_json(seen.generation, document, seen.on, _number("part", 1, MOST_PARTS)))


@api.get("/documents/<document>/<eid>")
def provision(document: str, eid: str) -> Response:
    """A provision with its references both ways; `as_of`, and the `part` of what is long, are optional."""
    seen = _edition()
    return jsonify(kb.views.provision_json(seen.generation, document, eid, seen.on, _number("part", 1, MOST_PARTS)))


@api.after_request
def share(response: Response) -> Response:
    """Let allowed origins read the search and its suggestions (CORS, Fetch Standard)."""
    if request.endpoint in ("api.search", "api.suggest"):
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in cast(kb.Settings, current_app.extensions["settings"]).allowed_origins:
            response.headers["Access-Control-Allow-Origin"] = origin
    return response


def _asked() -> str:
    """The parameter `q`, without blanks before it."""
    query = request.args.get("q", "").lstrip()
    if not query:
        raise InvalidRequest("Thiếu tham số “q”: nội dung cần tìm")
    return query


def _number(name: str, default: int, highest: int) -> int:
    typed = request.args.get(name, str(default))
    number = number_from(typed, highest)
    if number is None:
        raise InvalidRequest(f"“{name}” phải là số từ 1 đến {highest}, không phải “{typed[:40]}”")
    return number


def _edition() -> Edition:
    return Edition(current_generation(), asked_date(request.args.get("as_of")))
