"""Identifying a document (nhận diện văn bản): its tree goes in; an `Entry` comes out, with what the text says of itself.

`identifying` puts together what `heading` (type, number, title, issuer, place, day), `consolidated` (the number and day of a
consolidated text, and what it gives), `commencement` (the day in force) and `signature` (the signers) read.
`verifying` tells whether files are the document that was asked for.
"""

from kb.identify.identifying import identify
from kb.identify.verifying import another

__all__ = ["another", "identify"]
