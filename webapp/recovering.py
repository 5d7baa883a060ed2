"""What a damaged generation makes fail is answered once more, by the one that serves in its place."""

from typing import cast

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

import kb


def answer_again(error: Exception) -> ResponseReturnValue:
    """The answer of another generation, where an unexpected `error` comes of one that is damaged. Else raises `error`."""
    published = cast(kb.Published, current_app.extensions["published"])
    seen: kb.Generation | None = g.pop("generation", None)
    if seen is None or "is_second" in g or not published.suspect(seen, error):
        raise error
    g.is_second = True
    g.pop("edition", None)
    for file in request.files.values():
        file.stream.seek(0)
    try:
        return current_app.dispatch_request()
    except Exception as other:
        return current_app.handle_user_exception(other)
