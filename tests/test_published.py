"""Which generation of a data folder serves: by the pointer, without one, after a rollback, after builds that died or failed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from filelock import FileLock

import indexer
import kb.manifest
from kb import build as builder
from kb.build.publishing import FINGERPRINT, clear_old
from kb.errors import DamagedGeneration, NothingPublished
from kb.generation import GENERATIONS, POINTER, ROLLED_BACK, STORE, numbers_in
from kb.manifest import FORMAT, MANIFEST, read_manifest
from kb.published import Published
from tests.generations import build_words, copied, flip, folder_of, served_word, watched_app, write_law

WORDS = ("Hè", "Thu", "Đông")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the generations 1 ("Hè") and 2 ("Thu")."""
    return build_words(tmp_path_factory.mktemp("hai-kho"), *WORDS[:2])


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it, whose sources stand beside it and are those of generation 2."""
    data = copied(built, tmp_path / "kho")
    corpus = tmp_path / "kho" / "van-ban"
    builder.build([corpus], data, force=True)  # its fingerprint has the paths of the sources
    shutil.rmtree(folder_of(data, 2))
    folder_of(data, 3).rename(folder_of(data, 2))
    (data / POINTER).write_text("2\n", "ascii")
    shutil.copytree(folder_of(built, 1), folder_of(data, 1), dirs_exist_ok=True)
    return data


def _build(data: Path, word: str, *, force: bool = False) -> builder.Summary:
    law = data.parent / "van-ban" / "luat.md"
    if word not in law.read_text("utf-8"):
        write_law(law.parent, word)
    return builder.build([law.parent], data, force=force)


def _as_folder(pointer: Path) -> None:
    pointer.unlink()
    pointer.mkdir()


# What has become of the pointer.
POINTERS: list[tuple[str, Callable[[Path], object]]] = [
    ("empty", lambda pointer: pointer.write_bytes(b"")),
    ("missing", Path.unlink),
    ("zeros, as a disk that lost its power leaves them", lambda pointer: pointer.write_bytes(b"\0\0")),
    ("other bytes", lambda pointer: pointer.write_bytes(b"\xff\xfe2\0")),
    ("no number", lambda pointer: pointer.write_text("r\n", "ascii")),
    ("a number that is not there", lambda pointer: pointer.write_text("7\n", "ascii")),
    ("zero", lambda pointer: pointer.write_text("0\n", "ascii")),
    ("a negative number", lambda pointer: pointer.write_text("-2\n", "ascii")),
    ("a number with a sign between", lambda pointer: pointer.write_text("1_0\n", "ascii")),
    ("more digits than a number has", lambda pointer: pointer.write_text("9" * 5000, "ascii")),
    ("a path", lambda pointer: pointer.write_text("../generations/1", "ascii")),
    ("digits of another script", lambda pointer: pointer.write_text("٢", "utf-8")),
]


@pytest.mark.parametrize(("what", "harm"), POINTERS, ids=[what for what, _ in POINTERS])
def test_without_a_pointer_the_newest_whole_generation_serves_and_a_failed_build_deletes_none(
    data: Path, capsys: pytest.CaptureFixture[str], what: str, harm: Callable[[Path], object]
) -> None:
    harm(data / POINTER)
    assert served_word(Published(data), *WORDS) == "Thu", what
    (empty := data.parent / "e").mkdir()
    assert indexer.main(["build", "--corpus", str(empty), "--data", str(data)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert numbers_in(data) == [1, 2]
    flip(folder_of(data, 2) / STORE, 99_999)
    assert served_word(Published(data), *WORDS) == "Hè"


@pytest.mark.parametrize("harm", [POINTERS[0][1], POINTERS[1][1], POINTERS[4][1]])
def test_an_unchanged_build_writes_a_lost_pointer_again(data: Path, harm: Callable[[Path], object]) -> None:
    harm(data / POINTER)
    assert "không cho biết dùng kho nào" in Published(data).state().problems[0]
    summary = _build(data, "Thu")
    assert (summary.generation, summary.unchanged) == (2, True)
    assert (data / POINTER).read_bytes() == b"2\n"
    assert Published(data).state().problems == ()


def test_a_pointer_that_is_a_folder_is_no_traceback(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _as_folder(data / POINTER)
    assert served_word(Published(data), *WORDS) == "Thu"
    assert indexer.main(["build", "--force", "--corpus", str(data.parent / "van-ban"), "--data", str(data)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert set(numbers_in(data)) >= {1, 2}


# What a build that died has left, and whether an unchanged build removes it.
LEFT: list[tuple[str, Callable[[Path], object], bool]] = [
    ("an empty folder", lambda folder: folder.mkdir(), True),
    ("a store alone", lambda folder: (folder.mkdir(), shutil.copy(folder.parent / "2" / STORE, folder)), True),
    ("all but the manifest", lambda folder: (shutil.copytree(folder.parent / "2", folder), (folder / MANIFEST).unlink()), True),
    ("a folder that was being removed", lambda folder: folder.with_name("1.removed").mkdir(), True),
    ("what is no generation", lambda folder: folder.with_name("ghi-chu").mkdir(), False),
]


@pytest.mark.parametrize(("what", "leave", "goes"), LEFT, ids=[what for what, *_ in LEFT])
def test_an_unchanged_build_removes_what_died_and_keeps_one_generation_before(
    data: Path, what: str, leave: Callable[[Path], object], *, goes: bool
) -> None:
    before = {path.name for path in (data / GENERATIONS).iterdir()}
    leave(folder_of(data, 3))
    left = {path.name for path in (data / GENERATIONS).iterdir()} - before
    assert left
    assert _build(data, "Thu").unchanged
    assert {path.name for path in (data / GENERATIONS).iterdir()} == before | (set() if goes else left), what


def test_a_failing_build_removes_nothing_that_could_serve_though_it_stands_above_the_pointer(data: Path) -> None:
    shutil.copytree(folder_of(data, 2), folder_of(data, 5))
    (empty := data.parent / "e").mkdir()
    with pytest.raises(builder.NothingToRead):
        builder.build([empty], data)
    assert numbers_in(data) == [1, 2, 5]
    assert served_word(Published(data), *WORDS) == "Thu"
    assert "chưa được xuất bản" in Published(data).state().notice
    assert _build(data, "Đông").generation == 6  # higher than any folder there is
    assert numbers_in(data) == [2, 6]


def test_of_those_before_the_one_that_is_whole_is_kept(data: Path) -> None:
    flip(folder_of(data, 2) / STORE, 99_999)
    assert _build(data, "Đông").generation == 3
    assert numbers_in(data) == [1, 3]
    assert builder.roll_back(data) == (3, 1)


def test_a_rollback_serves_the_generation_before_and_a_second_takes_it_back(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = watched_app(data)
    published: Published = app.extensions["published"]
    assert served_word(published, *WORDS) == "Thu"
    for said, word in (("Đã bỏ kho số 2; từ giờ dùng kho số 1", "Hè"), ("Đã bỏ kho số 1; từ giờ dùng kho số 2", "Thu")) * 2:
        assert indexer.main(["rollback", "--data", str(data)]) == 0
        assert capsys.readouterr().out.strip() == said
        assert served_word(published, *WORDS) == word  # without a restart
        assert "Đang dùng kho số" not in app.test_client().get("/").text  # its owner wants it so
        assert numbers_in(data) == [1, 2]
    assert not (data / ROLLED_BACK).exists()


# What a build is asked for after a rollback from "Thu" to "Hè": the word of its sources, --force, what serves then, its number.
AFTER = [
    ("the same sources, as every night", "Thu", False, "Hè", 1),
    ("the same sources, and the owner insists", "Thu", True, "Thu", 3),
    ("other sources", "Đông", False, "Đông", 3),
]


@pytest.mark.parametrize(("what", "word", "force", "serves", "number"), AFTER, ids=[row[0] for row in AFTER])
def test_a_build_does_not_undo_a_rollback_by_itself(
    data: Path, capsys: pytest.CaptureFixture[str], what: str, word: str, *, force: bool, serves: str, number: int
) -> None:
    builder.roll_back(data)
    summary = _build(data, word, force=force)
    assert (summary.generation, summary.unchanged) == (number, number == 1), what
    assert served_word(Published(data), *WORDS) == serves
    assert numbers_in(data) == ([1, 2] if number == 1 else [1, 3])  # what served before the build is kept
    assert (data / ROLLED_BACK).exists() == (number == 1)
    assert not _build(data, "Đông" if word != "Đông" else "Thu").unchanged
    if number == 1:
        builder.roll_back(data)
    capsys.readouterr()


def test_the_command_says_why_nothing_is_built_after_a_rollback(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    builder.roll_back(data)
    assert indexer.main(["build", "--corpus", str(data.parent / "van-ban"), "--data", str(data)]) == 0
    assert "Kho số 2 dựng từ đúng các tệp này đã bị bỏ (rollback)" in capsys.readouterr().out
    assert indexer.main(["status", "--data", str(data)]) == 0
    assert "Đã trở lại kho này từ kho số 2" in capsys.readouterr().out


def test_what_was_rolled_back_from_and_is_damaged_is_built_anew(data: Path) -> None:
    builder.roll_back(data)
    flip(folder_of(data, 2) / STORE, 99_999)
    assert _build(data, "Thu").generation == 3


def test_after_a_rollback_a_lost_pointer_does_not_bring_back_what_was_taken_back(data: Path) -> None:
    builder.roll_back(data)
    (data / POINTER).write_bytes(b"")
    assert served_word(Published(data), *WORDS) == "Hè"
    flip(folder_of(data, 1) / STORE, 99_999)
    assert served_word(Published(data), *WORDS) == "Thu"  # better than nothing


def _nothing(data: Path) -> None:
    shutil.rmtree(folder_of(data, 1))


def _damaged(data: Path) -> None:
    flip(folder_of(data, 1) / STORE, 99_999)


def _older(data: Path) -> None:
    (folder_of(data, 1) / MANIFEST).unlink()


# What stands before the published generation, and what is said of it.
NO_ROLLBACK: list[tuple[str, Callable[[Path], None], str]] = [
    ("nothing", _nothing, "không có kho nào khác kho số 2 để trở lại;"),
    ("a damaged one", _damaged, "để trở lại (kho số 1: kb.sqlite: nội dung tệp không như đã ghi);"),
    ("one without a manifest", _older, "không có kho nào khác kho số 2 để trở lại;"),
]


@pytest.mark.parametrize(("what", "harm", "said"), NO_ROLLBACK, ids=[what for what, *_ in NO_ROLLBACK])
def test_where_there_is_nothing_to_roll_back_to_one_line_says_so(
    data: Path, capsys: pytest.CaptureFixture[str], what: str, harm: Callable[[Path], None], said: str
) -> None:
    harm(data)
    assert indexer.main(["rollback", "--data", str(data)]) == 1
    message = capsys.readouterr().err
    assert said in message, what
    assert len(message.splitlines()) == 1
    assert served_word(Published(data), *WORDS) == "Thu"
    assert (data / POINTER).read_bytes() == b"2\n"


def test_there_is_no_rollback_without_a_data_folder_nor_while_a_build_runs(data: Path) -> None:
    with pytest.raises(NothingPublished):
        builder.roll_back(data / "khong-co")
    assert not (data / "khong-co").exists()
    with FileLock(data / "build.lock"), pytest.raises(builder.BuildInProgress, match="đang chạy"):
        builder.roll_back(data)


def test_a_rollback_from_a_damaged_generation_makes_the_one_that_serves_the_published_one(data: Path) -> None:
    flip(folder_of(data, 2) / STORE, 99_999)
    assert Published(data).state().is_older
    assert builder.roll_back(data) == (2, 1)
    assert not Published(data).state().is_older
    with pytest.raises(builder.NothingBefore, match=r"kho số 2: kb\.sqlite"):
        builder.roll_back(data)


def _anew(data: Path, word: str) -> None:
    shutil.rmtree(data, ignore_errors=True)
    write_law(data.parent / "van-ban", word)
    builder.build([data.parent / "van-ban"], data)


def test_a_data_folder_that_is_removed_and_built_anew_is_noticed_by_the_next_request(data: Path) -> None:
    _anew(data, "Hè")
    for published in (Published(data), Published(data, watch=True), Published(data, watch=True, look=1000)):
        for word in ("Thu", "Hè"):
            build = published.state().build
            _anew(data, word)  # again its generation is the first
            assert published.current().number == 1
            assert served_word(published, *WORDS) == word
            assert published.state().build != build
        shutil.rmtree(data)
        with pytest.raises(NothingPublished):
            published.current()
        _anew(data, "Hè")
        assert served_word(published, *WORDS) == "Hè"


def test_a_folder_that_cannot_be_removed_stays_whole_until_it_can(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, removed = Path.rename, shutil.rmtree

    def held(path: Path, target: Path) -> Path:
        if path.name == "1":
            raise PermissionError(13, "in use")  # as on Windows, while a reader has a file of it open
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", held)
    assert _build(data, "Đông").generation == 3
    assert numbers_in(data) == [1, 2, 3]
    assert kb.manifest.verify_wholly(folder_of(data, 1))
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "rmtree", lambda *arguments, **options: None)  # nor what stands in it
    clear_old(data, 3, 2)
    assert {path.name for path in (data / GENERATIONS).iterdir()} == {"1.removed", "2", "3"}
    monkeypatch.setattr(shutil, "rmtree", removed)
    assert _build(data, "Đông").unchanged
    assert {path.name for path in (data / GENERATIONS).iterdir()} == {"2", "3"}


def _with_format(folder: Path, number: int) -> None:
    values = asdict(replace(read_manifest(folder), format=number))
    (folder / MANIFEST).write_bytes(kb.manifest._packed(values))


# Of which format the generations are, and what is said of them.
FORMATS: list[tuple[str, Callable[[Path], object], str]] = [
    ("newer", lambda folder: _with_format(folder, FORMAT + 1), "bản mới hơn của chương trình đã dựng"),
    ("much newer", lambda folder: _with_format(folder, FORMAT + 1000), "bản mới hơn của chương trình đã dựng"),
    ("older", lambda folder: _with_format(folder, FORMAT - 1), "bản cũ hơn của chương trình đã dựng"),
    ("without a manifest", lambda folder: (folder / MANIFEST).unlink(), "bản cũ hơn của chương trình đã dựng"),
]


@pytest.mark.parametrize(("what", "change", "said"), FORMATS, ids=[what for what, *_ in FORMATS])
def test_another_format_is_built_anew_and_until_then_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], what: str, change: Callable[[Path], object], said: str
) -> None:
    change(folder_of(data, 2))
    assert served_word(Published(data), *WORDS) == "Hè", what
    change(folder_of(data, 1))
    with pytest.raises(DamagedGeneration, match=said):
        Published(data).current()
    for command in (["search", "khoai"], ["status"], ["show", "941-2019-qh14"]):
        assert indexer.main([*command, "--data", str(data)]) == 1
        written = capsys.readouterr()
        assert written.out == ""
        assert len(written.err.splitlines()) == 1
    answer = watched_app(data).test_client().get("/")
    assert answer.status_code == 503
    assert str(data) not in answer.text
    assert numbers_in(data) == [1, 2]
    assert _build(data, "Thu").generation == 3  # though no source has changed
    assert served_word(Published(data), *WORDS) == "Thu"


def test_nothing_of_a_program_without_manifests_is_deleted_before_there_is_something_new(data: Path) -> None:
    for number in (1, 2):
        (folder_of(data, number) / MANIFEST).unlink()
    for pointer in (b"2\n", b""):
        (data / POINTER).write_bytes(pointer)
        (empty := data.parent / "e").mkdir(exist_ok=True)
        with pytest.raises(builder.NothingToRead):
            builder.build([empty], data)
        assert numbers_in(data) == [1, 2]
        assert all((folder_of(data, number) / FINGERPRINT).exists() for number in (1, 2))


def test_what_the_pointer_says_of_a_rollback_is_read_in_any_shape(data: Path) -> None:
    for content in ("", "[]", "{}", '{"from": 2}', '{"from": "2", "to": 1}', '{"from": null, "to": null}', "9" * 5000):
        (data / ROLLED_BACK).write_text(content, "ascii")
        assert served_word(Published(data), *WORDS) == "Thu"
        assert _build(data, "Thu").unchanged
    (data / ROLLED_BACK).write_text(json.dumps({"from": 9, "to": 2}), "ascii")
    with pytest.raises(builder.NothingBefore, match="kho số 9: không có thư mục"):
        builder.roll_back(data)
