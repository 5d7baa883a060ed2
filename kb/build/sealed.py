"""What the cache keeps as bytes: typed values in MessagePack, and files that end with a SHA-256 (seal).

Guarantees:
1. What is read is data: values of the type that is asked for, and nothing else. No class is looked up by a name in a file.
2. A file of which a single bit is not as it was written, or that bears the name of another, is told from one that is whole.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

import msgspec
import numpy as np

from kb.errors import KnowledgeBaseError

T = TypeVar("T")

_SEAL = hashlib.sha256().digest_size
_NUMBERS = ("<i4", "<i8")  # the types of the arrays that are kept


class NotAsKept(KnowledgeBaseError):
    """A file, or a value in it, is not what was written."""


def encoded(value: object) -> bytes:
    """The value in MessagePack: numbers, text, days, tuples, mappings, dataclasses, arrays of whole numbers."""
    return _ENCODER.encode(value)


def decoded(content: bytes, form: type[T]) -> T:
    """The value of the type `form` of which `encoded` gave `content`. Raises NotAsKept where there is another."""
    try:
        value: T = _decoder(form).decode(content)  # type: ignore[arg-type]
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotAsKept(f"nội dung của thư mục các bản đã đọc không như đã ghi ({error})") from error
    return value


def _array_as_values(array: object) -> tuple[str, bytes]:
    if not isinstance(array, np.ndarray):
        raise NotImplementedError(type(array))
    return array.dtype.str, array.tobytes()


def _array_of_values(form: Any, values: object) -> np.ndarray[Any, Any]:
    match values:
        case [str(numbers), bytes(content)] if (get_origin(form) or form) is np.ndarray and numbers in _NUMBERS:
            return np.frombuffer(content, numbers)
    raise ValueError("no array")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_array_as_values)


@lru_cache(maxsize=32)
def _decoder(form: Any) -> Any:
    return msgspec.msgpack.Decoder(form, dec_hook=_array_of_values)


def seal_file(path: Path, name: str) -> None:
    """Write behind the content of a file the SHA-256 of it and of the name that it is to bear."""
    with path.open("rb+") as file:
        file.write(_digest(name, file.read()))


def write_sealed(path: Path, name: str, content: bytes) -> None:
    """Write a file of this content, sealed."""
    with path.open("wb") as file:
        file.writelines((content, _digest(name, content)))


def read_sealed(path: Path) -> bytes:
    """The content of a sealed file. Raises OSError, and NotAsKept where content or name are not those that were sealed."""
    sealed = path.read_bytes()
    content = sealed[:-_SEAL]
    if _digest(path.name, content) != sealed[-_SEAL:]:
        raise NotAsKept(f"{path}: nội dung tệp không như đã ghi")
    return content


def is_whole(path: Path) -> bool:
    """Whether a file can be read and is as it was sealed."""
    try:
        read_sealed(path)
    except (OSError, NotAsKept):
        return False
    return True


def _digest(name: str, content: bytes) -> bytes:
    total = hashlib.sha256(content)
    total.update(name.encode())  # one file in the place of another would be whole, and another
    return total.digest()
