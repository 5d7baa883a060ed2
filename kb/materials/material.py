"""Materials (tài liệu) of trainers: the citations of a text or a file, resolved against a generation.

Guarantees:
1. For text and Markdown files offsets index the file's own characters after NFC, marks included; for other forms, the
   paragraphs that the reader gives, joined by line ends.
2. A text has the day that the caller gives, or that a file writes at its head; without one, a name that means several documents
   is ambiguous.
3. A file that holds a document of the knowledge base is that document: "Chỉ thị này" in it means that document.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb import catalogue, citations, readers, structure
from kb.citations import Context
from kb.citations.locating import aligned, locator_of
from kb.errors import SameFile, UnsupportedForm, one_file
from kb.generation import Generation
from kb.identify import identify
from kb.language.text import fold_white_space, nfc, printable
from kb.law.model import Entry, Reference, Tree
from kb.materials.checking import About, NotChecked
from kb.materials.link import link_html, link_text, text_page
from kb.readers.text.text_file import charset_of

_AT_THE_EDGE = "ở đầu trang hoặc chân trang, không thuộc lời văn"


@dataclass(frozen=True, slots=True)
class Citer:
    """Finds and resolves the citations of texts against one generation."""

    generation: Generation
    context: Context  # where the texts stand

    def __call__(self, text: str) -> tuple[Reference, ...]:
        """The citations of `text` (NFC), by start."""
        return citations.cite(text, self.generation.catalogue, self._has, self.context, self.generation.derived(_lexicon))

    def _has(self, document: str, eid: str) -> bool | None:
        return self.generation.store.has(document, eid, self.context.date or date.today())


def _lexicon(generation: Generation) -> citations.Lexicon:
    """The names that citations are read with: to compile them takes 0.4 s for 9,000 documents."""
    return citations.compile_catalogue(generation.catalogue)


def citer(generation: Generation, written: date | None = None, document: str | None = None) -> Citer:
    """A citer of texts of the day `written`, or of the text of `document`. Raises UnknownDocument."""
    entry = generation.entry(document) if document else None
    day = written or (entry.issued if entry else None)
    about = Context(document, entry.type, day, locality=catalogue.locality_of(entry)) if entry else Context(date=day)
    return Citer(generation, about)


def cite_text(generation: Generation, text: str, written: date | None = None) -> tuple[Reference, ...]:
    """The citations of `text`, by start; offsets index `text` after NFC. `written`: the day the text is of, if known."""
    return citer(generation, written)(nfc(text))


def cite_file(generation: Generation, path: Path, written: date | None = None) -> tuple[Reference, ...]:
    """The citations of a file (offsets: guarantee 1); `written` as in `cite_text`. Raises as `read_material`."""
    with one_file(fold_white_space(printable(str(path)))):
        return cite_material(generation, read_material(path), written)


@dataclass(frozen=True, slots=True)
class Material:
    """A file that was read."""

    sha256: str  # of the bytes of the file
    text: str  # which offsets index (guarantee 1)
    tree: Tree
    entry: Entry  # the facts that it gives of itself
    is_text: bool  # its lines are those of the file, not paragraphs that a reader gives
    is_recognized: bool = False  # a machine has recognized its characters in pictures
    edges: tuple[str, ...] = ()  # the lines of page headers and footers, which are no part of `text`
    left_out: tuple[str, ...] = ()  # what the reader left out, in Vietnamese


def read_material(path: Path, name: str | None = None) -> Material:
    """The file at `path`, read. Raises UnreadableFile and UnsupportedForm, nothing else.

    `name`: its name for the user, where that is not `path`: errors name it so, and it gives the file's form.
    """
    return received_material(readers.file_bytes(path, name), name or str(path), nfc(path.stem))


def received_material(data: bytes, name: str, stem: str) -> Material:
    """The file whose bytes are `data`, read. Raises UnreadableFile and UnsupportedForm, nothing else.

    `name`: its name for the user, which gives its form; `stem`: what stands for its title where it says none.
    """
    called = fold_white_space(printable(name))
    with one_file(called):
        reading = readers.read_bytes(data, called, readers.FOR_MATERIAL)
        tree = structure.parse(reading.paragraphs)
        form = readers.form_of(called)
        is_text = form is not None and form.is_text
        text = nfc(readers.characters(data, called)) if is_text else "\n".join(p.text for p in reading.paragraphs)
        own = identify(tree, stem, reading.stated)
        known = (reading.is_recognized, reading.edges, reading.left_out)
        return Material(hashlib.sha256(data).hexdigest(), text, tree, own, is_text, *known)


def cite_material(generation: Generation, material: Material, written: date | None = None) -> tuple[Reference, ...]:
    """The citations of a file that was read, each resolved from where it stands: "khoản 2 Điều này" by the Điều around it."""
    own = _own_entry(generation, material, _document_of(generation, material.sha256))
    to_tree, locator = aligned(material.text, material.tree), locator_of(material.tree)
    context = Context(own.id or None, own.type, written or own.issued, locality=catalogue.locality_of(own))
    if to_tree:
        context = replace(
            context, position=lambda o: locator.eid_at(to_tree(o)), division=lambda o: locator.division_at(to_tree(o))
        )
    return replace(citer(generation), context=context)(material.text)


def day_of(generation: Generation, material: Material) -> date | None:
    """The day that a file which is a document writes at its head; None where it writes none."""
    return _own_entry(generation, material, _document_of(generation, material.sha256)).issued


def about(generation: Generation, material: Material) -> About:
    """What checking is to know of a file beside its text: what it cites at the edges of its pages is not checked."""
    edges = (NotChecked(line, _AT_THE_EDGE) for line in material.edges if cite_text(generation, line))
    left_out = (NotChecked("", note) for note in material.left_out)
    return About(material.tree, material.is_recognized, (*edges, *left_out))


def _own_entry(generation: Generation, material: Material, document: str | None) -> Entry:
    """The facts of the document that a material is; one that only speaks of documents is none of them (id "")."""
    if document:
        return generation.entry(document)
    own = material.entry
    is_document = own.place or any(provision.level == "article" for provision in material.tree.provisions)
    if not (is_document and own.issued):
        return Entry("", "", None, None, None, "")
    known = catalogue.match(own, generation.catalogue.entries) if own.number else None
    return known if known and known.issued == own.issued else replace(own, id="")


def _document_of(generation: Generation, sha256: str) -> str | None:
    """The document of the knowledge base that was read from this very file, byte by byte."""
    documents = {file.document for file in generation.store.files() if file.document and file.sha256 == sha256}
    return documents.pop() if len(documents) == 1 else None


def link_file(generation: Generation, path: Path, out: Path, base_url: str = "") -> Sequence[Reference]:
    """Write `path` to `out` with its citations turned into links; the citations found, by start.

    HTML stays HTML; text becomes Markdown, or a page where `out` is named .html.
    Raises UnreadableFile, UnsupportedForm and SameFile.
    """
    form, out_form = readers.form_of(path.name), readers.form_of(out.name)
    if form is None or not (form.is_text or form.is_page):
        linked_forms = ", ".join(form.suffix for form in readers.FORMS if form.is_text or form.is_page)
        raise UnsupportedForm(f"{path}: chỉ gắn liên kết được cho tệp {linked_forms}")
    if out.exists() and out.samefile(path):
        raise SameFile(f"{out}: tệp kết quả phải khác tệp nguồn")
    with one_file(fold_white_space(printable(str(path))), OSError):
        data = readers.file_bytes(path)
        text = nfc(readers.characters(data, str(path)))
        document = _document_of(generation, hashlib.sha256(data).hexdigest())
        cites = citer(generation, document=document)
        found: list[Reference] = []

        def remember(part: str) -> tuple[Reference, ...]:
            found.extend(cites(part))
            return tuple(found)

        if form.is_page:
            linked = link_html(text, remember, base_url)
        else:
            page = out_form is not None and out_form.is_page
            linked = text_page(text, remember(text), base_url, path.name) if page else link_text(text, remember(text), base_url)
    # The mark says UTF-8 to a browser even where the page still declares another charset.
    encoding = "utf-8-sig" if form.is_page and not linked.isascii() and _declares_other(data) else "utf-8"
    out.write_text(linked, encoding, newline="")
    return found


def _declares_other(data: bytes) -> bool:
    return charset_of(data).lower() not in ("", "utf-8")
