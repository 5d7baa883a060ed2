"""Stub."""

from kb.errors import UnsupportedForm
from kb.model import Reading


def read(data: bytes, name: str) -> Reading:
    """Stub. Raises UnsupportedForm."""
    raise UnsupportedForm(f"{name}: chưa đọc được dạng này")
