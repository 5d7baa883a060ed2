"""What `bench.linear` measures: each stage of reading, building, checking and searching as a row.

A stage is a function of a `World` (a small generation, a folder for files) and a text; it makes ready what the stages before
give, unmeasured, and gives what is to be measured.
"""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from html import escape
from pathlib import Path

import kb
from kb import citations, readers, structure
from kb.citations.find.normal import normal_form
from kb.citations.relations import stated
from kb.identify import identify
from kb.identify.secrecy import restriction
from kb.language.text import fold_white_space, nfc
from kb.law.model import Citing, Paragraph, Tree
from kb.materials.examining import Submitted, examine
from kb.materials.link import link_html, link_text
from kb.materials.material import Citer, citer
from kb.materials.quoting import quotations
from kb.search import search, suggesting

_DAY = date(2026, 1, 1)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # of XML
Ready = Callable[[], object]


@dataclass(frozen=True)
class World:
    """A built data folder, and a folder in which a stage may write."""

    data: Path
    scratch: Path
    corpora: tuple[Path, ...] = ()

    @cached_property
    def generation(self) -> kb.Generation:
        """The generation that texts are cited and checked against."""
        return kb.Published(self.data).current()

    @cached_property
    def citer(self) -> Citer:
        """What finds and resolves citations; its names are compiled."""
        made = citer(self.generation, _DAY)
        made("Điều 1")
        return made


@dataclass(frozen=True, slots=True)
class Stage:
    """One row: what is measured of a text; `of` are the cases whose texts it takes, `sizes` the lengths, short and long."""

    name: str
    prepare: Callable[[World, str], Ready]
    of: str = "text"
    sizes: tuple[int, int] = (10_000, 40_000)


def _paragraphs(text: str) -> list[Paragraph]:
    lines = map(fold_white_space, nfc(_NO_CHARACTER.sub("", text)).split("\n"))
    return [Paragraph(line) for line in lines if line]


def _tree(text: str) -> Tree:
    return structure.parse(_paragraphs(text))


def _find(world: World, text: str) -> Ready:
    text, lexicon = nfc(text), citations.compile_catalogue(world.generation.catalogue)

    def found() -> None:
        citations.find(text, lexicon)
        citations.definitions(text)
        list(citations.general_names(text))

    return found


def _relations(world: World, text: str) -> Ready:
    tree = _tree(text)
    entry = identify(tree, "a")
    citing = [Citing("a", "art_1", "Điều 1", "", reference) for reference in world.citer(tree.text)]
    return lambda: stated(replace(entry, type="Nghị định"), tree.text, citing)


def _linked(world: World, text: str) -> Ready:
    text = nfc(text)
    references = world.citer(text)
    return lambda: link_text(text, references)


def _checked(world: World, text: str) -> Ready:
    text = nfc(text)
    references = world.citer(text)
    return lambda: kb.check(world.generation, text, references, _DAY)


def _read(form: str, made: Callable[[str], bytes], _world: World, text: str) -> Ready:
    data = made(text)
    return lambda: _told(partial(readers.read_bytes, data, f"a.{form}"))


def _told(read: Callable[[], object]) -> None:
    with suppress(kb.KnowledgeBaseError):  # what is refused is refused in linear time
        read()


def _page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>a</title></head><body>{body}</body></html>".encode()


def _lines_of_page(text: str) -> bytes:
    return _page("".join(f"<p>{escape(line)}</p>" for line in text.split("\n")))


def _styled(text: str) -> bytes:
    return _page(f"<style>{text}</style><p class=a>Điều 1. Tre</p><p id=b style='{text}'>Cây tre.</p>")


def _docx(body: str) -> bytes:
    packed = io.BytesIO()
    space = f'xmlns:w="{_W}"'
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def _lines_of_docx(text: str) -> bytes:
    lines = _NO_CHARACTER.sub("", text).split("\n")
    return _docx("".join(f"<w:p><w:r><w:t xml:space='preserve'>{escape(line)}</w:t></w:r></w:p>" for line in lines))


def _runs_of_docx(text: str) -> bytes:
    """A run for each word."""
    words = _NO_CHARACTER.sub("", text).split(" ")
    return _docx(
        "".join(("<w:p>", *(f"<w:r><w:t xml:space='preserve'>{escape(word)} </w:t></w:r>" for word in words), "</w:p>"))
    )


def _rtf(body: str) -> bytes:
    return f"{{\\rtf1\\ansi {body}\\par}}".encode("ascii", "replace")


def _lines_of_rtf(text: str) -> bytes:
    escaped = re.sub(r"[\\{}]", lambda sign: f"\\{sign[0]}", _NO_CHARACTER.sub("", text)).replace("\n", "\\par ")
    return _rtf("".join(c if ord(c) < 128 else f"\\u{(ord(c) + 2**15) % 2**16 - 2**15}?" for c in escaped))


def _cut(line: str, width: int) -> list[str]:
    return [line[at : at + width] for at in range(0, len(line), width)] or [""]


