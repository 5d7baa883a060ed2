"""Readers: the bytes of a file → its paragraphs, with a report of what was repaired and left out (`Reading`).

Each form has a module whose interface is, by design, one function of one name: `read(data, name)`, the bytes and name of a file
→ the one document in it (the codification: its documents). `kb.readers.forms` is the table of them.

Guarantees:
1. Whatever the bytes are, the outcome is a Reading, UnreadableFile or UnsupportedForm, whose message is one Vietnamese line
   that names the file and, where known, the page, line or byte; of an error that no reader foresaw the log has the detail.
2. A file is read as its name says or not at all: content of another form is refused, never guessed at. The one exception is
   files of Word, where Word itself goes by the content (RTF, .doc, .docx, XML or HTML), and so do we, and say so.
3. The text of a reading follows `kb.readers.finish`: nothing is lost or changed that is not reported.
4. No network, no outside entity, bounded unpacking.
5. A text that a machine has recognized in a picture says so (`Reading.is_recognized`); scans are recognized only where the
   caller gives bounds for it, and the machine can (`kb.readers.pdf.recognition`).
"""

import errno
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kb.errors import KnowledgeBaseError, ScannedFile, UnreadableFile, UnsupportedForm, one_file, reason_of
from kb.language.text import fold_white_space, printable
from kb.law.model import Reading
from kb.readers import archive
from kb.readers.codification import codification
from kb.readers.forms import FORMS, OLE, FileForm, Reader, form_of, is_of, signature_of, word_form_of
from kb.readers.pdf import pdf
from kb.readers.pdf.recognition import FOR_BUILD, FOR_MATERIAL, Bounds, can_recognize, recognized
from kb.readers.text.text_file import charset_of, decode, repaired

__all__ = [
    "FORMS", "FOR_BUILD", "FOR_MATERIAL", "Bounds", "can_recognize", "characters", "documents", "documents_in", "file_bytes",
    "form_of", "read", "read_bytes",
]  # fmt: skip

_LARGEST_FILE = 200 * 2**20  # bytes
_RECOGNIZED = "chữ do máy nhận dạng từ ảnh (nhận dạng máy), có thể sai, nhất là số và ngày: hãy đối chiếu với bản gốc"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3: the stream of a document under a password


def read(path: Path) -> Reading:
    """The one document in the file at `path`. Raises UnreadableFile or UnsupportedForm, nothing else."""
    return _only(documents(path), str(path))


def read_bytes(data: bytes, name: str, recognition: Bounds | None = None) -> Reading:
    """The one document in a file whose bytes are `data`, arguments as of `documents_in`. Raises as `read` does."""
    return _only(documents_in(data, name, recognition), name)


def documents(path: Path) -> Iterator[Reading | KnowledgeBaseError]:
    """The documents in the file at `path`, in order; for each that cannot be read the error that says why. Raises nothing."""
    try:
        data = file_bytes(path)
    except KnowledgeBaseError as error:
        yield error
    else:
        yield from documents_in(data, str(path))


def file_bytes(path: Path, name: str | None = None) -> bytes:
    """The bytes of a file of a form that can be read. Raises UnreadableFile and UnsupportedForm, which call it `name`."""
    name = fold_white_space(printable(name or str(path)))
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        _form(name)
        if not stat.S_ISREG(state.st_mode):  # reading a pipe or a device may wait for ever
            raise UnreadableFile(f"{name}: không phải một tệp thường, không đọc")
        if state.st_size > _LARGEST_FILE:
            raise UnreadableFile(f"{name}: tệp lớn hơn {_LARGEST_FILE // 2**20} MB, không đọc")
        data, after = path.read_bytes(), path.stat()
        if (len(data), after.st_size, after.st_mtime_ns) != (state.st_size, state.st_size, state.st_mtime_ns):
            changing = UnreadableFile(f"{name}: tệp đang được ghi trong lúc đọc")
            changing.again = True
            raise changing
        return data
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{name}: không mở được tệp ({reason_of(error)})") from error


def documents_in(data: bytes, name: str, recognition: Bounds | None = None) -> Iterator[Reading | KnowledgeBaseError]:
    """The documents in a file whose bytes are `data`, as `documents` gives them; `name` gives its form.

    A scan is recognized within the bounds of `recognition`; None: it is told of as one (ScannedFile).
    """
    name = fold_white_space(printable(name))
    try:
        with one_file(name):
            for reading in _read(data, name, _form(name), recognition):
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


def _form(name: str) -> FileForm:
    if form := form_of(name):
        return form
    suffix = Path(name).suffix.lower()
    known = f"các dạng đọc được: {' '.join(form.suffix for form in FORMS)}"
    if not suffix:
        raise UnsupportedForm(f"{name}: tên tệp không có đuôi nên không biết dạng ({known})")
    raise UnsupportedForm(f"{name}: chưa đọc được dạng {suffix} ({known})")


def _read(data: bytes, name: str, form: FileForm, recognition: Bounds | None) -> Iterator[Reading | KnowledgeBaseError]:
    if not data.strip():
        raise UnreadableFile(f"{name}: tệp rỗng")
    content = signature_of(data)
    if content is OLE and _ENCRYPTED in data:
        raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được")
    if form.opens_as_word and (actual := word_form_of(data)) and actual.read:
        of_word = actual.read(data, name)
        note = () if actual.read is form.read else (f"tên tệp là {form.suffix} nhưng nội dung là {actual.suffix}",)
        yield replace(of_word, repairs=(*note, *of_word.repairs))
        return
    if not is_of(data, form):
        what = f": nội dung là {content.title}" if content else " hoặc bị hỏng ở đầu tệp"
        raise UnreadableFile(f"{name}: không phải {form.suffix}{what}")
    if form.read is None:
        for member, unpacked in archive.members(data, name):
            inner = (
                [unpacked]
                if isinstance(unpacked, KnowledgeBaseError)
                else documents_in(unpacked, f"{name}/{member}", recognition)
            )
            yield from (_of_member(reading, member) for reading in inner)
    elif form.is_page and codification.is_topic(data):
        yield from codification.read(data, name)
    else:
        yield _legible(form.read, data, name, recognition)


def _legible(read_form: Reader, data: bytes, name: str, recognition: Bounds | None) -> Reading:
    """The document of a file, a scan as a machine sees it. Raises UnreadableFile and UnsupportedForm."""
    try:
        reading = read_form(data, name)
    except ScannedFile as scan:
        if recognition is None or not can_recognize():
            raise
        reading = pdf.read_recognized(recognized(data, name, scan.pages, recognition), name)
    return replace(reading, repairs=(_RECOGNIZED, *reading.repairs)) if reading.is_recognized else reading


def _of_member(reading: Reading | KnowledgeBaseError, member: str) -> Reading | KnowledgeBaseError:
    """A reading of a file in an archive, or its error, with the path there before its own part."""
    part = f"{member}/{reading.part}" if reading.part else member
    if isinstance(reading, Reading):
        return replace(reading, part=part)
    reading.part = part
    return reading


def characters(data: bytes, name: str) -> str:
    """The characters of a text or HTML file as they stand in it, marks included, legacy encodings in Unicode.

    `data` are its bytes. Raises UnreadableFile, which calls the file `name`.
    """
    return repaired(decode(data, name, charset_of(data)))
