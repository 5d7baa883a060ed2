"""Nothing lost: the text of each source file, taken from it in another way, beside the text of its tree.

Run: `python -m bench.lost [FOLDER]`. The other way: for docx the XML by the standard library, for html and json BeautifulSoup's
html.parser, for pdf PDFium's own order of text, for txt and md the lines as they stand. White space is left aside.
"""

import argparse
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Tag

from kb.language.text import repair_eth
from kb.law.model import Reading
from kb.readers import documents
from kb.structure import parse

SHARED = Path(__file__).parents[2] / "shared"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_FINAL = frozenset(_W + name for name in ("del", "moveFrom", "delText", "instrText"))
_EMPHASIS = r"*#\\"
_SCRIPTS = ("script", "style", "template", "noscript", "iframe", "select", "textarea")


@dataclass(frozen=True, slots=True)
class Lost:
    """One file: its characters, those of its lines that no tree holds whole, and those of the trees that it does not hold."""

    file: str
    characters: int
    missing: tuple[str, ...]
    added: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def is_explained(self) -> bool:
        """Whether what is missing is what the reader says that it left out: so many lines, or what surrounds the document."""
        named = sum(int(count[0]) for what in self.left_out if (count := re.match(r"\d+", what)))
        return len(self.missing) <= named or any("phần khung" in what for what in self.left_out)

    @property
    def missing_characters(self) -> int:
        """How many characters the missing lines have."""
        return sum(map(len, self.missing))

    @property
    def added_characters(self) -> int:
        """How many characters the added paragraphs have."""
        return sum(map(len, self.added))


def lost(path: Path) -> Lost:
    """The comparison for one file. Raises KeyError for a form that has no other way here."""
    readings = [reading for reading in documents(path) if isinstance(reading, Reading)]
    trees = [parse(reading.paragraphs) for reading in readings]
    provisions = [[span.of(t.text) for p in t.walk() for span in p.own] for t in trees]
    marks = _EMPHASIS if path.suffix.lower() == ".md" else ""
    ours = _squashed("".join(map("".join, provisions)), marks)
    lines = [line for text in _LINES[path.suffix.lower()](path) if (line := _squashed(text, marks))]
    found = [line in ours for line in lines]
    whole = "".join(line for line, is_found in zip(lines, found, strict=True) if is_found)
    # Automatic numbers of Word, and an article's own number in the codification, are not in the text of the source.
    numbered = any(word in repair for reading in readings for repair in reading.repairs for word in ("tự động", "pháp điển"))
    paragraphs = [_squashed(paragraph.text, marks) for reading in readings for paragraph in reading.paragraphs]
    return Lost(
        file=str(path),
        characters=sum(map(len, lines)),
        missing=tuple(line for line, is_found in zip(lines, found, strict=True) if not is_found),
        added=tuple(p for p in paragraphs if p not in whole and not (numbered and _without_number(p) in whole)),
        left_out=tuple(what for reading in readings for what in reading.left_out),
    )


def _squashed(text: str, marks: str = "") -> str:
    """`text` in NFC with Đ repaired, without white space, shapeless characters and `marks`."""
    return re.sub(rf"[\s\u200b\ufeff\u00ad{marks}]+", "", repair_eth(unicodedata.normalize("NFC", text)))


def _without_number(paragraph: str) -> str:
    return re.sub(r"^(?:(?:Điều|Chương|Mục|Phần)?[\dIVXLC]+[a-zđ]?[.)]?|[a-zđ]{1,2}[.)]|[-–+•])", "", paragraph)


def _docx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
            if name in names:
                for paragraph in ET.parse(io.BytesIO(package.read(name))).getroot().iter(_W + "p"):
                    yield "".join(_runs(paragraph))


def _runs(element: ET.Element) -> Iterator[str]:
    """The text of a paragraph in the final view; a paragraph within it (a text box) is one of its own."""
    for child in element:
        hidden = child.find(f"{_W}rPr/{_W}vanish")
        if child.tag in _NOT_FINAL or child.tag in (_W + "p", _FALLBACK) or hidden is not None:
            continue
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag == _W + "noBreakHyphen":
            yield "-"
        elif child.tag in (_W + "br", _W + "cr"):
            yield "\n"
        else:
            yield from _runs(child)


def _html(path: Path) -> Iterator[str]:
    yield from _page(path.read_bytes().decode("utf-8-sig", "replace"))


def _page(markup: str) -> Iterator[str]:
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(_SCRIPTS):
        tag.decompose()
    if topic := soup.find_all(class_=("pDieu", "pNoiDung")):
        for heading in soup.find_all(class_="pDieu"):
            heading.string = re.sub(r"^\s*Điều \S+\s", "", heading.get_text())
        bodies: Sequence[Tag] = topic
    else:
        bodies = soup.select("div.content1") or soup.select("#toanvancontent") or [soup]
    for body in bodies[: None if topic else 1]:
        for text in body.strings:
            yield from text.split("\n")


def _json(path: Path) -> Iterator[str]:
    record = json.loads(path.read_bytes())
    if "full_text" in record:
        yield from record["full_text"].split("\n")
    else:
        yield from _page(record["noi_dung"]["content_html"])


def _pdf(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage().get_text_range()
        yield from re.split(r"[\r\n]+", text.replace("\ufffe", "-").replace("\x02", "-"))
    document.close()


def _text(path: Path) -> Iterator[str]:
    yield from path.read_text("utf-8-sig").split("\n")


_LINES: dict[str, Callable[[Path], Iterable[str]]] = {
    ".docx": _docx,
    ".html": _html,
    ".json": _json,
    ".pdf": _pdf,
    ".txt": _text,
    ".md": _text,
}


def files(folder: Path) -> list[Path]:
    """The files below `folder` that can be compared, manifests aside."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _LINES]
    return [path for path in found if path.name not in ("PROVENANCE.json", "source-manifest.json")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each file, and what is missing or added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED / "corpus")
    parser.add_argument("--show", type=int, default=3, help="how many missing and added lines to show")
    options = parser.parse_args(arguments)
    print(f"{'characters':>11}{'missing':>9}{'added':>7}  file")
    for path in files(options.folder):
        row = lost(path)
        print(f"{row.characters:>11}{row.missing_characters:>9}{row.added_characters:>7}  {path.name}")
        for name, lines in (("missing", row.missing), ("added", row.added)):
            for line in lines[: options.show]:
                print(f"{'':<29}{name}: {line[:90]}")
        for what in row.left_out if row.missing else ():
            print(f"{'':<29}left out: {what}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
