"""A build loses no law without a word: what it cannot read any more stays, what its owner removes goes and is told of."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kb import build as builder
from kb.commands import main
from kb.generation import GENERATIONS
from kb.law.model import SourceFile
from kb.published import Published
from tests.conftest import ROOT
from tests.indexes import TODAY
from tests.test_bad_input import _docx

NAMES = ("ong", "sen", "tre", "dừa", "mía", "chè")


def law(number: int, name: str, body: str = "Cấm.") -> str:
    """A law of one Điều."""
    return (
        f"Số: {number}/2015/QH13\n\nHà Nội, ngày 05 tháng 6 năm 2015\n\nLUẬT\n\nTRỒNG {name.upper()}\n\nĐiều 1. Tên\n\n{body}\n"
    )


def packed(files: dict[str, str]) -> bytes:
    """A zip of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


@dataclass(frozen=True)
class Folders:
    """Two folders of laws, 901 to 906 in the one, 911 and 912 in the other, and a folder of data."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "var"

    @property
    def own(self) -> Path:
        return self.root / "a"

    @property
    def other(self) -> Path:
        return self.root / "b"

    def build(self, *corpora: Path, allow_removals: bool = False) -> builder.Summary:
        return builder.build(corpora or (self.own, self.other), self.data, allow_removals=allow_removals)

    def run(self, *arguments: str) -> int:
        named = [one for folder in (self.own, self.other) for one in ("--corpus", str(folder))]
        return main(["build", *named, "--data", str(self.data), *arguments])

    def laws(self) -> set[str]:
        """The numbers of the laws whose text is published."""
        return {document.partition("-")[0] for document in Published(self.data).current().with_text} & LAWS


LAWS = {*(str(900 + n) for n in range(1, 7)), "911", "912", "921", "922"}
BOTH = {*(str(900 + n) for n in range(1, 7)), "911", "912"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """The folders, and a build of them."""
    made = Folders(tmp_path)
    made.own.mkdir()
    made.other.mkdir()
    for number, name in enumerate(NAMES, 901):
        (made.own / f"{name}.md").write_text(law(number, name), "utf-8")
    (made.other / "cam.md").write_text(law(911, "cam"), "utf-8")
    (made.other / "quýt.docx").write_bytes(
        _docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in law(912, "quýt").split("\n\n")).encode())
    )
    made.build()
    assert made.laws() == BOTH
    return made


def _states(files: Iterable[SourceFile], state: str) -> dict[str, str]:
    """The first notes of the files of a state, by their names."""
    return {Path(file.path).name: file.notes[0] for file in files if file.state == state}


def _remove(*names: str) -> Callable[[Folders], None]:
    def edit(folders: Folders) -> None:
        for name in names:
            (folders.root / name).unlink()

    return edit


def _rewrite(name: str, change: Callable[[bytes], bytes]) -> Callable[[Folders], None]:
    return lambda folders: (folders.root / name).write_bytes(change((folders.root / name).read_bytes())) and None


def _unmounted(folders: Folders) -> None:
    shutil.rmtree(folders.other)
    folders.other.mkdir()


def _a_file(folders: Folders) -> None:
    shutil.rmtree(folders.other)
    folders.other.write_text("")


def _a_folder(folders: Folders) -> None:
    (folders.own / "ong.md").unlink()
    (folders.own / "ong.md").mkdir()


def _a_pipe(folders: Folders) -> None:
    (folders.own / "ong.md").unlink()
    os.mkfifo(folders.own / "ong.md")


def _a_link(folders: Folders) -> None:
    (folders.own / "ong.md").rename(folders.root / "ong.md")
    (folders.own / "ong.md").symlink_to(folders.root / "ong.md")


def _a_dead_link(folders: Folders) -> None:
    (folders.own / "ong.md").unlink()
    (folders.own / "ong.md").symlink_to("không-có.md")


GONE, EMPTY = "không còn hoặc không mở được", "nay trống"

# What becomes of the folders; the files that stay, each with a part of the reason.
KEPT: dict[str, tuple[Callable[[Folders], None], dict[str, str]]] = {
    # A folder that is not there, or is not mounted.
    "the folder is gone": (lambda f: shutil.rmtree(f.other), {"cam.md": GONE, "quýt.docx": GONE}),
    "the folder has another name": (lambda f: f.other.rename(f.root / "c") and None, {"cam.md": GONE, "quýt.docx": GONE}),
    "a file is where the folder was": (_a_file, {"cam.md": GONE, "quýt.docx": GONE}),
    "the folder is empty": (_unmounted, {"cam.md": EMPTY, "quýt.docx": EMPTY}),
    # A folder that has lost many of its files.
    "two of six are gone": (_remove("a/ong.md", "a/sen.md"), {"ong.md": "thiếu 2 trong 6 tệp", "sen.md": "thiếu 2 trong 6"}),
    "four of six are gone": (
        _remove(*(f"a/{name}.md" for name in NAMES[:4])),
        {f"{name}.md": "thiếu 4 trong 6 tệp" for name in NAMES[:4]},
    ),
    # A file that cannot be read.
    "a docx is half copied": (_rewrite("b/quýt.docx", lambda all_: all_[: len(all_) // 2]), {"quýt.docx": "bị cắt ngắn"}),
    "a docx is zeros": (_rewrite("b/quýt.docx", lambda all_: bytes(len(all_))), {"quýt.docx": "không đọc được"}),
    "a docx has a damaged member": (
        _rewrite("b/quýt.docx", lambda all_: all_.replace(all_[90:130], bytes(40))),
        {"quýt.docx": "không đọc được"},
    ),
    "a text is empty": (_rewrite("a/ong.md", lambda all_: b""), {"ong.md": "tệp rỗng"}),
    "a text is white space": (_rewrite("a/ong.md", lambda all_: b"\n \n"), {"ong.md": "tệp rỗng"}),
    "a text is binary": (_rewrite("a/ong.md", lambda all_: bytes(range(256)) * 40), {"ong.md": "không đọc được"}),
    "a folder is where the file was": (_a_folder, {}),  # as if its owner had removed it
    "a pipe is where the file was": (_a_pipe, {"ong.md": "không phải một tệp thường"}),
    "a link out of the folder is where the file was": (_a_link, {"ong.md": "liên kết đến tệp ở ngoài"}),
    "a link to nothing is where the file was": (_a_dead_link, {"ong.md": "không có tệp"}),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_cannot_be_read_any_more_stays(folders: Folders, case: str) -> None:
    edit, reasons = KEPT[case]
    edit(folders)
    summary = folders.build()
    kept = _states(summary.files, "kept")
    assert kept.keys() == reasons.keys()
    for name, reason in reasons.items():
        assert kept[name].startswith("giữ bản đọc được ngày ")
        assert reason in kept[name]
    lost = BOTH - folders.laws()
    assert len(summary.removed) == len(lost) == (1 if not reasons else 0)
    assert not _states(summary.files, "skipped").keys() & kept.keys() or "link" in case
    again = folders.build()  # the same night after night
    assert again.unchanged
    assert _states(again.files, "kept") == kept
    (folders.own / "mới.md").write_text(law(921, "mới"), "utf-8")  # and beside a change
    later = folders.build()
    assert _states(later.files, "kept").keys() == kept.keys()
    assert folders.laws() == BOTH - lost | {"921"}
    assert builder.build([folders.own, folders.other], folders.data, force=True).removed == ()  # also where all is read anew
    assert folders.laws() == BOTH - lost | {"921"}


@pytest.mark.parametrize("case", ["the folder is gone", "two of six are gone", "a docx is half copied"])
def test_what_stays_is_let_go_when_its_owner_says_so(folders: Folders, case: str) -> None:
    edit, reasons = KEPT[case]
    edit(folders)
    folders.build()
    summary = folders.build(allow_removals=True)  # though no source has changed
    assert not summary.unchanged
    assert len(summary.removed) == len(reasons)
    assert len(folders.laws()) == len(BOTH) - len(reasons)
    assert folders.build().unchanged
    assert folders.build(allow_removals=True).unchanged


def test_what_stays_gives_way_to_the_file_when_that_is_there_again(folders: Folders) -> None:
    folders.other.rename(folders.root / "c")
    folders.build()
    (folders.root / "c").rename(folders.other)
    summary = folders.build()
    assert _states(summary.files, "kept") == {}
    assert (summary.removed, folders.laws()) == ((), BOTH)


# What an owner does; the laws that are gone then. Each is told of, and nothing is kept.
REMOVED: dict[str, tuple[Callable[[Folders], None], set[str]]] = {
    "one file is removed": (_remove("a/ong.md"), {"901"}),
    "one file is renamed": (lambda f: (f.own / "ong.md").rename(f.own / "mật.md") and None, set()),
    "one file moves to another folder": (lambda f: (f.own / "ong.md").rename(f.other / "ong.md") and None, set()),
    "all files move": (lambda f: [p.rename(f.other / p.name) for p in f.own.iterdir()] and None, set()),
    "one file has another law": (_rewrite("a/ong.md", lambda all_: law(922, "ong").encode()), {"901"}),
    "a duplicate is removed": (_remove("a/ong-2.md"), set()),
    "one file gets a suffix that is not read": (lambda f: (f.own / "ong.md").rename(f.own / "ong.bak") and None, {"901"}),
    "one file is hidden": (lambda f: (f.own / "ong.md").rename(f.own / ".ong.md") and None, {"901"}),
}


@pytest.mark.parametrize("case", REMOVED)
def test_what_an_owner_removes_goes_and_is_told_of(folders: Folders, case: str) -> None:
    shutil.copy(folders.own / "ong.md", folders.own / "ong-2.md")
    if case != "a duplicate is removed":
        (folders.own / "ong-2.md").unlink()
    folders.build()
    edit, lost = REMOVED[case]
    edit(folders)
    summary = folders.build()
    assert _states(summary.files, "kept") == {}
    assert folders.laws() & BOTH == BOTH - lost
    assert len(summary.removed) == len(lost)
    assert all("Trồng ong" in label or "TRỒNG ONG" in label.upper() for label in summary.removed)


def test_a_folder_that_is_not_asked_for_goes_where_it_is_still_there(folders: Folders) -> None:
    summary = folders.build(folders.own)
    assert folders.laws() == BOTH - {"911", "912"}
    assert len(summary.removed) == 2
    folders.build()
    shutil.rmtree(folders.other)  # as a folder that is read where it is there, and is not mounted
    summary = folders.build(folders.own)
    assert folders.laws() == BOTH
    assert _states(summary.files, "kept").keys() == {"cam.md", "quýt.docx"}


def test_of_an_archive_the_parts_that_cannot_be_read_stay(folders: Folders) -> None:
    whole = {"một.md": law(921, "một"), "hai.md": law(922, "hai"), "ba.docx": "không phải docx"}
    (folders.other / "gói.zip").write_bytes(packed(whole))
    folders.build()
    assert folders.laws() == BOTH | {"921", "922"}
    (folders.other / "gói.zip").write_bytes(packed({**whole, "hai.md": ""}))
    for _ in range(2):
        summary = folders.build()
        assert [(file.part, file.state) for file in summary.files if file.path.endswith("gói.zip")] == [
            ("ba.docx", "skipped"),
            ("một.md", "read"),
            ("hai.md", "kept"),
        ] or _states(summary.files, "kept").keys() == {"gói.zip"}
        assert folders.laws() == BOTH | {"921", "922"}
        (folders.own / "mới.md").write_text(law(931, "mới"), "utf-8")
    (folders.other / "gói.zip").write_bytes(packed({"một.md": law(921, "một")}))  # its owner has taken a part out
    assert len(folders.build().removed) == 1
    assert folders.laws() == BOTH | {"921"}


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_where_nothing_is_left_to_keep_the_build_refuses(folders: Folders, damage: str) -> None:
    for path in (folders.data / builder.READINGS).iterdir():
        path.write_bytes(b"") if damage == "damaged" else path.unlink()
    shutil.rmtree(folders.other)
    with pytest.raises(builder.LostTexts, match=r"cam\.md; .*quýt\.docx: .*--allow-removals"):
        folders.build()
    assert [path.name for path in (folders.data / GENERATIONS).iterdir()] == ["1"]
    assert folders.laws() == BOTH
    assert len(folders.build(allow_removals=True).removed) == 2


def test_what_another_program_has_read_stays(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folders.other)
    for program in ("other", "another"):
        monkeypatch.setattr("kb.build.corpora.program_hash", lambda program=program: program)
        summary = folders.build()
        assert not summary.unchanged
        assert _states(summary.files, "kept").keys() == {"cam.md", "quýt.docx"}
        assert folders.laws() == BOTH


def test_nothing_stays_of_a_document_that_is_stamped_secret(folders: Folders) -> None:
    (folders.own / "ong.md").write_text("MẬT\n\n" + law(901, "ong"), "utf-8")
    summary = folders.build()
    assert _states(summary.files, "kept") == {}
    assert folders.laws() == BOTH - {"901"}


def test_the_exit_status_says_that_something_stays(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert folders.run() == 0
    shutil.rmtree(folders.other)
    capsys.readouterr()
    for _ in range(2):
        assert folders.run() == 3
        said = capsys.readouterr().out
        assert "  2 tệp giữ lại\n" in said
        assert f"    {folders.other / 'cam.md'}: giữ bản đọc được ngày " in said
    assert main(["status", "--data", str(folders.data), "--as-of", str(TODAY)]) == 0
    assert "\n2 tệp giữ lại\n" in capsys.readouterr().out
    folders.other.mkdir()
    assert folders.run("--allow-removals") == 0
    assert capsys.readouterr().out.count("  đã bỏ khỏi kho: Luật ") == 2
    assert folders.run() == 0
    shutil.rmtree(folders.other)
    assert folders.run() == 1  # a folder that nothing was read in: a slip of the hand
    assert capsys.readouterr().err == f"{folders.other}: không có thư mục này\n"


def test_what_a_folder_said_of_its_laws_stays_with_them(folders: Folders) -> None:
    (folders.other / "catalogue.toml").write_text(
        '[[document]]\nid = "911-2015-qh13"\ntype = "Luật"\nnumber = "911/2015/QH13"\nissued = 2015-06-05\n'
        'title = "Trồng cam"\nexpired = 2020-01-01\nsource = "thử"\n',
        "utf-8",
    )
    folders.build()
    shutil.rmtree(folders.other)
    for number in range(3):
        folders.build()
        assert folders.laws() >= BOTH
        assert Published(folders.data).current().entry("911-2015-qh13").expired is not None
        (folders.own / f"mới-{number}.md").write_text(law(921, "mới"), "utf-8")
    folders.build(allow_removals=True)
    assert folders.laws() == BOTH - {"911", "912"} | {"921"}


# Names that a file may have, as bytes.
STRANGE_NAMES = [
    unicodedata.normalize("NFD", "Luật Trồng bưởi.md").encode(),  # of a Mac
    b"lu\xe2t.md",  # of an old encoding: no UTF-8
    "luật\nmới.md".encode(),
    "luật 🍊 .md".encode(),
    "-luật'\"$(x).md".encode(),
]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there alone")
@pytest.mark.parametrize("name", STRANGE_NAMES, ids=repr)
def test_a_file_of_any_name_stays(folders: Folders, name: bytes) -> None:
    path = folders.own / os.fsdecode(name)
    path.write_text(law(921, "bưởi"), "utf-8")
    folders.build()
    path.write_bytes(b"")
    summary = folders.build()
    assert len(_states(summary.files, "kept")) == 1
    shutil.rmtree(folders.own)
    summary = folders.build()
    assert len(_states(summary.files, "kept")) == 7
    assert folders.laws() == BOTH | {"921"}
    for file in summary.files:
        assert "\n" not in "".join(file.notes)


def test_a_link_out_of_its_folder_is_named_and_not_followed(folders: Folders) -> None:
    (folders.root / "ngoài.md").write_text(law(921, "ngoài"), "utf-8")
    (folders.own / "ra.md").symlink_to(folders.root / "ngoài.md")
    (folders.own / "lên.md").symlink_to("../ngoài.md")
    (folders.own / "trong.md").symlink_to("ong.md")  # within the folder: the same law again
    summary = folders.build()
    said = "liên kết đến tệp ở ngoài thư mục văn bản, không đọc"
    assert _states(summary.files, "skipped") == {name: f"{folders.own / name}: {said}" for name in ("ra.md", "lên.md")}
    assert folders.laws() == BOTH


def test_a_file_that_is_being_written_is_left_for_the_next_build(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def growing(path: Path) -> bytes:
        content = read(path)
        if path.name == "ong.md":
            with path.open("ab") as file:
                file.write(b" ")
        return content

    monkeypatch.setattr(Path, "read_bytes", growing)
    summary = folders.build()
    assert "đang được ghi" in _states(summary.files, "kept")["ong.md"]
    monkeypatch.undo()
    summary = folders.build()
    assert _states(summary.files, "kept") == {}
    assert folders.laws() == BOTH


def _as_nobody(work: Callable[[], int]) -> int:
    """What `work` gives in a process that may not write what others own."""
    if (child := os.fork()) == 0:
        code = 99
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a fork beside threads
@pytest.mark.skipif(os.name != "posix", reason="users are those of POSIX")
def test_a_folder_of_data_that_is_read_only_serves_while_nothing_changes(capfd: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        made = Folders(root)
        made.own.mkdir()
        made.other.mkdir()
        (made.own / "ong.md").write_text(law(901, "ong"), "utf-8")
        assert made.run() == 0
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        capfd.readouterr()
        assert _as_nobody(made.run) == 0
        said = capfd.readouterr()
        assert (said.out.splitlines()[0], said.err) == ("Kho số 1: không có gì thay đổi", "")
        assert _as_nobody(lambda: made.run("--force")) == 1
        made.own.chmod(0o755)
        (made.own / "sen.md").write_text(law(902, "sen"), "utf-8")
        assert _as_nobody(made.run) == 1
        said = capfd.readouterr()
        assert len(said.err.splitlines()) == 2
        assert "không có quyền" in said.err
        assert [path.name for path in (made.data / GENERATIONS).iterdir()] == ["1"]
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_told_to_end_leaves_nothing_half_built(folders: Folders, sent: signal.Signals) -> None:
    for number in range(40):
        (folders.own / f"{number}.md").write_text(
            law(1000 + number, f"cây {number}", "Theo Điều 1 Luật Trồng ong.\n\n" * 50), "utf-8"
        )
    named = [one for folder in (folders.own, folders.other) for one in ("--corpus", str(folder))]
    command = [sys.executable, "indexer.py", "build", *named, "--data", str(folders.data)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (folders.data / GENERATIONS / "2").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(sent)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert said == "Đã dừng theo yêu cầu; kho đang dùng vẫn như cũ, chạy lại lệnh để làm tiếp.\n"
    assert [path.name for path in (folders.data / GENERATIONS).iterdir()] == ["1"]
    assert folders.build().generation == 2
    assert not list((folders.data / builder.READINGS).glob("*.new"))
