"""Identifying a document (nhận diện văn bản): what it says of itself: type, number, title, day in force, signer."""

from kb.identify.heading import identify

__all__ = ["identify"]
