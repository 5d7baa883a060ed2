"""The streams of an OLE compound file ([MS-CFB]), the container of Word 97–2003 documents.

Guarantees:
1. Whatever the bytes are: the streams by their names, or UnreadableFile.
2. No stream is longer than the file that holds it.
"""

import io
import struct

import olefile  # type: ignore[import-untyped]

from kb.errors import UnreadableFile

# olefile answers damage with each of these, according to the field that is wrong.
_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    struct.error,
)


def streams(data: bytes, name: str) -> dict[str, bytes]:
    """The streams at the top of the compound file `data`, by name. Raises UnreadableFile where `data` is none or damaged."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found = {path[0]: path for path in file.listdir() if len(path) == 1}
            if any(file.get_size(path) > len(data) for path in found.values()):
                raise ValueError("a stream is longer than the file")
            return {key: file.openstream(path).read() for key, path in found.items()}
    except _DAMAGE as error:
        raise UnreadableFile(f"{name}: tệp .doc bị hỏng hoặc bị cắt ngắn: không mở được như một tệp OLE") from error
