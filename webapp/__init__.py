"""The web app: pages in Vietnamese, a JSON interface, and a search box for other sites.

Guarantees:
1. Wherever a clause is shown, the status of its document on the date asked is shown.
2. No page needs JavaScript, and none runs a script or style that is written inside a page.
3. Only origins that vien-dan.toml allows may read the search interface or frame the search box.
4. A new generation is served without a restart; a damaged one is withdrawn, and the one before answers.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

import kb
from webapp.api import api
from webapp.edition import at, recognized, serving_notice, this_page_today, today
from webapp.embed import embed, frame_ancestors
from webapp.health import watch
from webapp.marking import highlighted, linked_status
from webapp.pages import pages
from webapp.recovering import answer_again

BODY_LIMIT = 2 * 1024 * 1024

# A page may load and run only what this server sends, and nothing that is written inside a page.
CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"

_HTTP_MESSAGES = {
    404: ("Không tìm thấy", "Không có trang này."),
    405: ("Không dùng được cách này", "Trang này không nhận cách gửi vừa dùng."),
    413: ("Quá dài", "Văn bản dán dài quá 2 MB, hoặc tệp lớn quá 20 MB. Hãy chia thành nhiều phần rồi kiểm tra từng phần."),
    500: ("Có lỗi", "Máy chủ gặp lỗi khi làm trang này. Người quản trị xem chi tiết trong cửa sổ đang chạy Viện Dẫn."),
}


def create_app(data: Path, config: Mapping[str, Any] | None = None) -> Flask:
    """The app that serves the knowledge base in the folder `data`. Raises kb.InvalidSettings.

    `config` overrides Flask's settings; `TODAY` is a function that gives the day that counts as today.
    """
    app = Flask(__name__)
    clock: Callable[[], date] = date.today
    app.config.from_mapping(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, TODAY=clock)
    app.config.from_mapping(config or {})
    app.extensions["published"] = kb.Published(data, watch=True)
    app.extensions["settings"] = kb.read_settings(data / kb.SETTINGS_FILE)
    watch(app)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        at=at,
        document_url=kb.document_url,
        provision_url=kb.provision_url,
        provision_label=kb.eid.label,
        write_date=kb.write_date,
        today=today,
        program=kb.program,
        documents_folder=kb.documents_folder(data),
        settings_file=data / kb.SETTINGS_FILE,
        Tone=kb.Tone,
        this_page_today=this_page_today,
        recognized=recognized,
        serving_notice=serving_notice,
        highlighted=highlighted,
        linked_status=linked_status,
    )
    app.jinja_env.filters.update(grouped=grouped)
    for blueprint in (pages, api, embed):
        app.register_blueprint(blueprint)
    app.register_error_handler(kb.KnowledgeBaseError, _known_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, answer_again)
    app.after_request(_protect)
    return app


def grouped(number: int) -> str:
    """A number as Vietnamese writes it, thousands apart: 10.911."""
    return f"{number:,}".replace(",", ".")


def _known_error(error: kb.KnowledgeBaseError) -> Response:
    code = 404
    title = "Không tìm thấy"
    if isinstance(error, kb.UnknownDocument) and error.moved and request.view_args and "document" in request.view_args:
        url = url_for(str(request.endpoint), **{**request.view_args, "document": error.moved})
        return redirect(f"{url}?{request.query_string.decode()}" if request.query_string else url, 301)
    if isinstance(error, kb.InvalidDate):
        code, title = 400, "Ngày không hợp lệ"
    elif isinstance(error, kb.NothingPublished | kb.DamagedGeneration):
        return _error_page(503, *_without_generation(error))
    elif not isinstance(error, kb.UnknownDocument | kb.UnknownProvision):
        code, title = 500, "Có lỗi"
    return _error_page(code, title, str(error))


def _without_generation(error: kb.NothingPublished | kb.DamagedGeneration) -> tuple[str, str]:
    """The title and the line for a reader; where the data folder is, only the log says."""
    if isinstance(error, kb.NothingPublished):
        return "Chưa có dữ liệu", f"Máy chủ chưa có kho nào được xuất bản; người quản trị hãy chạy “{kb.program()} build”."
    return "Kho bị hỏng", f"Máy chủ chưa trả lời được vì kho bị hỏng; người quản trị hãy chạy “{kb.program()} build”."


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    title, message = _HTTP_MESSAGES.get(error.code, ("Yêu cầu không hợp lệ", "Máy chủ không hiểu yêu cầu này."))
    return _error_page(error.code, title, message)


def _error_page(code: int, title: str, message: str) -> Response:
    """The error as JSON to a program, as a page that helps to a reader."""
    if request.path.startswith(f"{api.url_prefix}/"):
        return make_response(jsonify(error=message), code)
    return make_response(render_template("error.html", title=title, message=message, code=code), code)


def _protect(response: Response) -> Response:
    ancestors = frame_ancestors() if request.endpoint == "embed.frame" else "'none'"
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-ancestors {ancestors}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
