"""The status (hiệu lực) of a document on a day.

Guarantees:
1. A status that does not follow from known facts is "Không rõ", never guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kb.catalogue.catalogue import Catalogue
from kb.catalogue.ended import (
    details_of,
    ended_bases,
    ends,
    is_suspended,
    may_be_issued,
    parts_ended,
    whole_ending,
)
from kb.language.text import Span
from kb.law import eid as eids
from kb.law.dates import write_date
from kb.law.lawmaking import Issuer, issuer_of, makes_law
from kb.law.model import Ending, EndingException, Entry, Status
from kb.law.naming import name_key
from kb.law.relations import CitationRelation, DocumentRelation
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
    if ended := whole_ending(entry, on):
        stays = [left for left in ended.exceptions if left.clause and left.clause[0] == entry.id and on <= (left.until or on)]
        word = StatusWord.PARTLY_EXPIRED if stays else StatusWord.EXPIRED
        if not entry.expired or ended.day == entry.expired:
            return _ended(word, ended, _written_day(ended.day), catalogue.related(entry, DocumentRelation.REPLACED_BY))
    if entry.expired and on >= entry.expired:
        return _expired(catalogue, entry, entry.expired)
    for first, what in ((entry.in_force, "có hiệu lực từ"), (entry.issued, "ban hành ngày")):
        if first and on < first:
            return _said(StatusWord.NOT_YET, f"{what} {write_date(first)}")
    if doubtful := next((e for e in entry.endings if not e.eid and not e.area and e.day is None and ends(e)), None):
        return replace(_unknown(*_clause(doubtful), f" nói {doubtful.relation}, chưa rõ từ ngày nào"), ending=doubtful)
    if entry.in_force is None:
        is_issued = _is_without_force(entry)
        return _issued(catalogue, entry, on) if is_issued else _unknown("danh mục chưa có ngày có hiệu lực")
    return _in_force(catalogue, entry, entry.in_force, on)


def _in_force(catalogue: Catalogue, entry: Entry, first: date, on: date) -> Status:
    """The status of a document that is in force since the day `first`, as far as is known, and of which nothing ends all."""
    # What an enacted text says of its day may have been changed by a later document: the words say whose claim it is.
    since = ("theo chính văn bản, " if "in_force" in entry.own_facts else "") + f"có hiệu lực từ {write_date(first)}"
    if suspended := next((e for e in entry.endings if not e.eid and is_suspended(e, on)), None):
        return _ended(StatusWord.SUSPENDED, suspended, _written_day(suspended.day))
    if outlived(catalogue, entry, on):
        amended = catalogue.related(entry, DocumentRelation.AMENDS)
        return _unknown(f"{since}; văn bản được sửa đổi (", *_listed(amended), ") đã hết hiệu lực")
    amending = [e for e in catalogue.related(entry, DocumentRelation.AMENDED_BY) if e.in_force and on >= e.in_force]
    amended_by: tuple[str | Entry, ...] = ("; được sửa đổi, bổ sung bởi ", *_listed(amending)) if amending else ()
    parts = parts_ended(entry, on)
    if parts:
        return replace(_said(StatusWord.PARTLY_EXPIRED, since, *_told_parts(parts), *amended_by), ending=parts[0])
    if any(e.eid and is_suspended(e, on) for e in entry.endings):
        halted = [e for e in entry.endings if e.eid and is_suspended(e, on)]
        return replace(_said(StatusWord.PARTLY_SUSPENDED, since, *_told_parts(halted), *amended_by), ending=halted[0])
    if entry.expired is None and (bases := ended_bases(catalogue, entry, on)):
        now = [one for base in bases for law in _successors(catalogue, base) for one in details_of(catalogue, law, on)]
        told = ("; quy định chi tiết văn bản mới: ", *_listed(dict.fromkeys(now))) if now else ()
        why = "; văn bản được quy định chi tiết đã hết hiệu lực ("
        return _said(StatusWord.BASE_EXPIRED, since, why, *_listed(bases), "), cần rà soát", *told, *amended_by)
    if entry.expired is None and entry.reviewed is None:
        return _said(StatusWord.APPLIES, f"{since}; trong kho chưa thấy văn bản chấm dứt{_up_to(catalogue)}", *amended_by)
    reviewed = f" (danh mục rà soát ngày {write_date(entry.reviewed)})" if entry.reviewed and on > entry.reviewed else ""
    return _said(StatusWord.IN_FORCE, f"{since}{reviewed}", *amended_by)


def _successors(catalogue: Catalogue, entry: Entry) -> Sequence[Entry]:
    return catalogue.related(entry, DocumentRelation.REPLACED_BY)


def provision_status(catalogue: Catalogue, entry: Entry, eid: str, on: date) -> Status:
    """The status on the day `on` of the provision `eid` of a document: that of what stands around it, where that has ended.

    "từ 01/7/2026, theo khoản 2 Điều 57 Nghị định …"; that of the document where no clause ends the provision.
    """
    own = [e for e in entry.endings if e.eid and f"{eid}__".startswith(f"{e.eid}__") and not e.area]
    over = [e for e in own if ends(e) and e.day and on >= e.day]
    whole = whole_ending(entry, on)
    if whole and eid and any(left.clause and _holds(left.clause, entry, eid, left.until, on) for left in whole.exceptions):
        since = write_date(entry.in_force) if entry.in_force else "ngày chưa rõ"
        parts = (f"vẫn áp dụng (có hiệu lực từ {since}), trừ ra tại ", *_clause(whole))
        return replace(_said(StatusWord.APPLIES, *parts), ending=whole)
    found = status(catalogue, entry, on)
    if found.word.row.is_barred or not own:
        return found
    if over:
        first = min(over, key=lambda e: e.day or on)
        return _ended(StatusWord.EXPIRED, first, _written_day(first.day))
    if halted := next((e for e in own if is_suspended(e, on)), None):
        return _ended(StatusWord.SUSPENDED, halted, _written_day(halted.day))
    return found


def newest_law(entries: Iterable[Entry]) -> date | None:
    """The latest day of issue of those of the documents that make law; None where there is none."""
    dated = sorted((e for e in entries if e.issued), key=lambda e: e.issued or date.min, reverse=True)
    return next((e.issued for e in dated if makes_law(e.type, e.issuer, e.number, e.issued)), None)


def _holds(clause: tuple[str, str], entry: Entry, eid: str, until: date | None, on: date) -> bool:
    """Whether an exception names the provision, or what it stands in, and still holds on the day."""
    return clause[0] == entry.id and f"{eid}__".startswith(f"{clause[1]}__") and on <= (until or on)


def _written_day(day: date | None) -> str:
    return f"từ {write_date(day)}" if day else "từ ngày chưa rõ"


StatusPart = str | Entry | tuple[str, str, str]
"""A part of a reason: words, a document, or a clause: (its label, document id, eId)."""


def _clause(ending: Ending) -> tuple[StatusPart, ...]:
    return ((ending.label, *ending.clause),)


def _ended(word: StatusWord, ending: Ending, since: str, successors: Sequence[Entry] = ()) -> Status:
    """The status that follows from an ending, with what replaces the document, the clause that says so and its exceptions."""
    parts: list[StatusPart] = [f"{since}{f' đến {write_date(ending.until)}' if ending.until else ''}, "]
    if successors:
        parts += ["thay thế bằng ", *_listed(successors)]
    if [one.id for one in successors] == [ending.clause[0]] and ending.clause[1]:
        parts += [" (", (eids.label(ending.clause[1]), *ending.clause), ")"]
    else:
        parts += [", theo " if successors else "theo ", *_clause(ending)]
    told: dict[str, list[EndingException]] = {}
    for left in ending.exceptions:
        if left.words.startswith("trừ"):
            told.setdefault(left.words, []).append(left)
    for words, named in told.items():
        clauses = [left.clause for left in named if left.clause]
        pointed = [part for clause in clauses for part in (", ", (eids.label(clause[1]), *clause))][1:]
        parts += [f"; {words}", *((" (", *pointed, ")") if pointed else ())]
    others = [left for left in ending.exceptions if left.clause and left.label and not left.words.startswith("trừ")]
    for number, left in enumerate(others[:_MOST_NAMED]):
        assert left.clause is not None
        is_there = left.clause[0] == ending.clause[0]  # the document is named already
        parts += [", " if number else "; chuyển tiếp: ", (eids.label(left.clause[1]) if is_there else left.label, *left.clause)]
        if left.until:
            parts.append(f" (đến {write_date(left.until)})")
    if len(others) > _MOST_NAMED:
        parts.append(f" và {len(others) - _MOST_NAMED} điều khoản khác")
    return replace(_said(word, *parts, joint=" "), ending=ending)


_MOST_NAMED = 3  # parts, or transitional clauses, in one sentence


def _told_parts(endings: Sequence[Ending]) -> list[StatusPart]:
    """What has ended, and by which clauses: "; Điều 40 hết hiệu lực từ 01/7/2026 theo Khoản 2 Điều 57 …"."""
    said: list[StatusPart] = []
    for one in endings[:_MOST_NAMED]:
        what = eids.label(one.eid) if one.eid else "trong địa phương khác"
        halted = "" if ends(one) else f" đến {write_date(one.until)}" if one.until else ""
        said += [f"; {what} {_FATES[one.relation]} {_written_day(one.day)}{halted} theo ", *_clause(one)]
    return [*said, f" và {len(endings) - _MOST_NAMED} điều khoản khác"] if len(endings) > _MOST_NAMED else said


_FATES = {
    CitationRelation.REPLACES: "được thay thế",
    CitationRelation.REPEALS: "bị bãi bỏ",
    CitationRelation.ENDS: str(CitationRelation.ENDS),
    CitationRelation.SUSPENDS: str(CitationRelation.SUSPENDS),
}


def _up_to(catalogue: Catalogue) -> str:
    """Up to which day what is at hand could end something: "(kho có văn bản đến 13/5/2026)"."""
    return f" (kho có văn bản đến {write_date(catalogue.newest)})" if catalogue.newest else ""


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
    kinds = (DocumentRelation.AMENDS, DocumentRelation.AMENDED_BY, DocumentRelation.REPLACED_BY, DocumentRelation.GUIDES)
    for one in (entry, *(other for kind in kinds for other in catalogue.related(entry, kind))):
        yield from filter(None, (one.issued, one.in_force, one.expired))
        for ending in one.endings:
            yield from filter(None, (ending.day, *(_after(day) for day in _last_days(ending))))


def _last_days(ending: Ending) -> Iterator[date]:
    """The last days of what is suspended, or left in force, by an ending."""
    yield from filter(None, (ending.until, *(left.until for left in ending.exceptions)))


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def unlisted_status() -> Status:
    """The status of a document that a text cites and the catalogue lacks."""
    reason = "Danh mục chưa có văn bản này"
    return Status(StatusWord.UNKNOWN, reason, reason)


def _said(word: StatusWord, *parts: "StatusPart", joint: str = ": ") -> Status:
    """The status of a word, and of the parts of its reason: words, documents and clauses, which are named and linked."""
    reason, links = "", []
    for part in parts:
        name, *target = (
            (part,) if isinstance(part, str) else part if isinstance(part, tuple) else (part.short_label, part.id, "")
        )
        if target:
            links.append((Span(len(reason), len(reason) + len(name)), target[0], target[1]))
        reason += name
    return Status(word, f"{word.badge}{joint}{reason}", reason, tuple(links))


def _unknown(*parts: "StatusPart") -> Status:
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


def outlived(catalogue: Catalogue, entry: Entry, on: date) -> bool:
    """Whether the document does nothing but amend others, all of which have expired by the day `on`."""
    amended = catalogue.related(entry, DocumentRelation.AMENDS)
    return bool(amended) and _is_amending(entry) and all(_is_over(e, on) for e in amended)


def _is_over(entry: Entry, on: date) -> bool:
    return bool(entry.expired and on >= entry.expired) or whole_ending(entry, on) is not None


def _is_amending(entry: Entry) -> bool:
    """Whether the document does nothing but amend others (Luật Ban hành văn bản quy phạm pháp luật: its title says so)."""
    return name_key(entry.title).startswith("sửa đổi, bổ sung")
