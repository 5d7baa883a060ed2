"""Readers: the bytes of a file → its paragraphs.

Guarantees:
1. Whatever the bytes are, the outcome is a Reading, UnreadableFile or UnsupportedForm, whose message is one Vietnamese line
   that names the file and, where known, the place.
2. A file is read as its name says or not at all: content of another form is refused, never guessed at. The one exception is
   .doc and .rtf, where Word itself goes by the content (RTF, .doc, .docx or HTML), and so do we, and say so.
3. What a reading holds follows `kb.readers.finish`: nothing is lost or changed that is not reported.
4. No network, no outside entity, bounded unpacking.
"""

import errno
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kb.errors import KnowledgeBaseError, UnreadableFile, UnsupportedForm, reason_of
from kb.language.text import fold_white_space, printable
from kb.law.model import Reading
from kb.readers import archive
from kb.readers.codification import codification
from kb.readers.pdf import pdf
from kb.readers.text import plain
from kb.readers.text.text_file import charset_of, decode, repaired
from kb.readers.web import html, lawquery, mhtml, record
from kb.readers.word import doc, docx, rtf

Reader = Callable[[bytes, str], Reading]

_READERS: dict[str, Reader] = {
    ".docx": docx.read,
    ".doc": doc.read,
    ".rtf": rtf.read,
    ".html": html.read,
    ".htm": html.read,
    ".mht": mhtml.read,
    ".mhtml": mhtml.read,
    ".pdf": pdf.read,
    ".md": plain.read_markdown,
    ".txt": plain.read_text,
    ".json": record.read,
    ".json.gz": lawquery.read,
}
_ARCHIVE = ".zip"
FORMS: tuple[str, ...] = (*_READERS, _ARCHIVE)

_LARGEST_FILE = 200 * 2**20  # bytes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3: the stream of a document under a password
_SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"PK\x03\x04", ".zip hoặc .docx"),
    (_OLE, ".doc"),
    (b"\x1f\x8b", ".gz"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
)
# What Word opens under the name .doc or .rtf, by its beginning.
_AS_WORD: tuple[tuple[bytes, str, Reader], ...] = (
    (rb"\s*\{\\rtf", ".rtf", rtf.read),
    (re.escape(_OLE), ".doc", doc.read),
    (rb"PK\x03\x04", ".docx", docx.read),
    (rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", ".html", html.read),
    (rb"\s*(?:MIME-Version|From|Content-Type):\s", ".mhtml", mhtml.read),
)
_SIGNATURE_OF = {
    ".docx": ".zip hoặc .docx",
    ".zip": ".zip hoặc .docx",
    ".doc": ".doc",
    ".rtf": ".rtf",
    ".pdf": ".pdf",
    ".json.gz": ".gz",
}


def read(path: Path) -> Reading:
    """The one document in the file at `path`. Raises UnreadableFile or UnsupportedForm, nothing else."""
    return _only(documents(path), str(path))


def read_bytes(data: bytes, name: str) -> Reading:
    """The one document in a file whose bytes are `data`; `name` gives its form. Raises as `read` does."""
    return _only(documents_in(data, name), name)


def documents(path: Path) -> Iterator[Reading | KnowledgeBaseError]:
    """The documents in the file at `path`, in order; for each that cannot be read the error that says why. Raises nothing."""
    try:
        data = load(path)
    except KnowledgeBaseError as error:
        yield error
    else:
        yield from documents_in(data, str(path))


def load(path: Path) -> bytes:
    """The bytes of a file of a form that can be read. Raises UnreadableFile and UnsupportedForm."""
    name = fold_white_space(printable(str(path)))
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        _form(name)
        if not stat.S_ISREG(state.st_mode):  # reading a pipe or a device may wait for ever
            raise UnreadableFile(f"{name}: không phải một tệp thường, không đọc")
        if state.st_size > _LARGEST_FILE:
            raise UnreadableFile(f"{name}: tệp lớn hơn {_LARGEST_FILE // 2**20} MB, không đọc")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{name}: không mở được tệp ({reason_of(error)})") from error


def documents_in(data: bytes, name: str) -> Iterator[Reading | KnowledgeBaseError]:
    """The documents in a file whose bytes are `data`, as `documents` gives them; `name` gives its form."""
    name = fold_white_space(printable(name))
    try:
        for reading in _read(data, name, _form(name)):
            if isinstance(reading, Reading) and not reading.paragraphs:
                raise UnreadableFile(f"{name}: không có chữ nào")
            yield reading
    except KnowledgeBaseError as error:
        yield error


def _only(found: Iterator[Reading | KnowledgeBaseError], name: str) -> Reading:
    first, second = next(found, None), next(found, None)
    if isinstance(first, KnowledgeBaseError):
        raise first
    if first is None:
        raise UnreadableFile(f"{fold_white_space(name)}: không có văn bản nào")
    if second is not None:
        raise UnsupportedForm(f"{fold_white_space(name)}: tệp chứa nhiều văn bản, hãy tách riêng văn bản cần đọc")
    return first


def _form(name: str) -> str:
    for form in FORMS:
        if name.lower().endswith(form):
            return form
    suffix = Path(name).suffix.lower()
    known = f"các dạng đọc được: {' '.join(FORMS)}"
    if not suffix:
        raise UnsupportedForm(f"{name}: tên tệp không có đuôi nên không biết dạng ({known})")
    raise UnsupportedForm(f"{name}: chưa đọc được dạng {suffix} ({known})")


def _read(data: bytes, name: str, form: str) -> Iterator[Reading | KnowledgeBaseError]:
    if not data.strip():
        raise UnreadableFile(f"{name}: tệp rỗng")
    content = next((content for signature, content in _SIGNATURES if data.startswith(signature)), "")
    if content == ".doc" and _ENCRYPTED in data:
        raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được")
    if form in (".doc", ".rtf") and (word := _as_word(data)):
        actual, reader = word
        of_word = reader(data, name)
        note = () if actual == form else (f"tên tệp là {form} nhưng nội dung là {actual}",)
        yield replace(of_word, repairs=(*note, *of_word.repairs))
        return
    if content != _SIGNATURE_OF.get(form, ""):
        raise UnreadableFile(
            f"{name}: không phải {form}" + (f": nội dung là {content}" if content else " hoặc bị hỏng ở đầu tệp")
        )
    if form == _ARCHIVE:
        for member, unpacked in archive.members(data, name):
            if isinstance(unpacked, KnowledgeBaseError):
                yield unpacked
                continue
            for reading in documents_in(unpacked, f"{name}/{member}"):
                inner = f"{member}/{reading.part}" if isinstance(reading, Reading) and reading.part else member
                yield replace(reading, part=inner) if isinstance(reading, Reading) else reading
    elif form in (".html", ".htm") and codification.is_topic(data):
        yield from codification.read(data, name)
    else:
        yield _READERS[form](data, name)


def _as_word(data: bytes) -> tuple[str, Reader] | None:
    """The form that Word would read these bytes as, by their beginning, and its reader; None where it is none that is read."""
    found = ((form, reader) for pattern, form, reader in _AS_WORD if re.match(pattern, data[:2048], re.IGNORECASE | re.DOTALL))
    return next(found, None)


def characters(path: Path) -> str:
    """The characters of the text or HTML file at `path` as they stand in it, marks included, legacy encodings in Unicode.

    Raises UnreadableFile.
    """
    data = load(path)
    return repaired(decode(data, str(path), charset_of(data)))
