"""What a build keeps on disk comes back as it went in, or is made again; and whoever has filled it, nothing in it runs."""

import contextlib
import os
import pickle
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filetables import HashWriter
from whoosh.index import TOC

from kb import build as builder
from kb.build.cache import CachedText
from kb.build.citing import CitedText, _Kept
from kb.build.dependencies import Asked
from kb.build.keeping import readings_of
from kb.build.reading import DocumentRead, FileSummary, Problem
from kb.build.sealed import NotAsKept, decoded, encoded, is_whole, read_sealed, seal_file, write_sealed
from kb.build.sources import Text
from kb.errors import KnowledgeBaseError
from kb.generation import GENERATIONS, INDEX, STORE
from kb.index import IndexPart, Question, answer, open_index
from kb.index.collecting import Collector, Group, Row
from kb.law.model import Entry, Relation
from kb.law.relations import DocumentRelation
from kb.published import Published
from kb.store import Cited
from tests.indexes import TODAY
from tests.test_incremental import CIRCULAR, CORPUS, content_of, spied, write_corpus
from tests.test_store import ENDINGS, ENTRIES, SOME_WORDS, WORDS

NUMBERS = st.integers(0, 1 << 40)
PLACES = st.lists(SOME_WORDS, max_size=3).map(tuple)
CACHED = st.builds(CachedText, SOME_WORDS, NUMBERS, SOME_WORDS)
DOCUMENTS = st.builds(
    DocumentRead, WORDS, ENTRIES, st.lists(ENTRIES, max_size=2).map(tuple), PLACES, NUMBERS, NUMBERS, NUMBERS, st.booleans(),
    WORDS, WORDS, NUMBERS, st.booleans(), st.booleans(), CACHED, WORDS,
)  # fmt: skip
PROBLEMS = st.builds(Problem, WORDS, WORDS, st.sampled_from(("never", "always", "recognition", "internal")))
RELATIONS = st.builds(Relation, st.sampled_from(DocumentRelation), WORDS, WORDS)
REFERENCES = st.builds(Cited, WORDS, WORDS, WORDS, WORDS, st.none() | WORDS, st.lists(WORDS, max_size=3).map(tuple))
CITED = st.builds(
    CitedText, st.lists(REFERENCES, max_size=3).map(encoded), st.lists(RELATIONS, max_size=2).map(tuple),
    st.lists(ENTRIES, max_size=2).map(tuple), WORDS, st.lists(ENDINGS, max_size=2).map(tuple),
)  # fmt: skip
ASKED = st.builds(
    Asked,
    st.dictionaries(st.tuples(WORDS, WORDS), st.binary(max_size=12), max_size=3),
    st.dictionaries(WORDS, st.tuples(WORDS, st.dictionaries(WORDS, st.none() | st.booleans(), max_size=3)), max_size=3),
    st.sets(WORDS, max_size=3),
)
KEPT = st.builds(_Kept, WORDS, WORDS, st.binary(), st.dictionaries(NUMBERS, st.tuples(WORDS, ASKED), max_size=3))
TEXTS = st.builds(Text, WORDS, CACHED, st.booleans(), WORDS, st.none() | st.tuples(st.dates(), WORDS), st.booleans())

# Every type that is kept, and values of it.
FORMS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (
        FileSummary,
        st.builds(FileSummary, st.lists(DOCUMENTS, max_size=2).map(tuple), st.lists(PROBLEMS, max_size=2).map(tuple)),
    ),
    (CachedText, CACHED),  # of what was joined
    (dict[int, CitedText], st.dictionaries(NUMBERS, CITED, max_size=3)),
    (tuple[Cited, ...], st.lists(REFERENCES, max_size=3).map(tuple)),
    (_Kept, KEPT),
    (tuple[str, ...], PLACES),  # the lexicon
    (
        tuple[tuple[Entry, ...], tuple[Text, ...]],
        st.tuples(st.lists(ENTRIES, max_size=2).map(tuple), st.lists(TEXTS).map(tuple)),
    ),
]


