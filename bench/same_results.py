"""Whether another revision of the program gives the same results as this checkout: proof that a restructuring is harmless.

Both build the same folders, each in a data folder of its own; then each answers, in a process of its own: what is known of
every document on three days, every tree with its references, queries of many kinds, and the texts of the files of `corpus` and
`../shared` with what citing and checking find in them. Every value of the other revision must be there in this checkout, and
equal; what objects have here besides is counted and named. Seconds are medians of three runs in turn; of builds, unless timed
ones, there is one, which may find that all is built.

Run: `python -m bench.same_results REVISION [--corpus DIR]… [--sample N] [--work DIR] [--timed]`; 1 where anything differs.
"""

import argparse
import heapq
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, groupby, zip_longest
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any, Self

from bench.known import SHARED
from bench.same_results_worker import DAYS, by_hash, walk
from bench.search.variants import mistyped
from kb.language.text import fold, nfc

_ROOT = Path(__file__).parents[1]
_READ = (_ROOT / "corpus", SHARED / "corpus", SHARED / "consolidation")  # whose files are materials too
_CORPORA = (*_READ, SHARED / "corpora" / "phapdien" / "demuc")
_QUERIES, _ROUNDS, _TIMED_BUILDS, _PRINTED, _PRINTED_OF_ONE = 500, 3, 2, 20, 3
_NOTHING = object()
Seconds = tuple[float, float]  # of the clock; of the processor, which say more where others keep a machine busy

# What is typed of an article and its document, of each kind in turn.
_WITHIN, _UNFINISHED = "heading in its document", "unfinished heading"
_FORMS: dict[str, tuple[str, ...]] = {
    "heading": ("{heading}",),
    _WITHIN: ("{heading}",),
    _UNFINISHED: ("{half}",),
    "address": ("khoản {clause} điều {article} {type} {title}", "điều {article} {type} {number}", "{label}",
        "khoản {clause}, 2 điều {article} {title}", "{words} điều {article} {type} {title}"),
    "number": ("{number}", "{type} {number}", "{short} năm {year}", "{type} {short}"),
    "filter": ('{words} loại:"{type}"', "{words} năm:{year}", "{words} năm:2010-{year}", '{words} cơ quan:"{issuer}"',
        "{words} hiệu lực:còn", "{words} văn bản:{number}", '{words} -loại:"{type}"', 'loại:"{type}" năm:{year}'),
    "phrase": ('"{words}"', '"{words}" {title}', '"{words}" OR "{title}"', "{heading} -{word}", '{title} -"{words}"'),
}  # fmt: skip


@dataclass(slots=True)
class Comparison:
    """What was compared: how many answers and values, how many values of each answer differ, the first of them in words, and
    the names of what only the new revision has.
    """

    answers: int = 0
    values: int = 0
    different: Counter[str | int] = field(default_factory=Counter)
    printed: list[str] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)

    def compare(self, old: Any, new: Any, *path: str | int) -> None:
        """Compare two values of JSON that stand at `path`, of which the first step is the key of the answer."""
        if isinstance(old, dict) and isinstance(new, dict):
            for name, value in old.items():
                self.compare(value, new.get(name, _NOTHING), *path, name)
            names = [step for step in path[1:] if isinstance(step, str)]
            self.added.update(".".join((*names, name)) for name in new if name not in old)
        elif isinstance(old, list) and isinstance(new, list):
            for place, (one, other) in enumerate(zip(old, new, strict=False)):
                self.compare(one, other, *path, place)
            if len(old) != len(new):
                self._differ(f"{len(old)} items", f"{len(new)} items", path)
        else:
            self.values += 1
            if type(old) is not type(new) or old != new:  # to Python True is 1, and 1 is 1.0
                self._differ(_shown(old), _shown(new), path)

    def _differ(self, old: str, new: str, path: Sequence[str | int]) -> None:
        self.different[path[0]] += 1
        if len(self.printed) < _PRINTED and self.different[path[0]] <= _PRINTED_OF_ONE:
            self.printed.append(f"{' › '.join(map(str, path))}: {old} → {new}")


def _shown(value: Any) -> str:
    text = "nothing" if value is _NOTHING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:100]}…"


