"""Materials (tài liệu) of trainers: the citations of a text or a file, resolved against a generation.

Guarantees:
1. For text and Markdown files offsets index the file's own characters after NFC, marks included; for other forms, the
   paragraphs that the reader gives, joined by line ends.
2. A text has no date of its own: a name that means several documents is ambiguous, unless the caller says of which day it is.
3. A file that the knowledge base was built from is the document that it holds: "Chỉ thị này" in it means that document.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import citations, readers
from kb.errors import SameFile, UnsupportedForm
from kb.generation import Generation
from kb.link import link_html, link_text, text_page
from kb.model import Reference
from kb.readers.text_file import charset_of
from kb.text import nfc

_TEXT = (".md", ".txt")
_PAGE = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Citer:
    """Finds and resolves the citations of texts against one generation; `written` is the day the texts are of, if known.

    `document` is the one that the texts are, where they are one of the knowledge base.
    """

    generation: Generation
    names: citations.Names
    written: date | None = None
    document: str | None = None

    def __call__(self, text: str) -> tuple[Reference, ...]:
        """The citations of `text` (NFC), by start."""
        entry = self.generation.entry(self.document) if self.document else None
        written = self.written or (entry.issued if entry else None)
        context = citations.Context(self.document, entry.type if entry else None, written)
        return citations.cite(text, self.generation.catalogue, self._has, context, self.names)

    def _has(self, document: str, eid: str) -> bool | None:
        return self.generation.store.has(document, eid, self.written or date.today())


def citer(generation: Generation, written: date | None = None, document: str | None = None) -> Citer:
    """A citer of the generation's documents and names."""
    return Citer(generation, citations.compile_catalogue(generation.catalogue), written, document)


def cite(generation: Generation, text: str, written: date | None = None) -> tuple[Reference, ...]:
    """The citations of `text`, by start; offsets index `text` after NFC. `written`: the day the text is of, if known."""
    return citer(generation, written)(nfc(text))


def cite_file(generation: Generation, path: Path) -> tuple[Reference, ...]:
    """The citations of a file (offsets: guarantee 1). Raises UnreadableFile and UnsupportedForm."""
    document = _document_of(generation, path)
    if path.suffix.lower() in _TEXT:
        return citer(generation, document=document)(nfc(readers.characters(path)))
    text = "\n".join(paragraph.text for paragraph in readers.read(path).paragraphs)
    tree = generation.tree(document, date.today()) if document else None
    if document and tree and tree.text == text:  # read at the build, with every provision's place at hand
        return tuple(citing.reference for citing in generation.references(document, date.today()))
    return citer(generation, document=document)(text)


def _document_of(generation: Generation, path: Path) -> str | None:
    """The document of the knowledge base that was read from this very file, byte by byte."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None  # what is wrong with the file, its reader says
    documents = {file.document for file in generation.store.files() if file.document and file.sha256 == digest}
    return documents.pop() if len(documents) == 1 else None


def link_file(generation: Generation, path: Path, out: Path, base_url: str = "") -> Sequence[Reference]:
    """Write `path` to `out` with its citations turned into links, and give those that were found.

    HTML stays HTML; text becomes Markdown, or a page where `out` is named .html.
    Raises UnreadableFile, UnsupportedForm and SameFile.
    """
    if path.suffix.lower() not in (*_TEXT, *_PAGE):
        raise UnsupportedForm(f"{path}: chỉ gắn liên kết được cho tệp .md, .txt, .html")
    if out.exists() and out.samefile(path):
        raise SameFile(f"{out}: tệp kết quả phải khác tệp nguồn")
    text = nfc(readers.characters(path))
    cites = citer(generation, document=_document_of(generation, path))
    found: list[Reference] = []

    def remember(part: str) -> tuple[Reference, ...]:
        found.extend(cites(part))
        return tuple(found)

    if path.suffix.lower() in _PAGE:
        linked = link_html(text, remember, base_url)
    else:
        page = out.suffix.lower() in _PAGE
        linked = text_page(text, remember(text), base_url, path.name) if page else link_text(text, remember(text), base_url)
    # The mark says UTF-8 to a browser even where the page still declares another charset.
    encoding = "utf-8-sig" if path.suffix.lower() in _PAGE and not linked.isascii() and _declares_other(path) else "utf-8"
    out.write_text(linked, encoding, newline="")
    return found


def _declares_other(path: Path) -> bool:
    return charset_of(path.read_bytes()).lower() not in ("", "utf-8")
