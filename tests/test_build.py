"""A build: whole or not at all, over whatever the folders hold."""

import ast
import errno
import gc
import importlib.metadata
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

import indexer
import kb
from kb import build as builder
from kb.build.publishing import LIBRARIES, program_hash
from kb.build.reading import source_files
from kb.errors import DamagedGeneration, NothingPublished
from kb.generation import GENERATIONS, INDEX, STORE, Generation
from kb.index.engines.whoosh.schema import NAME
from kb.law.model import SourceFile
from kb.manifest import write_manifest
from kb.published import Published
from tests.conftest import DIRECTIVE, IMITATIONS, ROOT

TODAY = date(2026, 11, 23)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of its own with the imitation laws."""
    return shutil.copytree(IMITATIONS, tmp_path / "van-ban")


def _states(files: tuple[SourceFile, ...]) -> dict[str, str]:
    return {Path(file.path).name: file.state for file in files}


def test_a_build_says_what_became_of_every_file(corpus: Path, tmp_path: Path) -> None:
    summary = builder.build([corpus], tmp_path / "var")
    assert _states(summary.files) == {
        "luat-trong-cay-2010.md": "read",
        "luat-trong-cay-2010.txt": "duplicate",  # the same law, cut short: the more complete file is used
        "luat-trong-cay-2024.html": "read",
        "hong.docx": "skipped",
    }
    skipped = next(file for file in summary.files if file.state == "skipped")
    assert "hong.docx" in skipped.notes[0]
    assert (summary.documents, summary.unchanged) == (2, False)


def test_nothing_is_built_again_when_nothing_changed(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    first = builder.build([corpus], data)
    again = builder.build([corpus], data)
    assert again.unchanged
    assert (again.generation, again.documents, again.provisions, again.references) == (
        first.generation,
        first.documents,
        first.provisions,
        first.references,
    )
    (corpus / "luat-trong-cay-2024.html").unlink()
    assert not builder.build([corpus], data).unchanged


def test_the_same_files_give_the_same_generation(corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        builder.build([corpus], tmp_path / name)
    one, two = (Published(tmp_path / name).current() for name in ("one", "two"))
    for entry in one.catalogue.entries:
        assert one.tree(entry.id, TODAY) == two.tree(entry.id, TODAY)
        assert one.references(entry.id, TODAY) == two.references(entry.id, TODAY)


def test_the_order_in_which_files_are_found_does_not_decide_which_is_used(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac"
    other.mkdir()
    (corpus / "luat-trong-cay-2010.txt").rename(other / "luat-trong-cay-2010.txt")
    for number, folders in enumerate(([corpus, other], [other, corpus])):
        summary = builder.build(folders, tmp_path / f"var{number}")
        assert _states(summary.files)["luat-trong-cay-2010.md"] == "read"


def test_a_killed_build_leaves_the_published_knowledge_base_as_it_was(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    process = subprocess.Popen(
        [sys.executable, "indexer.py", "build", "--force", "--corpus", str(corpus), "--data", str(data)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    begun = data / "generations" / "2"
    deadline = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    generation = Published(data).current()
    assert generation.number == 1
    assert kb.search(generation, "cây ăn quả", on=TODAY).hits
    assert builder.build([corpus], data, force=True).generation == 2  # what the dead build left is cleared
    assert Published(data).number() == 2


def test_a_reader_moves_to_a_new_generation_by_itself(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    published = Published(data)
    before = published.current()
    assert published.current() is before
    builder.build([corpus], data, force=True)
    after = published.current()
    assert (before.number, after.number) == (1, 2)
    assert before.tree("902-2024-qh15", TODAY) == after.tree("902-2024-qh15", TODAY)  # the old one still reads


def test_two_builds_at_once_are_refused_with_one_clear_line(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    with FileLock(data / "build.lock"), pytest.raises(builder.BuildInProgress, match="đang chạy"):
        builder.build([corpus], data)


_SMALL_FILES = """
import resource, sys
import indexer
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # no file may grow beyond: as on a full disk
sys.exit(indexer.main(sys.argv[2:]))
"""


# The largest file in bytes: what cannot be written then is a reading, what was made of one, the index, or the store.
@pytest.mark.parametrize("most", [1, 400, 5_000, 16_384, 60_000])
@pytest.mark.skipif(os.name != "posix", reason="limits of files are those of POSIX")
def test_a_full_disk_is_one_clear_line_and_throws_away_nothing_that_was_read(corpus: Path, tmp_path: Path, most: int) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    (corpus / "thêm.md").write_text("Điều 1. Thêm\n\n" + "Người trồng tre chăm tre.\n\n" * 300, "utf-8")
    readings = data / builder.READINGS
    read_before = {path.name for path in readings.iterdir()}
    command = [sys.executable, "-c", _SMALL_FILES, str(most), "build", "--force", "--corpus", str(corpus), "--data", str(data)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert re.search(r"var: không ghi được kho \((hết chỗ trên đĩa|lỗi đọc hoặc ghi đĩa|tệp quá lớn)\)", done.stderr)
    assert not list(readings.glob("*.new"))
    assert [path.name for path in (data / GENERATIONS).iterdir()] == ["1"]
    assert read_before <= {path.name for path in readings.iterdir()}
    assert Published(data).number() == 1
    assert builder.build([corpus], data, force=True).generation == 2


def test_of_readings_the_damaged_one_alone_is_made_again(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    shards = [path for path in (data / builder.READINGS).iterdir() if path.read_bytes()[:6] == b"SQLite"]
    spoilt, *others = sorted(shards, key=lambda path: path.stat().st_size, reverse=True)
    content = bytearray(spoilt.read_bytes())
    content[4096:-4096] = b"\xff" * (len(content) - 8192)
    spoilt.write_bytes(content)
    before = {path: path.stat().st_mtime_ns for path in others}
    (corpus / "thêm.md").write_text("Điều 1. Thêm\n\nNgười trồng tre chăm tre.\n", "utf-8")
    assert builder.build([corpus], data).generation == 2
    assert {path: path.stat().st_mtime_ns for path in others} == before
    assert spoilt.read_bytes() != bytes(content)


def test_the_fingerprint_of_a_build_holds_the_versions_of_the_libraries_that_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = program_hash()
    assert program_hash() == before
    version = importlib.metadata.version
    for library in LIBRARIES:
        other = lambda name, one=library: version(name) + ("+1" if name == one else "")  # noqa: E731
        monkeypatch.setattr(importlib.metadata, "version", other)
        assert program_hash() != before, library
    monkeypatch.undo()
    assert program_hash() == before


def test_every_library_that_a_reader_imports_is_in_the_fingerprint() -> None:
    distributions = importlib.metadata.packages_distributions()
    for path in (ROOT / "kb" / "readers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for package in {name.split(".")[0] for name in names} - {"kb"} - sys.stdlib_module_names:
                assert set(distributions[package]) & set(LIBRARIES), f"{path.name} imports {package}"


def test_nothing_published_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="build"):
        Published(tmp_path).current()


def test_a_loop_of_folders_and_a_vanished_file_stop_nothing(corpus: Path, tmp_path: Path) -> None:
    (corpus / "vong").symlink_to(corpus)
    (corpus / "mat.md").symlink_to(corpus / "khong-co.md")
    summary = builder.build([corpus], tmp_path / "var")
    assert summary.documents == 2
    lost = next(file for file in summary.files if file.path.endswith("mat.md"))
    assert lost.state == "skipped"
    assert "mat.md" in lost.notes[0]


def test_two_documents_never_share_an_id(tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    for day in ("03", "17"):  # numbers of a province's decisions recur elsewhere
        lines = [
            "Số: 15/2020/QĐ-UBND",
            f"ngày {day} tháng 4 năm 2020",
            "QUYẾT ĐỊNH",
            "Về việc trồng cây",
            "Điều 1. Tên",
            "Nội dung.",
        ]
        (folder / f"{day}.md").write_text("\n\n".join(lines), "utf-8")
    summary = builder.build([folder], tmp_path / "var")
    assert summary.documents == 2
    assert len({file.document for file in summary.files}) == 2


def test_the_directive_has_exactly_its_structure(generation: Generation) -> None:
    tree = generation.tree("chi-thi-thads-thahc", TODAY)
    assert tree is not None
    eids = [provision.eid for provision in tree.walk()]
    assert [eid for eid in eids if eid.count("__") == 0] == [
        "preamble", *[f"para_{n}" for n in range(1, 9)], "recipients", "conclusions",
    ]  # fmt: skip
    indents = {"para_3__subpara_1": 4, "para_3__subpara_2": 4, "para_4": 2, "para_7": 3}
    for parent, count in indents.items():
        assert [eid for eid in eids if eid.startswith(f"{parent}__indent")] == [
            f"{parent}__indent_{n}" for n in range(1, count + 1)
        ]
    cut = next(p for p in tree.walk() if p.eid == "para_6").span.of(tree.text)
    assert "tuân theo pháp luật về thi hành án đối với các cơ quan THADS" in cut  # a page break cut this sentence


def test_every_character_of_the_directive_is_in_exactly_one_provision(generation: Generation) -> None:
    tree = generation.tree("chi-thi-thads-thahc", TODAY)
    assert tree is not None
    source = "".join(DIRECTIVE.read_text("utf-8").replace("*", "").split())
    assert "".join("".join(span.of(tree.text) for p in tree.walk() for span in p.own).split()) == source


COUNTS = [
    # document, Điều
    ("26-2008-qh12", 183),
    ("93-2015-qh13", 372),
    ("92-2015-qh13", 517),
    ("91-2015-qh13", 689),
    ("64-2014-qh13", 3),
]


@pytest.mark.parametrize(("document", "articles"), COUNTS)
def test_a_real_law_has_each_of_its_articles_once_and_in_order(real: Generation, document: str, articles: int) -> None:
    tree = real.tree(document, TODAY)
    assert tree is not None
    assert [p.number for p in tree.walk() if p.level == "article"] == [str(n) for n in range(1, articles + 1)]


def test_every_character_of_every_real_document_is_in_exactly_one_provision(real: Generation) -> None:
    for document in real.with_text:
        tree = real.tree(document, TODAY)
        assert tree is not None
        covered = bytearray(len(tree.text))
        for provision in tree.walk():
            for span in provision.own:
                assert not any(covered[span.start : span.end]), f"{document} {provision.eid}"
                covered[span.start : span.end] = b"\1" * (span.end - span.start)
        lost = [n for n, character in enumerate(tree.text) if not covered[n] and not character.isspace()]
        assert not lost, f"{document}: {lost[:5]}"


def test_the_directive_leads_to_the_law_and_the_law_knows(real: Generation) -> None:
    cited = {citing.reference.document for citing in real.references("chi-thi-thads-thahc", TODAY)}
    assert "93-2015-qh13" in cited
    assert "chi-thi-thads-thahc" in {citing.document for citing in real.cited_by("93-2015-qh13", None, TODAY)}


def test_an_empty_folder_never_replaces_a_knowledge_base(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    empty = tmp_path / "trong"
    empty.mkdir()
    with pytest.raises(builder.NothingToRead, match="trong"):
        builder.build([empty], data)
    assert Published(data).number() == 1


def test_a_damaged_generation_is_one_clear_error(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    shutil.rmtree(data / "generations" / "1" / "index")
    with pytest.raises(kb.KnowledgeBaseError, match="build --force"):
        Published(data).current()
    builder.build([corpus], data, force=True)
    assert Published(data).current().number == 2


def test_what_a_dead_build_left_is_cleared_even_when_nothing_changed(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "var"
    builder.build([corpus], data)
    (data / "generations" / "2").mkdir()
    assert builder.build([corpus], data).unchanged
    assert not (data / "generations" / "2").exists()


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    lost: list[OSError] = []
    assert list(source_files(tmp_path / "mat", lost.append)) == []
    assert [Path(error.filename).name for error in lost] == ["mat"]


def _cut(path: Path, length: int = 20000) -> None:
    path.write_bytes(path.read_bytes()[:length])


def _emptied(path: Path) -> None:
    path.unlink()
    sqlite3.connect(path).close()


def _without_files(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


def _of_another_format(file: Path) -> None:
    """Raise the number of the format that a file holds, or that is all it is."""
    values = json.loads(file.read_text("utf-8"))
    other = values | {"format": values["format"] + 1} if isinstance(values, dict) else values + 1
    file.write_text(json.dumps(other), "utf-8")


def _with(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


WORDS, ENGINE, FACTS = Path(INDEX, "dictionary", "words.json"), Path(INDEX, "whoosh"), Path(INDEX, "documents.json")
SEGMENT, CONTENTS = ENGINE / f"{NAME}_{'0' * 16}.seg", ENGINE / f"_{NAME}_1.toc"
NOT_AS_WRITTEN, NO_FILE = "nội dung tệp không như đã ghi", "không có tệp hoặc thư mục này"
# What has happened to the folder of a generation, and what is said of it.
DAMAGE: list[tuple[str, Callable[[Path], None], str]] = [
    ("no store", lambda folder: (folder / STORE).unlink(), "không mở được tệp"),
    ("an empty store", lambda folder: _emptied(folder / STORE), "nội dung tệp không như đã ghi"),
    ("a store cut off", lambda folder: _cut(folder / STORE), "nội dung tệp không như đã ghi"),
    ("a store that is none", lambda folder: (folder / STORE).write_bytes(b"x" * 9999), "nội dung tệp không như đã ghi"),
    ("no index", lambda folder: shutil.rmtree(folder / INDEX), ""),
    ("an index without files", lambda folder: _without_files(folder / INDEX), ""),
    ("a dictionary of another format", lambda folder: _of_another_format(folder / WORDS), NOT_AS_WRITTEN),
    ("a dictionary without its numbers", lambda folder: _with(folder / WORDS, '"groups"', '"nhóm"'), NOT_AS_WRITTEN),
    ("a dictionary without a format", lambda folder: (folder / WORDS).write_text("{}", "utf-8"), NOT_AS_WRITTEN),
    ("a dictionary that is none", lambda folder: (folder / WORDS).write_text('"x"', "utf-8"), NOT_AS_WRITTEN),
    ("a dictionary cut off", lambda folder: _cut(folder / WORDS, 40), NOT_AS_WRITTEN),
    ("a dictionary without an array", lambda folder: (folder / WORDS).with_name("held.npy").unlink(), NO_FILE),
    ("an engine of another format", lambda folder: (folder / CONTENTS).rename(folder / ENGINE / "_g_1.toc"), NOT_AS_WRITTEN),
    ("an engine without contents", lambda folder: _emptied(folder / CONTENTS), NOT_AS_WRITTEN),
    ("an engine without a segment", lambda folder: (folder / SEGMENT).unlink(), NO_FILE),
    ("a segment cut off", lambda folder: _cut(folder / SEGMENT), NOT_AS_WRITTEN),
    ("no engine", lambda folder: shutil.rmtree(folder / ENGINE), NOT_AS_WRITTEN),
    ("no facts of documents", lambda folder: (folder / FACTS).unlink(), NO_FILE),
    ("facts of documents cut off", lambda folder: _cut(folder / FACTS, 40), NOT_AS_WRITTEN),
    ("facts of documents that are none", lambda folder: (folder / FACTS).write_text("[1]", "utf-8"), NOT_AS_WRITTEN),
    ("facts of documents by other names", lambda folder: _with(folder / FACTS, '"issuer"', '"nơi"'), NOT_AS_WRITTEN),
    ("facts of documents without days", lambda folder: _with(folder / FACTS, '"statuses"', '"ngày"'), NOT_AS_WRITTEN),
    ("a status that there is not", lambda folder: _with(folder / FACTS, "Còn hiệu lực", "Còn"), NOT_AS_WRITTEN),
    ("no folder", shutil.rmtree, "không mở được tệp"),
]  # fmt: skip


@pytest.mark.parametrize("is_sealed", [False, True], ids=["by its manifest", "as a build has written it"])
@pytest.mark.parametrize(("what", "damage", "reason"), DAMAGE, ids=[what for what, _, _ in DAMAGE])
def test_a_damaged_knowledge_base_is_one_line_in_vietnamese(
    knowledge_base: Path, tmp_path: Path, what: str, damage: Callable[[Path], None], reason: str, *, is_sealed: bool
) -> None:
    shutil.copytree(knowledge_base, tmp_path / "var")
    folder = tmp_path / "var" / GENERATIONS / "1"
    damage(folder)
    if is_sealed and folder.exists():
        write_manifest(folder, lambda path: None)  # so that what is wrong is found when it is opened
    with pytest.raises(DamagedGeneration) as caught:
        Published(tmp_path / "var").current()
    said = str(caught.value)
    if is_sealed and folder.exists():
        assert said.startswith(f"{folder}: kho bị hỏng ({reason}"), what
    assert re.search(r"kho bị hỏng \(.*(không như đã ghi|không có tệp|không có thư mục|không mở được)", said)
    assert said.endswith("hãy chạy “python indexer.py build --force”")
    assert not re.search(r"table|version|file|expected|None|\n|Error", said.removeprefix(str(folder)))
    assert caught.value.__cause__ is not None
    del caught
    gc.collect()  # a file that is left open warns, here and not in another test


def test_a_folder_that_cannot_be_listed_is_named_with_the_reason(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(folder: Path, lost: Callable[[OSError], None], _: object) -> Iterator[Path]:
        lost(PermissionError(errno.EACCES, "Permission denied", str(folder / "kín")))
        yield from source_files(folder, lost)

    monkeypatch.setattr("kb.build.corpora.source_files", files)
    summary = builder.build([corpus], tmp_path / "var")
    notes = [note for file in summary.files for note in file.notes if "thư mục" in note]
    assert notes == [f"{corpus / 'kín'}: không mở được thư mục (không có quyền đọc hoặc ghi)"]


# How the folder of the user's own documents, which every build reads, is named beside, from the folder above that of data.
NAMED_BESIDE = ["var/van-ban", "./var/../var/van-ban/", "{}/var/van-ban", "lien-ket"]


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
@pytest.mark.parametrize("named", NAMED_BESIDE)
def test_a_folder_that_is_named_twice_is_read_once(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    shutil.copytree(corpus, tmp_path / "var" / "van-ban")
    (tmp_path / "lien-ket").symlink_to(tmp_path / "var" / "van-ban")
    monkeypatch.chdir(tmp_path)
    arguments = ["build", "--corpus", named.replace("{}", str(tmp_path)), "--corpus", "var/van-ban"]
    assert indexer.main([*arguments, "--data", str(tmp_path / "var")]) == 0
    alone = builder.build([corpus], tmp_path / "alone")
    assert f"  {sum(file.state == 'duplicate' for file in alone.files)} tệp trùng\n" in capsys.readouterr().out
