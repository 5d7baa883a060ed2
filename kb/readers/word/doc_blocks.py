"""The stories of a Word 97–2003 file → their paragraphs as they stand, without the codes of fields.

Guarantees:
1. Every character that is no mark of a field or paragraph, and in no code of a field, is in one stretch of one paragraph.
2. A field without a result is what `kb.readers.word.fields` says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from kb.readers.word.doc_properties import CharacterProperties
from kb.readers.word.doc_tables import Tables
from kb.readers.word.fields import without_result

_MARK = re.compile("[\x07\x0c\r\x13-\x15]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that have the same properties, and the CP of the first."""

    cp: int
    text: str
    look: CharacterProperties


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it stands: its stretches, and its mark, whose properties are those of the paragraph."""

    stretches: list[Stretch]
    mark: Stretch


def blocks(tables: Tables, section_ends: Set[int], left_out: Counter[str], start: int, end: int) -> Iterator[Block]:
    """The paragraphs of [start, end) without the codes of fields; what Word shows for a field and does not say is counted."""
    runs = [Stretch(*run) for run in tables.runs(start, end)]
    codes, bare = _codes(runs)
    in_code = 0
    stretches: list[Stretch] = []
    for run in runs:
        at = 0
        for found in [*_MARK.finditer(run.text), None]:
            stop = found.start() if found else len(run.text)
            if stop > at and not in_code:
                stretches.append(Stretch(run.cp + at, run.text[at:stop], run.look))
            if found is None:
                break
            mark = Stretch(run.cp + stop, found[0], run.look)
            at = stop + 1
            in_code += codes.get(mark.cp, 0)
            if mark.cp in bare and not in_code:
                stretches += _without_result(tables, left_out, bare[mark.cp], mark)
            if in_code or found[0] in "\x13\x14\x15":
                continue
            if found[0] == "\x0c" and mark.cp not in section_ends:
                stretches.append(mark)
                continue
            yield Block(stretches, mark)
            stretches = []
    if stretches:
        yield Block(stretches, Stretch(end - 1, "", stretches[-1].look))


def _codes(runs: Iterable[Stretch]) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
    """The CPs where the code of a field begins (1) and ends (-1); a mark without its pair is none.

    With them the CPs [start, end) of the code of each field that has no result, by the CP of its end.
    """
    changes: dict[int, int] = {}
    bare: dict[int, tuple[int, int]] = {}
    opened: list[tuple[int, int | None]] = []
    for run in runs:
        for found in re.finditer("[\x13-\x15]", run.text):
            cp = run.cp + found.start()
            if found[0] == "\x13":
                opened.append((cp, None))
            elif opened and found[0] == "\x14" and opened[-1][1] is None:
                opened[-1] = (opened[-1][0], cp)
            elif opened and found[0] == "\x15":
                begin, separator = opened.pop()
                changes[begin] = 1
                changes[cp if separator is None else separator] = -1
                if separator is None or separator + 1 == cp:
                    bare[cp] = (begin + 1, cp if separator is None else separator)
    return changes, bare


def _without_result(tables: Tables, left_out: Counter[str], code: tuple[int, int], mark: Stretch) -> list[Stretch]:
    """What Word shows for a field without a result, whose code has these CPs, at its end mark."""
    if mark.look.deleted:
        return []
    text, counted = without_result("".join(one for _, one, _ in tables.runs(*code)), None)
    left_out[counted] += bool(counted)
    return [Stretch(mark.cp, text, replace(mark.look, special=False))] if text else []
