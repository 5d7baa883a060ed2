"""The web app: pages in Vietnamese, a JSON interface, and a search box for other sites.

Guarantees:
1. Wherever a clause is shown, the status of its document on the date asked is shown.
2. No page needs JavaScript, and none runs a script or style that is written inside a page.
3. Only origins that vien-dan.toml allows may read the search interface or frame the search box.
4. A new generation is served without a restart; a damaged one is withdrawn, and the one before answers.
5. The server answers under names that it has, and to bodies of a size that it settles; nothing that it says of an error names
   a path.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

import kb
from webapp.api import api
from webapp.checking import checking
from webapp.edition import at, recognized, serving_notice, tells_later, this_page_today, today
from webapp.embed import embed, frame_ancestors
from webapp.errors import error_page, http_error, known_error
from webapp.health import watch
from webapp.hosts import LOCAL_ADDRESS, is_known, name_of
from webapp.marking import body_notes_of, highlighted, linked_status
from webapp.pages import pages
from webapp.recovering import answer_again

BODY_LIMIT = 64 * 1024  # bytes; material may be larger

# A page may load and run only what this server sends, and nothing that is written inside a page.
CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"


def create_app(data: Path, config: Mapping[str, Any] | None = None) -> Flask:
    """The app that serves the knowledge base in the folder `data`. Raises kb.InvalidSettings.

    `config` overrides Flask's settings; `TODAY` is a function that gives the day that counts as today.
    """
    app = Flask(__name__)
    clock: Callable[[], date] = date.today
    app.config.from_mapping(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, TODAY=clock)
    app.config.from_mapping(config or {})
    app.extensions["published"] = kb.Published(data, watch=True)
    app.extensions["materials"] = kb.MaterialProcesses()
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
        tells_later=tells_later,
        program=kb.program,
        documents_folder=kb.documents_folder(data),
        settings_file=data / kb.SETTINGS_FILE,
        StatusWord=kb.StatusWord,
        Tone=kb.Tone,
        this_page_today=this_page_today,
        recognized=recognized,
        serving_notice=serving_notice,
        body_notes_of=body_notes_of,
        highlighted=highlighted,
        linked_status=linked_status,
    )
    app.jinja_env.filters.update(grouped=kb.grouped, printable=kb.printable)
    for blueprint in (pages, checking, api, embed):
        app.register_blueprint(blueprint)
    app.register_error_handler(kb.KnowledgeBaseError, known_error)
    app.register_error_handler(HTTPException, http_error)
    app.before_request(_only_known_hosts)
    app.register_error_handler(Exception, answer_again)
    app.after_request(_protect)
    return app


def _only_known_hosts() -> Response | None:
    """An error where the request names the server by a name that it does not have."""
    header = request.headers.get("Host")
    if header is None:  # HTTP/1.0
        return None
    name = name_of(header)
    if name is None:
        # Without a page: of such a name Flask makes no addresses.
        return Response("Tên máy trong yêu cầu không đúng dạng.\n", 400, mimetype="text/plain")
    settings: kb.Settings = current_app.extensions["settings"]
    if is_known(name, settings.hosts, request.environ.get(LOCAL_ADDRESS)):
        return None
    setting = f'hosts = ["{name}"] trong mục [server] của {kb.SETTINGS_FILE}'
    return error_page(
        400, "Tên máy lạ", f"Máy chủ này chưa nhận tên “{name}”: người quản trị ghi {setting}, rồi khởi động lại."
    )


def _protect(response: Response) -> Response:
    ancestors = frame_ancestors() if request.endpoint == "embed.frame" else "'none'"
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-ancestors {ancestors}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
