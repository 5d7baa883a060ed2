"""What was read comes back from the cache as it went in, and what is known of documents from a generation."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import structure
from kb.build.dependencies import TABLES, Answers, Asked, recording
from kb.catalogue import Catalogue
from kb.law.model import Claim, Codified, Ending, EndingException, Entry, Paragraph, Relation
from kb.law.relations import CitationRelation, DocumentRelation
from kb.store import Shard, ShardWriter, is_damage, reason_of_store
from kb.store.entries import packed, unpacked

LINES = st.sampled_from(
    (
        "Điều 1. Tên",
        "Điều 2. Tên",
        "1. Khoản",
        "2. Khoản",
        "a) Điểm",
        "đ) Điểm",
        "Chương I",
        "Lời văn.",
        "- Gạch",
        "Phụ lục I",
        "",
    )
)
PARAGRAPHS = st.lists(st.builds(Paragraph, LINES, st.sampled_from(("text", "table", "note"))), max_size=12).map(tuple)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
CODIFIED = st.lists(
    st.builds(
        Codified,
        st.sampled_from(("1", "7a", "đ")),
        st.integers(0, 9),
        WORDS,
        WORDS,
        st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
    )
).map(tuple)
DEFINITIONS = st.lists(st.tuples(WORDS, WORDS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PARAGRAPHS, CODIFIED, DEFINITIONS), max_size=3))
def test_texts_come_back_from_the_cache_as_they_went_in(
    texts: list[tuple[tuple[Paragraph, ...], tuple[Codified, ...], list[tuple[str, str]]]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "made")
        writer = ShardWriter(path)
        trees = [structure.parse(paragraphs) for paragraphs, _, _ in texts]
        numbers = [
            writer.add(paragraphs, tree, codified, definitions, definitions[:1])
            for tree, (paragraphs, codified, definitions) in zip(trees, texts, strict=True)
        ]
        writer.close(b"what there is")
        with Shard(path) as shard:
            assert shard.summary() == b"what there is"
            for number, tree, (paragraphs, codified, definitions) in zip(numbers, trees, texts, strict=True):
                assert shard.tree(number) == tree
                assert shard.text(number) == tree.text
                assert shard.eids(number) == tuple(provision.eid for provision in tree.walk())
                assert shard.paragraphs(number) == paragraphs
                assert shard.codified(number) == codified
                assert shard.definitions(number) == definitions


DAYS = st.none() | st.dates()
SOME_WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
CLAUSES = st.tuples(WORDS, WORDS)
ENDINGS = st.builds(
    Ending, WORDS, WORDS, DAYS, st.sampled_from(CitationRelation), CLAUSES, WORDS,
    st.lists(st.builds(EndingException, WORDS, st.none() | CLAUSES, WORDS, DAYS), max_size=2).map(tuple), WORDS, DAYS,
)  # fmt: skip
ENTRIES = st.builds(
    Entry,
    SOME_WORDS,
    SOME_WORDS,
    st.none() | SOME_WORDS,
    st.none() | SOME_WORDS,
    DAYS,
    WORDS,
    names=st.lists(WORDS, max_size=3).map(tuple),
    in_force=DAYS,
    expired=DAYS,
    relations=st.lists(st.builds(Relation, st.sampled_from(DocumentRelation), WORDS, WORDS), max_size=3).map(tuple),
    addresses=st.lists(WORDS, max_size=3).map(tuple),
    sources=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
    reviewed=DAYS,
    note=WORDS,
    place=WORDS,
    signer=WORDS,
    own_facts=st.lists(WORDS, max_size=3).map(tuple),
    disputed=st.lists(st.builds(Claim, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    endings=st.lists(ENDINGS, max_size=2).map(tuple),
)


@given(ENTRIES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a slow machine is no fault of the entries
def test_what_is_known_of_a_document_comes_back(entry: Entry) -> None:
    assert unpacked(json.loads(json.dumps(packed(entry)))) == entry


ENTRY = Entry("1-2015-qh13", "Luật", "1/2015/QH13", None, date(2015, 6, 1), "Nuôi ong")


def test_questions_to_the_catalogue_are_recorded_with_their_answers() -> None:
    catalogue, asked = Catalogue((ENTRY,)), Asked()
    answers = Answers(catalogue)
    known = recording(catalogue, answers, asked)
    assert known.named("Luật Nuôi ong") == (ENTRY,)
    assert known.with_number("9/2015/QH13") == ()
    assert "2-2015-qh13" not in known.by_id
    assert asked.entries == {
        ("by_name", "luật nuôi ong"): answers.of("by_name", "luật nuôi ong"),
        ("by_number", "9/2015/qh13"): b"",
        ("by_id", "2-2015-qh13"): b"",
    }
    assert asked.entries["by_name", "luật nuôi ong"] != b""


@pytest.mark.parametrize(
    ("statements", "spoil", "damaged", "reason"),
    [
        # full
        ("CREATE TABLE t (a); PRAGMA max_page_count = 3", "INSERT INTO t VALUES (zeroblob(100000))", False, "hết chỗ trên đĩa"),
        # read-only
        ("CREATE TABLE t (a); PRAGMA query_only = ON", "INSERT INTO t VALUES (1)", False, "ổ đĩa hoặc tệp chỉ cho đọc"),
        ("CREATE TABLE t (a)", "SELECT * FROM of_another_version", True, "nội dung tệp không như đã ghi"),
    ],
)
def test_only_damage_is_taken_for_damage_and_each_error_has_a_reason(
    statements: str, spoil: str, damaged: bool, reason: str
) -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(statements)
    with pytest.raises(sqlite3.Error) as caught:
        db.execute(spoil)
    assert is_damage(caught.value) == damaged
    assert reason_of_store(caught.value) == reason


# A result code of SQLite, and what it is called.
CODES = [
    (sqlite3.SQLITE_FULL, "hết chỗ trên đĩa"),
    (sqlite3.SQLITE_IOERR, "lỗi đọc hoặc ghi đĩa"),
    (sqlite3.SQLITE_IOERR_WRITE, "lỗi đọc hoặc ghi đĩa"),  # of an extended code the primary one counts
    (sqlite3.SQLITE_READONLY, "ổ đĩa hoặc tệp chỉ cho đọc"),
    (sqlite3.SQLITE_CANTOPEN, "không mở được tệp"),
    (sqlite3.SQLITE_NOMEM, "hết bộ nhớ"),
    (sqlite3.SQLITE_PERM, "không có quyền đọc hoặc ghi"),
    (sqlite3.SQLITE_BUSY, "tệp đang được chương trình khác dùng"),
    (sqlite3.SQLITE_CORRUPT, "nội dung tệp không như đã ghi"),
    (sqlite3.SQLITE_NOTADB, "nội dung tệp không như đã ghi"),
    (sqlite3.SQLITE_MISMATCH, f"lỗi SQLite {sqlite3.SQLITE_MISMATCH}"),  # not in the table
    (None, "nội dung tệp không như đã ghi"),  # without a code
]


@pytest.mark.parametrize(("code", "reason"), CODES)
def test_an_error_of_the_store_has_a_reason_in_vietnamese(code: int | None, reason: str) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    if code is not None:
        error.sqlite_errorcode = code
    assert reason_of_store(error) == reason


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 4080])
def test_a_file_that_is_no_database_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kb").write_bytes(content)
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(tmp_path / "kb").execute("SELECT * FROM sqlite_master")
    assert is_damage(caught.value)


def test_every_table_of_the_catalogue_is_recorded() -> None:
    catalogue = Catalogue((ENTRY,))
    tables = [name for name in dir(Catalogue) if name.startswith("by_") or name == "issuer_codes"]
    assert sorted(TABLES) == tables
    for table in tables:
        asked = Asked()
        assert getattr(recording(catalogue, Answers(catalogue), asked), table).get("nothing") is None
        assert list(asked.entries) == [(table, "nothing")]


def test_a_question_that_cannot_be_recorded_is_an_error() -> None:
    catalogue = Catalogue((ENTRY,))
    known = recording(catalogue, Answers(catalogue), Asked())
    for table in (known.entries, known.by_name):
        with pytest.raises(AssertionError, match="not recorded"):
            list(table)
