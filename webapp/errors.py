"""What a reader is told when something fails: one line in Vietnamese, as a page that helps or as JSON.

Guarantees:
1. No answer names a path of this machine, nor has anything of a traceback: these go to the log.
2. What a request wrote and an answer repeats is shown as text, and turns no direction.
"""

from flask import current_app, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

import kb
from webapp.api import api
from webapp.checking import LARGEST_FILE

_HTTP_MESSAGES = {
    404: ("Không tìm thấy", "Không có trang này."),
    405: ("Không dùng được cách này", "Trang này không nhận cách gửi vừa dùng."),
    413: ("Quá dài", "Nội dung gửi lên dài hơn mức máy chủ nhận. Hãy chia thành nhiều phần rồi gửi từng phần."),
    500: ("Có lỗi", "Máy chủ gặp lỗi khi làm trang này. Người quản trị xem chi tiết trong cửa sổ đang chạy Viện Dẫn."),
}
_TOO_LARGE_MATERIAL = (
    f"Văn bản dán hoặc tệp lớn quá {LARGEST_FILE // 2**20} MB. Hãy chia thành nhiều phần rồi kiểm tra từng phần."
)


def known_error(error: kb.KnowledgeBaseError) -> Response:
    """The answer to an error that the library raises on purpose."""
    if isinstance(error, kb.UnknownDocument) and error.moved and request.view_args and "document" in request.view_args:
        url = url_for(str(request.endpoint), **{**request.view_args, "document": error.moved})
        return redirect(f"{url}?{request.query_string.decode()}" if request.query_string else url, 301)
    return error_page(*said_of(error))


def said_of(error: kb.KnowledgeBaseError) -> tuple[int, str, str]:
    """The status, the title and the line for a reader: what an error says may name files of this machine."""
    if isinstance(error, kb.UnknownDocument | kb.UnknownProvision):
        return 404, "Không tìm thấy", str(error)
    if isinstance(error, kb.InvalidDate):
        return 400, "Ngày không hợp lệ", str(error)
    if isinstance(error, kb.NothingPublished):
        return 503, "Chưa có dữ liệu", f"Máy chủ chưa có kho nào được xuất bản; người quản trị hãy chạy “{kb.program()} build”."
    if isinstance(error, kb.DamagedGeneration):
        return 503, "Kho bị hỏng", f"Máy chủ chưa trả lời được vì kho bị hỏng; người quản trị hãy chạy “{kb.program()} build”."
    current_app.logger.error("%s", error)
    return 500, *_HTTP_MESSAGES[500]


def http_error(error: HTTPException) -> Response:
    """The answer to an error of HTTP."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    title, message = _HTTP_MESSAGES.get(error.code, ("Yêu cầu không hợp lệ", "Máy chủ không hiểu yêu cầu này."))
    if error.code == 413 and request.endpoint == "checking.check":
        message = _TOO_LARGE_MATERIAL
    return error_page(error.code, title, message)


def error_page(code: int, title: str, message: str) -> Response:
    """The error as JSON to a program, as a page that helps to a reader."""
    if request.path.startswith(f"{api.url_prefix}/"):
        return make_response(jsonify(error=kb.printable(message)), code)
    return make_response(render_template("error.html", title=title, message=message, code=code), code)
