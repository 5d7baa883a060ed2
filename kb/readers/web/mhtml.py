"""Saved web pages (.mht, .mhtml; RFC 2557) → paragraphs: the page itself, without the pictures and styles saved beside it."""

import codecs
from email import message_from_bytes

from kb.errors import UnreadableFile
from kb.law.model import Reading
from kb.readers.text.text_file import charset_of, decode
from kb.readers.web import html


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of the first HTML part of the file. Raises UnreadableFile where it has none, and as `html.read` does."""
    try:
        message = message_from_bytes(data.lstrip())
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        content = page.get_payload(decode=True) if page else None
        charset = str(page.get_content_charset("")) if page else ""
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableFile(f"{name}: trang web đã lưu bị hỏng, không phân tích được") from error
    if not isinstance(content, bytes) or not content.strip():
        raise UnreadableFile(f"{name}: trong trang web đã lưu không có phần HTML")
    text = decode(content, name, charset or charset_of(content))
    return html.read(codecs.BOM_UTF8 + text.encode(), name)
