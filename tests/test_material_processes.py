"""Materials that take much end at a bound, in a process of their own, and nobody else feels it."""

import gc
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.materials.examining import MOST_PASTED, Examined, MaterialTooLarge, Submitted, examine
from kb.materials.process import MEMORY
from kb.materials.processes import PROCESSES, MaterialProcesses, MaterialsBusy
from kb.published import Published
from tests import hostile, pdfs
from tests.servers import ROOT, until

TODAY = date(2026, 11, 23)
PASTED = Submitted(TODAY, text="Theo khoản 1 Điều 3 Luật Trồng cây số 901/2010/QH12.")


@pytest.fixture(scope="module")
def processes() -> Iterator[MaterialProcesses]:
    made = MaterialProcesses()
    yield made
    made.close()


def examined(processes: MaterialProcesses, generation: Generation, submitted: Submitted) -> Examined:
    with processes.turn(generation) as examine_in_process:
        return examine_in_process(submitted)


def children() -> list[psutil.Process]:
    """The processes that examine materials for this one."""
    return [child for child in psutil.Process().children() if _is_spawned(child)]


def _is_spawned(child: psutil.Process) -> bool:
    try:
        return any("spawn_main" in argument for argument in child.cmdline())
    except psutil.Error:  # it has ended
        return False


# What a process gives is what this one would give, whatever is in it: a text, a file, a day that the text is of.
ALIKE = [
    PASTED,
    Submitted(TODAY, date(2012, 1, 1), text="Theo Luật Trồng cây,\r\nthì cây được chăm sóc; Thông tư số 77/2031/TT-XYZ."),
    Submitted(TODAY, data="<p>Điều 2 Luật số 902/2024/QH15</p>".encode(), name="bài.html"),
    Submitted(TODAY, data=(ROOT / "corpus" / "chi-thi-thads" / "chi-thi.md").read_bytes(), name="chi-thi.md"),
]


@pytest.mark.parametrize("submitted", ALIKE, ids=["pasted", "dated", "page", "directive"])
def test_a_process_gives_what_this_one_would_give(
    processes: MaterialProcesses, generation: Generation, submitted: Submitted
) -> None:
    assert examined(processes, generation, submitted) == examine(generation, submitted)


@pytest.mark.parametrize(("name", "make"), hostile.FILES, ids=[name for name, _ in hostile.FILES])
def test_a_file_that_takes_much_is_read_or_ends_at_a_bound_that_is_told(
    processes: MaterialProcesses, generation: Generation, name: str, make: Callable[[], bytes]
) -> None:
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            for child in children():
                try:
                    most.append(child.memory_info().rss)
                except psutil.Error:
                    continue

    watching = threading.Thread(target=watch)
    watching.start()
    told = None
    try:
        examined(processes, generation, Submitted(TODAY, data=make(), name=name))
    except KnowledgeBaseError as error:
        told = error
    finally:
        done.set()
        watching.join()
    assert told is None or re.fullmatch(f"{name}: .+", str(told))
    assert not isinstance(told, MaterialTooLarge) or re.search("512 MB|10 giây", str(told))
    assert max(most) <= MEMORY
    assert examined(processes, generation, PASTED).counts, "the next one is answered"


# Texts that one may have, and may not.
LONG = [("ă" * MOST_PASTED, False), ("ă" * (MOST_PASTED + 1), True), ("a\u0306" * MOST_PASTED, False)]


@pytest.mark.parametrize(("text", "is_too_long"), LONG, ids=["as long", "longer", "in another form"])
def test_a_pasted_text_has_a_bound(generation: Generation, text: str, is_too_long: bool) -> None:
    if is_too_long:
        with pytest.raises(MaterialTooLarge, match=r"Văn bản đã dán: dài 700\.001 ký tự, nhiều hơn 700\.000"):
            examine(generation, Submitted(TODAY, text=text))
    else:
        assert examine(generation, Submitted(TODAY, text=text)).characters == MOST_PASTED


