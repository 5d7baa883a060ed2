"""Speed of `find` and `cite`, beside refex (legal-reference-extraction; German) and eyecite (American), in the same run.

Everything runs in one process. The whole is every article of the codification. For the comparison each finder reads its own
language: texts made up of sentences and citations in the forms that it knows, document by document as many UTF-8 bytes and
as many citations as in a sample of the articles; and the same of office prose that hardly cites. Each figure is the median of
several rounds.

Run: `python -m bench.citation_speed [--peers PYTHON]`. The peers are not needed: `python -m venv /tmp/ve &&
/tmp/ve/bin/pip install legal-reference-extraction eyecite`, then `--peers /tmp/ve/bin/python`.
"""

import argparse
import json
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from bench.known import SHARED, catalogue_with, codified_entries, topics
from kb import citations, readers
from kb.build.processes import in_order
from kb.catalogue import Catalogue
from kb.law.model import Reading

_ROUNDS = 3
_REPEATED = "khoản 1 Điều 1 "
_PROSE = {
    "vi": "đơn vị cần sắp xếp lại hồ sơ trước cuộc họp buổi sáng và gửi bản tóm tắt cho các phòng để chuẩn bị ý kiến đóng góp "
    "về kế hoạch công việc của tháng tới theo lịch đã thống nhất với người phụ trách",
    "de": "die Abteilung ordnet ihre Unterlagen vor der Besprechung am Morgen und sendet eine kurze Zusammenfassung an alle "
    "Stellen damit sie ihre Hinweise zum Arbeitsplan des nächsten Monats vorbereiten können",
    "en": "the office sorts its papers before the meeting in the morning and sends a short summary to all the units so that "
    "they can prepare their remarks on the work plan of the coming month with the person in charge",
}
_CITATIONS = {
    "vi": (
        "khoản {a} Điều {b} Luật Thi hành án dân sự", "Điều {b} của Luật này", "khoản {a} Điều này",
        "Nghị định số {b}/2015/NĐ-CP ngày 18 tháng 7 năm 2015", "điểm a khoản {a} Điều {b}",
    ),
    "de": ("§ {b} Abs. {a} BGB", "§§ {a}, {b} VwGO", "Art. {b} Abs. {a} GG", "§ {b} Abs. {a} Satz 1 ZPO",
        "BGH, Urteil vom {a}. März 2014 - VIII ZR {b}/13"),
    "en": (
        "Roe v. Wade, {b} U.S. 113, {a} (1973)", "{a} U.S.C. § {b}", "Smith v. Jones, {b} F.3d 45 (2d Cir. 1999)", "Id. at {b}",
        "{b} F. Supp. 2d 7",
    ),
}  # fmt: skip
_PEERS = {"refex": "de", "eyecite": "en"}
# What a peer's interpreter runs: documents from standard input, seconds of each round and the citations found to its output.
_PEER = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
if sys.argv[1] == "eyecite":
    from eyecite import get_citations as run
else:
    from refex.extractor import RefExtractor
    extractor = RefExtractor()
    run = lambda text: extractor.extract(text)[1]
documents, seconds = json.load(sys.stdin), []
run(documents[0])
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    found = sum(len(run(document)) for document in documents)
    seconds.append(time.perf_counter() - start)
