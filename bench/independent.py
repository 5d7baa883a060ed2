"""Citations beside what other people's markup says of them: the codification's notes of source, inline links of web pages.

Nothing here goes through the readers: notes, anchors and addresses are taken from the HTML as it stands.

1. A note of source (pGhiChu) of the codification links to vbpl.vn: `ItemID=96035#Chuong_I_Dieu_2` says which Điều is meant, and
   all links of one ItemID mean one document. The article's own code (Điều 30.2.NĐ.2.1) has the type of its document, and the
   anchor of one of a guiding document its date (days since 02/09/1945) and number: `…277010066…` is 66, of 06/07/2021.
2. A page of thuvienphapluat.vn links citations to documents: the address has type and number, or type, title and year.

Run: `python -m bench.independent [--sample N] [--every N]`.
"""

import argparse
import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bench.known import SHARED, catalogue_with, codified_entries, topics
from kb import citations
from kb.catalogue import Catalogue
from kb.language.text import fold_white_space, nfc, slug
from kb.law import eid
from kb.law.model import Reference
from kb.law.naming import number_key

_ARTICLE = re.compile(
    r"<p class='pDieu'><a name='(\d+)'></a>\s*Điều\s+([\d.A-ZĐa-zđ]+).*?<p class='pGhiChu'>(.*?)</p>", re.DOTALL
)
_LINK = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]*)[^>]*>(.*?)</a>""", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_ITEM = re.compile(r"ItemID=(\d+)")
_TARGET = re.compile(r"Dieu_(\d+[a-zđ]*)\b", re.IGNORECASE)
_WRITTEN = re.compile(r"[\s(]*Điều\s+(\d+[a-zđ]*)\b")
_TYPES = {
    "LQ": ("Luật", "Bộ luật"), "PL": ("Pháp lệnh",), "NQ": ("Nghị quyết",), "NĐ": ("Nghị định",), "QĐ": ("Quyết định",),
    "TT": ("Thông tư",), "TL": ("Thông tư liên tịch",), "CT": ("Chỉ thị",),
}  # fmt: skip
_FIRST_DAY = date(1945, 9, 2)
_LAST_DAY = (date(2030, 1, 1) - _FIRST_DAY).days
_OPEN, _CLOSE = "\ue000", "\ue001"  # around a link while tags are taken away


@dataclass(slots=True)
class Tally:
    """How many of the things that can be compared agree; the others by reason, with what was seen."""

    compared: int = 0
    agreeing: int = 0
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, seen: str) -> None:
        """Count one: `reason` is "" where both sides agree."""
        self.compared += 1
        if reason:
            self.others[reason].append(seen)
        else:
            self.agreeing += 1


@dataclass(frozen=True, slots=True)
class Linked:
    """A link of a note: where its text begins, the Điều and the item that its address names ("" where it names none)."""

    start: int
    article: str
    item: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note of source: its text, its links, and what the markup around it says of the document."""

    text: str
    links: tuple[Linked, ...]
    types: tuple[str, ...]
    number: str  # the first part of the document's number: "66" of 66/2021/NĐ-CP; "" where the anchor has none
    issued: date | None


def notes(path: Path) -> Iterator[Note]:
    """The notes of one topic, from its markup."""
    page = path.read_text("utf-8", errors="replace")
    for found in _ARTICLE.finditer(page):
        anchor, code, markup = found.groups()
        text, links = _plain(markup)
        kinds = [part for part in code.split(".") if part.isalpha()]
        days, number = _in_anchor(anchor)
        linked = tuple(Linked(start, _of(_TARGET, address), _of(_ITEM, address)) for start, _, address in links)
        yield Note(text, linked, _TYPES.get(kinds[-1], ()) if kinds else (), number, days)


def _of(pattern: re.Pattern[str], address: str) -> str:
    found = pattern.search(address)
    return found[1].lower() if found else ""


def _in_anchor(anchor: str) -> tuple[date | None, str]:
    """The date and number in the anchor of an article of a guiding document; (None, "") where there is none."""
    end = len(anchor) - (6 if len(anchor) == 40 else 7)  # the last digits count the articles of the document
    kind, days, number = anchor[end - 10], int(anchor[end - 9 : end - 4] or 0), anchor[end - 4 : end]
    if kind != "0" or not 0 < days < _LAST_DAY or not int(number):
        return None, ""
    return _FIRST_DAY + timedelta(days), str(int(number))


