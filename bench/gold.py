"""The gold set of citations: passages of real documents in which every citation was marked by hand.

The two tables in bench/gold hold no sentence: `passages.tsv` says where each passage stands and what its text hashes to,
`citations.tsv` where each citation stands in it and what it means. Whole documents belong to one half: one for development
(dev), one for measuring (test); errors are shown of the first alone. The test half was drawn anew after the words of the first
one had been used in development: its documents are other documents of other topics.

Run: `python -m bench.gold [--half dev|test] [--errors dev] [--tables FOLDER]`.
"""

import argparse
import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from bench.known import SHARED, Source, catalogue_with, cite_whole, codified_entries, read_parts
from kb import citations
from kb.catalogue import Catalogue
from kb.law import eid
from kb.law.localities import is_local_number
from kb.law.model import Entry, Reference
from kb.law.naming import document_id, number_key
from kb.law.types import OF_ASSEMBLY, TYPE

TABLES = Path(__file__).parent / "gold"
FORMS = ("internal", "external", "this", "list", "range")
PASSAGE_HASH, SPAN_HASH = 16, 12  # hexadecimal digits of SHA-256
_AROUND = 60  # characters shown on either side of an error
# "khoản 1, 2 và 3": only this stands between two members of a list.
_BETWEEN = re.compile(r"\s*(?:[,;]|,?\s*(?:và|hoặc|hay))\s*(?:(?:các|tại|theo|và)\s+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a passage stands: [start, end) of the text of `document`, which `part` of `file` (below ../shared) holds.

    `markers` is how many people marked it, each without knowing of the other; what they marked differently was settled.
    """

    id: str
    half: str  # "dev" or "test"
    file: str
    part: str
    document: str
    start: int
    end: int
    sha256: str
    markers: int = 1


@dataclass(frozen=True, slots=True)
class Marked:
    """One citation as it was marked: its place in the passage, and its target.

    `document` is "=" for the citing one, a number ("62/2015/NĐ-CP", "05/CT-TTg@2017"), "?name" where nobody can tell which
    document of the name is meant, or "-".
    """

    passage: str
    start: int
    end: int
    sha256: str
    document: str
    eid: str
    to: str

    @property
    def target(self) -> str:
        """Document and place on one line."""
        return " ".join(filter(None, (self.document, self.eid, self.to)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one citation: `marked` and `found` are its targets, "" where it was not marked, or not found."""

    passage: str
    half: str
    type: str  # of the citing document
    form: str  # one of FORMS
    text: str
    before: str
    after: str
    marked: str
    found: str
    right: bool
    markers: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many citations were marked, found, found with the right span, and with the right target besides."""

    marked: int
    found: int
    spans: int
    right: int
    errors: tuple[Outcome, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right, span and target."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was marked that was found right."""
        return self.right / self.marked if self.marked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 1.0

    @property
    def span_f1(self) -> float:
        """The same of spans alone."""
        return 2 * self.spans / (self.found + self.marked) if self.found + self.marked else 1.0


def score(outcomes: Sequence[Outcome]) -> Score:
    """The counts of these citations."""
    marked, found = sum(bool(o.marked) for o in outcomes), sum(bool(o.found) for o in outcomes)
    spans, right = sum(bool(o.marked and o.found) for o in outcomes), sum(o.right for o in outcomes)
    return Score(marked, found, spans, right, tuple(o for o in outcomes if not o.right))


@dataclass(frozen=True, slots=True)
class Result:
    """Every citation, and the passages whose text is no longer found, or in which a mark does not stand where it should."""

    outcomes: tuple[Outcome, ...]
    lost: tuple[str, ...]

    @property
    def halves(self) -> dict[str, Score]:
        """The scores of the halves."""
        return self.by(lambda outcome: outcome.half)

    def by(self, key: Callable[[Outcome], str]) -> dict[str, Score]:
        """The scores of the groups that `key` makes, by name."""
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            groups[key(outcome)].append(outcome)
        return {name: score(groups[name]) for name in sorted(groups)}


def passages(tables: Path = TABLES) -> list[Passage]:
    """The passages, in the order of the table."""
    found = []
    for name, half, file, part, document, start, end, sha256, markers in rows(tables / "passages.tsv"):
        found.append(Passage(name, half, file, part, document, int(start), int(end), sha256, int(markers)))
    return found


def marked(tables: Path = TABLES) -> list[Marked]:
    """The citations that were marked, by passage and start."""
    return [Marked(row[0], int(row[1]), int(row[2]), *row[3:]) for row in rows(tables / "citations.tsv")]


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a table whose columns are parted by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def measure(shared: Path = SHARED, tables: Path = TABLES, half: str = "") -> Result:
    """What the engine makes of the gold set, or of one half of it. Every document is cited whole, in its place."""
    listed = [passage for passage in passages(tables) if half in ("", passage.half)]
    gold: dict[str, list[Marked]] = defaultdict(list)
    for one in marked(tables):
        gold[one.passage].append(one)
    sources = _sources(listed, shared)
    known = catalogue_with([source.entry for source in sources.values()], codified_entries(shared))
    eids = {source.entry.id: frozenset(p.eid for p in source.tree.walk()) for source in sources.values()}
    selections = {source.entry.id for source in sources.values() if source.is_selection}

    def has(document: str, place: str) -> bool | None:
        return eid.is_among(place, eids[document], document in selections) if document in eids else None

    names = citations.compile_catalogue(known)
    cited = {document: cite_whole(source, known, has, names) for document, source in sources.items()}
    outcomes: list[Outcome] = []
    lost: list[str] = []
    for passage in listed:
        source = sources.get(passage.document)
        start = place(passage, source.tree.text) if source else None
        if source is None or start is None or not stand(gold[passage.id], source.tree.text, start):
            lost.append(passage.id)
            continue
        inside = [r for r in cited[passage.document] if start <= r.start < start + passage.end - passage.start]
        outcomes += compared(passage, source, start, gold[passage.id], inside, known)
    return Result(tuple(outcomes), tuple(lost))


def _sources(listed: Iterable[Passage], shared: Path) -> dict[str, Source]:
    """The documents of the passages by id."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for passage in listed:
        parts[passage.file][passage.part] = passage.document
    return {document: s for file, wanted in parts.items() for document, s in read_parts(shared / file, wanted).items()}


def digest(text: str, length: int) -> str:
    """The first hexadecimal digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def place(passage: Passage, text: str) -> int | None:
    """Where the passage stands now: at its offsets, or where a line begins with the same text; None where it is lost."""
    length = passage.end - passage.start
    starts = [passage.start, 0, *(found.end() for found in re.finditer("\n", text))]
    return next((at for at in starts if digest(text[at : at + length], PASSAGE_HASH) == passage.sha256), None)


def stand(gold: Iterable[Marked], text: str, start: int) -> bool:
    """Whether each mark stands on the words that it was put on."""
    return all(digest(text[start + one.start : start + one.end], SPAN_HASH) == one.sha256 for one in gold)


def compared(
    passage: Passage, source: Source, start: int, gold: Sequence[Marked], found: Sequence[Reference], known: Catalogue
) -> Iterator[Outcome]:
    """What became of each citation that is marked or found in a passage, which stands at `start` of its document."""
    text = source.tree.text
    wanted = {(start + one.start, start + one.end): one for one in gold}
    got = {(reference.start, reference.end): reference for reference in found}
    wanted_members, got_members = _members(wanted, text), _members(got, text)
    for span in sorted({*wanted, *got}, key=lambda span: (span[0], -span[1])):
        one, reference = wanted.get(span), got.get(span)
        if one:
            form = _form(one.document == "=", one.eid, one.to, span in wanted_members)
        else:
            form = _form(got[span].document == source.entry.id, got[span].eid, got[span].to, span in got_members)
        right = bool(one and reference and _is_right(one, reference, source, known))
        before, after = text[max(0, span[0] - _AROUND) : span[0]], text[span[1] : span[1] + _AROUND]
        said = _said(reference) if reference else ""
        target = one.target if one else ""
        words, kind = text[slice(*span)], source.entry.type
        yield Outcome(passage.id, passage.half, kind, form, words, before, after, target, said, right, passage.markers)


def _members(spans: Iterable[tuple[int, int]], text: str) -> set[tuple[int, int]]:
    """The spans that stand in a list: nothing but a comma or "và" parts them from the next."""
    ordered = sorted(spans)
    beside = [(a, b) for a, b in pairwise(ordered) if _BETWEEN.fullmatch(text[a[1] : b[0]])]
    return {span for pair in beside for span in pair}


def _form(is_own: bool, place: str | None, to: str | None, is_member: bool) -> str:
    if to:
        return "range"
    if is_member:
        return "list"
    return ("internal" if place else "this") if is_own else "external"


def _said(reference: Reference) -> str:
    return " ".join(filter(None, (_named(reference), reference.eid, reference.to, f"({reference.resolution})")))


def _named(reference: Reference) -> str:
    """The document of a reference: its id, or what the text calls it where it is not known."""
    if reference.document:
        return reference.document
    said = reference.cited
    return f"#{number_key(said.number)}" if said and said.number else "?"


def _is_right(one: Marked, reference: Reference, source: Source, known: Catalogue) -> bool:
    places = ((one.eid, reference.eid), (one.to, reference.to))
    return _same_document(one, reference, source, known) and all(plain(a) == plain(b or "") for a, b in places)


def _same_document(one: Marked, reference: Reference, source: Source, known: Catalogue) -> bool:
    if one.document == "=":
        return reference.document == source.entry.id
    if one.document == "-" or one.document.startswith("?"):
        return reference.document is None
    number, _, year = one.document.partition("@")
    entries = [e for e in known.with_number(number) if not year or (e.issued and str(e.issued.year) == year)]
    if _is_of_other_type(reference, entries):
        # The catalogue lacks the resolution of which a law has the number, and cannot give it the id of that law.
        return reference.document is None and _named(reference) == f"#{number_key(number)}"
    # One number can be a law's and a resolution's: the words say which.
    of_type = [e for e in entries if e.type.casefold() in reference.text.casefold()]
    if len(entries) == 1 or len(of_type) == 1:
        return reference.document == (of_type or entries)[0].id
    if reference.document is not None:
        day = date(int(year), 1, 1) if year else None
        wanted = document_id(number, day)
        # A local number that the catalogue lacks has the locality after its year: "1520-qd-ubnd-2021-huyen-y".
        is_local = not entries and is_local_number(number) and reference.document.startswith(f"{wanted}-")
        return reference.document == wanted or is_local
    if reference.cited is None:  # what is not listed has to be named at least
        return False
    wanted, said = number_key(number), number_key(reference.cited.number)
    # "Nghị định số 62" and a name alone do not write the whole number.
    return said == wanted if wanted in number_key(reference.text) else wanted.startswith(said)


def _is_of_other_type(reference: Reference, entries: Sequence[Entry]) -> bool:
    """Whether the words name a type of the National Assembly of which none of `entries` is."""
    said = reference.cited.type if reference.cited else ""
    if said not in OF_ASSEMBLY or said not in reference.text or not entries:
        return False
    return not any(said in (e.type, TYPE[e.type].called_without_title) for e in entries)


def plain(place: str) -> str:
    """An eId with its Roman numbers as Arabic ones."""
    return re.sub(r"((?:chp|sec|att|part)_)([IVXL]+)(?=__|$)", lambda m: f"{m[1]}{eid.roman_value(m[2])}", place)


def show(result: Result, half: str) -> None:
    """Print the scores of one half: all together, by form, by type of the citing document."""
    mine = Result(tuple(o for o in result.outcomes if o.half == half), ())
    print(f"\n{half:<24}{'marked':>8}{'found':>8}{'P':>8}{'R':>8}{'F1':>8}{'span F1':>9}")
    groups: dict[str, Score] = {"all": score(mine.outcomes)}
    if twice := [o for o in mine.outcomes if o.markers > 1]:
        groups["marked by two people"] = score(twice)
    groups |= dict(sorted(mine.by(lambda o: o.form).items(), key=lambda item: FORMS.index(item[0])))
    groups |= mine.by(lambda o: o.type)
    for name, s in groups.items():
        print(f"  {name:<22}{s.marked:>8}{s.found:>8}{s.precision:>8.4f}{s.recall:>8.4f}{s.f1:>8.4f}{s.span_f1:>9.4f}")


def show_errors(result: Result, half: str | None) -> None:
    """Print what is wrong in one half."""
    for o in score([o for o in result.outcomes if o.half == half]).errors:
        kind = "WRONG TARGET" if o.marked and o.found else "FALSE" if o.found else "MISSED"
        around = f"{o.before}⟦{o.text}⟧{o.after}".replace("\n", "⏎")
        print(f"\n{kind} {o.passage} ({o.type}, {o.form})\n  {around}\n  marked: {o.marked or '–'}; found: {o.found or '–'}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="", help="measure this half only")
    parser.add_argument("--errors", choices=("dev",), help="list what is wrong in the half for development")
    parser.add_argument("--tables", type=Path, default=TABLES)
    options = parser.parse_args(arguments)
    if not (options.tables / "passages.tsv").is_file() or not SHARED.is_dir():
        print(f"The gold set is not at hand: {options.tables}, {SHARED}")
        return 1
    listed = [passage for passage in passages(options.tables) if options.half in ("", passage.half)]
    result = measure(tables=options.tables, half=options.half)
    print(f"{len(listed)} passages of {len({p.document for p in listed})} documents; lost: {len(result.lost)}", *result.lost)
    for half in sorted({passage.half for passage in listed}):
        show(result, half)
    show_errors(result, options.errors)
    return 1 if result.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