def test_who_comes_when_all_are_busy_is_told_so_at_once(generation: Generation) -> None:
    processes = MaterialProcesses()
    turns = [processes.turn(generation) for _ in range(PROCESSES)]
    for turn in turns:
        turn.__enter__()
    told: list[str] = []

    def come() -> None:
        try:
            with processes.turn(generation):
                pass
        except MaterialsBusy as error:
            told.append(str(error))

    coming = [threading.Thread(target=come) for _ in range(20)]
    for thread in coming:
        thread.start()
    for thread in coming:
        thread.join()
    assert told == [f"Máy chủ đang kiểm tra {PROCESSES} tài liệu khác; hãy gửi lại sau vài giây"] * 20
    turns[0].__exit__(None, None, None)
    with processes.turn(generation):
        pass  # as soon as one is done


def test_processes_are_kept_and_change_with_the_generation(knowledge_base: Path) -> None:
    processes = MaterialProcesses()
    before = {child.pid for child in children()}
    first, second = Published(knowledge_base).current(), Published(knowledge_base).current()

    def own() -> set[int]:
        return {child.pid for child in children()} - before

    for _ in range(3):
        examined(processes, first, PASTED)
    kept = own()
    assert len(kept) == 1
    processes.follow(second)
    assert until(lambda: len(own()) == 1)  # a process that begins still has the command line of this one for a moment
    assert not own() & kept
    examined(processes, second, PASTED)
    del processes
    gc.collect()
    assert until(lambda: not own()), "and they end with who has them"


def test_a_process_that_dies_is_told_of_and_another_takes_its_place(
    processes: MaterialProcesses, generation: Generation
) -> None:
    examined(processes, generation, PASTED)
    for child in children():
        child.kill()
    with pytest.raises(KnowledgeBaseError, match=r"^Văn bản đã dán: "):
        examined(processes, generation, PASTED)
    assert examined(processes, generation, PASTED).counts


_ASKS = """
import sys, time
from datetime import date
from pathlib import Path
from kb.published import Published
from kb.materials.examining import Submitted
from kb.materials.processes import MaterialProcesses
if __name__ == "__main__":
    generation = Published(Path(sys.argv[1])).current()
    with MaterialProcesses().turn(generation) as examine:
        examine(Submitted(date.today(), text="Điều 5"))
        print("ready", flush=True)
        examine(Submitted(date.today(), data=b"1/2/3/4-" * 400_000, name="a.txt"))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_who_is_killed_leaves_no_process_behind(knowledge_base: Path, tmp_path: Path) -> None:
    (tmp_path / "asks.py").write_text(_ASKS, "utf-8")
    command = [sys.executable, str(tmp_path / "asks.py"), str(knowledge_base)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == b"ready\n"
        left = psutil.Process(asking.pid).children(recursive=True)
        assert left
        asking.kill()
    assert until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in left))


@pytest.mark.skipif(os.name != "posix", reason="programs that are scripts")
def test_what_a_process_has_started_ends_with_it(knowledge_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, script in (("tesseract", "echo vie"), ("ocrmypdf", f"touch {tmp_path}/begun; sleep 600 & sleep 600")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    processes, generation = MaterialProcesses(), Published(knowledge_base).current()
    failed: list[str] = []

    def send() -> None:
        try:
            examined(processes, generation, Submitted(TODAY, data=pdfs.document(pdfs.Sheet([], image=800.0)), name="quét.pdf"))
        except KnowledgeBaseError as error:
            failed.append(str(error))

    sending = threading.Thread(target=send)
    sending.start()
    assert until((tmp_path / "begun").exists)
    sleeping = [child for child in psutil.Process().children(recursive=True) if child.name() == "sleep"]
    processes.close()
    sending.join()
    assert failed
    assert until(lambda: len(sleeping) == 2 and not any(child.is_running() for child in sleeping))
