"""Identifying a document (nhận diện văn bản): its tree goes in; an `Entry` comes out, with what the text says of itself.

`heading` reads type, number, issuer, place, day and title; `commencement` the day in force; `signature` the signers.
`verifying` tells whether files are the document that was asked for.
"""

from kb.identify.heading import identify
from kb.identify.verifying import another

__all__ = ["another", "identify"]
