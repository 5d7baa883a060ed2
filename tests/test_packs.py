"""Packs: what goes in and what does not, the same base again on another machine, and files that somebody has tampered with."""

import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from kb import build as builder
from kb.build.processes import Workers
from kb.catalogue import entries_in, load, written_entries
from kb.generation import Generation
from kb.identify.verifying import other_than
from kb.law.model import Entry
from kb.packs import BadPack, add_pack, added_packs, check_pack, container, pack_folders, undo_pack
from kb.packs.bag import members_to_write, open_pack, tag_files
from kb.packs.paths import folder_name, is_path, is_portable, portable
from kb.packs.record import Holding, PackedDocument, PackedFile, PackRecord, read_record, write_record_of
from kb.published import Published
from tests.conftest import ROOT
from tests.test_choosing import TOPIC, WHOLE

DAYS = (date(2012, 1, 1), date(2019, 12, 1), date(2026, 11, 30))


def _law(number: str, name: str, *, stamp: str = "", day: str = "ngày 10 tháng 5 năm 2019") -> str:
    """A law of a few lines. `stamp` stands above its title."""
    lines = ["QUỐC HỘI", f"Luật số: {number}", f"Hà Nội, {day}", stamp, "LUẬT", name, "", "Điều 1. Phạm vi", ""]
    return "\n\n".join([*lines, f"Luật này quy định việc {name.lower()}.", "Điều 2. Khoảng cách", "Hai khóm cách nhau ba mét."])


BAMBOO = _law("911/2019/QH14", "TRỒNG MÂY")
CATALOGUE = """[[document]]
id = "911-2019-qh14"
type = "Luật"
number = "911/2019/QH14"
expired = 2025-01-01
names = ["Luật \\"TM\\""]
replaced_by = ["999-2024-qh15"]
source = "tra cứu của văn phòng"
[document.sources]
expired = "thông báo số 3"
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of documents of all kinds, and the data folder that was built from it with those for internal use."""
    home = tmp_path_factory.mktemp("nguon")
    corpus, data = home / "van-ban", home / "var"
    (corpus / "sau").mkdir(parents=True)
    data.mkdir()
    files = {
        "trong-may.md": BAMBOO,
        "catalogue.toml": CATALOGUE,
        "sau/trong-may-tom-tat.txt": "\n\n".join(BAMBOO.split("\n\n")[:-2]),  # less of the same law: nothing new
        "dan.md": _law("912/2020/QH14", "ĐAN LÁT") + "\n\nĐiều 3. Áp dụng\n\nTheo Điều 1 Luật số 911/2019/QH14.",
        "noi-bo.md": _law("913/2020/QH14", "BÓ TRE", stamp="(Lưu hành nội bộ)"),
        "mat.md": _law("914/2020/QH14", "CẮM CHÔNG", stamp="TUYỆT MẬT"),
        "phap-dien.html": TOPIC,
        "whole.md": WHOLE,
    }
    for name, text in files.items():
        (corpus / name).write_text(text, "utf-8")
    with zipfile.ZipFile(corpus / "nen.zip", "w") as archive:
        archive.writestr("Luật/Trồng nứa (2).txt", _law("915/2020/QH14", "TRỒNG NỨA"))
        archive.writestr("bi-mat.txt", _law("916/2020/QH14", "CHẺ LẠT", stamp="MẬT"))
    (data / "vien-dan.toml").write_text("[corpus]\ninternal = true\n", "utf-8")
    builder.build([builder.SHIPPED, corpus], data)
    return corpus, data


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = indexer.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, *capsys.readouterr()


def _packed(capsys: pytest.CaptureFixture[str], source: tuple[Path, Path], out: Path, *more: str) -> dict:
    code, said, err = _run(capsys, "pack", out, *more, "--json", "--data", source[1])
    assert (code, err) == (0, "")
    return json.loads(said)


