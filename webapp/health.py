"""For those who look after the server: whether it lives, what it can serve, and what it counts.

Guarantees:
1. No answer names a path of this machine, or anything that somebody asked or sent.
2. `/healthz` reads one row of the store; `/readyz` and `/metrics` look up what is known already.
"""

import logging
import time
from datetime import UTC, datetime
from typing import Any, cast

from flask import Blueprint, Flask, current_app, g, jsonify, make_response, request
from werkzeug.wrappers import Response

import kb
from webapp.checking import ADDRESS
from webapp.edition import current_generation
from webapp.logs import RequestLog
from webapp.metrics import CONTENT_TYPE, Metrics

health = Blueprint("health", __name__)

_LOG = logging.getLogger(__name__)


def watch(app: Flask) -> None:
    """Have an app count and time its requests, and log them where it has a log; before any other of its hooks is added."""
    metrics = app.extensions["metrics"] = Metrics(app.extensions["published"], app.extensions["published"].data)

    def begin() -> None:
        g.begun = time.perf_counter()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.begun
        rule = request.url_rule
        metrics.observe(rule.rule if rule else None, response.status_code, seconds)
        if rule is not None and rule.rule == ADDRESS and request.method == "POST" and response.status_code >= 400:
            metrics.refuse(response.status_code)
        if log := cast(RequestLog | None, app.extensions.get("request_log")):
            log.add(response, seconds)
        return response

    app.before_request(begin)
    app.after_request(end)
    app.register_blueprint(health)


@health.get("/healthz")
def healthz() -> Response:
    """Which generation is served, whose store answers: {"ok", "generation"}; with 503 that there is none: {"ok", "error"}."""
    problem = "kho không đọc được"
    for _ in range(2):  # a damaged generation is withdrawn, and another may answer
        generation = None
        try:
            generation = current_generation()
            generation.store.read_a_row()
            return _unkept(make_response(jsonify(ok=True, generation=generation.number), 200))
        except kb.NothingPublished:
            problem = "chưa có kho nào được xuất bản"
        except kb.DamagedGeneration:
            problem = "kho bị hỏng"
        except Exception as error:  # whatever it is, this generation answers nobody
            _LOG.error("store", exc_info=True)
            if generation is not None:
                _published().suspect(generation, error)
    return _unkept(make_response(jsonify(ok=False, error=problem), 503))


@health.get("/readyz")
def readyz() -> Response:
    """What is served, how old it is and what is missing, as JSON (docs/van-hanh.md); 503 where nothing can be served."""
    state = _published().state()
    last = kb.read_last_build(_published().data)
    said: dict[str, Any] = {
        "program": kb.PROGRAM,
        "version": kb.VERSION,
        "ready": state.number > 0,
        "generation": _generation(state) if state.number else None,
        "newest": state.newest,
        "older_serves": state.is_older,
        "problems": list(state.problems),
        "missing": _missing(),
        "last_build": {"result": last.result, "started": last.started, "ended": last.ended or None} if last else None,
    }
    return _unkept(make_response(jsonify(said), 200 if state.number else 503))


@health.get("/metrics")
def metrics() -> Response:
    """What the server counts, in the text format of Prometheus."""
    exposed = cast(Metrics, current_app.extensions["metrics"]).exposed()
    return _unkept(make_response(exposed, 200, {"Content-Type": CONTENT_TYPE}))


def _published() -> kb.Published:
    return cast(kb.Published, current_app.extensions["published"])


def _generation(state: kb.ServingState) -> dict[str, Any]:
    age = datetime.now(UTC) - datetime.fromisoformat(state.made)
    own = {"number": state.number, "build": state.build, "made": state.made}
    return {**own, "age_seconds": int(age.total_seconds()), "verified": state.verified}


def _missing() -> list[str]:
    """What readers may miss, a Vietnamese line each."""
    try:
        generation = _published().current()
    except kb.KnowledgeBaseError:
        return ["chưa có kho nào dùng được"]
    return [*generation.derived(_missing_in)]


def _missing_in(generation: kb.Generation) -> tuple[str, ...]:
    counts = {
        "văn bản được viện dẫn chưa có toàn văn": len(generation.store.cited() - generation.with_text),
        "tệp nguồn bị bỏ qua": sum(file.state == "skipped" for file in generation.store.files()),
    }
    return tuple(f"{count} {what}" for what, count in counts.items() if count)


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
