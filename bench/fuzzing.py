"""Fuzzing that follows which code a text reaches (atheris, libFuzzer): what no reader, rule or page foresaw.

A finding is an exception that is not one of ours, a guarantee that does not hold, more than 20 seconds, or 2 GB. Its input is
left in the folder of findings (crash-…, timeout-…, oom-…) and becomes a row of a test. Inputs that reached something new are
kept, so that the next run goes on from there.

Run, in an environment that has bench/requirements-peers.txt: `python -m bench.fuzzing TARGET [--minutes 10] [--kept DIR]`, of
processor time; one input again: `python -m bench.fuzzing TARGET --again FILE`.
"""

import argparse
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kb", "webapp"], enable_loader_override=False):
    import webapp
    from kb import build, citations, readers, structure
    from kb.errors import KnowledgeBaseError
    from kb.generation import Generation
    from kb.identify import identify
    from kb.language.text import nfc
    from kb.law.model import Paragraph, Reading
    from kb.published import Published
    from kb.readers.forms import FORMS
    from kb.search.search import search

Test = Callable[[bytes], None]

ROOT = Path(__file__).parents[1]
SEEDS = (
    ROOT / "corpus",
    ROOT / "tests" / "fixtures",
    ROOT.parent / "shared" / "cases" / "files",
    ROOT.parent / "shared" / "samples",
)
KEPT = Path("/tmp/fuzzing")
_LARGEST = 1 << 16  # bytes of an input
_TODAY = date(2026, 7, 1)
# A file whose form has a checksum or is packed changes little that is read: text, markup and PDF reach further.
_SUFFIXES = tuple(form.suffix for form in FORMS)


class _Unforeseen(logging.Handler):
    """Keeps what `kb.errors.one_file` caught, which no reader should have left to it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.caught: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.caught = record.exc_info[1]


_UNFORESEEN = _Unforeseen()


@contextlib.contextmanager
def _nothing_unforeseen() -> Iterator[None]:
    """Whatever a reader or a page did not foresee is raised, though the program survives it."""
    _UNFORESEEN.caught = None
    yield
    caught = _UNFORESEEN.caught
    if caught is not None and not isinstance(caught, (RecursionError, MemoryError)):
        raise caught


def _lines(data: bytes) -> str:
    return nfc(data.decode("utf-8", "replace").replace("\0", ""))


def reading(data: bytes) -> None:
    """A file of the form that the first byte says gives documents, each with its tree and its facts, or one line of error."""
    suffix = _SUFFIXES[data[0] % len(_SUFFIXES)] if data else ".txt"
    with _nothing_unforeseen():
        for one in readers.documents_in(data[1:], f"a{suffix}"):
            if isinstance(one, Reading):
                tree = structure.parse(one.paragraphs, [codified.begin for codified in one.codified])
                identify(tree, "a", one.stated)
            else:
                assert "\n" not in str(one), str(one)


def structuring(data: bytes) -> None:
    """Every character that is not white space lies in one own span of one provision, and every eId is one provision's."""
    tree = structure.parse(tuple(map(Paragraph, _lines(data).split("\n"))))
    covered = bytearray(len(tree.text))
    eids = set()
    for provision in tree.walk():
        assert provision.eid not in eids, provision.eid
        eids.add(provision.eid)
        for span in provision.own:
            for at in range(span.start, span.end):
                covered[at] += 1
    assert all(covered[at] == 1 for at, sign in enumerate(tree.text) if not sign.isspace())
    identify(tree, "a")


def citing(generation: Generation) -> Test:
    """Every citation is a piece of the text, in order, and what is sure has a target."""
    lexicon = citations.compile_catalogue(generation.catalogue)

    def test(data: bytes) -> None:
        text, before = _lines(data), -1
        for one in citations.cite(text, generation.catalogue, lambda _document, _eid: None, lexicon=lexicon):
            assert text[one.start : one.end] == one.text
            assert one.start >= before
            before = one.start

    return test


def querying(generation: Generation) -> Test:
    """A query has an answer, and its highlights are pieces of its snippets."""

    def test(data: bytes) -> None:
        with contextlib.suppress(KnowledgeBaseError):
            for hit in search(generation, _lines(data), on=_TODAY).hits:
                for span in hit.highlights:
                    assert 0 <= span[0] < span[1] <= len(hit.snippet)

    return test


def uploading(data_folder: Path) -> Test:
    """A material of any form is answered, never by a fault of the server."""
    client = webapp.create_app(data_folder, {"TESTING": True}).test_client()

    def test(data: bytes) -> None:
        suffix = _SUFFIXES[data[0] % len(_SUFFIXES)] if data else ".txt"
        with _nothing_unforeseen():
            sent = {"file": (BytesIO(data[1:]), f"a{suffix}"), "action": "check"}
            assert client.post("/lien-ket", data=sent, content_type="multipart/form-data").status_code < 500

    return test


def _seeds(folder: Path, target: str) -> None:
    """Fill the folder of kept inputs with real and imitated files, each behind the byte that says its form."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (path for seed in SEEDS for path in seed.rglob("*") if path.is_file() and path.stat().st_size < _LARGEST):
        suffix = next((one for one in _SUFFIXES if path.name.lower().endswith(one)), None)
        if suffix is None:
            continue
        prefix = bytes([_SUFFIXES.index(suffix)]) if target in ("reading", "uploading") else b""
        if prefix or suffix in (".txt", ".md"):
            (folder / f"seed-{path.name}").write_bytes(prefix + path.read_bytes())


def _test_of(target: str, kept: Path) -> Test:
    if target in ("reading", "structuring"):
        return {"reading": reading, "structuring": structuring}[target]
    build.build([ROOT / "corpus", ROOT / "tests" / "fixtures" / "corpus"], kept / "base")
    if target == "uploading":
        return uploading(kept / "base")
    generation = Published(kept / "base").current()
    return citing(generation) if target == "citing" else querying(generation)


TARGETS = ("reading", "structuring", "citing", "querying", "uploading")


def main() -> None:
    """Fuzz one target for so many minutes of processor time, or try one input again."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kept", type=Path, default=KEPT)
    parser.add_argument("--again", type=Path)
    options = parser.parse_args()
    logging.getLogger().addHandler(_UNFORESEEN)
    test, inputs, findings = _test_of(options.target, options.kept), options.kept / options.target, options.kept / "findings"
    if options.again:
        test(options.again.read_bytes())
        return
    _seeds(inputs, options.target)
    findings.mkdir(exist_ok=True)
    runs, end = 0, time.process_time() + options.minutes * 60

    def one(data: bytes) -> None:
        nonlocal runs
        runs += 1
        if time.process_time() > end:
            print(
                f"{options.target}: {runs} inputs in {options.minutes:g} minutes of processor time, no further finding",
                flush=True,
            )
            os._exit(0)
        test(data)

    arguments = [
        sys.argv[0],
        str(inputs),
        f"-artifact_prefix={findings}/{options.target}-",
        f"-max_len={_LARGEST}",
        "-timeout=20",
    ]
    atheris.Setup([*arguments, "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
