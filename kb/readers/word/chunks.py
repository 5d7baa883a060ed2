"""Files that stand whole inside a .docx (w:altChunk; ISO/IEC 29500-1, 17.17.2.1) → what the reader of their own form gives.

Guarantees:
1. A part that cannot be read is None: the caller counts it.
2. A chunk in a chunk is not read: one level holds all that programs write.
"""

from kb.errors import KnowledgeBaseError
from kb.law.model import Reading
from kb.readers.text import plain
from kb.readers.web import html, mhtml
from kb.readers.word import doc, rtf

_READERS = (
    (b"{\\rtf", rtf.read),
    (b"\xd0\xcf\x11\xe0", doc.read),
    (b"MIME-Version", mhtml.read),
    (b"From:", mhtml.read),
    (b"Content-Type:", mhtml.read),
)


def read_chunk(data: bytes, part: str, name: str) -> Reading | None:
    """The document in a part that is no .docx and no XML of Word; `part` is its path, `name` what messages call it."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    reader = next((one for beginning, one in _READERS if start.startswith(beginning)), None)
    if reader is None:
        is_text = part.lower().endswith(".txt") or not (start.startswith(b"<") or b"<\0" in start[:4] or b"\0<" in start[:4])
        reader = plain.read_text if is_text else html.read
    try:
        return reader(data, name)
    except KnowledgeBaseError:
        return None
