"""Which words of a document hold on a day: what other documents change in it, and which amendments are not at hand.

In go trees, citations and entries; out come values that pages and JSON only have to write.
"""

from kb.versions.changes import Change, Changes, ChangingClause, changes_of, is_change
from kb.versions.incomplete import amenders_without_text

__all__ = ["Change", "Changes", "ChangingClause", "amenders_without_text", "changes_of", "is_change"]
