"""Relations (quan hệ): the two tables of how documents stand to one another, and of what a citation does to its target.

Guarantees:
1. What a relation is stands in its row alone: word, inverse, label, what it does to the target.
"""

from enum import StrEnum


class DocumentRelation(StrEnum):
    """The relation of one document to another; each holds with its inverse."""

    AMENDED_BY = "amended_by"
    AMENDS = "amends"
    REPLACED_BY = "replaced_by"
    REPLACES = "replaces"
    GUIDED_BY = "guided_by"
    GUIDES = "guides"
    CONSOLIDATED_BY = "consolidated_by"
    CONSOLIDATES = "consolidates"

    @property
    def inverse(self) -> "DocumentRelation":
        """The same relation as the other document has it."""
        return INVERSE[self]

    @property
    def label(self) -> str:
        """As pages write it before the other document."""
        return _LABELS[self]


# Each pair, and what pages write before the other document.
_PAIRS = (
    (DocumentRelation.AMENDED_BY, "Được sửa đổi, bổ sung bởi", DocumentRelation.AMENDS, "Sửa đổi, bổ sung"),
    (DocumentRelation.REPLACED_BY, "Được thay thế bởi", DocumentRelation.REPLACES, "Thay thế"),
    (DocumentRelation.GUIDED_BY, "Được hướng dẫn bởi", DocumentRelation.GUIDES, "Hướng dẫn"),
    (DocumentRelation.CONSOLIDATED_BY, "Nội dung đã gồm các sửa đổi", DocumentRelation.CONSOLIDATES, "Hợp nhất"),
)
INVERSE: dict[DocumentRelation, DocumentRelation] = {}
_LABELS: dict[DocumentRelation, str] = {}
for _one, _label, _other, _other_label in _PAIRS:
    INVERSE |= {_one: _other, _other: _one}
    _LABELS |= {_one: _label, _other: _other_label}


class CitationRelation(StrEnum):
    """The relation of a citing text to its target, in the words of the text."""

    REFERS = "dẫn chiếu"
    GROUNDS = "căn cứ"
    AMENDS = "sửa đổi, bổ sung"
    REPLACES = "thay thế"
    REPEALS = "bãi bỏ"
    CORRECTS = "đính chính"
    CONSOLIDATES = "hợp nhất"
    GUIDES = "hướng dẫn"
    ENDS = "hết hiệu lực"
    SUSPENDS = "ngưng hiệu lực"
    HISTORY = "lịch sử sửa đổi"  # what amended the cited provision; the citing document does not act on it

    @property
    def acts(self) -> bool:
        """Whether the citing text does something with its target, and does not only refer to it."""
        return self not in (CitationRelation.REFERS, CitationRelation.GROUNDS)

    @property
    def states(self) -> DocumentRelation | None:
        """The relation of the citing document to the cited one, where a clause that acts says so."""
        return _ACTING.get(self, (None, ""))[0]

    @property
    def undergone(self) -> str:
        """The fate of a target that no longer reads as enacted, before the citing document: "bị bãi bỏ bởi"; else ""."""
        return _ACTING.get(self, (None, ""))[1]


# What acts on documents: the relation that it states, and what its target undergoes.
_ACTING = {
    CitationRelation.AMENDS: (DocumentRelation.AMENDS, "bị sửa đổi, bổ sung bởi"),
    CitationRelation.REPLACES: (DocumentRelation.REPLACES, "bị thay thế bởi"),
    CitationRelation.REPEALS: (None, "bị bãi bỏ bởi"),
    CitationRelation.GUIDES: (DocumentRelation.GUIDES, ""),
}
# Whose target no longer reads as enacted.
CHANGING = tuple(relation for relation in CitationRelation if relation.undergone)
