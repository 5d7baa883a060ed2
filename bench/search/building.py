"""From raw files to a published generation: time of each stage, peak memory, size on disk, and a build after one change.

The corpus is a folder of links to the topics of the codification. The build runs in a process of its own, with one more for
each core, as `indexer.py build` has it; memory is the highest sum of the PSS of all of them. Where others keep a machine busy,
the processor's seconds of all processes say more than those of the clock. Beside it, in one process and on a sample of the same
articles: stock pyvi, line by line, and Whoosh's default writer, which read no file, find no citation and rank nothing.

Run: `python -m bench.search.building [--clauses N] [--stock N] [--keep DIR]`.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from whoosh import fields, index

import kb
from bench.search import memory
from bench.search.asking import Text
from bench.search.corpus import articles, linked, topics

_ROOT = Path(__file__).parents[2]
_WORDS = (" và ".encode(), " cùng ".encode())  # the one that is changed, and into what


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, metavar="N", help="only a sample of about so many clauses")
    parser.add_argument("--stock", type=int, default=1500, metavar="N", help="so many articles through stock pyvi and Whoosh")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="the data folder in which the build stays")
    parser.add_argument("--one", nargs=2, metavar=("CORPUS", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _one(Path(options.one[0]), Path(options.one[1]))
    files = topics(options.clauses)
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} topics, {size / 2**20:.1f} MB; {memory.machine()}")
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        corpus, data = linked(files, scratch / "corpus"), scratch / "data"
        built = {"from raw files": _build(corpus, data), "nothing changed": _build(corpus, data)}
        _print_sizes(data)
        texts = list(articles(kb.Published(data).current()).values())
        built |= {"one word of one topic changed": _after(_change(corpus), corpus, data)}
        stages = list(built["from raw files"])
        print(f"\n{'':<32}" + "".join(f"{stage:>12}" for stage in stages))
        for name, figures in built.items():
            print(f"{name:<32}" + "".join(f"{figures[stage]:>12.1f}" if stage in figures else f"{'':>12}" for stage in stages))
        _print_rates(texts, built["from raw files"], options.stock, scratch / "stock")
    return 0


def _build(corpus: Path, data: Path) -> dict[str, float]:
    """Build in a process of its own: seconds of each stage, and peak memory of all its processes."""
    command = [sys.executable, "-m", "bench.search.building", "--one", str(corpus), str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as process, memory.Peak(process.pid) as peak:
        told, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {**json.loads(told), "memory MB": peak.megabytes, "processes": float(peak.processes)}


def _one(corpus: Path, data: Path) -> int:
    begun: dict[str, float] = {}

    def note(stage: str, _done: int, _total: int) -> None:
        begun.setdefault(stage, time.perf_counter())

    start = time.perf_counter()
    kb.build.build([corpus], data, note, processes=min(os.cpu_count() or 1, 8))
    end = time.perf_counter()
    used = os.times()
    marks = [*begun.items(), ("", end)]
    stages = {f"{stage} s": following - at for (stage, at), (_, following) in itertools.pairwise(marks)}
    print(json.dumps({**stages, "all s": end - start, "processor s": sum(used[:4])}))
    return 0


def _change(corpus: Path) -> Path:
    """One word of the middle topic is another from now on; the topic that was changed."""
    for link in sorted(corpus.iterdir(), key=lambda file: file.stat().st_size)[len(list(corpus.iterdir())) // 2 :]:
        before, found, behind = link.read_bytes().rpartition(_WORDS[0])
        if found:
            link.unlink()
            link.write_bytes(before + _WORDS[1] + behind)
            return link
    raise ValueError("no topic has the word that is to be changed")


def _after(changed: Path, corpus: Path, data: Path) -> dict[str, float]:
    before = kb.Published(data).number()
    figures = _build(corpus, data)
    if kb.Published(data).number() == before:
        raise ValueError(f"{changed}: a change that was not seen")
    return figures


def _print_sizes(data: Path) -> None:
    number = kb.Published(data).number()
    print(f"\n{'on disk':<32}{'MB':>12}")
    sizes: dict[str, int] = defaultdict(int)
    for title, folder in (("generation", data / "generations" / str(number)), ("readings, kept", data / "readings")):
        for file in folder.rglob("*"):
            if file.is_file():
                sizes[str(Path(title) / file.parent.relative_to(folder))] += file.stat().st_size
    for name, size in sorted(sizes.items()):
        print(f"{name:<32}{size / 1e6:>12.1f}")


def _print_rates(texts: Sequence[Text], whole: dict[str, float], number: int, folder: Path) -> None:
    syllables = _syllables(texts)
    sample = texts[:: max(1, len(texts) // number)]
    segmenting, writing = _stock(sample, folder)
    stock = _syllables(sample) / (segmenting + writing)
    print(f"\n{syllables} syllables in {len(texts)} articles; stock: {_syllables(sample)} in {len(sample)}")
    print(f"{'':<50}{'syllables/s':>14}{'times stock':>14}")
    rows = (
        (f"stock pyvi ({segmenting:.1f} s) and Whoosh ({writing:.1f} s), processor", stock),
        ("ours, raw files to generation, processor", syllables / whole["processor s"]),
        ("ours, raw files to generation, clock", syllables / whole["all s"]),
        ("ours, the index alone, clock", syllables / whole["index s"]),
    )
    for name, rate in rows:
        print(f"{name:<50}{rate:>14.0f}{rate / stock:>14.2f}")


def _syllables(texts: Iterable[Text]) -> int:
    return sum(len(text.words.split()) for text in texts)


def _stock(texts: Sequence[Text], folder: Path) -> tuple[float, float]:
    """The processor's seconds for stock pyvi on the texts, and for Whoosh's default writer on the words that it gives."""
    from pyvi.ViTokenizer import ViTokenizer  # noqa: PLC0415 (its memory is not that of a build)

    ViTokenizer.tokenize("")  # loads its model
    folder.mkdir()
    writer = index.create_in(folder, fields.Schema(text=fields.TEXT)).writer()
    start = time.process_time()
    segmented = ["\n".join(map(ViTokenizer.tokenize, text.words.splitlines())) for text in texts]
    middle = time.process_time()
    for text in segmented:
        writer.add_document(text=text)
    writer.commit()
    return middle - start, time.process_time() - middle


if __name__ == "__main__":
    raise SystemExit(main())
