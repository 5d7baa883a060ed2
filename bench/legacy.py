"""Legacy encodings: accented syllables of real documents against their transcripts, beside viparse; and the round trip.

Run: `python -m bench.legacy [--shared DIR] [--viparse PYTHON]`; PYTHON is the interpreter of an environment that has
`viparse[all]==0.1.31`. `scores` and `round_trips` can be called by themselves.

A transcript counts by its words that have a letter beyond ASCII, as a bag: order and lines are left out of account. Words are
compared with their case, and again without it: the transcripts keep small letters that a font (.VnTimeH) draws as capitals,
so that what is written as it is drawn counts against us there.
"""

import argparse
import json
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kb.language.text import nfc, repair_eth
from kb.law.model import Reading
from kb.readers import documents
from kb.readers.legacy import repair, view

SHARED = Path(__file__).parents[2] / "shared"
FORMS = (".doc", ".pdf", ".rtf")
_WORD = re.compile(r"[^\W\d_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIPARSE = """
import json, sys, viparse
def text(path, **options):
    try:
        return "\\n".join(one.text for one in viparse.load(path, output="text", **options))
    except Exception:
        return ""
print(json.dumps([(text(path), text(path, encoding=encoding)) for path, encoding in json.load(sys.stdin)]))
"""


@dataclass(frozen=True, slots=True)
class Score:
    """Accented syllables: of the transcripts, of what was read, and how many of them are the same, with and without case."""

    wanted: int
    got: int
    same: int
    same_without_case: int

    def __add__(self, other: "Score") -> "Score":
        """The score of both."""
        return Score(
            self.wanted + other.wanted,
            self.got + other.got,
            self.same + other.same,
            self.same_without_case + other.same_without_case,
        )

    @property
    def recall(self) -> float:
        """The share of the transcripts' syllables that was read, capitals and all."""
        return self.same / max(1, self.wanted)

    @property
    def precision(self) -> float:
        """The share of what was read that the transcripts have, capitals and all."""
        return self.same / max(1, self.got)

    @property
    def recall_without_case(self) -> float:
        """Recall where capitals and small letters are one."""
        return self.same_without_case / max(1, self.wanted)

    @property
    def precision_without_case(self) -> float:
        """Precision where capitals and small letters are one."""
        return self.same_without_case / max(1, self.got)


@dataclass(frozen=True, slots=True)
class Row:
    """One sample, or all of one encoding and form (`stem` is then "")."""

    reader: str
    encoding: str
    form: str
    stem: str
    score: Score


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """Transcripts encoded by an independent table and read back: syllables, those that came back, and letters set aside."""

    encoding: str
    words: int
    same: int
    set_aside: int


def scores(shared: Path, every: int = 1) -> list[Row]:
    """Ours, a row for each sample (one of `every`) that has a transcript, in order of path."""
    return [_row("kb", path, _ours(path), shared) for path in samples(shared)[::every]]


def viparse_scores(shared: Path, python: str) -> list[Row]:
    """viparse's, two rows for each sample: its automatic mode, and its encoding forced to the one that the sample is in."""
    paths = samples(shared)
    asked = json.dumps([(str(path), path.parent.name) for path in paths])
    done = subprocess.run([python, "-c", _VIPARSE], input=asked, capture_output=True, text=True, check=True, timeout=900)
    rows = []
    for path, texts in zip(paths, json.loads(done.stdout.splitlines()[-1]), strict=True):
        rows += [_row(name, path, text, shared) for name, text in zip(("viparse", "viparse, forced"), texts, strict=True)]
    return rows


def cells(rows: Iterable[Row]) -> list[Row]:
    """The sums of `rows` by reader, encoding and form."""
    sums: dict[tuple[str, str, str], Score] = {}
    for row in rows:
        key = (row.encoding, row.form, row.reader)
        sums[key] = sums[key] + row.score if key in sums else row.score
    return [Row(reader, encoding, form, "", score) for (encoding, form, reader), score in sorted(sums.items())]


def samples(shared: Path) -> list[Path]:
    """The samples that have a transcript, in order of path."""
    found = sorted((shared / "samples" / "legacy-encodings" / "corpus").rglob("*"))
    return [path for path in found if path.suffix in FORMS and transcript(shared, path.stem).is_file()]


def transcript(shared: Path, stem: str) -> Path:
    """Where the transcript of a sample would be."""
    return shared / "samples" / "legacy-encodings" / "ground-truth" / f"{stem}.txt"


def round_trips(shared: Path, every: int = 1) -> list[RoundTrip]:
    """Transcripts (one of `every`) in each charset that the C library or Python writes, read back as documents of lines."""
    texts = [nfc(transcript(shared, path.stem).read_text("utf-8")) for path in samples(shared)[::every]]
    return [_round_trip(title, encode, texts) for title, encode in ENCODERS.items()]


def windows_1258(text: str) -> bytes:
    """`text` in Microsoft's charset, in which a tone stands behind its letter. Raises UnicodeEncodeError."""
    return "".join(map(_tone_behind, text)).encode("cp1258")


def _tone_behind(char: str) -> str:
    try:
        char.encode("cp1258")
        return char
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in _TONES)
        return nfc(parts.replace(tone, "")) + tone if tone else char