def compare_files(old: Path, new: Path) -> Comparison:
    """Compare the answers in two files; one that stands in one file alone is a difference."""
    comparison = Comparison()
    for key, group in groupby(heapq.merge(_answers(old, 0), _answers(new, 1), key=itemgetter(0)), itemgetter(0)):
        sides = {side: value for _, side, value in group}
        comparison.answers += 1
        comparison.compare(sides.get(0, _NOTHING), sides.get(1, _NOTHING), key)
    return comparison


def _answers(path: Path, side: int) -> Iterator[tuple[str, int, Any]]:
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            key, value = json.loads(line)
            yield key, side, value


def queries(documents: Path, number: int) -> list[dict[str, Any]]:
    """So many queries, as many of each kind, always the same of the same texts: the answers in the file `documents`."""
    told = [json.loads((SHARED / "bench" / "retrieval" / f"{name}-dev.json").read_text("utf-8")) for name in ("queries", "lay")]
    dev, lay = ([nfc(question["text"]) for question in questions] for questions in told)
    typed = (dev, lay, map(fold, dev + lay), map(mistyped, dev + lay))
    kinds = [[_query(text) for text in by_hash(texts)] for texts in typed]
    articles = {one["url"]: one for _, _, value in _answers(documents, 0) for one in _articles(value["shown"])}
    for kind, forms in _FORMS.items():
        chosen = [articles[url.removeprefix(kind)] for url in by_hash(kind + url for url in articles)[:number]]
        made = ((form.format_map(one), one["document"]) for form, one in zip(cycle(forms), chosen, strict=False))
        kinds.append([_query(text, place if kind == _WITHIN else None, kind == _UNFINISHED) for text, place in made])
    mixed = [query for one_of_each in zip_longest(*kinds) for query in one_of_each if query][:number]
    return [query | {"on": str(day)} for query, day in zip(mixed, cycle(DAYS), strict=False)]


def _query(text: str, document: str | None = None, is_typing: bool = False) -> dict[str, Any]:
    return {"text": text, "document": document, "is_typing": is_typing}