def _plain(markup: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of markup, and (start, end, address) of each link in it."""
    addresses = [html.unescape(found[1]) for found in _LINK.finditer(markup)]
    marked = _LINK.sub(lambda found: f"{_OPEN}{found[2]}{_CLOSE}", markup)
    rest = fold_white_space(nfc(html.unescape(_TAG.sub("", marked))))
    text, starts, ends = "", [], []
    for part in re.split(f"([{_OPEN}{_CLOSE}])", rest):
        if part == _OPEN:
            starts.append(len(text))
        elif part == _CLOSE:
            ends.append(len(text))
        else:
            text += part
    return text, list(zip(starts, ends, addresses, strict=True))


def codification(known: Catalogue, names: citations.Lexicon, shared: Path = SHARED, every: int = 1) -> dict[str, Tally]:
    """The notes of every so manieth topic: Điều, document, amending documents, type, number and date compared."""
    tallies = {
        name: Tally()
        for name in ("Điều of a source", "Điều of an amending document", "document", "type", "number and year", "date")
    }
    items: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for note in (note for path in topics(shared)[::every] for note in notes(path)):
        provisions = [r for r in citations.cite(note.text, known, lambda document, eid: None, None, names) if r.eid]
        for position, link in enumerate(note.links):
            mine = next((r for r in provisions if r.start >= link.start), None)
            seen = f"{link.article}|{link.item} {note.text[link.start : link.start + 110]}"
            if link.article:
                found = mine.eid if mine and mine.eid else ""
                written = _WRITTEN.match(note.text, link.start)
                if found == eid.join("", "article", link.article):
                    reason = ""
                elif written and written[1].lower() != link.article:
                    reason = "the address has another Điều than the words of its own link"
                else:
                    reason = "another Điều" if found else "no Điều found"
                tallies["Điều of an amending document" if position else "Điều of a source"].add(reason, f"{found} {seen}")
            if link.item and mine:
                items[link.item].append((_number(mine, known), seen))
        first = provisions[0] if provisions else None
        if first and first.cited:
            _compare_facts(note, first, known, tallies)
    for said in items.values():
        most = Counter(number for number, _ in said).most_common(1)[0][0]
        for number, seen in said:
            reason = "" if number and number == most else "another number than its other links" if number else "no number"
            tallies["document"].add(reason, f"{number} {seen}")
    return tallies


def _compare_facts(note: Note, first: Reference, known: Catalogue, tallies: dict[str, Tally]) -> None:
    seen = f"{note.types} {note.number} {note.issued} {note.text[:130]}"
    number, said = _number(first, known), first.cited
    if note.types and said and said.type:
        tallies["type"].add("" if said.type in note.types else f"{said.type} beside {'/'.join(note.types)}", seen)
    year = re.search(r"/((?:19|20)\d\d)(?:/|$)", number)
    if note.number and note.issued and number:
        same = re.split("[/-]", number)[0].lstrip("0") == note.number and (not year or int(year[1]) == note.issued.year)
        older = "the anchor is of an older document, among whose articles this one stands"
        reason = older if year and note.issued.year < int(year[1]) else "another number than the anchor"
        tallies["number and year"].add("" if same else reason, seen)
    entry = known.by_id.get(first.document or "")
    if note.issued and entry and entry.issued and number.split("/")[0].lstrip("0") == note.number:
        tallies["date"].add("" if entry.issued == note.issued else "another date than the anchor", f"{entry.issued} {seen}")


def _number(reference: Reference, known: Catalogue) -> str:
    """The number of the document that is meant, as the catalogue has it, or as the text writes it."""
    entry = known.by_id.get(reference.document or "")
    written = reference.cited.number if reference.cited else ""
    return number_key((entry.number if entry else written) or "")


def pages(known: Catalogue, names: citations.Lexicon, shared: Path = SHARED) -> Tally:
    """The different links of thuvienphapluat pages whose words name a document, beside the documents of their addresses."""
    tally = Tally()
    done: set[tuple[str, str]] = set()
    for path in sorted((shared / "corpus").rglob("*.html")):
        page = path.read_text("utf-8", errors="replace")
        if "thuvienphapluat" not in page or "pGhiChu" in page:
            continue
        for block in re.split(r"</?(?:p|div|li|td|tr|table|ul|h\d|br|script|style)\b[^>]*>", page, flags=re.IGNORECASE):
            text, links = _plain(block) if "/van-ban/" in block else ("", [])
            for start, end, address in links:
                name = re.search(r"/van-ban/[^/]+/([^/?]+?)(?:-\d+)?(?:\.aspx|/)", address, re.IGNORECASE)
                if not name or "sharer" in address or (text[start:end], name[1]) in done or "step=" in address:
                    continue
                done.add((text[start:end], name[1]))
                inside = [
                    r for r in citations.cite(text, known, lambda d, e: None, None, names) if r.start < end and r.end > start
                ]
                tally.add(_judged(slug(name[1]), inside, known), f"“{text[start:end]}” → {name[1]}")
    return tally


def _judged(address: str, found: Sequence[Reference], known: Catalogue) -> str:
    """Why a link is not found as its address has it; "" where it is."""
    if not found:
        return "no citation found"
    entry = known.by_id.get(found[0].document or "")
    said = found[0].cited
    number = (entry.number if entry else said.number if said else "") or ""
    if re.search(r"\d-(?:19|20)\d\d-[a-z]", address) and number:
        return "" if f"-{slug(number)}-" in f"-{address}-" else "another number"
    if said and said.this:
        return "“này”: the document of the page, which is not given"
    if entry is None:
        return "named by a name that the catalogue does not have, or that is ambiguous"
    title = slug(f"{entry.type} {entry.title}")
    year = re.search(r"\b(?:19|20)\d\d\b", address.replace(title, ""))
    is_same = address.startswith(title) and (not year or not entry.issued or entry.issued.year == int(year[0]))
    return "" if is_same else f"another document ({entry.id})"


def show(name: str, tally: Tally, sample: int) -> None:
    """Print one comparison: the share that agrees, then the reasons of the rest with examples."""
    share = tally.agreeing / tally.compared if tally.compared else 0
    print(f"{name:<32}{tally.compared:>8}{tally.agreeing:>8} agree {share:>9.3%}")
    for reason, seen in sorted(tally.others.items(), key=lambda item: -len(item[1])):
        print(f"    {reason}: {len(seen)}")
        for one in seen[:: max(1, len(seen) // sample)][:sample] if sample else ():
            print(f"        {one}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=3, metavar="N", help="examples of each reason")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read every Nth topic")
    options = parser.parse_args(arguments)
    known = catalogue_with([], codified_entries())
    names = citations.compile_catalogue(known)
    print("Notes of source of the codification, beside the addresses, codes and anchors of their markup")
    for name, tally in codification(known, names, every=options.every).items():
        show(name, tally, options.sample)
    print("\nLinks of thuvienphapluat pages, beside their addresses")
    show("document", pages(known, names), options.sample)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
