"""The catalogue (danh mục): facts about documents, each with its source, and the status that follows from them on a day.

Guarantees:
1. Nothing is guessed: what no source says is None, and a status that does not follow from known facts is "Không rõ".
2. Numbers and names mean documents only when they are equal letter by letter (case and tone style aside).
3. A fact written in a catalogue.toml wins over one read from a document; the document's fills what the file leaves out.
4. Where two sources disagree, the less trusted one's word is kept as a claim (`Entry.disputed`), never dropped.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kb.dates import write_date
from kb.errors import CatalogueError
from kb.model import Claim, Entry, Relation, Status
from kb.text import fold_white_space, nfc, search_key, slug

# Each relation with its inverse: a fact written on one side holds on the other.
INVERSE = {"amended_by": "amends", "replaced_by": "replaces", "guided_by": "guides", "consolidated_by": "consolidates"}
INVERSE |= {inverse: kind for kind, inverse in INVERSE.items()}

# Documents that are cited by their title; all others are cited by number.
CITED_BY_TITLE = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh")

# The type of a document that does not say what it is.
UNKNOWN_TYPE = "Văn bản"

# The type of a text that the codification gives of a document whose own text is at hand too.
CODIFIED_TYPE = "Pháp điển"

# How the source of a fact begins that a document states of itself.
OWN_WORD = "văn bản ("

_VALUES: dict[str, type] = {
    "id": str, "type": str, "number": str, "issuer": str, "issued": date, "title": str, "names": list, "in_force": date,
    "expired": date, "addresses": list, "reviewed": date, "note": str, "place": str, "signer": str, "source": str,
    "sources": dict,
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def number_key(number: str) -> str:
    """The form in which document numbers are compared: case, spaces and the kind of dash aside."""
    return search_key(nfc("".join(number.split()))).replace("–", "-")


def head_of(number: str) -> str:
    """The digits that a number begins with: "62" of 62/2015/NĐ-CP."""
    digits = re.match(r"\d*", number)
    return digits[0] if digits else ""


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """The form in which names of documents are compared: case, tone style and white space aside."""
    return search_key(fold_white_space(nfc(name)))


def document_id(number: str, issued: date | None) -> str:
    """The id of a document: its number folded, and the year where the number has none ("05/CT-TTg" → "05-ct-ttg-2017")."""
    folded = slug(number)
    has_year = any(len(part) == 4 and part.isdigit() for part in folded.split("-"))
    return folded if has_year or issued is None else f"{folded}-{issued.year}"


@dataclass(frozen=True)
class Catalogue:
    """All entries, found by id, number, name, title, year of issue and relation; a table is made when it is first asked."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def by_number(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `number_key`."""
        return _group((number_key(e.number), e) for e in self.entries if e.number)

    @cached_property
    def by_head(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by the digits that their number begins with."""
        return _group((head_of(number_key(e.number)), e) for e in self.entries if e.number)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `name_key` of each of their names."""
        return _group((name_key(name), e) for e in self.entries for name in names_of(e))

    @cached_property
    def by_title(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by `name_key` of their title."""
        return _group((name_key(e.title), e) for e in self.entries if e.title)

    @cached_property
    def by_year(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by their year of issue, where that is known."""
        return _group((str(e.issued.year), e) for e in self.entries if e.issued)

    @cached_property
    def by_relation(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by kind and target of each of their relations."""
        return _group((f"{r.kind} {r.target}", e) for e in self.entries for r in e.relations)

    @cached_property
    def issuer_codes(self) -> Mapping[str, str]:
        """The codes of issuers that numbers end with, each to itself."""
        codes = (number_key(e.number).rpartition("-")[2] for e in self.entries if e.number)
        return {code: code for code in codes}

    def with_number(self, number: str) -> tuple[Entry, ...]:
        """The documents of this number: none, one, or several, for numbers recur."""
        return self.by_number.get(number_key(number), ())

    def named(self, name: str) -> tuple[Entry, ...]:
        """The documents that this name can mean: its short names, "type title" and "type title năm year"."""
        return self.by_name.get(name_key(name), ())

    def issued_in(self, year: int | None) -> tuple[Entry, ...]:
        """The documents that are known to be issued in a year."""
        return self.by_year.get(str(year), ())

    def like(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that have the number or the title of `entry`: only these can be the same document."""
        same_title = self.by_title.get(name_key(entry.title), ()) if entry.title else ()
        return tuple(dict.fromkeys((*(self.with_number(entry.number) if entry.number else ()), *same_title)))

    def stating(self, kind: str, target: str) -> tuple[Entry, ...]:
        """The entries that have the relation `kind` to the document `target`."""
        return self.by_relation.get(f"{kind} {target}", ())

    def related(self, entry: Entry, kind: str) -> tuple[Entry, ...]:
        """The entries to which `entry` has the relation `kind`."""
        return tuple(self.by_id[r.target] for r in entry.relations if r.kind == kind and r.target in self.by_id)


def names_of(entry: Entry) -> tuple[str, ...]:
    """Every name that means the document: its short names, and "Luật Thi hành án dân sự" with and without "năm 2008"."""
    names = list(entry.names)
    if entry.title and entry.type in CITED_BY_TITLE:
        names.append(f"{entry.type} {entry.title}")
    # "Luật Phòng chống ma túy": the comma of the title is often left out.
    names += [re.sub(r"(?i)(phòng), (chống)", r"\1 \2", name) for name in names]
    if (year := year_of(entry)) and entry.type in CITED_BY_TITLE:
        names += [f"{name} năm {year}" for name in names if " năm " not in name]
    return tuple(dict.fromkeys(names))


def year_of(entry: Entry) -> int | None:
    """The year of the document: that of its date, else the one in its number."""
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", entry.number or "")
    return entry.issued.year if entry.issued else int(year[0]) if year else None


def _group(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, dict[str, Entry]] = defaultdict(dict)
    for key, entry in pairs:
        groups[key].setdefault(entry.id, entry)
    return {key: tuple(group.values()) for key, group in groups.items()}


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of one catalogue.toml. Raises CatalogueError, which names the file, the entry and the key."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: không đọc được danh mục ({error})") from error
    tables = content.pop("document", [])
    if content or not isinstance(tables, list):
        raise CatalogueError(f"{path}: chỉ nhận các mục [[document]], không nhận “{next(iter(content), 'document')}”")
    return tuple(_entry(table, f"{path}, văn bản thứ {n}") for n, table in enumerate(tables, 1))


def _entry(table: dict[str, Any], place: str) -> Entry:
    place += f" ({table['id']})" if isinstance(table.get("id"), str) else ""
    relations: list[Relation] = []
    for key, value in table.items():
        expected = list if key in INVERSE else _VALUES.get(key)
        if expected is None:
            raise CatalogueError(f"{place}: không có khóa “{key}”")
        if (type(value) is not expected) or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise CatalogueError(f"{place}: giá trị của “{key}” không đúng kiểu ({expected.__name__})")
    for key in ("id", "type", "source"):
        if not table.get(key):
            raise CatalogueError(f"{place}: thiếu “{key}”")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", table["id"]):
        raise CatalogueError(f"{place}: “id” chỉ gồm chữ thường không dấu, số và dấu gạch nối")
    if "in_force" in table and "expired" in table and table["expired"] < table["in_force"]:
        raise CatalogueError(f"{place}: “expired” đứng trước “in_force”")
    named_sources = {str(key): str(source) for key, source in table.get("sources", {}).items()}
    facts = {key: value for key, value in table.items() if key not in ("id", "source", "sources") and key not in INVERSE}
    if unused := named_sources.keys() - table.keys():
        raise CatalogueError(f"{place}: có nguồn nhưng không có giá trị cho “{unused.pop()}”")
    for kind in INVERSE.keys() & table.keys():
        relations += [Relation(kind, target, named_sources.get(kind, table["source"])) for target in table[kind]]
    return Entry(
        id=table["id"],
        type=table["type"],
        number=table.get("number"),
        issuer=table.get("issuer"),
        issued=table.get("issued"),
        title=table.get("title", ""),
        names=tuple(table.get("names", ())),
        in_force=table.get("in_force"),
        expired=table.get("expired"),
        relations=tuple(sorted(relations, key=lambda r: (r.kind, table[r.kind].index(r.target)))),
        addresses=tuple(table.get("addresses", ())),
        sources=tuple((key, named_sources.get(key, table["source"])) for key in facts),
        reviewed=table.get("reviewed"),
        note=table.get("note", ""),
        place=table.get("place", ""),
        signer=table.get("signer", ""),
    )


def complete(first: Entry, second: Entry) -> Entry:
    """`first`, with what it leaves out taken from `second` together with its sources.

    What `second` says otherwise of the same fact joins `disputed`, and so do the claims of `second` itself.
    """
    sources = dict(first.sources)
    filled: dict[str, Any] = {"type": second.type} if first.type == UNKNOWN_TYPE else {}
    for item in fields(Entry):
        mine, other = getattr(first, item.name), getattr(second, item.name)
        if item.name not in ("id", "type", "sources", "relations", "disputed") and not mine and other:
            filled[item.name] = other
            sources |= {key: source for key, source in second.sources if key == item.name}
    known = {(r.kind, r.target) for r in first.relations}
    relations = first.relations + tuple(r for r in second.relations if (r.kind, r.target) not in known)
    result = replace(first, **filled, relations=relations, sources=tuple(sources.items()))
    claims = dict.fromkeys((*first.disputed, *_claims(second), *second.disputed))
    return replace(result, disputed=tuple(claim for claim in claims if not _agrees(result, claim)))


# Facts that two sources may dispute, each with the form in which their values are compared.
_COMPARED: dict[str, Callable[[str], str]] = {
    "type": name_key, "number": number_key, "issuer": name_key, "issued": str, "title": name_key, "in_force": str,
    "expired": str,
}  # fmt: skip


def _written(value: str | date | None) -> str:
    return write_date(value) if isinstance(value, date) else value or ""


def _claims(entry: Entry) -> list[Claim]:
    """Every fact of `entry` that may be disputed, as a claim of its source."""
    sources = dict(entry.sources)
    facts = ((name, _written(getattr(entry, name))) for name in _COMPARED if (name, entry.type) != ("type", UNKNOWN_TYPE))
    return [Claim(name, value, sources.get(name, "nguồn không rõ")) for name, value in facts if value]


def _agrees(entry: Entry, claim: Claim) -> bool:
    """Whether `claim` says what `entry` has."""
    key = _COMPARED[claim.field]
    return key(_written(getattr(entry, claim.field))) == key(claim.value)


def match(entry: Entry, entries: Iterable[Entry]) -> Entry | None:
    """The one of `entries` that is the same document as `entry`, or None.

    The key of a document is its type, number and date (numbers recur). A date that only one side knows does not part them,
    provided that no second entry matches too. Where a number is missing, type, title and date must all be equal.
    """
    same = [other for other in entries if _same(entry, other)]
    return same[0] if len(same) == 1 else None


def _same(one: Entry, other: Entry) -> bool:
    if _is_another_type(one, other):
        return False
    if one.issued and other.issued and one.issued != other.issued:
        return False
    if one.number and other.number:
        return number_key(one.number) == number_key(other.number)
    titled = one.title != "" and name_key(one.title) == name_key(other.title)
    return titled and (one.number == other.number or (one.issued is not None and one.issued == other.issued))


def _is_another_type(one: Entry, other: Entry) -> bool:
    """Whether both entries say of which type they are, not the same."""
    return name_key(one.type) != name_key(other.type) and UNKNOWN_TYPE not in (one.type, other.type)


def with_own_id(entry: Entry, taken: Mapping[str, Entry]) -> Entry:
    """`entry`, its type before its id where a document of another type has that: one number can be a law and a resolution."""
    other = taken.get(entry.id)
    return replace(entry, id=f"{slug(entry.type)}-{entry.id}") if other and _is_another_type(entry, other) else entry


def merge(groups: Iterable[Iterable[Entry]], settled: Collection[str] = ()) -> Catalogue:
    """One catalogue of several sources of entries, the most trusted first; relations hold in both directions.

    An entry whose id is `settled` keeps it: it joins only one of that id, however alike others are.
    """
    merged: dict[str, Entry] = {}
    alike: dict[str, list[str]] = defaultdict(list)  # ids by number and by title: only these can match
    for entries in groups:
        for entry in entries:
            keys = [number_key(entry.number)] if entry.number else []
            keys += [name_key(entry.title)] if entry.title else []
            near = dict.fromkeys(known for key in keys for known in alike[key])
            if entry.id in settled:
                same = merged.get(entry.id)
            else:
                entry = with_own_id(entry, merged)
                same = merged.get(entry.id) or match(entry, [merged[known] for known in near])
            if same is None:
                merged[entry.id] = entry
            else:
                merged[same.id] = complete(same, entry)
            for key in keys:
                alike[key].append(same.id if same else entry.id)
    inverse: dict[str, list[Relation]] = defaultdict(list)
    for entry in merged.values():
        for relation in entry.relations:
            inverse[relation.target].append(Relation(INVERSE[relation.kind], entry.id, relation.source))
    for target, relations in inverse.items():
        if target in merged:
            known = {(r.kind, r.target) for r in merged[target].relations}
            new = tuple(r for r in relations if (r.kind, r.target) not in known)
            merged[target] = replace(merged[target], relations=merged[target].relations + new)
    return Catalogue(tuple(merged.values()))


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