def _pdf(text: str, width: int = 90) -> bytes:
    """Its lines, cut at a width, as lines of pages."""
    lines = [part for line in _NO_CHARACTER.sub("", text).split("\n") for part in _cut(line, width)]
    letters = sorted({*text} | {" "})[:200]
    code = {letter: 33 + at for at, letter in enumerate(letters)}
    pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    widths = " ".join(["600"] * len(letters))
    mapped = "\n".join(f"<{number:02x}> <{letter.encode('utf-16-be', 'replace').hex()}>" for letter, number in code.items())
    cmap = (
        f"begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n{len(code)} beginbfchar\n{mapped}\nendbfchar\nendcmap"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{5 + 2 * at} 0 R' for at in range(len(pages)))}]>>",
        f"<</Type/Font/Subtype/Type1/BaseFont/Courier/FirstChar 33/LastChar {32 + len(letters)}/Widths[{widths}]"
        "/ToUnicode 4 0 R>>",
        _stream(cmap),
    ]
    for at, page in enumerate(pages):
        shown = (
            f"BT /F 10 Tf 30 {780 - 15 * row} Td <{''.join(f'{code.get(c, 33):02x}' for c in line)}> Tj ET"
            for row, line in enumerate(page)
        )
        inside = "/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
        objects += (f"<</Type/Page/Parent 2 0 R{inside}/Contents {6 + 2 * at} 0 R>>", _stream("\n".join(shown)))
    return _pdf_file(objects)


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def _pdf_file(objects: list[str]) -> bytes:
    parts, offsets = ["%PDF-1.4\n"], []
    size = len(parts[0])
    for number, content in enumerate(objects, 1):
        offsets.append(size)
        parts.append(f"{number} 0 obj\n{content}\nendobj\n")
        size += len(parts[-1])
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    parts.append(f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{size}\n%%EOF")
    return "".join(parts).encode("latin-1")


def _pasted(world: World, text: str) -> Ready:
    return lambda: _told(partial(examine, world.generation, Submitted(_DAY, text=text)))


def _uploaded(form: str, made: Callable[[str], bytes], world: World, text: str) -> Ready:
    data = made(text)
    return lambda: _told(partial(examine, world.generation, Submitted(_DAY, data=data, name=f"a.{form}")))


def _built(world: World, text: str) -> Ready:
    folder, data = world.scratch / "corpus", world.scratch / "data"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)
    folder.mkdir()
    (folder / "a.txt").write_text(f"LUẬT\nTRỒNG TRE\nĐiều 1. Tre\n{text}", "utf-8", "replace")
    return lambda: kb.build.build([folder], data)


def _asked(world: World, text: str) -> Ready:
    """A query as long as that, and no longer than one may be."""
    kb.search(world.generation, "tre", on=_DAY)
    return lambda: (kb.search(world.generation, text, on=_DAY), kb.suggest(world.generation, text, on=_DAY))


def _asked_at_length(world: World, text: str) -> Ready:
    """The same without the bound: what reads a query is linear by itself."""
    for module in (search, suggesting):
        vars(module)["MAX_QUERY"] = len(text)
    return _asked(world, text)


_FILES: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("txt", lambda text: text.encode("utf-8", "replace")),
    ("md", lambda text: text.encode("utf-8", "replace")),
    ("html", _lines_of_page),
    ("docx", _lines_of_docx),
    ("rtf", _lines_of_rtf),
    ("pdf", _pdf),
)

_END_TO_END = (40_000, 160_000)
STAGES: tuple[Stage, ...] = (
    Stage("normal form", lambda _, text: lambda: normal_form(nfc(text))),
    Stage("structure", lambda _, text: partial(structure.parse, _paragraphs(text))),
    Stage("identify", lambda _, text: partial(identify, _tree(text), "a")),
    Stage("secrecy", lambda _, text: partial(restriction, _paragraphs(text), ())),
    Stage("find", _find),
    Stage("cite", lambda world, text: partial(world.citer, nfc(text))),
    Stage("relations", _relations),
    Stage("quotations", lambda world, text: lambda: list(quotations(nfc(text), world.citer(nfc(text))))),
    Stage("check", _checked),
    Stage("link text", _linked),
    Stage("link html", lambda world, text: partial(link_html, _page(text).decode(), lambda part: ())),
    *(Stage(f"read {form}", partial(_read, form, made)) for form, made in _FILES),
    Stage("read html, raw", partial(_read, "html", _page), of="html"),
    Stage("read css", partial(_read, "html", _styled), of="css"),
    Stage("read docx, runs", partial(_read, "docx", _runs_of_docx)),
    Stage("read docx, raw", partial(_read, "docx", _docx), of="xml"),
    Stage("read rtf, raw", partial(_read, "rtf", _rtf), of="rtf"),
    Stage("query", _asked, sizes=(125, 500)),
    Stage("query at length", _asked_at_length, sizes=(2_500, 10_000)),
    Stage("paste", _pasted, sizes=_END_TO_END),
    *(Stage(f"upload {form}", partial(_uploaded, form, made), sizes=_END_TO_END) for form, made in _FILES),
    Stage("build", _built, sizes=_END_TO_END),
)
