"""The facts that a document states of itself: type, number, issuer, place, dates, title, signer; read from its tree.

Guarantees:
1. A fact stands in the document where drafting rules put it: the heading, the closing article, the closing formula, the
   signature; for a consolidated text the authentication. A fact that is not there is empty.
2. Two different answers in one document are no answer.
3. A fact that its source states beside the text fills one that the text leaves out; where the two disagree the text's word
   stands, and the other is kept as a claim.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from kb.catalogue import complete
from kb.identify import consolidated
from kb.identify.commencement import Commencement, clauses, commencement, replaced
from kb.identify.consolidated import Authentication, GivenState
from kb.identify.heading import Heading, heading_of, preamble_lines, stated_issuer, with_province
from kb.identify.lettering import in_running_letters
from kb.identify.lines import issued_at
from kb.identify.signature import signers
from kb.identify.titles import Title, heading_title, number_after
from kb.language.text import slug
from kb.law import types
from kb.law.dates import read_day
from kb.law.localities import locality
from kb.law.model import Entry, Tree
from kb.law.naming import document_id

_PASSED = re.compile(r"\bthông qua (?:tại [^.;]{0,80}? )?(?=ngày)", re.IGNORECASE)
_HEAD = "phần đầu văn bản"
_AUTHENTICATION = "phần xác thực văn bản hợp nhất"


@dataclass(frozen=True, slots=True)
class _Issue:
    """Number, issuer, place and day of a document, each with its source."""

    number: tuple[str | None, str]
    issuer: tuple[str | None, str]
    place: tuple[str, str]
    issued: tuple[date | None, str]


def identify(tree: Tree, file_stem: str, stated: Entry | None = None) -> Entry:
    """The facts that the document itself states, completed by those `stated` by its source beside it (whose id is not used).

    Without a number the id is made of type and title, or else of `file_stem`.
    """
    lines = preamble_lines(tree)
    heading = heading_of(lines)
    title = heading_title(heading, tree.text)
    kind, words = heading.kind, title.words
    number = heading.number or title.number or number_after(f"{kind} {words}", heading.above)
    authentication = consolidated.authentication(tree)
    state = consolidated.state_of(lines)
    numbered = consolidated.IN_NUMBER.search(number) if number else None
    if numbered or authentication or heading.consolidated or (state and not number):
        # A document of its own, not the law that it gives.
        issue = _of_consolidated(heading, number if numbered else None, authentication, tree.text)
        issue = _by_file_name(issue, file_stem, heading)
        own = _entry(types.CONSOLIDATED_TYPE, f"{kind} {words}".strip(), issue, tree, None)
        own = replace(own, relations=consolidated.relations(state, _HEAD) if state else ())
        return _named(complete(own, stated) if stated else own, file_stem, state)
    passed = _passed(tree)
    issue = _issue(heading, title, number, passed, tree.text)
    told = tuple(clauses(tree))
    own = _entry(kind or types.UNKNOWN_TYPE, words, issue, tree, commencement(told, issue.issued[0], passed))
    own = replace(own, relations=replaced(told, locality(own.issuer or "", own.number or "", own.place)))
    return _named(complete(own, stated) if stated else own, file_stem)


def _issue(heading: Heading, title: Title, number: str | None, passed: date | None, text: str) -> _Issue:
    place, day = issued_at(heading.above)
    source = _HEAD
    if not place and heading.at is None:  # a day in a text that has no heading may be any
        day = None
    if day is None and title.issued:
        day = title.issued
    if day is None and passed:
        day, source = passed, "câu kết của văn bản"
    issuer, issuer_source = stated_issuer(heading, number, title.issuer, text)
    if issuer:
        issuer = with_province(issuer, text)
    return _Issue((number, _HEAD), (issuer, issuer_source), (place, _HEAD), (day, source))


def _of_consolidated(heading: Heading, number: str | None, end: Authentication | None, text: str) -> _Issue:
    """The issue of a consolidated text: as its authentication has it, else as its heading."""
    place, day = issued_at(heading.above)
    issuer, issuer_source = stated_issuer(heading, number, None, text)
    source = _HEAD
    if end and end.number and not number:  # the heading may be that of the document that is consolidated
        number, source = end.number, _AUTHENTICATION
        place, day = end.place, end.issued
        issuer, issuer_source = in_running_letters(end.issuer, text) or issuer, _AUTHENTICATION
    elif end and day is None:
        place, day, source = end.place, end.issued, _AUTHENTICATION
    return _Issue((number, source), (issuer, issuer_source), (place, source), (day, source))


def _by_file_name(issue: _Issue, file_stem: str, heading: Heading) -> _Issue:
    """`issue` with the number that the file is named by, where the text has none."""
    if issue.number[0] is not None:
        return issue
    number = consolidated.number_in_name(file_stem, issue.issuer[0] or "")
    return replace(issue, number=(number, "tên tệp")) if number and (heading.consolidated or issue.issuer[0]) else issue


def _entry(kind: str, title: str, issue: _Issue, tree: Tree, start: Commencement | None) -> Entry:
    """The entry of these facts, without its id."""
    signer = ", ".join(signers(tree))
    clause = f"văn bản ({start.label})" if start else ""
    note = f"Ngày có hiệu lực: {start.exception}" if start and start.exception else ""
    facts: dict[str, tuple[str | date | None, str]] = {
        "number": issue.number,
        "title": (title, _HEAD),
        "issuer": issue.issuer,
        "issued": issue.issued,
        "in_force": (start.day if start else None, clause),
        "place": issue.place,
        "signer": (signer, "chữ ký của văn bản"),
        "note": (note, clause),
    }
    return Entry(
        id="",
        type=kind,
        number=issue.number[0],
        issuer=issue.issuer[0],
        issued=issue.issued[0],
        title=title,
        in_force=start.day if start else None,
        sources=tuple((name, source) for name, (value, source) in facts.items() if value),
        own_facts=("in_force",) if start else (),
        note=note,
        place=issue.place[0],
        signer=signer,
    )


def _named(entry: Entry, file_stem: str, state: GivenState | None = None) -> Entry:
    """`entry` with its id, and with a title where nothing else would name it; `state`: what a consolidated text gives."""
    if entry.number:
        own = locality(entry.issuer or "", entry.number, entry.place)
        return replace(entry, id=document_id(entry.number, entry.issued, own))
    if state:
        return replace(entry, id=consolidated.id_of(state))
    if entry.title:
        kind = "" if entry.type == types.UNKNOWN_TYPE else entry.type
        return replace(entry, id=_slug(f"{kind} {entry.title}"))
    return replace(entry, id=_slug(file_stem), title=file_stem)


def _slug(text: str) -> str:
    return slug(text)[:80].strip("-") or "van-ban"


def _passed(tree: Tree) -> date | None:
    """The day of the vote: "thông qua ngày …" in the closing formula."""
    closing = "\n".join(p.span.of(tree.text) for p in tree.provisions if p.level == "conclusions")
    days = {day for match in _PASSED.finditer(closing) if (day := read_day(closing[match.end() : match.end() + 40]))}
    return days.pop() if len(days) == 1 else None