@pytest.fixture(scope="module")
def everything(source: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of all that the base has, those for internal use left out."""
    out = tmp_path_factory.mktemp("goi") / "luat.goi"
    assert indexer.main(["pack", str(out), "--data", str(source[1])]) == 0
    return out


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _documents(generation: Generation) -> dict[str, object]:
    """Of every document with a text: its facts, its status and its text on several days."""
    return {
        name: (generation.entry(name), [(generation.status(name, day), generation.tree(name, day)) for day in DAYS])
        for name in generation.with_text
    }


# --- what goes in ---------------------------------------------------------------------------------------------------------


def test_what_goes_in_is_what_the_base_uses_and_what_does_not_is_named_with_the_reason(
    source: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _packed(capsys, source, tmp_path / "a.goi")
    assert [document["id"] for document in shown["documents"]] == [
        "901-2019-qh14", "901-2019-qh14-phap-dien", "902-2019-nd-cp", "911-2019-qh14", "912-2020-qh14", "915-2020-qh14",
    ]  # fmt: skip
    assert [file["path"] for file in shown["files"]] == [
        "dung/901-2019-qh14/whole.md",
        "dung/911-2019-qh14/trong-may.md",
        "dung/912-2020-qh14/dan.md",
        "dung/915-2020-qh14/Trồng nứa (2).txt",  # of the archive this file alone: what is stamped in it stays behind
        "dung/nhieu-van-ban/phap-dien.html",
    ]
    reasons = {tuple(one["documents"]): one["reason"] for one in shown["left_out"]}
    assert "nội bộ" in reasons["913-2020-qh14",]
    assert "mọi bản cài đặt" in reasons["chi-thi-thads-thahc",]
    assert len(reasons) == 2
    content = (tmp_path / "a.goi").read_bytes()
    for word in ("CẮM CHÔNG", "CHẺ LẠT", "BÓ TRE"):
        assert word.encode() not in content
    assert str(source[0]).encode() not in content  # whose machine it was is nobody's business


def test_internal_documents_go_in_where_that_is_asked_for_and_secret_ones_never(
    source: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _packed(capsys, source, tmp_path / "a.goi", "--internal")
    assert "913-2020-qh14" in {document["id"] for document in shown["documents"]}
    assert {"914-2020-qh14", "916-2020-qh14"}.isdisjoint(document["id"] for document in shown["documents"])
    (tmp_path / "var").mkdir()
    code, _, err = _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")
    assert code == 1  # this installation has none for internal use
    assert "lưu hành nội bộ" in err
    (tmp_path / "var" / "vien-dan.toml").write_text("[corpus]\ninternal = true\n", "utf-8")
    assert _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")[0] == 0


def test_what_a_document_cites_goes_in_with_it(
    source: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _packed(capsys, source, tmp_path / "a.goi", "--cited-by", "912-2020-qh14")
    assert [document["id"] for document in shown["documents"]] == ["911-2019-qh14", "912-2020-qh14"]
    shown = _packed(capsys, source, tmp_path / "a.goi", "912-2020-qh14")
    assert [document["id"] for document in shown["documents"]] == ["912-2020-qh14"]


def test_the_same_base_gives_the_same_bytes(
    source: tuple[Path, Path], everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _packed(capsys, source, tmp_path / "khac.goi")
    assert (tmp_path / "khac.goi").read_bytes() == everything.read_bytes()


def test_a_pack_is_a_bag_that_other_programs_can_check(everything: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(everything) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    (bag,) = tmp_path.iterdir()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (bag / manifest).read_text("utf-8").splitlines():
            sha256, _, path = line.partition("  ")
            assert hashlib.sha256((bag / path).read_bytes()).hexdigest() == sha256
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}\n"
    assert oxum in (bag / "bag-info.txt").read_text("utf-8")


def test_a_file_that_has_changed_since_the_build_is_left_out_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "may.md").write_text(BAMBOO, "utf-8")
    (corpus / "whole.md").write_text(WHOLE, "utf-8")
    builder.build([corpus], data)
    (corpus / "may.md").write_text(f"{BAMBOO} ", "utf-8")
    code, said, _ = _run(capsys, "pack", tmp_path / "a.goi", "--data", data)
    assert code == 3
    assert "911-2019-qh14" in said
    assert "thay đổi từ lần build trước" in said
    assert [one.id for one in _opened(tmp_path / "a.goi").record.documents] == ["901-2019-qh14"]
    (corpus / "whole.md").unlink()
    code, _, err = _run(capsys, "pack", tmp_path / "b.goi", "--data", data)
    assert (code, err.count("\n")) == (1, 1)
    assert not (tmp_path / "b.goi").exists()


# (the name of the file to write, whether something stands there already, what is said)
TARGETS = (
    ("luat.zip", False, "lần build sau sẽ đọc"),  # a build would read what is in it as documents
    ("luat.DOCX", False, "lần build sau sẽ đọc"),
    (".", True, "thư mục"),
    ("ghi-chu", True, "không ghi đè"),  # a file of somebody's
    ("khong-co/luat.goi", False, "không có tệp hoặc thư mục này"),
)


@pytest.mark.parametrize(("name", "exists", "said"), TARGETS)
def test_a_pack_is_not_written_over_anything_else(
    name: str, exists: bool, said: str, source: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if exists and name != ".":
        (tmp_path / name).write_text("của tôi")
    before = _snapshot(tmp_path)
    code, _, err = _run(capsys, "pack", tmp_path / name, "915-2020-qh14", "--data", source[1])
    assert (code, err.count("\n")) == (1, 1)
    assert said in err
    assert _snapshot(tmp_path) == before


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system bounds no sizes of files")
def test_on_a_full_disk_nothing_of_a_pack_is_left(
    source: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        code, _, err = _run(capsys, "pack", tmp_path / "a.goi", "--data", source[1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (code, err.count("\n")) == (1, 1)
    assert list(tmp_path.iterdir()) == []


# --- there and back -------------------------------------------------------------------------------------------------------


def test_unpacked_and_built_elsewhere_the_documents_are_the_same(
    source: tuple[Path, Path], everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "moi"
    code, said, _ = _run(capsys, "unpack", everything, "--data", data)
    assert code == 0
    assert "6 văn bản mới" in said
    assert _run(capsys, "build", "--corpus", ROOT / "corpus", "--data", data)[0] == 0
    here, there = Published(source[1]).current(), Published(data).current()
    expected = _documents(here)
    del expected["913-2020-qh14"]  # for internal use
    assert _documents(there) == expected
    assert there.entry("911-2019-qh14").expired == date(2025, 1, 1)  # what the office looked up came along, with its source
    assert dict(there.entry("911-2019-qh14").sources)["expired"] == "thông báo số 3"
    # Packed again where it was unpacked, it is the same pack: nothing of it depends on where its files lie.
    again = tmp_path / "lai.goi"
    assert _run(capsys, "pack", again, "--data", data)[0] == 0
    assert again.read_bytes() == everything.read_bytes()


def test_what_comes_in_a_pack_is_trusted_less_than_what_ships(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = '[[document]]\nid = "26-2008-qh12"\ntype = "Luật"\nnumber = "26/2008/QH12"\nexpired = 2011-11-11\nsource = "x"\n'
    facts = written_entries(entries_in(row, "x"))
    (tmp_path / "van-ban").mkdir()
    (tmp_path / "van-ban" / "whole.md").write_text(WHOLE, "utf-8")
    _write(tmp_path / "a.goi", {"dung/911-2019-qh14/a.md": BAMBOO}, facts=facts)
    data = tmp_path / "var"
    assert _run(capsys, "unpack", tmp_path / "a.goi", "--data", data)[0] == 0
    assert _run(capsys, "build", "--corpus", tmp_path / "van-ban", "--data", data)[0] == 0
    assert Published(data).current().entry("26-2008-qh12").expired == date(2026, 7, 1)
    code, said, _ = _run(capsys, "unpack", tmp_path / "a.goi", "--dry-run", "--name", "b", "--data", data)
    assert code == 0
    assert "26-2008-qh12: hết hiệu lực từ: ở đây ghi 01/7/2026, gói ghi 11/11/2011" in said


def test_where_a_file_was_downloaded_is_told_wherever_it_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "var"
    own = data / "tai-ve" / "911-2019-qh14"
    own.mkdir(parents=True)
    (own / "may.md").write_text(BAMBOO, "utf-8")
    sha256 = hashlib.sha256(BAMBOO.encode()).hexdigest()
    files = [{"name": "may.md", "address": "https://vbpl.vn/may.md", "sha256": sha256}]
    (own / ".nguon.json").write_text(json.dumps({"address": "https://vbpl.vn", "day": "2026-11-23", "files": files}), "utf-8")
    for number in range(2):
        assert _run(capsys, "build", "--corpus", ROOT / "corpus", "--data", data)[0] == 0
        assert _run(capsys, "pack", tmp_path / f"{number}.goi", "--data", data)[0] == 0
        (file,) = _opened(tmp_path / f"{number}.goi").record.files
        assert (file.address, file.fetched) == ("https://vbpl.vn/may.md", date(2026, 11, 23))
        data = tmp_path / "khac"
        assert _run(capsys, "unpack", tmp_path / f"{number}.goi", "--name", "mot", "--data", data)[0] == number
    assert (tmp_path / "0.goi").read_bytes() == (tmp_path / "1.goi").read_bytes()


def test_a_row_that_no_build_has_read_stays_behind_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "may.md").write_text(BAMBOO, "utf-8")
    builder.build([corpus], data)
    (corpus / "catalogue.toml").write_text(CATALOGUE, "utf-8")
    code, said, _ = _run(capsys, "pack", tmp_path / "a.goi", "--data", data)
    assert code == 0
    assert "catalogue.toml): dữ kiện này chưa có trong kho" in said
    assert _opened(tmp_path / "a.goi").facts == ""


def test_an_id_that_does_not_follow_from_the_facts_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "may.md").write_text(BAMBOO, "utf-8")
    builder.build([corpus], data)
    other = BAMBOO.replace("Hà Nội, ngày 10 tháng 5", "Hà Nội, ngày 11 tháng 6").replace("ba mét", "bốn mét")
    (corpus / "khac.md").write_text(other, "utf-8")
    builder.build([corpus], data)
    names = Published(data).current().with_text
    assert len(names) == 2
    marked = next(name for name in names if name != "911-2019-qh14")
    assert _run(capsys, "pack", tmp_path / "a.goi", marked, "--data", data)[0] == 0
    new = tmp_path / "moi"
    assert _run(capsys, "unpack", tmp_path / "a.goi", "--data", new)[0] == 0
    assert _run(capsys, "build", "--corpus", ROOT / "corpus", "--data", new)[0] == 0
    assert marked in Published(new).current().with_text


def test_what_differs_from_what_is_here_is_named_with_the_text_that_would_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, data = tmp_path / "a", tmp_path / "var"
    corpus.mkdir()
    (corpus / "may.md").write_text(BAMBOO, "utf-8")
    (corpus / "nua.md").write_text(_law("915/2020/QH14", "TRỒNG NỨA"), "utf-8")
    (corpus / "dan.md").write_text(_law("912/2020/QH14", "ĐAN LÁT"), "utf-8")
    (corpus / "whole.md").write_text(WHOLE, "utf-8")
    builder.build([corpus], data)
    more = "\n\nĐiều 3. Người trồng\n\nAi cũng được trồng."
    files = {
        "dung/901-2019-qh14/whole.md": WHOLE,  # the same bytes
        "dung/911-2019-qh14/may.md": BAMBOO + more,  # more than what is here
        "dung/912-2020-qh14/dan.txt": _law("912/2020/QH14", "ĐAN LÁT"),  # the same text in another form
        "dung/915-2020-qh14/nua.md": "\n\n".join(_law("915/2020/QH14", "TRỒNG NỨA").split("\n\n")[:-2]),  # less
        "dung/917-2020-qh14/moi.md": _law("917/2020/QH14", "MỚI"),
    }
    _write(tmp_path / "a.goi", files)
    code, said, err = _run(capsys, "unpack", tmp_path / "a.goi", "--json", "--data", data)
    assert (code, err) == (0, "")
    assert {one["document"]: (one["standing"], one["used"]) for one in json.loads(said)["documents"]} == {
        "901-2019-qh14": ("same", "here"),
        "911-2019-qh14": ("differs", "pack"),
        "912-2020-qh14": ("same", "here"),
        "915-2020-qh14": ("differs", "here"),
        "917-2020-qh14": ("new", "pack"),
    }
    _run(capsys, "build", "--corpus", corpus, "--data", data)
    used = {file.document: file.path for file in Published(data).current().store.files() if file.state == "read"}
    assert "goi" in Path(used["911-2019-qh14"]).parts
    assert "goi" not in Path(used["915-2020-qh14"]).parts
    _write(tmp_path / "b.goi", {"dung/911-2019-qh14/may.md": BAMBOO + more})
    _, said, _ = _run(capsys, "unpack", tmp_path / "b.goi", "--json", "--dry-run", "--data", data)
    assert [(one["standing"], one["other"]) for one in json.loads(said)["documents"]] == [("packed", "a")]


# --- adding, listing, undoing ---------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing(everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys, "unpack", everything, "--dry-run", "--data", tmp_path)[0] == 0
    assert _snapshot(tmp_path) == {}


def test_a_pack_is_listed_and_undone_and_what_somebody_put_beside_it_stays(
    everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "van-ban").mkdir()
    (tmp_path / "van-ban" / "cua-toi.md").write_text("của tôi")
    before = _snapshot(tmp_path)
    for own in (False, True):
        assert _run(capsys, "unpack", everything, "--name", "mot", "--data", tmp_path)[0] == 0
        _, said, _ = _run(capsys, "unpack", "--list", "--json", "--data", tmp_path)
        (listed,) = json.loads(said)["packs"]
        assert listed["name"] == "mot"
        assert listed["fingerprint"] == _opened(everything).fingerprint
        folder = tmp_path / "goi" / "mot"
        if own:
            (folder / "dung" / "them.md").write_text("thêm")
            (folder / "dung" / "912-2020-qh14" / "dan.md").write_text("đã sửa")
        code, said, _ = _run(capsys, "unpack", "--undo", "mot", "--json", "--data", tmp_path)
        assert code == 0
        kept = json.loads(said)["kept"]
        left = {name: data for name, data in _snapshot(tmp_path).items() if name != "build.lock"}
        if own:
            assert [Path(path).name for path in kept] == ["dan.md", "them.md"]
            assert left.keys() - before.keys() == {"goi/mot/dung/912-2020-qh14/dan.md", "goi/mot/dung/them.md"}
        else:
            assert (kept, left) == ([], before)
    assert added_packs(tmp_path) == ()


# (what is there before, the arguments, what is said)
REFUSED = (
    ("the pack", ("--name", "hai"), "đã được giải nén rồi, tên là “mot”"),  # the very pack under another name
    ("another", ("--name", "mot"), "đã có một gói khác tên này"),
    ("nothing", ("--name", "../mot"), "không dùng làm tên gói được"),
    ("nothing", ("--name", "con"), "không dùng làm tên gói được"),  # a device of Windows
    ("nothing", ("--name", "Mot"), "không dùng làm tên gói được"),
    ("nothing", ("--name", ""), "không dùng làm tên gói được"),
)


@pytest.mark.parametrize(("before", "arguments", "said"), REFUSED)
def test_a_pack_is_added_once_and_under_a_name_of_its_own(
    before: str, arguments: tuple[str, ...], said: str, everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "khac.goi", {"dung/911-2019-qh14/a.md": BAMBOO})
    data = tmp_path / "var"
    if before != "nothing":
        first = everything if before == "the pack" else tmp_path / "khac.goi"
        assert _run(capsys, "unpack", first, "--name", "mot", "--data", data)[0] == 0
    there = _snapshot(tmp_path)
    code, _, err = _run(capsys, "unpack", everything, *arguments, "--data", data)
    assert (code, err.count("\n")) == (1, 1)
    assert said in err
    assert _snapshot(tmp_path) == there


def test_only_what_was_unpacked_can_be_undone(everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "goi" / "tay").mkdir(parents=True)  # put there by hand
    (tmp_path / "goi" / "tay" / "a.md").write_text(BAMBOO, "utf-8")
    assert _run(capsys, "unpack", everything, "--name", "hong", "--data", tmp_path)[0] == 0
    (tmp_path / "goi" / "hong" / ".goi" / "nguon-goc.json").write_text("{}")
    there = _snapshot(tmp_path)
    for name in ("tay", "hong", "khong-co", "..", ".", ""):
        code, _, err = _run(capsys, "unpack", "--undo", name, "--data", tmp_path)
        assert (code, err.count("\n")) == (1, 1), name
    assert _snapshot(tmp_path) == there
    assert "bị hỏng" in _run(capsys, "unpack", "--list", "--data", tmp_path)[1]


_KILLED = """
import os, signal, sys
from pathlib import Path
from kb.build.processes import Workers
from kb.packs import add_pack, adding, check_pack
left = int(sys.argv[3])
def sync(descriptor):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = sync
with Workers(0) as workers:
    checked = check_pack(Path(sys.argv[1]), workers, lambda done, of: None, internal=False)
add_pack(checked, Path(sys.argv[2]), "mot")
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("after", [1, 4, 9, 15, 19, 20])  # files and folders written to disk
def test_a_killed_unpacking_leaves_nothing_half(after: int, everything: Path, tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", _KILLED, everything, tmp_path, str(after)], cwd=ROOT, check=False)
    assert died.returncode == -9
    whole = _snapshot(_add(everything, tmp_path / "khac", "mot"))
    there = [_snapshot(folder) for folder in pack_folders(tmp_path)]
    assert there == ([whole] if after == 20 else [])  # before the last comes the rename
    if after < 20:
        _add(everything, tmp_path, "mot")
    assert [folder.name for folder in (tmp_path / "goi").iterdir()] == ["mot"]  # what was begun is cleared
    assert _snapshot(tmp_path / "goi" / "mot") == whole


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system bounds no sizes of files")
def test_on_a_full_disk_nothing_of_an_unpacking_is_left(
    everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, limits[1]))
    try:
        code, _, err = _run(capsys, "unpack", everything, "--data", tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (code, err.count("\n")) == (1, 1)
    assert list((tmp_path / "goi").iterdir()) == []


# --- hostile and damaged packs --------------------------------------------------------------------------------------------


def _holding(document: str, **other: object) -> Holding:
    return replace(Holding(document, "", "read", False, False, "Luật", None, None, None, ""), **other)


def _sealed(
    files: Mapping[str, str | bytes], facts: str = "", holdings: Mapping[str, tuple[Holding, ...]] | None = None
) -> tuple[dict[str, bytes], list[tuple[str, bytes]]]:
    """The tag files and the files of a pack whose manifests are right, whatever the paths: who seals it can say anything."""
    contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    packed = []
    for path, data in sorted(contents.items()):
        own = (holdings or {}).get(path) or (_holding(Path(path).parent.name or "x"),)
        packed.append(PackedFile(path, len(data), hashlib.sha256(data).hexdigest(), own))
    ids = sorted({holding.document for file in packed for holding in file.holdings})
    record = PackRecord(tuple(PackedDocument(name, name) for name in ids), tuple(packed))
    return tag_files(record, facts), sorted(contents.items())


def _write(
    path: Path, files: Mapping[str, str | bytes], facts: str = "", holdings: Mapping[str, tuple[Holding, ...]] | None = None
) -> None:
    tags, contents = _sealed(files, facts, holdings)
    with path.open("wb") as file:
        container.write(file, members_to_write(tags, facts, contents))


def _opened(path: Path):
    with path.open("rb") as file:
        return open_pack(file, path)


def _check(path: Path, *, internal: bool = False):
    with Workers(0) as workers:
        return check_pack(path, workers, lambda done, of: None, internal=internal)


def _add(path: Path, data: Path, name: str) -> Path:
    return add_pack(_check(path), data, name)


# A path in a pack whose manifests are right.
BAD_PATHS = (
    "dung/../../thoat.md",  # out of the folder
    "../thoat.md",
    "/etc/thoat.md",
    "dung/x//thoat.md",
    "dung/x/./thoat.md",
    "dung\\x\\thoat.md",  # Windows' separator
    "dung/x/..\\..\\thoat.md",
    "C:/x/thoat.md",  # a drive
    "dung/x/C:thoat.md",
    "dung/x/thoat.md:an",  # a stream of NTFS
    "dung/x/a\0.md",
    "dung/x/a\n.md",
    "dung/x/a\u202egpj.md",  # turns the direction of writing
    "dung/x/a\u200b.md",
    "dung/x/con.md",  # devices of Windows
    "dung/x/NUL.tar.md",
    "dung/x/com1.txt",
    "dung/x/LPT¹.txt",
    "dung/aux/a.md",
    "dung/x/a.md.",  # Windows drops the dot and the space
    "dung/x/a.md ",
    "dung/x/.an.md",  # hidden: a build would pass it over
    "dung/x/~$a.md",
    "dung/.goi/a.md",
    ".goi/a.md",
    "dung/x/a\u0301.md",  # á in two characters: another name on another system
    "dung/x/" + "a" * 200 + ".md",
    "dung/" + "a" * 100 + "/a.md",
    "dung/X/a.md",
    "dung/x/y/a.md",
    "dung/a.md",
    "khac/x/a.md",
    "dung/x/a",  # of no form
    "dung/x/a.exe",
    "dung/x/a.zip",  # what is in an archive nobody has named
    "dung/x/catalogue.toml",
    "dung/x/laws.tsv",
    "laws.tsv",  # facts that no one has checked
    "vien-dan.toml",
)


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_is_no_name_of_a_file_everywhere_is_refused(path: str, tmp_path: Path) -> None:
    _write(tmp_path / "a.goi", {path: BAMBOO})
    with pytest.raises(BadPack, match="tên tệp không dùng được") as refused:
        _opened(tmp_path / "a.goi")
    assert str(refused.value).isprintable()


def test_two_paths_that_some_system_takes_for_one_are_refused(tmp_path: Path) -> None:
    for one, other in (("a.md", "A.md"), ("Điều.md", "điều.md"), ("straße.md", "STRASSE.md")):
        _write(tmp_path / "a.goi", {f"dung/x/{one}": BAMBOO, f"dung/x/{other}": WHOLE})
        with pytest.raises(BadPack, match="trùng tên"):
            _opened(tmp_path / "a.goi")


@pytest.mark.parametrize("name", [*(path.rpartition("/")[2] or "x" for path in BAD_PATHS), "", "...", ".md", "\udcff.md"])
def test_any_name_of_a_file_has_one_that_every_system_takes(name: str) -> None:
    made = portable(name if name.lower().endswith((".md", ".txt")) else f"{name}.md")
    assert is_portable(made)
    assert is_path(f"dung/{folder_name(name)}/{made}")


Raw = list[tuple[str, bytes]]
_BASE = "goi-van-ban/"


def _raw(files: Mapping[str, str | bytes] | None = None, facts: str = "") -> Raw:
    tags, contents = _sealed(files or {"dung/911-2019-qh14/a.md": BAMBOO}, facts)
    return list(members_to_write(tags, facts, contents))


def _edited(raw: Raw, name: str, edit: Callable[[bytes], bytes]) -> Raw:
    return [(own, edit(data) if own == _BASE + name else data) for own, data in raw]


def _resealed(raw: Raw) -> Raw:
    """The members with a manifest of the tag files that is right again."""
    tags = {name: hashlib.sha256(data).hexdigest() for name, data in raw[:4]}
    lines = sorted(f"{sha256}  {name.removeprefix(_BASE)}\n" for name, sha256 in tags.items())
    in_order = sorted(lines, key=lambda line: line.partition("  ")[2])
    return _edited(raw, "tagmanifest-sha256.txt", lambda data: "".join(in_order).encode())


_OF = "nguon-goc.json"
# What was done to the members of a pack, and what is said.
TAMPERED: dict[str, tuple[Callable[[Raw], Raw], str]] = {
    "a file more than the manifests name": (lambda raw: [*raw, (f"{_BASE}data/dung/x/b.md", b"x")], "không ghi trong"),
    "a file beside the data": (lambda raw: [*raw, ("khac.md", b"x")], "tên tệp không dùng được"),
    "a file less": (lambda raw: raw[:-1], "thiếu tệp “dung/911-2019-qh14/a.md”"),
    "a file of other bytes": (lambda raw: [*raw[:-1], (raw[-1][0], b"x")], "không khớp"),
    "no manifest": (lambda raw: raw[:2] + raw[3:], "thiếu manifest-sha256.txt"),
    "an empty manifest": (lambda raw: _resealed(_edited(raw, "manifest-sha256.txt", lambda data: b"")), "không khớp"),
    "members in another order": (lambda raw: [*raw[1:], raw[0]], "thứ tự"),
    "a member twice": (lambda raw: [*raw, raw[-1]], "trùng tên"),
    "a record that is no JSON": (lambda raw: _resealed(_edited(raw, _OF, lambda data: b"{")), "không đúng dạng"),
    "a record nested deep": (lambda raw: _resealed(_edited(raw, _OF, lambda data: b"[" * 100_000)), "không đúng dạng"),
    "a record of another shape": (lambda raw: _resealed(_edited(raw, _OF, lambda data: b'{"files": 3}')), "không đúng dạng"),
    "a record that is not UTF-8": (lambda raw: _resealed(_edited(raw, _OF, lambda data: b"\xff")), "không đúng dạng"),
    "a key more in the record": (
        lambda raw: _resealed(_edited(raw, _OF, lambda data: data.replace(b'"files"', b'"them": 1, "files"'))),
        "không đúng dạng",
    ),
    "a label that moves the cursor": (
        lambda raw: _resealed(_edited(raw, _OF, lambda data: data.replace(b'"label": "', b'"label": "\\u001b[2J'))),
        "không đúng dạng",
    ),
    "another size in the record": (
        lambda raw: _resealed(_edited(raw, _OF, lambda data: data.replace(b'"size": ', b'"size": 1'))),
        "không khớp",
    ),
    "a newer format": (
        lambda raw: _edited(raw, "bag-info.txt", lambda data: data.replace(b"Format: 1", b"Format: 2")),
        "phiên bản Viện Dẫn mới hơn",
    ),
    "another BagIt": (
        lambda raw: _resealed(_edited(raw, "bagit.txt", lambda data: data.replace(b"1.0", b"9.9"))),
        "không khớp",
    ),
    "another count of bytes": (
        lambda raw: _resealed(_edited(raw, "bag-info.txt", lambda data: data.replace(b"Oxum: ", b"Oxum: 9"))),
        "không khớp",
    ),
}


@pytest.mark.parametrize(("tamper", "said"), TAMPERED.values(), ids=TAMPERED)
def test_a_pack_that_somebody_has_changed_is_refused(
    tamper: Callable[[Raw], Raw], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "a.goi").open("wb") as file:
        container.write(file, tamper(_raw()))
    code, _, err = _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")
    assert (code, err.count("\n")) == (1, 1)
    assert said in err
    assert pack_folders(tmp_path / "var") == ()


def _zipped(raw: Raw, compression: int, more: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in raw:
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            more(info)
            archive.writestr(info, data)
    return packed.getvalue()


def _as_link(info: zipfile.ZipInfo) -> None:
    info.create_system, info.external_attr = 3, 0o120777 << 16


def _written(raw: Raw) -> bytes:
    file = BytesIO()
    container.write(file, raw)
    return file.getvalue()


# Bytes that are no pack, and what is said.
NO_PACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "tệp rỗng"),
    "a text": (lambda: b"Luat", "không phải gói văn bản"),
    "another archive": (lambda: _zipped([("a.txt", b"x")], zipfile.ZIP_STORED), "không do chương trình này làm"),
    "the same files, packed by another program": (
        lambda: _zipped(_raw(), zipfile.ZIP_DEFLATED),
        "không do chương trình này làm",
    ),
    "links": (lambda: _zipped(_raw(), zipfile.ZIP_STORED, _as_link), "không do chương trình này làm"),
    "a bomb": (lambda: _zipped([("a", b"\0" * 2**24)], zipfile.ZIP_DEFLATED), "không do chương trình này làm"),
    "an empty archive": (lambda: _zipped([], zipfile.ZIP_STORED), "không phải gói văn bản"),
    "something before it": (lambda: b"x" + _written(_raw()), "không phải gói văn bản"),
    "something after it": (lambda: _written(_raw()) + b"x", "bị hỏng"),
    "two packs": (lambda: _written(_raw()) * 2, "bị hỏng"),
    "no members": (lambda: _written([]), "không phải gói văn bản"),
    "a size of 4 GB": (lambda: _written([("a", b"")]).replace(b"\0" * 8, b"\0" * 4 + b"\xff" * 4, 1), "hỏng"),
}


@pytest.mark.parametrize(("make", "said"), NO_PACKS.values(), ids=NO_PACKS)
def test_what_is_no_pack_gets_one_line(
    make: Callable[[], bytes], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.goi").write_bytes(make())
    code, _, err = _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")
    assert (code, err.count("\n")) == (1, 1)
    assert said in err


@pytest.mark.parametrize("name", ["khong-co.goi", ".", "a\0.goi"])
def test_what_is_no_file_gets_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(capsys, "unpack", f"{tmp_path}/{name}", "--data", tmp_path / "var")
    assert (code, err.count("\n")) == (1, 1)


# Files of a pack that is sealed rightly, what its record says of them, and what is said.
_OTHER = {"dung/911-2019-qh14/a.md": (_holding("911-2019-qh14", number="918/2019/QH14"),)}
_TYPED = {"dung/911-2019-qh14/a.md": (_holding("911-2019-qh14", type="Nghị định"),)}
_DATED = {"dung/911-2019-qh14/a.md": (_holding("911-2019-qh14", number="911/2019/QH14", issued=date(2019, 5, 11)),)}
_PARTED = {"dung/911-2019-qh14/a.md": (_holding("911-2019-qh14"), _holding("911-2019-qh14", part="2"))}
CONTENTS: dict[str, tuple[str, str | bytes, Mapping[str, tuple[Holding, ...]] | None, str]] = {
    "secret": ("a.md", _law("911/2019/QH14", "TRỒNG MÂY", stamp="MẬT"), None, "đóng dấu “Mật”"),
    "secret, in a page": ("a.html", "<p>TUYỆT MẬT</p><p>LUẬT</p><p>Điều 1. A</p>", None, "đóng dấu “Tuyệt mật”"),
    "for internal use": ("a.md", _law("911/2019/QH14", "TRỒNG MÂY", stamp="Lưu hành nội bộ"), None, "nội bộ"),
    "said to be for internal use": (
        "a.md", BAMBOO, {"dung/911-2019-qh14/a.md": (_holding("911-2019-qh14", internal=True),)}, "nội bộ",
    ),
    "another number": ("a.md", BAMBOO, _OTHER, "không phải Luật 918/2019/QH14"),
    "another type": ("a.md", BAMBOO, _TYPED, "văn bản tự ghi là"),
    "another day": ("a.md", BAMBOO, _DATED, "văn bản tự ghi là"),
    "no text": ("a.md", " ", None, "tệp rỗng"),
    "another form than its name says": ("a.docx", b"%PDF-1.4 ", None, "không phải .docx"),
    "a damaged file": ("a.docx", b"PK\x03\x04", None, "a.docx"),
    "a part that is not there": ("a.md", BAMBOO, _PARTED, "không có 911-2019-qh14"),
    "documents that it does not name": (
        "a.html", TOPIC, {"dung/911-2019-qh14/a.html": (_holding("901-2019-qh14", part="901/2019/QH14"),)}, "902/2019/NĐ-CP",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "holdings", "said"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_that_may_not_come_in_refuses_the_whole_pack(
    name: str, text: str | bytes, holdings: Mapping[str, tuple[Holding, ...]] | None, said: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    files = {f"dung/911-2019-qh14/{name}": text, "dung/901-2019-qh14/whole.md": WHOLE}
    _write(tmp_path / "a.goi", files, holdings=holdings)
    code, _, err = _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")
    assert (code, err.count("\n")) == (1, 1)
    assert said in err
    assert f"dung/911-2019-qh14/{name}" in err
    assert pack_folders(tmp_path / "var") == ()


# The catalogue of a pack, and what is said.
FACTS = (
    ("x = 3\n", "chỉ nhận các mục"),
    ("[[document]\n", "không đúng cú pháp TOML"),
    ('[[document]]\nid = "../a"\ntype = "Luật"\nsource = "x"\n', "chữ thường không dấu"),
    ('# ghi chú\n[[document]]\nid = "a"\ntype = "Luật"\nsource = "x"\n', "không đúng dạng của gói"),
)


@pytest.mark.parametrize(("facts", "said"), FACTS)
def test_facts_that_no_build_could_read_refuse_the_pack(
    facts: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "a.goi", {"dung/911-2019-qh14/a.md": BAMBOO}, facts=facts)
    code, _, err = _run(capsys, "unpack", tmp_path / "a.goi", "--data", tmp_path / "var")
    assert (code, err.count("\n")) == (1, 1)
    assert said in err


def test_any_one_byte_that_is_changed_is_refused(tmp_path: Path) -> None:
    facts = written_entries(entries_in(CATALOGUE, "x"))
    data = _written(_raw({"dung/911-2019-qh14/a.md": BAMBOO, "trung/911-2019-qh14/b.txt": "x"}, facts))
    chance = random.Random(1)
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= chance.randrange(1, 256)
        with pytest.raises(BadPack) as refused:
            open_pack(BytesIO(damaged), tmp_path / "a.goi")
        assert "\n" not in str(refused.value)


def test_a_copy_that_was_cut_off_anywhere_is_refused_and_the_first_bad_file_named(tmp_path: Path) -> None:
    raw = _raw({"dung/911-2019-qh14/a.md": BAMBOO, "dung/911-2019-qh14/b.md": BAMBOO * 2})
    data = _written(raw)
    begin = data.index(b"dung/911-2019-qh14/b.md" + "QUỐC HỘI".encode())
    for length in range(len(data)):
        with pytest.raises(BadPack) as refused:
            open_pack(BytesIO(data[:length]), tmp_path / "a.goi")
        if begin + 30 < length < begin + len(BAMBOO.encode()):
            assert "b.md”, bị cắt ngắn" in str(refused.value)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_bytes_make_it_fail_in_another_way(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", _written(_raw())[:200]):
        with pytest.raises(BadPack):
            open_pack(BytesIO(start + data), Path("a.goi"))


# --- parts ----------------------------------------------------------------------------------------------------------------


def test_facts_are_written_as_they_are_read() -> None:
    entries = load(ROOT / "corpus" / "catalogue.toml")
    text = written_entries(entries)
    assert entries_in(text, "x") == entries
    assert written_entries(entries_in(text, "x")) == text


_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(_TEXTS, st.lists(_TEXTS, max_size=3))
def test_a_fact_of_any_letters_is_written_as_it_is_read(title: str, names: list[str]) -> None:
    sources = [("type", "a"), ("title", title), *([("names", "a")] if names else [])]
    entry = Entry("a", "Luật", None, None, None, title, tuple(names), sources=tuple(sources))
    assert entries_in(written_entries([entry]), "x") == (entry,)


def test_a_record_is_read_as_it_is_written_and_in_no_other_form() -> None:
    holdings = (_holding("a", number="1/2020/QH14", issued=date(2020, 1, 2)), _holding("b", part="2", recognized=True))
    file = PackedFile("dung/a/a.md", 3, "0" * 64, holdings, "https://vbpl.vn/a", date(2026, 1, 2))
    record = PackRecord((PackedDocument("a", "Luật A", ("https://vbpl.vn/a",)), PackedDocument("b", "B")), (file,))
    data = write_record_of(record)
    assert read_record(data) == record
    for other in (data + b"\n", data.replace(b": 3", b": 3.0"), data.replace(b"null", b"false", 1), data.replace(b" ", b"")):
        with pytest.raises(ValueError):  # noqa: PT011 (that it is one is all)
            read_record(other)


# (what was asked for, what the text says, whether that is another document)
SAID = (
    (Entry("a", "Nghị định", "5/2020/NĐ-CP", None, None, ""), Entry("b", "Nghị định", "5/2020/ND-CP", None, None, ""), False),
    (Entry("a", "Luật", "5/2020/QH14", None, None, ""), Entry("b", "Luật", None, None, None, "X"), False),
    (Entry("a", "Luật", "5/2020/QH14", None, None, ""), Entry("b", "Luật", "6/2020/QH14", None, None, ""), True),
    (Entry("a", "Luật", None, None, date(2020, 1, 1), ""), Entry("b", "Luật", None, None, date(2020, 1, 2), ""), True),
)


@pytest.mark.parametrize(("entry", "one", "is_other"), SAID)
def test_what_a_text_says_of_itself_is_compared_with_what_is_said_of_it(entry: Entry, one: Entry, is_other: bool) -> None:
    assert (other_than(entry, one) != "") == is_other


def test_an_undo_while_a_build_runs_waits_for_nobody(everything: Path, tmp_path: Path) -> None:
    _add(everything, tmp_path, "mot")
    with FileLock(tmp_path / "build.lock"), pytest.raises(builder.BuildInProgress):
        undo_pack(tmp_path, "mot")
    assert len(pack_folders(tmp_path)) == 1


@pytest.mark.parametrize("beside", [False, True], ids=["nothing else", "a file of somebody beside it"])
def test_after_an_undo_a_build_lets_the_texts_of_the_pack_go(
    everything: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], beside: bool
) -> None:
    own = tmp_path / "van-ban"
    own.mkdir()
    (own / "luat.md").write_text(_law("917/2020/QH14", "TRỒNG GIANG"), "utf-8")
    data = tmp_path / "var"
    assert _run(capsys, "unpack", everything, "--name", "mot", "--data", data)[0] == 0
    assert _run(capsys, "build", "--corpus", own, "--data", data)[0] == 0
    assert "911-2019-qh14" in Published(data).current().with_text
    if beside:
        (data / "goi" / "mot" / "cua-toi.md").write_text(_law("918/2020/QH14", "TRỒNG VẦU"), "utf-8")
    assert _run(capsys, "unpack", "--undo", "mot", "--data", data)[0] == 0
    code, said, _ = _run(capsys, "build", "--corpus", own, "--data", data)
    assert code == 0
    assert "đã bỏ khỏi kho: " in said
    texts = Published(data).current().with_text
    assert "911-2019-qh14" not in texts
    assert texts >= ({"917-2020-qh14", "918-2020-qh14"} if beside else {"917-2020-qh14"})
