"""Identifying a document (nhận diện văn bản): its tree goes in; an `Entry` comes out, with what the text says of itself.

`heading` reads type, number, issuer, place, day and title; `commencement` the day in force; `signature` the signers.
"""

from kb.identify.heading import identify

__all__ = ["identify"]
