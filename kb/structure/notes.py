"""Notes (chú thích) at the end of a consolidated text (văn bản hợp nhất) that are plain paragraphs of it.

Guarantees:
1. They are looked for after a signature alone, up to the next attachment: a note within the body hides nothing after it.
2. Text that they quote ("Điều 3. Hiệu lực thi hành"), with or without marks of quotation, opens nothing.
"""

import re
from collections.abc import Sequence

from kb.law.model import Paragraph
from kb.structure.marks import Mark
from kb.structure.regions import closes, heads_attachment

# Pháp lệnh Hợp nhất văn bản 01/2012/UBTVQH13 Điều 4: who consolidates a text certifies it, and notes say what changed it.
_CERTIFIED = "XÁC THỰC VĂN BẢN HỢP NHẤT"
_FIRST_NOTE = re.compile(r"\[1\]")
_FIRST_BARE_NOTE = re.compile(r"1\s(?=[^\W\d_])")


def note_paragraphs(paragraphs: Sequence[Paragraph], marks: Sequence[tuple[Mark, ...]]) -> list[int]:
    """The indexes of the paragraphs that are notes at the end, in order.

    The first begins with "[1]", a mark that the text before has too, or after a certification with a bare "1".
    """
    found: list[int] = []
    begun = signed = certified = referred = noted = False
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if (noted or certified) and heads_attachment(text):
            noted = certified = False
        if marks[index] and not begun:
            begun = any(mark.style == "article" for mark in marks[index])
        certified = certified or text.startswith(_CERTIFIED)
        signed = signed or certified or (begun and closes(text))
        if signed and not noted:
            numbered = referred and _FIRST_NOTE.match(text)
            noted = bool(numbered or (certified and _FIRST_BARE_NOTE.match(text)))
        referred = referred or text.find("[1]", 1) > 0
        if noted:
            found.append(index)
    return found
