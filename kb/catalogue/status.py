"""The status (hiệu lực) of a document on a day.

Guarantees:
1. A status that does not follow from known facts is "Không rõ", never guessed.
"""

from datetime import date

from kb.catalogue.catalogue import CODIFIED_TYPE, OWN_WORD, Catalogue, year_of
from kb.law.dates import write_date
from kb.law.model import Entry, Status
from kb.law.naming import name_key


def short_label(entry: Entry) -> str:
    """The document by its type and number: "Luật 106/2025/QH15"."""
    return f"{entry.type} {entry.number}" if entry.number else entry.label


def status(catalogue: Catalogue, entry: Entry, on: date) -> Status:
    """The status (hiệu lực) of the document on the day `on`, as the known facts have it.

    A text that the codification gives has no fate of its own: it ends with the document whose articles it gives.
    """
    if entry.type == CODIFIED_TYPE:
        bases = [status(catalogue, base, on) for base in catalogue.related(entry, "consolidates")]
        note = "Không rõ hiệu lực: pháp điển không ghi lời văn áp dụng từ ngày nào"
        return next((s for s in bases if s.tone == "bad" or s.word == "Chưa có hiệu lực"), Status("Không rõ", note, "unknown"))
    if entry.expired and on >= entry.expired:
        successors = ", ".join(short_label(e) for e in catalogue.related(entry, "replaced_by"))
        note = f"Hết hiệu lực toàn bộ từ {write_date(entry.expired)}" + (f", thay thế bằng {successors}" if successors else "")
        return Status("Hết hiệu lực toàn bộ", note, "bad")
    if entry.in_force and on < entry.in_force:
        return Status("Chưa có hiệu lực", f"Chưa có hiệu lực: có hiệu lực từ {write_date(entry.in_force)}", "warning")
    if entry.issued and on < entry.issued:
        return Status("Chưa có hiệu lực", f"Chưa có hiệu lực: ban hành ngày {write_date(entry.issued)}", "warning")
    if entry.in_force is None:
        return Status("Không rõ", "Không rõ hiệu lực: danh mục chưa có ngày có hiệu lực", "unknown")
    # What an enacted text says of its day may have been changed by a later document: the words say whose claim it is.
    own_word = dict(entry.sources).get("in_force", "").startswith(OWN_WORD)
    since = ("theo chính văn bản, " if own_word else "") + f"có hiệu lực từ {write_date(entry.in_force)}"
    if entry.expired is None and entry.reviewed is None:
        return Status("Không rõ", f"Không rõ hiệu lực: {since}, chưa rõ nay còn hiệu lực hay không", "unknown")
    if outlived(catalogue, entry, on):
        amended = catalogue.related(entry, "amends")
        names = ", ".join(short_label(e) for e in amended)
        return Status("Không rõ", f"Không rõ hiệu lực: {since}; văn bản được sửa đổi ({names}) đã hết hiệu lực", "unknown")
    amendments = catalogue.related(entry, "amended_by")
    if any(e.in_force and on >= e.in_force for e in amendments):
        names = ", ".join(short_label(e) for e in amendments if may_be_in_force(e, on))
        return Status("Hết hiệu lực một phần", f"Hết hiệu lực một phần: {since}; được sửa đổi, bổ sung bởi {names}", "warning")
    reviewed = f" (danh mục rà soát ngày {write_date(entry.reviewed)})" if entry.reviewed and on > entry.reviewed else ""
    return Status("Còn hiệu lực", f"Còn hiệu lực: {since}{reviewed}", "good")


def may_be_in_force(entry: Entry, on: date) -> bool:
    """Whether nothing that is known puts the document after the day: its day in force, its date, the year in its number."""
    year = year_of(entry)
    issued = entry.issued or (date(year, 1, 1) if year else date.min)
    return on >= (entry.in_force or issued)


def outlived(catalogue: Catalogue, entry: Entry, on: date) -> bool:
    """Whether the document does nothing but amend others, all of which have expired by the day `on`."""
    amended = catalogue.related(entry, "amends")
    return bool(amended) and _is_amending(entry) and all(e.expired and on >= e.expired for e in amended)


def _is_amending(entry: Entry) -> bool:
    """Whether the document does nothing but amend others (Luật Ban hành văn bản quy phạm pháp luật: its title says so)."""
    return name_key(entry.title).startswith("sửa đổi, bổ sung")
