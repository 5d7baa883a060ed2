"""The status (hiệu lực) of a document on a day.

Guarantees:
1. A status that does not follow from known facts is "Không rõ", never guessed.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from kb.catalogue.catalogue import Catalogue, year_of
from kb.language.text import Span
from kb.law.dates import write_date
from kb.law.lawmaking import Issuer, issuer_of, makes_law
from kb.law.model import Entry, Status
from kb.law.naming import name_key
from kb.law.relations import DocumentRelation
from kb.law.statuses import StatusWord
from kb.law.types import CODIFIED_TYPE


def status(catalogue: Catalogue, entry: Entry, on: date) -> Status:
    """The status (hiệu lực) of the document on the day `on`, as the known facts have it.

    A text that the codification gives has no fate of its own: it ends with the document whose articles it gives.
    """
    if entry.type == CODIFIED_TYPE:
        bases = [status(catalogue, base, on) for base in catalogue.related(entry, DocumentRelation.CONSOLIDATES)]
        barred = (s for s in bases if s.word.row.is_barred)
        return next(barred, _unknown("pháp điển không ghi lời văn áp dụng từ ngày nào"))
    if entry.expired and on >= entry.expired:
        return _expired(catalogue, entry, entry.expired)
    for first, what in ((entry.in_force, "có hiệu lực từ"), (entry.issued, "ban hành ngày")):
        if first and on < first:
            return _said(StatusWord.NOT_YET, f"{what} {write_date(first)}")
    if entry.in_force is None:
        is_issued = _is_without_force(entry)
        return _issued(catalogue, entry, on) if is_issued else _unknown("danh mục chưa có ngày có hiệu lực")
    # What an enacted text says of its day may have been changed by a later document: the words say whose claim it is.
    own_word = "in_force" in entry.own_facts
    since = ("theo chính văn bản, " if own_word else "") + f"có hiệu lực từ {write_date(entry.in_force)}"
    if entry.expired is None and entry.reviewed is None:
        return _unknown(f"{since}, chưa rõ nay còn hiệu lực hay không")
    if outlived(catalogue, entry, on):
        amended = catalogue.related(entry, DocumentRelation.AMENDS)
        return _unknown(f"{since}; văn bản được sửa đổi (", *_listed(amended), ") đã hết hiệu lực")
    amendments = catalogue.related(entry, DocumentRelation.AMENDED_BY)
    if any(e.in_force and on >= e.in_force for e in amendments):
        amending = (e for e in amendments if may_be_in_force(e, on))
        return _said(StatusWord.PARTLY_EXPIRED, f"{since}; được sửa đổi, bổ sung bởi ", *_listed(amending))
    reviewed = f" (danh mục rà soát ngày {write_date(entry.reviewed)})" if entry.reviewed and on > entry.reviewed else ""
    return _said(StatusWord.IN_FORCE, f"{since}{reviewed}")


def periods(catalogue: Catalogue, entry: Entry) -> tuple[tuple[date, StatusWord], ...]:
    """The status words of the document, each with its first day, ascending; the first holds since ever."""
    days = sorted({date.min, *_turns(catalogue, entry)})
    words = [(day, status(catalogue, entry, day).word) for day in days]
    return tuple(period for before, period in zip([None, *words], words, strict=False) if not before or before[1] != period[1])


def _turns(catalogue: Catalogue, entry: Entry) -> Iterator[date]:
    """The days on which the status of a document may change: those of it, and of the documents that its status follows from."""
    bases = catalogue.related(entry, DocumentRelation.CONSOLIDATES) if entry.type == CODIFIED_TYPE else ()
    for base in bases:
        yield from _turns(catalogue, base)
    kinds = (DocumentRelation.AMENDS, DocumentRelation.AMENDED_BY, DocumentRelation.REPLACED_BY)
    for one in (entry, *(other for kind in kinds for other in catalogue.related(entry, kind))):
        yield from filter(None, (one.issued, one.in_force, one.expired))


def unlisted_status() -> Status:
    """The status of a document that a text cites and the catalogue lacks."""
    reason = "Danh mục chưa có văn bản này"
    return Status(StatusWord.UNKNOWN, reason, reason)


def _said(word: StatusWord, *parts: str | Entry, joint: str = ": ") -> Status:
    """The status of a word, and of the parts of its reason: words, and documents, which are named and linked."""
    reason, links = "", []
    for part in parts:
        name = part if isinstance(part, str) else part.short_label
        if isinstance(part, Entry):
            links.append((Span(len(reason), len(reason) + len(name)), part.id))
        reason += name
    return Status(word, f"{word.badge}{joint}{reason}", reason, tuple(links))


def _unknown(*parts: str | Entry) -> Status:
    return _said(StatusWord.UNKNOWN, *parts)


def _expired(catalogue: Catalogue, entry: Entry, day: date) -> Status:
    successors = _listed(catalogue.related(entry, DocumentRelation.REPLACED_BY))
    told = (", thay thế bằng ", *successors) if successors else ()
    return _said(StatusWord.EXPIRED, f"từ {write_date(day)}", *told, joint=" ")


def _is_without_force(entry: Entry) -> bool:
    """Whether the document has no hiệu lực of this kind: the Party issued it, or the law says that it makes none."""
    is_another_text = entry.type == CODIFIED_TYPE or bool(entry.targets(DocumentRelation.CONSOLIDATES))
    is_of_party = issuer_of(entry.type, entry.issuer, entry.number) is Issuer.PARTY
    is_law = makes_law(entry.type, entry.issuer, entry.number, entry.issued)
    return entry.issued is not None and not is_another_text and (is_of_party or is_law is False)


def _issued(catalogue: Catalogue, entry: Entry, on: date) -> Status:
    """The status of a document without hiệu lực, which is issued by the day: what has come after it, if anything has."""
    assert entry.issued
    said = f"ban hành ngày {write_date(entry.issued)}"
    later = [one for one in catalogue.related(entry, DocumentRelation.REPLACED_BY) if may_be_issued(one, on)]
    if later:
        return _unknown(f"{said}; được thay thế bởi ", *_listed(later), ", chưa rõ từ ngày nào")
    amending = [one for one in catalogue.related(entry, DocumentRelation.AMENDED_BY) if may_be_issued(one, on)]
    told = ("; được sửa đổi, bổ sung bởi ", *_listed(amending)) if amending else ()
    return _said(StatusWord.ISSUED, said, *told, "; trong kho chưa thấy văn bản thay thế")


def _listed(entries: Iterable[Entry]) -> list[str | Entry]:
    """The entries with commas between."""
    return [part for entry in entries for part in (", ", entry)][1:]


def may_be_in_force(entry: Entry, on: date) -> bool:
    """Whether nothing that is known puts the document after the day: its day in force, its date, the year in its number."""
    return on >= entry.in_force if entry.in_force else may_be_issued(entry, on)


def may_be_issued(entry: Entry, on: date) -> bool:
    """Whether nothing that is known puts the issue of the document after the day: its date, the year in its number."""
    year = year_of(entry)
    return on >= (entry.issued or (date(year, 1, 1) if year else date.min))


def outlived(catalogue: Catalogue, entry: Entry, on: date) -> bool:
    """Whether the document does nothing but amend others, all of which have expired by the day `on`."""
    amended = catalogue.related(entry, DocumentRelation.AMENDS)
    return bool(amended) and _is_amending(entry) and all(e.expired and on >= e.expired for e in amended)


def _is_amending(entry: Entry) -> bool:
    """Whether the document does nothing but amend others (Luật Ban hành văn bản quy phạm pháp luật: its title says so)."""
    return name_key(entry.title).startswith("sửa đổi, bổ sung")
