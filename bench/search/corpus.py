"""The texts that are searched: the laws of the retrieval set, and the codification or a sample of its topics.

Guarantees:
1. A sample is the same in every run: topics come in the order of the hash of their names.
2. Peers get the texts that the generation holds, so that all search the same.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import kb
from bench.known import SHARED
from bench.known import topics as all_topics
from bench.search.asking import Text
from kb.catalogue import year_of
from kb.index import analyze, units
from kb.language.text import fold, nfc, slug
from kb.law.model import Entry
from kb.search.tables import SearchTables

Article = tuple[str, str]  # a document and an eId
_ALL_CLAUSES = 230_000  # as many as let a sample have about the number that is asked for
_TYPES = ("Bộ luật", "Luật", "Hiến pháp")


def topics(clauses: int | None = None, shared: Path = SHARED) -> list[Path]:
    """Topics of the codification that hold about so many clauses, or all."""
    files = all_topics(shared)
    if clauses is None:
        return files
    room = sum(file.stat().st_size for file in files) * clauses // _ALL_CLAUSES
    chosen = []
    for file in sorted(files, key=lambda file: hashlib.sha256(file.name.encode()).digest()):
        if file.stat().st_size <= room:
            chosen.append(file)
            room -= file.stat().st_size
    return sorted(chosen)


def linked(files: Sequence[Path], folder: Path) -> Path:
    """A new folder of documents made of links to `files`."""
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).symlink_to(file.resolve())
    return folder


def built(files: Sequence[Path], data: Path) -> Path:
    """A data folder whose published generation holds `files`."""
    kb.build.build([linked(files, data.parent / f"{data.name}-corpus")], data, processes=1)
    return data


def laws(shared: Path = SHARED) -> dict[str, list[tuple[str, str]]]:
    """Of each law of the retrieval set its articles: number and text (heading, empty line, body)."""
    told = json.loads((shared / "bench" / "retrieval" / "laws.json").read_text("utf-8"))
    return {law["id"]: list({a["id"]: nfc(a["text"]) for a in law["articles"]}.items()) for law in told}


def as_file(law: str, articles: Sequence[tuple[str, str]]) -> str:
    """A law as a text file: its type, its title, and its articles."""
    kind = next(kind for kind in _TYPES if law.startswith(kind))
    title = law.removeprefix(kind).strip()
    lines = [kind.upper(), *([title.upper()] if title else [])]
    for number, text in articles:
        heading, body = _parts(law, text)
        lines += (f"Điều {number}. {heading}".strip(), *(line for line in body.splitlines() if line.strip()))
    return "\n\n".join(lines) + "\n"


def laws_built(data: Path, shared: Path = SHARED) -> tuple[dict[tuple[str, str], Article], dict[Article, Text]]:
    """Build the laws of the retrieval set; gives of each (law, number) its article, and the text of each article.

    Raises ValueError where an article is not in the generation under its number.
    """
    known = laws(shared)
    folder = data.parent / f"{data.name}-corpus"
    folder.mkdir(parents=True)
    names = {f"{slug(law)}.txt": law for law in known}
    for name, law in names.items():
        (folder / name).write_text(as_file(law, known[law]), "utf-8")
    summary = kb.build.build([folder], data)
    generation = kb.Published(data).current()
    places, texts = {}, {}
    for file in summary.files:
        law = names[Path(file.path).name]
        tree = generation.tree(file.document or "", date.today())
        there = {p.eid for p in tree.walk() if p.level == "article"} if tree else set()
        wanted = {f"art_{number}" for number, _ in known[law]}
        if wanted - there:  # there may be more: two articles of one law stand in the text of the one before
            raise ValueError(f"{law}: not in the generation: {sorted(wanted - there)}")
        for number, text in known[law]:
            places[law, number] = (file.document or "", f"art_{number}")
            texts[places[law, number]] = Text(*_parts(law, text))
    return places, texts


def _parts(law: str, text: str) -> tuple[str, str]:
    """The heading and the body of an article; those of the constitution have no heading."""
    heading, _, body = ("", "", text) if law == "Hiến pháp" else text.partition("\n")
    return heading.strip(), body.strip()


def articles(generation: kb.Generation) -> dict[Article, Text]:
    """The text of every Điều."""
    found = {}
    for entry, tree in _trees(generation):
        for provision in tree.walk():
            if provision.level == "article":
                heading, whole = provision.heading.of(tree.text), provision.span.of(tree.text)
                body = tree.text[provision.heading.end : provision.span.end] if heading else whole
                found[entry.id, provision.eid] = Text(heading, body)
    return found


def clauses(generation: kb.Generation, every: int = 1) -> Iterator[Text]:
    """The clauses of every Nth document with the words of their Điều, analysed: terms with spaces between them."""
    table = generation.derived(SearchTables).abbreviations
    key: Callable[[str], str] = lambda text: " ".join(term.form for term in analyze(text, table))  # noqa: E731
    for entry, tree in _trees(generation, every):
        for unit in units(entry, tree):
            heading, body = key(unit.heading), key(f"{unit.lead}\n{unit.text}")
            yield Text(heading, body, fold(f"{heading} {body}"), entry.type, str(year_of(entry) or ""))


def _trees(generation: kb.Generation, every: int = 1) -> Iterator[tuple[Entry, kb.Tree]]:
    for document in sorted(generation.with_text)[::every]:
        tree = generation.tree(document, date.today())
        if tree is not None:
            yield generation.entry(document), tree
