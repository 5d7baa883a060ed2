"""Damage on the disk: what is served is what a build wrote, or it is withdrawn, and everybody is told."""

import json
import logging
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import indexer
import kb.serving
import kb.store
from kb import build as builder
from kb.errors import DamagedGeneration
from kb.generation import STORE
from kb.manifest import MANIFEST, read_manifest
from kb.published import Published
from tests.generations import DOCUMENT, build_words, copied, flip, folder_of, served_word, watched_app, write_law

FLIPS = 300
WORDS = ("Hè", "Thu")  # of the first generation and of the second
PAGES = ["/van-ban", f"/van-ban/{DOCUMENT}", f"/van-ban/{DOCUMENT}/dieu-1/khoan-2", "/tim?q=giống khoai",
         "/api/v1/search?q=kho giong", f"/api/v1/documents/{DOCUMENT}/art_2"]  # fmt: skip

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # of Whoosh


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two generations."""
    return build_words(tmp_path_factory.mktemp("hai-kho"), *WORDS)


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "kho")


def _answers(app: Flask) -> list[str]:
    client = app.test_client()
    answers = [client.get(address) for address in PAGES]
    assert [answer.status_code for answer in answers] == [200] * len(PAGES)
    return [re.sub(r'\s*<p class="hint">Đang dùng kho.*</p>', "", answer.text) for answer in answers]


def _state(app: Flask) -> kb.serving.ServingState:
    published: Published = app.extensions["published"]
    return published.state()


def test_no_bit_that_flips_changes_an_answer_in_silence(data: Path) -> None:
    app = watched_app(data)
    newer = _answers(app)
    hidden = folder_of(data, 2).rename(data / "2")
    older = _answers(app)
    hidden.rename(folder_of(data, 2))
    assert _answers(app) == newer != older
    names = [MANIFEST, *read_manifest(folder_of(data, 2)).files]
    chosen = random.Random(18)
    unseen = []
    for number in range(FLIPS):
        path = folder_of(data, 2) / names[number % len(names)]
        bit = chosen.randrange(path.stat().st_size * 8)
        flip(path, bit)
        state = _state(app)
        if state.number != 1 or not state.is_older or path.name not in state.problems[0]:
            unseen.append((path.name, bit))
        elif number % 10 == 0:
            assert _answers(app) == older
            assert Published(data).current().number == 1  # as one sees it who comes now
        flip(path, bit)
    assert unseen == []
    assert _answers(app) == newer  # what was mended serves again


@pytest.mark.parametrize("at_once", [0, 2000], ids=["no file is small", "some are"])
def test_a_large_file_is_found_damaged_while_the_first_answers_are_given(
    data: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("kb.manifest._AT_ONCE", at_once)
    published = Published(data, watch=True)
    assert published.current().number == 2
    _wait(lambda: published.state().verified == "yes")
    assert published.state().number == 2
    path = folder_of(data, 2) / STORE
    flip(path, path.stat().st_size * 4 + 3)
    published = Published(data, watch=True)
    _wait(lambda: published.state().verified == "yes")
    state = published.state()
    assert (state.number, state.newest) == (1, 2)
    (problem,) = state.problems  # with the name of the file, unless opening met the bit
    assert problem.startswith("Kho số 2: ")
    assert problem.endswith("nội dung tệp không như đã ghi")
    assert served_word(published, *WORDS) == "Hè"


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    assert is_so()


@pytest.mark.parametrize("address", PAGES[1:])
def test_a_page_found_malformed_at_run_time_is_answered_by_the_generation_before(
    data: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("kb.manifest._AT_ONCE", 0)
    monkeypatch.setattr(Published, "_verify_later", lambda *arguments: None)  # the request comes before it is found
    hidden = folder_of(data, 2).rename(data / "2")
    app = watched_app(data)
    expected = app.test_client().get(address)
    hidden.rename(folder_of(data, 2))
    app = watched_app(data)
    app.extensions["published"] = Published(data, watch=True, look=1000)
    published: Published = app.extensions["published"]
    generation = published.current()
    assert generation.number == 2

    def fails(*_: object) -> None:
        raise kb.store.StoreError("database disk image is malformed")

    for name in ("_query", "_text"):
        monkeypatch.setattr(generation.store, name, fails)
    flip(folder_of(data, 2) / STORE, 8 * 50_000)
    answer = app.test_client().get(address)
    assert (answer.status_code, expected.status_code) == (200, 200)
    notice = f"Đang dùng kho số 1, dựng ngày {'/'.join(reversed(published.state().made[:10].split('-')))}"
    assert (notice in answer.text) == ("api" not in address)
    assert published.current().number == 1


def test_what_is_no_damage_stays_an_error_and_withdraws_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = watched_app(data)
    monkeypatch.setattr("kb.rank_of_type", lambda name: 1 // 0)
    answer = app.test_client().get("/van-ban")
    assert answer.status_code == 500
    assert str(data) not in answer.text
    assert _state(app).number == 2


def test_a_store_that_sqlite_calls_malformed_is_withdrawn_though_its_file_is_as_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = watched_app(data)
    published: Published = app.extensions["published"]
    error = kb.store.StoreError("database disk image is malformed")
    error.sqlite_errorcode = 11
    asked: list[int] = []

    def fails(*_: object) -> None:
        asked.append(1)
        raise error

    monkeypatch.setattr(published.current().store, "_query", fails)
    assert app.test_client().get(f"/van-ban/{DOCUMENT}").status_code == 200
    assert asked
    assert _state(app).number == 1


def test_where_nothing_is_whole_every_page_says_so_without_a_path(data: Path) -> None:
    app = watched_app(data)
    assert app.test_client().get("/").status_code == 200
    for number in (1, 2):
        flip(folder_of(data, number) / STORE, 99_999)
    for address in ["/", *PAGES, "/lien-ket", "/nhung", "/nhung/khung", "/healthz"]:
        answer = app.test_client().get(address)
        assert answer.status_code == 503, address
        assert "kho bị hỏng" in answer.text
        assert str(data) not in answer.text
        assert "generations" not in answer.text
    state = _state(app)
    assert (state.number, state.verified, len(state.problems)) == (0, "no", 2)


def test_pages_say_which_generation_serves_and_nothing_where_it_is_the_newest(data: Path) -> None:
    app = watched_app(data)
    pages = ["/", *PAGES[:4], "/lien-ket", "/nhung", "/nhung/khung", "/van-ban/khong-co"]
    assert not [page for page in pages if "Đang dùng kho số" in app.test_client().get(page).text]
    (folder_of(data, 2) / "index" / "documents.json").unlink()
    assert all("Đang dùng kho số 1" in app.test_client().get(page).text for page in pages)


def test_what_is_withdrawn_is_logged_once(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "kb.published")
    app = watched_app(data)
    flip(folder_of(data, 2) / STORE, 12_345)
    for _ in range(5):
        app.test_client().get("/van-ban")
    assert [record.getMessage() for record in caplog.records] == [
        f"{data}: kho số 2 không dùng được: kb.sqlite: nội dung tệp không như đã ghi",
        f"{data}: kho số 1 phục vụ thay kho số 2",
    ]


# A command, and what stands in its output where the second generation is damaged.
COMMANDS = [
    (["search", "kho giống"], "Kho giống"),
    (["show", f"{DOCUMENT}/art_2"], "mùa Hè"),
    (["status"], "Kho số 2: kb.sqlite: nội dung tệp không như đã ghi"),
]


@pytest.mark.parametrize(("command", "said"), COMMANDS, ids=[command[0] for command, _ in COMMANDS])
def test_a_command_answers_from_the_generation_before_and_says_so(
    data: Path, capsys: pytest.CaptureFixture[str], command: list[str], said: str
) -> None:
    flip(folder_of(data, 2) / STORE, 99_999)
    assert indexer.main([*command, "--data", str(data)]) == 0
    written = capsys.readouterr()
    assert said in written.out
    assert "Đang dùng kho số 1" in (written.out if command == ["status"] else written.err)


def test_status_verifies_all_files_when_it_is_asked_to(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.manifest._AT_ONCE", 0)
    asked = ["status", "--json", "--data", str(data)]
    assert indexer.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["generation"]["verified"] == "pending"
    assert indexer.main([*asked, "--verify"]) == 0
    assert json.loads(capsys.readouterr().out)["generation"]["verified"] == "yes"
    flip(folder_of(data, 2) / STORE, 99_999)
    assert indexer.main([*asked, "--verify"]) == 1
    found = json.loads(capsys.readouterr().out)["generation"]
    assert (found["number"], found["newest"], found["is_older"]) == (1, 2, True)


def test_a_command_that_meets_damage_says_it_in_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.manifest._AT_ONCE", 0)
    flip(folder_of(data, 2) / STORE, 8 * 50_000)

    def fails(*_: object) -> None:
        raise kb.store.StoreError("database disk image is malformed")

    monkeypatch.setattr("kb.store.Store.tree", fails)
    assert indexer.main(["show", DOCUMENT, "--data", str(data)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{data}: kho số 2 bị hỏng (Kho số 2: kb.sqlite: nội dung tệp không như đã ghi); hãy chạy")
    assert len(said.splitlines()) == 1


def test_a_build_makes_anew_what_is_damaged_though_no_source_has_changed(data: Path) -> None:
    corpus = data.parent / "van-ban"
    assert builder.build([corpus], data).generation == 3  # the copy of the sources lies elsewhere
    assert builder.build([corpus], data).unchanged
    flip(folder_of(data, 3) / STORE, 99_999)
    summary = builder.build([corpus], data)
    assert (summary.generation, summary.unchanged) == (4, False)
    assert served_word(Published(data), *WORDS) == "Thu"
    assert not folder_of(data, 3).exists()  # the one that is kept is whole
    assert folder_of(data, 2).exists()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


# What happens to each file of a generation, one at a time.
HARM: list[tuple[str, Callable[[Path], object]]] = [
    ("removed", Path.unlink),
    ("emptied", lambda path: path.write_bytes(b"")),
    ("cut by a byte", _cut),
    ("longer by a byte", lambda path: path.write_bytes(path.read_bytes() + b"\0")),
    ("all zeros", lambda path: path.write_bytes(bytes(path.stat().st_size))),
    ("of the generation before", lambda path: shutil.copy(path.parents[1] / "1" / path.name, path)),
    ("a folder", lambda path: (path.unlink(), path.mkdir())),
]


@pytest.mark.parametrize(("what", "harm"), HARM, ids=[what for what, _ in HARM])
def test_whatever_happens_to_a_file_the_generation_before_serves(data: Path, what: str, harm: Callable[[Path], object]) -> None:
    for name in (STORE, MANIFEST, "fingerprint"):
        shutil.copytree(folder_of(data, 2), kept := data / "kept")
        harm(folder_of(data, 2) / name)
        published = Published(data)
        assert published.current().number == 1, (what, name)
        assert published.state().verified == "yes"
        shutil.rmtree(folder_of(data, 2))
        kept.rename(folder_of(data, 2))
    assert Published(data).current().number == 2


def test_a_manifest_says_what_is_wrong_in_vietnamese(data: Path) -> None:
    shutil.rmtree(folder_of(data, 1))
    for content in (
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"format": 1, "files": {"a": 3}}',
        b'{"format": "x"}',
    ):
        (folder_of(data, 2) / MANIFEST).write_bytes(content)
        with pytest.raises(DamagedGeneration, match=r"kho bị hỏng \(manifest.json: nội dung tệp không như đã ghi\)"):
            Published(data).current()


def test_two_builds_of_the_same_have_manifests_that_differ_in_build_and_time_alone(tmp_path: Path) -> None:
    write_law(tmp_path / "van-ban", "Thu")
    for name in ("a", "b"):
        builder.build([tmp_path / "van-ban"], tmp_path / name)
    one, two = (read_manifest(folder_of(tmp_path / name, 1)) for name in ("a", "b"))
    assert one.build != two.build
    assert one.files == two.files
