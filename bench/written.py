"""The second gold set: passages written for it in the manner of judgments, plans, reports and articles, marked by two people.

The texts and the rules of marking are in bench/gold/written; `citations.tsv` there is what was settled. Scores are those of the
first set (`bench.gold`), by kind of text. Every passage is cited as a document of its own type and day, which has no number.

Run: `python -m bench.written [--half dev|test] [--errors dev] [--marks NAME]`, `python -m bench.written --agreement`.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bench import gold
from bench.gold import Marked, Outcome, Passage, Result, Score
from bench.known import SHARED, Source, catalogue_with, cite_whole, codified_entries
from kb import citations, structure
from kb.catalogue import Catalogue
from kb.law.model import Entry, Paragraph

WRITTEN = gold.TABLES / "written"
KINDS = ("judgments", "plans", "reports", "articles")  # the names of the files, in this order
SETTLED, FIRST, SECOND = "citations.tsv", "marks-a.tsv", "marks-b.tsv"
_HEAD = re.compile(r"^=== (\S+)\t(dev|test)\t(\d{4}-\d\d-\d\d|-)\t(.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """One passage: "J01", a half, one of KINDS, the type of document that it is taken from ("Bản án"), its day, its words."""

    id: str
    half: str
    kind: str
    type: str
    day: date | None
    text: str


def texts(folder: Path = WRITTEN) -> list[Text]:
    """The passages, by kind and number."""
    found = []
    for kind in KINDS:
        pieces = _HEAD.split((folder / f"{kind}.txt").read_text("utf-8"))[1:]
        for name, half, day, type_, text in zip(*(pieces[i::5] for i in range(5)), strict=True):
            found.append(
                Text(name, half, kind, type_, None if day == "-" else date.fromisoformat(day), text.removesuffix("\n"))
            )
    return found


def marks(table: Path) -> dict[str, list[Marked]]:
    """The citations of each passage as a table has them; the hash of a mark is that of its words."""
    found: dict[str, list[Marked]] = defaultdict(list)
    for name, start, end, words, document, eid, to in gold.rows(table):
        found[name].append(Marked(name, int(start), int(end), gold.digest(words, gold.SPAN_HASH), document, eid, to))
    return found


def measure(shared: Path = SHARED, table: Path = WRITTEN / SETTLED, half: str = "") -> Result:
    """What the engine makes of the passages, or of those of one half, beside the marks of a table."""
    known = catalogue_with([], codified_entries(shared))
    return scored([text for text in texts(table.parent) if half in ("", text.half)], marks(table), known)


def scored(listed: Iterable[Text], marked: dict[str, list[Marked]], known: Catalogue) -> Result:
    """What became of the citations of these passages; lost are those whose marks do not stand on their words."""
    names = citations.compile_catalogue(known)
    outcomes: list[Outcome] = []
    lost: list[str] = []
    for text in listed:
        source = Source(
            Entry(f"written-{text.id.lower()}", text.type, None, None, text.day, ""),
            structure.parse(tuple(map(Paragraph, text.text.split("\n")))),
        )
        if source.tree.text != text.text or not gold.stand(marked[text.id], text.text, 0):
            lost.append(text.id)
            continue
        passage = Passage(text.id, text.half, text.kind, "", source.entry.id, 0, len(text.text), "")
        found = cite_whole(source, known, lambda document, place: None, names)
        compared = gold.compared(passage, source, 0, marked[text.id], found, known)
        outcomes += (replace(outcome, type=text.kind) for outcome in compared)
    return Result(tuple(outcomes), tuple(lost))


def agreement(first: dict[str, list[Marked]], second: dict[str, list[Marked]]) -> Score:
    """The second marks beside the first: what both have on one span, what with one target besides."""
    a, b = _by_span(first), _by_span(second)
    both = a.keys() & b.keys()
    return Score(len(a), len(b), len(both), sum(a[span] == b[span] for span in both), ())


def differences(first: dict[str, list[Marked]], second: dict[str, list[Marked]]) -> list[tuple[str, int, int, str, str]]:
    """Passage, span, and the target that each has there ("" for none), of all spans on which they differ, in order."""
    a, b = _by_span(first), _by_span(second)
    return [(*span, a.get(span, ""), b.get(span, "")) for span in sorted(a.keys() | b.keys()) if a.get(span) != b.get(span)]


def _by_span(marked: dict[str, list[Marked]]) -> dict[tuple[str, int, int], str]:
    spans = ((one.passage, one.start, one.end, one) for listed in marked.values() for one in listed)
    return {(passage, start, end): " ".join(map(gold.plain, one.target.split())) for passage, start, end, one in spans}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores, or how far two sets of marks agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="", help="measure this half only")
    parser.add_argument("--errors", choices=("dev",), help="list what is wrong in the half for development")
    parser.add_argument("--marks", default=SETTLED, help="the table of marks, in bench/gold/written")
    parser.add_argument("--agreement", action="store_true", help="compare the marks of the two people instead")
    options = parser.parse_args(arguments)
    wanted = [FIRST, SECOND] if options.agreement else [options.marks]
    if missing := [name for name in wanted if not (WRITTEN / name).is_file()]:
        print("Not at hand:", *missing)
        return 1
    if options.agreement:
        show_agreement(*(marks(WRITTEN / name) for name in wanted))
        return 0
    result = measure(table=WRITTEN / options.marks, half=options.half)
    print(f"{len(texts())} passages; lost: {len(result.lost)}", *result.lost)
    for half in sorted({outcome.half for outcome in result.outcomes}):
        gold.show(result, half)
    gold.show_errors(result, options.errors)
    return 1 if result.lost else 0


def show_agreement(first: dict[str, list[Marked]], second: dict[str, list[Marked]]) -> None:
    """Print where two sets of marks differ, and how far they agree."""
    words = {text.id: text.text for text in texts()}
    listed = differences(first, second)
    for passage, start, end, a, b in listed:
        print(f"{passage} {start}-{end} ⟦{words[passage][start:end]}⟧ a: {a or '–'}; b: {b or '–'}")
    both = agreement(first, second)
    print(f"{both.marked} and {both.found} marks, {len(listed)} spans differ; F1 {both.f1:.4f}, of spans {both.span_f1:.4f}")


if __name__ == "__main__":
    raise SystemExit(main())