@pytest.mark.parametrize(("form", "values"), FORMS, ids=[str(form) for form, _ in FORMS])
def test_every_kept_type_comes_back_as_it_went_in(form: Any, values: st.SearchStrategy[Any]) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(values)
    def holds(value: object) -> None:
        assert decoded(encoded(value), form) == value

    holds()


def test_an_analysed_text_comes_back_as_it_went_in() -> None:
    collector = Collector()
    collector.add(Group("a", "article_1", ("nuôi", "ong"), (Row("", ("tổ",)), Row("article_1", ("tổ", "ong"), 2)), "Tổ"))
    for part in (Collector().part(), collector.part()):
        back = decoded(encoded(part), IndexPart)
        assert (back.words, back.documents, back.groups, back.eids) == (part.words, part.documents, part.groups, part.eids)
        assert back.arrays.keys() == part.arrays.keys()
        for name, array in part.arrays.items():
            assert back.arrays[name].dtype == array.dtype
            assert np.array_equal(back.arrays[name], array)


# What is no value of a kept type, however well it is written.
STRANGE = [
    None,
    True,
    -1,
    1 << 63,
    1.5,
    "chữ",
    b"\0",
    [],
    [[]],
    {},
    {"documents": 5},
    {1: 2},
    {"packed": {}},
    [{}] * 9,
    ["a", "b", b"", {}],
]


@pytest.mark.parametrize("form", [*(form for form, _ in FORMS), IndexPart], ids=str)
@pytest.mark.parametrize("value", STRANGE, ids=str)
def test_a_value_of_another_type_is_told(form: Any, value: object) -> None:
    try:
        back = decoded(encoded(value), form)
    except NotAsKept:
        return
    assert encoded(back) == encoded(value)  # an empty list is a tuple of no strings


@pytest.mark.parametrize(
    "content", [b"", b"\xc1", b"\xdf\xff\xff\xff\xff", b"\x81" * 10_000, b"\x91" * 100_000, b"\xa1\xff"], ids=str
)
def test_bytes_that_are_no_value_are_told(content: bytes) -> None:
    for form, _ in FORMS:
        with pytest.raises(NotAsKept):
            decoded(content, form)


