"""Addresses for other sites and browsers: the search box as a script and as a frame, OpenSearch."""

from typing import cast

from flask import Blueprint, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

import kb
from webapp.edition import edition
from webapp.pages import cut_query

embed = Blueprint("embed", __name__)

FRAME_HITS = 10


def frame_ancestors() -> str:
    """The sites that may frame the search box, as the header frame-ancestors writes them; this server's own pages too."""
    return " ".join(["'self'", *_allowed()])


@embed.get("/nhung")
def how_to() -> str:
    """How to put the search box into another site."""
    edition()
    return render_template("embed.html", server=request.url_root.rstrip("/"), allowed=_allowed())


@embed.get("/nhung/khung")
def frame() -> str:
    """The search box alone, for an iframe; works without JavaScript."""
    seen = edition()
    query, was_cut = cut_query(request.args.get("q", ""))
    found = kb.search(seen.generation, query, limit=FRAME_HITS, on=seen.on) if query else None
    return render_template("frame.html", query=query, was_cut=was_cut, found=found)


@embed.get("/widget.js")
def widget() -> Response:
    """The custom element <vien-dan-search>."""
    return current_app.send_static_file("widget.js")


@embed.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here from its own address bar (OpenSearch 1.1)."""
    answer = make_response(render_template("opensearch.xml", server=request.url_root.rstrip("/")))
    answer.mimetype = "application/opensearchdescription+xml"
    return answer


def _allowed() -> tuple[str, ...]:
    return cast(kb.Settings, current_app.extensions["settings"]).allowed_origins
