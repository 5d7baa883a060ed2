"""The process in which one revision of the program answers: orders as lines of JSON from standard input, seconds to the output.

Run by `bench.same_results` in the folder of the revision: `python -P same_results_worker.py DATA`. Of `kb` it uses public names
that all revisions have.

Guarantees:
1. Every answer is a line `[key, value]` of the file that an order names, by key; no key comes twice.
2. A file that cannot be read is answered with the error; any other error ends the process.
3. What may only be there in one revision, as a document or a provision, is no key of an object: it stands in a list.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import kb

DAYS = (date(2010, 1, 1), date(2024, 6, 1), date(2026, 7, 2))
_WRITTEN, _DAY = DAYS[1:]
_SHOWN = 10
Answers = Iterator[tuple[str, Any]]


def facts(generation: kb.Generation) -> Answers:
    """What is known of every document on three days, with and without a text, and how often its provisions are cited."""
    found: dict[str, Any] = {}
    for day in DAYS:
        status = kb.views.status_json(generation, day)
        found[f"skipped files on {day}"] = status["skipped"]
        for kind in ("documents", "missing"):
            found[f"all {kind} on {day}"] = [document["id"] for document in status[kind]]
            found |= {f"{document['id']} on {day}": document for document in status[kind]}
    for document in generation.listed:
        found[f"{document.id} cited by"] = sorted(generation.cited_by_counts(document.id, _DAY).items())
    yield from sorted(found.items())


def documents(generation: kb.Generation, sample: int | None) -> Answers:
    """The tree of every document with a text, the references that stand in it, and all of one of its provisions."""
    for document in sorted(by_hash(generation.with_text)[:sample]):
        shown = kb.views.document_json(generation, document, _DAY)
        references = [
            {"from": [citing.document, citing.eid, citing.label, citing.url], **citing.reference.printed()}
            for citing in generation.references(document, _DAY)
        ]
        chosen = by_hash(provision["eid"] for provision in walk(shown["provisions"]))[:1]
        provisions = [kb.views.provision_json(generation, document, eid, _DAY) for eid in chosen]
        yield document, {"shown": shown, "references": references, "chosen": provisions}


def queries(generation: kb.Generation, asked: Sequence[dict[str, Any]]) -> Answers:
    """The results of every query, with what their scores are made of and without; of unfinished ones also suggestions."""
    for number, query in enumerate(asked):
        on, text = date.fromisoformat(query["on"]), query["text"]
        options = {"limit": _SHOWN, "document": query["document"], "on": on, "is_typing": query["is_typing"]}
        answer: dict[str, Any] = {
            name: kb.views.results_json(generation, kb.search(generation, text, explain=explain, **options), on)
            for name, explain in (("results", False), ("explained", True))
        }
        if query["is_typing"]:
            answer["suggestions"] = kb.views.suggestions_json(kb.suggest(generation, text, on=on))
        yield f"{number:05} {text}", answer


def materials(_generation: kb.Generation, folders: Sequence[str], sample: int | None) -> Answers:
    """The text of every file, and what it says of itself."""
    for path in _files(folders, sample):
        read = _read(path)
        if isinstance(read, kb.KnowledgeBaseError):
            yield path, [type(read).__name__, str(read)]
        else:
            yield path, [read.text, asdict(read.entry), read.is_text]


def citations(generation: kb.Generation, folders: Sequence[str], sample: int | None) -> Answers:
    """The citations of every material by its own day and as written on another, and what checks find on each day."""
    for path in _files(folders, sample):
        material = _read(path)
        if not isinstance(material, kb.KnowledgeBaseError):
            own = kb.cite_material(generation, material)
            dated = kb.cite_material(generation, material, _WRITTEN)
            answer = {"own": kb.views.citations_json(own), "dated": kb.views.citations_json(dated)}
            checks = [kb.check(generation, material.text, cited, day) for cited in (own, dated) for day in DAYS]
            yield path, answer | {"checks": [kb.views.findings_json(checked) for checked in checks]}


def _files(folders: Sequence[str], sample: int | None) -> list[str]:
    files = by_hash(str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return sorted(files[:sample])


@cache  # what is read once is cited in several rounds
def _read(path: str) -> kb.Material | kb.KnowledgeBaseError:
    try:
        return kb.read_material(Path(path))
    except kb.KnowledgeBaseError as error:
        return error


def by_hash(texts: Iterable[str]) -> list[str]:
    """The texts, each once, in the order of their hashes: the first are a sample."""
    return sorted(set(texts), key=lambda text: hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest())


def walk(provisions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The provisions of a document's JSON with all their parts."""
    for provision in provisions:
        yield provision
        yield from walk(provision["children"])


_ORDERS: dict[str, Callable[..., Answers]] = {
    "facts": facts,
    "documents": documents,
    "materials": materials,
    "queries": queries,
    "citations": citations,
}


def main() -> int:
    if Path(kb.__file__).resolve().parents[1] != Path.cwd().resolve():
        raise SystemExit(f"{kb.__file__} is not of the revision in {Path.cwd()}")
    generation = kb.Published(Path(sys.argv[1])).current()
    for line in sys.stdin:
        order = json.loads(line)
        start, of_processor = time.perf_counter(), time.process_time()
        with Path(order["out"]).open("w", encoding="utf-8", errors="surrogateescape") as out:
            for answer in _ORDERS[order["what"]](generation, **order["of"]):
                out.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        print(json.dumps([time.perf_counter() - start, time.process_time() - of_processor]), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