print(json.dumps([found, seconds]))
"""


def articles(shared: Path = SHARED) -> list[str]:
    """The text of every article of the codification."""
    return [text for texts in in_order(_articles, topics(shared), 2) for text in texts]


def _articles(path: Path) -> list[str]:
    found: list[str] = []
    for reading in readers.documents_in(readers.file_bytes(path), str(path)):
        if isinstance(reading, Reading):
            begins = [codified.begin for codified in reading.codified]
            for begin, end in zip(begins, [*begins[1:], len(reading.paragraphs)], strict=True):
                found.append("\n".join(paragraph.text for paragraph in reading.paragraphs[begin:end]))
    return found


def made_up(language: str, size: int, cited: int, chance: random.Random) -> str:
    """A document of about `size` UTF-8 bytes that cites `cited` times, evenly."""
    prose, text, length = _PROSE[language].split(), [], 0
    for number in range(cited + 1):
        until = size * (number + 1) // (cited + 1)
        while length < until:
            sentence = " ".join(chance.choices(prose, k=chance.randint(4, 14))).capitalize() + ". "
            text.append(sentence)
            length += len(sentence.encode())
        if number < cited:
            form = chance.choice(_CITATIONS[language]).format(a=chance.randint(1, 9), b=chance.randint(10, 400))
            text.append(f"({form}) ")
            length += len(form.encode()) + 3
    return "".join(text)


def _size(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def _row(name: str, texts: Sequence[str], found: int, seconds: float) -> float:
    """Print one line; gives the megabytes a second."""
    megabytes = _size(texts) / 1e6
    print(
        f"  {name:<34}{len(texts):>8}{megabytes:>8.1f}{found:>9}{found / megabytes / 1000:>9.2f}"
        f"{len(texts) / seconds:>10.0f}{megabytes / seconds:>9.2f}"
    )
    return megabytes / seconds


def _timed(run: Callable[[str], Sequence[object]], texts: Sequence[str], rounds: int) -> tuple[int, float]:
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = sum(len(run(text)) for text in texts)
        seconds.append(time.perf_counter() - start)
    return found, median(seconds)


def _beside_peers(title: str, shape: Sequence[tuple[int, int]], names: citations.Lexicon, python: str) -> None:
    """Texts of one shape (bytes, citations of each document) through all finders."""
    print(f"\n{title}\n{_HEAD}")
    texts = {language: [made_up(language, *one, random.Random(n)) for n, one in enumerate(shape)] for language in _PROSE}
    own = _row("find (Vietnamese)", texts["vi"], *_timed(lambda text: citations.find(text, names), texts["vi"], _ROUNDS))
    for peer, language in _PEERS.items():
        command = [python, "-c", _PEER, peer, str(_ROUNDS)]
        done = subprocess.run(command, input=json.dumps(texts[language]).encode(), capture_output=True, check=False)
        if done.returncode:
            print(f"  {peer}: not installed in {python} (see the head of bench/citation_speed.py)")
            continue
        found, seconds = json.loads(done.stdout)
        rate = _row(peer, texts[language], found, median(seconds))
        print(f"    find reads {own / rate:.1f} times as many bytes a second as {peer}")


_HEAD = f"  {'':<34}{'texts':>8}{'MB':>8}{'found':>9}{'per KB':>9}{'texts/s':>10}{'MB/s':>9}"
# A process of its own measures how much memory one long text takes.
_ALONE = """
import json, sys, time
from kb import citations
names = citations.compile_names(())
text = sys.argv[1] * (int(sys.argv[2]) // len(sys.argv[1].encode()))
def memory():
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, start = memory(), time.perf_counter()
found = len(citations.find(text, names))
print(json.dumps([found, time.perf_counter() - start, memory() - before]))
"""


def _one_long_text() -> None:
    """Nothing but citations in one text: time and memory at 1 MB and 10 MB."""
    print(f"\n“{_REPEATED}” over and over, one text")
    seconds = {}
    for megabytes in (1, 10):
        command = [sys.executable, "-c", _ALONE, _REPEATED, str(megabytes * 1_000_000)]
        done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
        found, seconds[megabytes], memory = json.loads(done.stdout)
        print(f"  {megabytes:>2} MB: {found} found, {seconds[megabytes]:.2f} s, {memory:.0f} MB more memory at the peak")
    print(f"  10 times the text takes {seconds[10] / seconds[1]:.1f} times the time")
    names, text = citations.compile_names(()), _REPEATED * (1_000_000 // len(_REPEATED.encode()))
    tracemalloc.start()
    citations.find(text, names)
    print(f"  tracemalloc, 1 MB: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    tracemalloc.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter that has the peers")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read every Nth article")
    options = parser.parse_args(arguments)
    known = catalogue_with([], codified_entries())
    names = citations.compile_catalogue(known)
    texts = articles()[:: options.every]
    print(f"The articles of the codification, one process, Python {sys.version.split()[0]}\n{_HEAD}")
    _row("find", texts, *_timed(lambda text: citations.find(text, names), texts, _ROUNDS))
    _row("cite, as free texts", texts, *_timed(lambda text: _cite(text, known, names), texts, 1))
    plain = [text for text in texts if not citations.find(text, names)]
    _row("find, those that cite nothing", plain, *_timed(lambda text: citations.find(text, names), plain, _ROUNDS))
    sample = texts[:: max(1, len(texts) // 1300)]
    shape = [(len(text.encode()), len(citations.find(text, names))) for text in sample]
    _beside_peers(f"Made-up texts of the lengths and citations of {len(shape)} of the articles", shape, names, options.peers)
    _beside_peers("Made-up office prose, a citation in 20 KB", [(20_000, 1)] * 100, names, options.peers)
    _one_long_text()
    return 0


def _cite(text: str, known: Catalogue, names: citations.Lexicon) -> Sequence[object]:
    return citations.cite(text, known, lambda document, place: None, None, names)


if __name__ == "__main__":
    raise SystemExit(main())
