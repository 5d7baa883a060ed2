"""The check of pasted or uploaded material: its citations linked and marked, what is wrong with them, and a table of them.

Guarantees:
1. The material is read in a process of its own, and nothing of it is kept.
2. The page is bounded: what does not fit is counted, and the page says how to see it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from pathlib import Path
from typing import TypeVar, cast

from flask import Blueprint, current_app, make_response, render_template, request
from markupsafe import Markup, escape
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

import kb
from webapp import reading
from webapp.edition import Edition, current_generation, edition
from webapp.marking import Marked

checking = Blueprint("checking", __name__)

T = TypeVar("T")

LARGEST_FILE = 20 * 2**20  # bytes
ADDRESS = "/lien-ket"
_LARGEST_KEPT = 2**20  # bytes of a form that is read though nobody has time for it, so that what was pasted is not lost
_RETRY_AFTER = 5  # seconds
# Bytes of each part of the page, which is to have less than a megabyte in all.
_OF_FIELD, _OF_TEXT, _OF_FINDINGS, _OF_SUGGESTIONS = 200_000, 350_000, 280_000, 80_000
_LINE, _PARAGRAPH = 350, 30  # bytes of markup in a row of a table or a list, and around a paragraph


@checking.route(ADDRESS, methods=["GET", "POST"])
def check() -> str | Response:
    """A form; of what is sent with it the citations, linked and marked, and what is wrong with them."""
    request.max_content_length = request.max_form_memory_size = LARGEST_FILE
    if request.method == "GET":
        edition()
        return _page(text="", problem="")
    try:
        with processes().turn(current_generation()) as examine:
            seen = edition()
            pasted, file = request.form.get("van-ban", ""), request.files.get("tep")
            name = _name_of(file) if file and file.filename else ""
            if not name and not pasted.strip():
                return _page(text="", problem="Chưa có nội dung: hãy dán văn bản hoặc chọn một tệp.")
            # A name without year may mean several documents; only a date that the reader typed may decide between them.
            written = seen.on if request.form.get("ngay", "").strip() else None
            data = file.read() if file and name else b""
            examined = examine(kb.Submitted(seen.on, written, "" if name else pasted, data, name))
    except kb.MaterialsBusy as error:
        pasted = request.form.get("van-ban", "") if (request.content_length or LARGEST_FILE) < _LARGEST_KEPT else ""
        answer = make_response(_page(text=pasted, problem=str(error)), 503)
        answer.headers["Retry-After"] = str(_RETRY_AFTER)
        return answer
    except (kb.UnreadableFile, kb.MaterialTooLarge) as error:
        code = 413 if isinstance(error, kb.MaterialTooLarge) else 400
        return make_response(_page(text=pasted, problem=str(error)), code)
    whole = examined.text if len(examined.text) == examined.characters else pasted
    return _page(text="" if name else whole, file=name, **_shown(seen, examined))


def processes() -> kb.MaterialProcesses:
    """The processes of the app that examine materials."""
    return cast(kb.MaterialProcesses, current_app.extensions["materials"])


def _shown(seen: Edition, examined: kb.Examined) -> dict[str, object]:
    """What the page shows of a material, as much as fits, and how much there is in all."""
    checked = examined.checked
    paragraphs, is_cut = _paragraphs(Marked(examined.text, examined.references, seen), examined.text)
    findings = _within(_OF_FINDINGS, checked.findings, _size_of_finding)
    return {
        "unit": "Dòng" if examined.is_text else "Đoạn",
        "paragraphs": paragraphs,
        "last_line": paragraphs[-1][0] if paragraphs else 0,
        "is_cut": is_cut or len(examined.text) < examined.characters,
        "characters": examined.characters,
        "on": examined.on,
        "findings": findings,
        "groups": [*_groups(findings)],
        "choices": {r.start: reading.candidates(seen, r) for r in examined.references if r.candidates},
        "all_findings": examined.findings,
        "suggestions": _within(_OF_SUGGESTIONS, checked.suggestions, lambda s: _LINE + _size(s.label) + _size(s.status.reason)),
        "checked": checked,
        "doubtful": [r for r in kb.Resolution if not r.is_sure],
        "counts": examined.counts,
        "review": kb.REVIEW,
        "review_tone": kb.REVIEW_TONE,
        "to_review": examined.to_review,
    }


def _paragraphs(marked: Marked, text: str) -> tuple[list[tuple[int, Markup]], bool]:
    """The first paragraphs of a text that fit, each with its line from 1, the last perhaps cut; and whether there is more."""
    found: list[tuple[int, Markup]] = []
    start, room = 0, _OF_TEXT
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line)
        paragraph = marked.html(start, end)
        while end > start and _size(paragraph) > room:
            end = start + (end - start) // 2
            paragraph = marked.html(start, end)
        if paragraph.strip():
            found.append((number, paragraph))
        room -= _size(paragraph) + _PARAGRAPH
        if end < start + len(line) or room <= 0:
            return found, True
        start = end + 1
    return found, False


@dataclass(frozen=True, slots=True)
class _Group:
    """The findings that are shown under one heading."""

    label: str  # "Chưa kiểm tra được"
    tone: kb.Tone
    findings: Sequence[kb.Finding]
    is_folded: bool


def _groups(findings: Sequence[kb.Finding]) -> Iterator[_Group]:
    """The findings by result, the gravest first; what is right but to be looked at stands before what could not be checked."""
    looked_at = [finding for finding in findings if finding.result == kb.CheckResult.RIGHT and finding.to_review]
    for row in kb.RESULTS:
        if row.result == kb.CheckResult.UNCHECKED and looked_at:
            yield _Group(kb.REVIEW.capitalize(), kb.REVIEW_TONE, looked_at, is_folded=False)
        is_right = row.result == kb.CheckResult.RIGHT
        if own := [f for f in findings if f.result == row.result and not (is_right and f.to_review)]:
            yield _Group(row.label, row.tone, own, is_folded=is_right)


def _size_of_finding(finding: kb.Finding) -> int:
    said = sum(_LINE + _size(remark.message) + _size(remark.suggestion) for remark in finding.remarks)
    return 2 * _LINE + _size(finding.text) + _size(finding.label) + _size(finding.message) + _size(finding.suggestion) + said


def _within(most: int, items: Sequence[T], size: Callable[[T], int]) -> Sequence[T]:
    """The first of `items` whose sizes are not more than `most` in all."""
    return items[: sum(1 for _ in takewhile(lambda total: total <= most, accumulate(map(size, items))))]


def _size(text: str) -> int:
    """The bytes of a text in a page."""
    return len(escape(text).encode())


def _page(*, text: str, **shown: object) -> str:
    fits = _size(text) <= _OF_FIELD
    return render_template(
        "check.html",
        accept=",".join(kb.UPLOADED_FORMS),
        kinds=kb.UPLOADED_KINDS,
        most=kb.MOST_UNCITED,
        most_pasted=kb.MOST_PASTED,
        largest=LARGEST_FILE // 2**20,
        text=text if fits else "",
        is_left_out=not fits,
        **shown,
    )


def _name_of(file: FileStorage) -> str:
    """The user's name of an uploaded file, without the folders that some browsers send with it."""
    return kb.printable(Path((file.filename or "").replace("\\", "/").replace("\0", "")).name) or "tệp"
