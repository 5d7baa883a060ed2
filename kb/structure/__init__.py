"""Structure (cấu trúc): paragraphs → tree of provisions.

Guarantees, for any paragraphs:
1. Every character of `Tree.text` that is not white space lies in exactly one own span of exactly one provision.
2. Spans are in reading order; children lie within their parent's span, siblings in order.
3. eIds are unique in a document.
4. The same paragraphs give the same tree, in time linear in their length; the depth of a tree is bounded by the levels.

Nothing is opened by a number alone: the source or the sequence of numbers decides (`kb.structure.sequence`), quoted text
opens nothing (`kb.structure.quotations`), and what was misspelt, missing or repeated is reported in `Tree.corrections`.
"""

from collections.abc import Sequence

from kb.law.model import Paragraph, Tree
from kb.structure.outline import outline
from kb.structure.tree import freeze


def parse(paragraphs: Sequence[Paragraph], articles: Sequence[int] = ()) -> Tree:
    """The tree of a document's `paragraphs` (in reading order): its text is theirs joined by line ends, offsets index it.

    `articles` are the indexes of the paragraphs at which the source itself says that an Điều begins (in order, as the
    codification does): those that have its heading begin one whatever their numbers, and no other paragraph does.
    Corrections are Vietnamese sentences that name the paragraph ("đoạn 12", counted from 1), in reading order. Raises nothing.
    """
    nodes, corrections = outline(paragraphs, articles)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return Tree(text, freeze(nodes, text), corrections)