def _articles(shown: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What may be typed of each article with a heading."""
    facts = {name: str(shown["document"][name] or "") for name in ("number", "issuer", "issued")}
    facts |= {name: shown["document"][name].lower() for name in ("type", "title")}
    for provision in walk(shown["provisions"]):
        heading = " ".join(provision["heading"].split())
        if provision["level"] == "article" and " " in heading:
            yield {
                **facts,
                "url": provision["url"],
                "document": shown["document"]["id"],
                "short": facts["number"].partition("/")[0],
                "year": facts["issued"][:4] or "2015",
                "heading": heading,
                "half": heading[: len(heading) * 2 // 3],
                "words": " ".join(heading.split()[:3]),
                "word": heading.split()[-1],
                "label": provision["label"].lower(),
                "article": provision["number"],
                "clause": next((part["number"] for part in provision["children"]), "1"),
            }


class _Revision:
    """A checkout of the program, its data folder, and in a `with` the process in which it answers."""

    def __init__(self, name: str, checkout: Path, folder: Path) -> None:
        """`folder` is for its data and its answers."""
        self.name, self._checkout, self._folder, self._data = name, checkout, folder, folder / "data"
        folder.mkdir(parents=True, exist_ok=True)

    def build(self, corpora: Sequence[Path], *, afresh: bool) -> Seconds:
        """Build what is not built yet, or all of it."""
        if afresh:
            shutil.rmtree(self._data, ignore_errors=True)
        folders = [argument for corpus in corpora for argument in ("--corpus", _as_given(corpus))]
        command = [sys.executable, "indexer.py", "build", "--data", str(self._data), *folders]
        start, before = time.perf_counter(), os.times()
        done = subprocess.run(command, cwd=self._checkout, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        seconds, after = time.perf_counter() - start, os.times()
        print(f"{self.name}, {seconds:.0f} s: {' '.join(' '.join(done.stdout.splitlines()[:2]).split())}", flush=True)
        of_processor = after.children_user - before.children_user + after.children_system - before.children_system
        return seconds, of_processor

    def __enter__(self) -> Self:
        command = [sys.executable, "-P", str(Path(__file__).with_name("same_results_worker.py")), str(self._data)]
        environment, pipe = os.environ | {"PYTHONPATH": str(self._checkout)}, subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=self._checkout, env=environment, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def answers(self, what: str) -> Path:
        """The file of its last answers of a kind."""
        return self._folder / f"{what}.jsonl"

    def answer(self, what: str, **of: Any) -> Seconds:
        """Have it write its answers of a kind."""
        assert self._process.stdin is not None, "opened with pipes"
        assert self._process.stdout is not None, "opened with pipes"
        print(json.dumps({"what": what, "of": of, "out": str(self.answers(what))}), file=self._process.stdin, flush=True)
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError(f"{self.name} died: {self._process.wait()}")
        seconds, of_processor = json.loads(told)
        return seconds, of_processor


def _as_given(folder: Path) -> str:
    """A folder as both revisions are given it: of what stands in a checkout, each reads its own."""
    folder = folder.resolve()
    return str(folder.relative_to(_ROOT) if folder.is_relative_to(_ROOT) else folder)


def _laid_out(revision: str, scratch: Path) -> _Revision:
    commit = _git("rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    checkout = scratch / commit / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as archive:
        archive.extractall(checkout, filter="data")
    return _Revision(revision, checkout, checkout.parent)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=_ROOT, stdout=subprocess.PIPE, check=True).stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was compared and what differs; 1 where anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", metavar="REVISION", help="what this checkout is compared with")
    parser.add_argument("--corpus", type=Path, action="append", metavar="DIR", help="a folder to build (may be repeated)")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many queries, documents and files, chosen by hash")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where builds and answers stay; builds are used again")
    parser.add_argument("--timed", action="store_true", help="build everything afresh, twice in turn")
    options = parser.parse_args(arguments)
    today = date.today()
    seconds: dict[str, list[list[Seconds]]] = {}
    with ExitStack() as stack:
        scratch = (options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        revisions = old, new = _laid_out(options.revision, scratch), _Revision("this checkout", _ROOT, scratch / "here")
        seconds["build"] = [
            [one.build(options.corpus or _CORPORA, afresh=options.timed) for one in revisions]
            for _ in range(_TIMED_BUILDS if options.timed else 1)
        ]
        files = {"folders": [_as_given(folder) for folder in _READ], "sample": options.sample}
        for one in revisions:
            stack.enter_context(one)
            one.answer("facts")
            one.answer("documents", sample=options.sample)
            one.answer("materials", **files)
        asked = queries(old.answers("documents"), options.sample or _QUERIES)
        for what, of in {"queries": {"asked": asked}, "citations": files}.items():
            seconds[what] = [[one.answer(what, **of) for one in revisions] for _ in range(_ROUNDS)]
        kinds = ("facts", "documents", "materials", "queries", "citations")
        compared = {kind: compare_files(old.answers(kind), new.answers(kind)) for kind in kinds}
    _print_comparisons(compared)
    _print_seconds(seconds)
    if date.today() != today:
        print("The day has changed meanwhile: what depends on it may differ for that.")
    return int(any(found.different for found in compared.values()))


def _print_comparisons(compared: dict[str, Comparison]) -> None:
    print(f"\n{'':<12}{'answers':>12}{'values':>12}{'different':>12}{'in answers':>12}{'only new':>12}")
    for kind, found in compared.items():
        figures = (found.answers, found.values, found.different.total(), len(found.different), found.added.total())
        print(f"{kind:<12}" + "".join(f"{figure:>12}" for figure in figures))
    for kind, found in compared.items():
        for name, times in found.added.most_common():
            print(f"only new in {kind}: {name}, {times} times")
        if found.printed:
            print(f"{len(found.printed)} of the differences in {kind}, of each answer the first:")
            print("\n".join(f"  {one}" for one in found.printed))


def _print_seconds(seconds: dict[str, list[list[Seconds]]]) -> None:
    print(f"\n{'seconds':<12}{'old':>12}{'new':>12}{'new/old':>12}{'processor':>12}{'new':>12}{'new/old':>12}")
    for what, rounds in seconds.items():
        figures = []
        for clock in (0, 1):
            old, new = (median(one[clock] for one in of_one) for of_one in zip(*rounds, strict=True))
            figures.append(f"{old:>12.2f}{new:>12.2f}{new / old:>12.2f}")
        print(f"{what:<12}{''.join(figures)}")


if __name__ == "__main__":
    raise SystemExit(main())