def _iconv(charset: str) -> Callable[[str], bytes]:
    def encode(text: str) -> bytes:
        command = ["iconv", "-f", "UTF-8", "-t", charset]
        return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout

    return encode


# TCVN3 is TCVN 5712 without the capitals that bear a tone.
ENCODERS: dict[str, Callable[[str], bytes]] = {
    "VISCII": _iconv("VISCII"),
    "TCVN3 (TCVN5712-1)": _iconv("TCVN5712-1"),
    "windows-1258": windows_1258,
    "UTF-8 đọc nhầm": str.encode,
    "UTF-8 đọc nhầm hai lần": lambda text: view(text.encode()).encode(),
}


def _round_trip(title: str, encode: Callable[[str], bytes], texts: Sequence[str]) -> RoundTrip:
    letters = sorted({char for text in texts for char in text if not " " <= char <= "~" and char not in "\n\r"})
    lacking = {char for char in letters if not _has(encode, char) or (title.startswith("TCVN3") and _has_no_byte_in_vn3(char))}
    table = {ord(char): None for char in lacking}
    words = same = 0
    for text in texts:
        kept = text.translate(table)
        shown = view(encode(kept)).split("\n")
        wanted, got = Counter(accented(kept)), Counter(accented("\n".join(repair([(line, ()) for line in shown])[0])))
        words, same = words + wanted.total(), same + (wanted & got).total()
    return RoundTrip(title, words, same, sum(text.count(char) for char in lacking for text in texts))


def _has(encode: Callable[[str], bytes], char: str) -> bool:
    try:
        return len(encode(char)) > 0
    except (UnicodeEncodeError, subprocess.CalledProcessError):
        return False


def _has_no_byte_in_vn3(char: str) -> bool:
    return char.isupper() and any(part in _TONES for part in unicodedata.normalize("NFD", char))


def accented(text: str) -> Iterator[str]:
    """The words of `text` that have a letter beyond ASCII, in NFC."""
    return (word for word in _WORD.findall(repair_eth(nfc(text))) if not word.isascii())


def _row(reader: str, path: Path, text: str, shared: Path) -> Row:
    wanted, got = (Counter(accented(one)) for one in (transcript(shared, path.stem).read_text("utf-8"), text))
    score = Score(wanted.total(), got.total(), (wanted & got).total(), (_small(wanted) & _small(got)).total())
    return Row(reader, path.parent.name, path.suffix, path.stem, score)


def _small(words: Counter[str]) -> Counter[str]:
    return Counter(chain.from_iterable([word.lower()] * count for word, count in words.items()))


def _ours(path: Path) -> str:
    readings = [one for one in documents(path) if isinstance(one, Reading)]
    return "\n".join(paragraph.text for one in readings for paragraph in one.paragraphs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--viparse", metavar="PYTHON", help="the interpreter that has viparse 0.1.31")
    options = parser.parse_args(arguments)
    rows = scores(options.shared)
    if options.viparse:
        rows += viparse_scores(options.shared, options.viparse)
    print("encoding  form  reader            syllables | with case: recall precision | without case: recall precision")
    for row in cells(rows):
        score = row.score
        print(
            f"{row.encoding:9} {row.form:5} {row.reader:17} {score.wanted:9} | {score.recall:17.4f} {score.precision:9.4f}"
            f" | {score.recall_without_case:20.4f} {score.precision_without_case:9.4f}"
        )
    if not options.viparse:
        print("viparse: chưa cài (--viparse PYTHON)")
    for row in rows:
        if row.reader == "kb" and row.score.recall_without_case < 0.97:
            print(f"below .97: {row.stem}{row.form} {row.score.recall_without_case:.4f} without case")
    print("round trip               syllables  back     share   letters that the charset lacks")
    for trip in round_trips(options.shared):
        share = trip.same / trip.words
        print(f"{trip.encoding:24} {trip.words:9} {trip.same:8} {share:.5f} {trip.set_aside:6}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