def test_every_bit_counts(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_sealed(path, "a", b"Nuoi ong")
    sealed = path.read_bytes()
    assert read_sealed(path) == b"Nuoi ong"
    for bit in range(8 * len(sealed)):
        path.write_bytes(_flipped(sealed, bit))
        assert not is_whole(path)
    for length in range(len(sealed)):  # cut short
        path.write_bytes(sealed[:length])
        assert not is_whole(path)
    path.write_bytes(sealed + b"\0")
    assert not is_whole(path)
    (tmp_path / "b").write_bytes(sealed)  # under another name
    assert not is_whole(tmp_path / "b")


def _flipped(content: bytes, bit: int) -> bytes:
    return content[: bit // 8] + bytes([content[bit // 8] ^ (1 << bit % 8)]) + content[bit // 8 + 1 :]


def _edited(folder: Path) -> None:
    """Another law is in the folder, so that a build has something to do; all else stays on the shelf."""
    (folder / "moi.md").write_text(CIRCULAR.text.replace("913/2017", "914/2018"), "utf-8")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What is published of the edited folder, from nothing."""
    folder = tmp_path_factory.mktemp("expected")
    write_corpus(folder / "a", CORPUS)
    _edited(folder / "a")
    builder.build([folder / "a"], folder / "var")
    return _content(folder / "var", 1)


def _content(data: Path, number: int) -> dict[str, object]:
    """The generation, in whatever folder the sources stand."""
    content = content_of(data, number)
    rows = content[STORE]
    assert isinstance(rows, list)
    return {**content, STORE: [row.replace(str(data.parent), "") for row in rows]}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The shelf of a build of the folder `a` beside it, which is then edited."""
    write_corpus(tmp_path / "a", CORPUS)
    builder.build([tmp_path / "a"], tmp_path / "var")
    _edited(tmp_path / "a")
    return tmp_path / "var" / builder.READINGS


def _published(shelf: Path) -> dict[str, object]:
    """What a build publishes with this shelf; that is whole afterwards."""
    data = shelf.parent
    number = builder.build([data.parent / "a"], data).generation
    assert all(map(is_whole, shelf.iterdir()))
    return _content(data, number)


CHANCE = random.Random(5)

# What becomes of the content of each file of the shelf.
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    **{f"a bit, {number}": lambda content: _flipped(content, CHANCE.randrange(8 * len(content))) for number in range(12)},
    "the first bit": lambda content: _flipped(content, 0),
    "the last bit": lambda content: _flipped(content, 8 * len(content) - 1),
    "a bit in the middle": lambda content: _flipped(content, 4 * len(content)),
    "cut in the middle": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    "empty": lambda content: b"",
    "zeros": lambda content: bytes(len(content)),
    "something behind it": lambda content: content + b"\0",
    "all but the first page": lambda content: content[:4096] + bytes(max(len(content) - 4096, 0)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_on_the_shelf_is_made_again(shelf: Path, expected: dict[str, object], damage: str) -> None:
    for path in shelf.iterdir():
        path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert _published(shelf) == expected


def test_a_build_that_finds_nothing_changed_reads_nothing_of_the_shelf(shelf: Path, expected: dict[str, object]) -> None:
    data = shelf.parent
    assert _published(shelf) == expected
    for path in shelf.iterdir():
        path.write_bytes(b"")
    again = builder.build([data.parent / "a"], data)
    assert again.unchanged
    assert _content(data, again.generation) == expected


# Files that stand under a name of the shelf, and are none of it.
FOREIGN: dict[str, Callable[[Path], None]] = {
    "of another type": lambda path: write_sealed(path, path.name, encoded({"documents": 5})),
    "of another type, a list": lambda path: write_sealed(path, path.name, encoded(["", "", b"", {}])),
    "of another name": lambda path: path.write_bytes(sorted(path.parent.iterdir())[0].read_bytes()),
    "a database of other tables": lambda path: _database(path, "CREATE TABLE a (b)"),
    "a database whose summary is none": lambda path: _database(path, "CREATE TABLE summary (content)"),
    "a database whose summary is text": lambda path: _database(path, "CREATE TABLE summary (content)", "chữ"),
    "a database whose summary is of another type": lambda path: _database(
        path, "CREATE TABLE summary (content)", encoded([1, 2])
    ),
}


def _database(path: Path, table: str, *summary: object) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute(table)
        for one in summary:
            db.execute("INSERT INTO summary VALUES (?)", (one,))
        db.commit()
    seal_file(path, path.name)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_is_no_reading_is_made_again(shelf: Path, expected: dict[str, object], foreign: str) -> None:
    for path in sorted(shelf.iterdir(), reverse=True):
        FOREIGN[foreign](path)
    assert _published(shelf) == expected


class Program:
    """What a pickle may hold: a call, made when it is read."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.marker}",)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_planted_program_on_the_shelf_does_not_run(
    shelf: Path, expected: dict[str, object], tmp_path: Path, is_sealed: bool
) -> None:
    planted = pickle.dumps(Program(tmp_path / "marker"))
    for path in (*shelf.iterdir(), shelf / "shared"):
        if path.exists() and path.read_bytes().startswith(b"SQLite"):
            with closing(sqlite3.connect(path)) as db:
                db.execute("UPDATE summary SET content = ?", (planted,))
                db.commit()
            seal_file(path, path.name)
        elif is_sealed:
            write_sealed(path, path.name, planted)
        else:
            path.write_bytes(planted)
    assert _published(shelf) == expected
    assert not (tmp_path / "marker").exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # of Whoosh
def test_a_planted_program_in_any_file_of_a_generation_does_not_run(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a", CORPUS)
    builder.build([tmp_path / "a"], tmp_path / "var")
    for number, path in enumerate(sorted((tmp_path / "var" / GENERATIONS).rglob("*"))):
        if path.is_file():
            data = tmp_path / f"var{number}"
            shutil.copytree(tmp_path / "var", data)
            (data / path.relative_to(tmp_path / "var")).write_bytes(pickle.dumps(Program(tmp_path / "marker")))
            with contextlib.suppress(KnowledgeBaseError):
                answer(Published(data).current().index, Question("quay mật", TODAY), 10)
    assert not (tmp_path / "marker").exists()


# Where Whoosh itself would read a pickle, each with a way to have its writer put one there.
def _in_the_contents(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    write = TOC.write
    monkeypatch.setattr(TOC, "write", lambda toc, *where: (setattr(toc, "segments", [program]), write(toc, *where)))


def _in_the_directory(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    write = CompoundStorage.write_dir
    planted = lambda file, at, directory, options=None: write(file, at, {**directory, "x": program}, options)  # noqa: E731
    monkeypatch.setattr(CompoundStorage, "write_dir", staticmethod(planted))


def _in_the_extras(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    monkeypatch.setattr(HashWriter, "_write_extras", lambda table: table.dbfile.write_pickle({**table.extras, "x": program}))


def _in_a_term(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    write = W3TermInfo.to_bytes
    monkeypatch.setattr(W3TermInfo, "to_bytes", lambda info: (setattr(info, "_inlined", program), write(info))[1])


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # of Whoosh
@pytest.mark.parametrize("plant", [_in_the_contents, _in_the_directory, _in_the_extras, _in_a_term])
def test_a_planted_program_in_an_index_does_not_run(
    plant: Callable[[pytest.MonkeyPatch, Program], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(tmp_path / "a", CORPUS)
    builder.build([tmp_path / "a"], tmp_path / "var")
    plant(monkeypatch, Program(tmp_path / "marker"))
    (tmp_path / "a" / "luat.md").unlink()

    def used() -> None:
        builder.build([tmp_path / "a"], tmp_path / "var")  # which opens what it has written
        index = open_index(tmp_path / "var" / GENERATIONS / "2" / INDEX)
        answer(index, Question("quay mật", TODAY), 10)

    with pytest.raises((KnowledgeBaseError, OSError, ValueError, LookupError)):
        used()
    assert not (tmp_path / "marker").exists()


def test_a_forced_build_takes_nothing_from_the_shelf(
    shelf: Path, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shelf.parent
    first = builder.build([data.parent / "a"], data).generation
    before = {path.name for path in shelf.iterdir()}
    files, documents = spied(monkeypatch)
    number = builder.build([data.parent / "a"], data, force=True).generation
    assert len(files) == len(documents) == 4
    assert _content(data, number) == expected
    held = readings_of([data / GENERATIONS / str(first)])  # for the day on which a source is gone and this one serves
    assert (before & {path.name for path in shelf.iterdir()}) - held == {"epoch"}
    files.clear()
    (data.parent / "a" / "moi.md").unlink()
    builder.build([data.parent / "a"], data)
    assert files == []  # what a forced build has read is there for the next


def test_a_forced_build_that_is_interrupted_leaves_the_shelf_as_it_was(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = shelf.parent

    def stop(at: str, done: int, total: int) -> None:
        if at == "index" and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        builder.build([data.parent / "a"], data, stop, force=True)
    files, _ = spied(monkeypatch)
    builder.build([data.parent / "a"], data)
    assert files == ["moi"]


# A file of other bytes, of the same size, whose times are those of the one before.
def test_other_bytes_of_the_same_size_and_time_are_found(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a", CORPUS)
    first = builder.build([tmp_path / "a"], tmp_path / "var")
    path = tmp_path / "a" / "luat.md"
    state = path.stat()
    path.write_bytes(path.read_bytes().replace("Tổ ong".encode(), "Tổ ang".encode()))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    second = builder.build([tmp_path / "a"], tmp_path / "var")
    assert (first.generation, second.generation, second.unchanged) == (1, 2, False)
    os.utime(path)  # another time, the same bytes
    assert builder.build([tmp_path / "a"], tmp_path / "var").unchanged
