"""The knowledge base as one request sees it: one published generation on one date.

Guarantees:
1. A request asks for the published generation once, so a page is never a mixture of two.
2. A date that is not today stays in every link that `at` writes.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import cast
from urllib.parse import urlencode

from flask import current_app, g, request

import kb


@dataclass(frozen=True)
class Edition:
    """The knowledge base as `generation` has it, on the day `on`."""

    generation: kb.Generation
    on: date
    _statuses: dict[str, kb.Status] = field(default_factory=dict)

    def entry(self, document: str) -> kb.Entry:
        """The facts of a document in the catalogue. Raises UnknownDocument."""
        return self.generation.entry(document)

    def status(self, document: str) -> kb.Status:
        """The document's status (hiệu lực) on the day, looked up once a request."""
        if document not in self._statuses:
            self._statuses[document] = self.generation.status(document, self.on)
        return self._statuses[document]

    def is_issued(self, document: str) -> bool:
        """Whether nothing that is known puts the issue of a document after the day: what is later is not told of."""
        return self.generation.may_be_issued(document, self.on)


def today() -> date:
    """The day that counts as today."""
    return cast(date, current_app.config["TODAY"]())


def asked_date(written: str | None) -> date:
    """The day that a date field or parameter names; today when it is empty. Raises InvalidDate."""
    return kb.parse_date(written) if written and written.strip() else today()


def current_generation() -> kb.Generation:
    """The generation to be served now. Raises NothingPublished and DamagedGeneration."""
    g.generation = cast(kb.Published, current_app.extensions["published"]).current()
    cast(kb.MaterialProcesses, current_app.extensions["materials"]).follow(g.generation)
    return cast(kb.Generation, g.generation)


def edition() -> Edition:
    """The edition of the running request: its date is the parameter or form field `ngay`."""
    if "edition" not in g:
        g.asked = request.values.get("ngay")
        g.edition = Edition(current_generation(), asked_date(g.asked))
    return cast(Edition, g.edition)


def tells_later(note: str) -> bool:
    """Whether a note of the codification tells of days after the one that is asked for."""
    last = kb.last_date(note)
    return last is not None and last > edition().on


def serving_notice() -> str:
    """The line that says that an older generation serves instead of the newest; else ""."""
    return cast(kb.Published, current_app.extensions["published"]).state().notice


def recognized(document: str) -> bool:
    """Whether a machine has recognized the text of a document, as this request sees it, in pictures."""
    seen = edition()
    return seen.generation.is_recognized(document, seen.on)


def at(url: str, **query: object) -> str:
    """A link within this site to `url` ("/van-ban/…"), with `query`, and with the date asked when it is not today."""
    seen: Edition | None = g.get("edition")
    if seen is not None and seen.on != today():
        query["ngay"] = seen.on.isoformat()
    given = {name: value for name, value in query.items() if value not in (None, "")}
    path, _, fragment = url.partition("#")
    return request.script_root + path + (f"?{urlencode(given)}" if given else "") + (f"#{fragment}" if fragment else "")


def this_page_today() -> str:
    """The address of the running page without its date."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "ngay"]
    return request.script_root + request.path + (f"?{urlencode(others)}" if others else "")
