"""Finding: the groups that match a question and pass its filter, by arrays over all groups and the columns of documents."""

from collections.abc import Mapping
from functools import reduce

import numpy as np

from kb.index.arrays import Float32s, Int64s, Mask
from kb.index.dictionary import Dictionary
from kb.index.engines.group_index import Day, Found, GroupIndex
from kb.index.engines.matching import having_choice, holding, match_groups
from kb.index.fields import Column, FilterField
from kb.index.terms import Condition, Filter, Sought

_SORTED = 4  # times as many as are wanted, beyond which only the best are sorted
_BLOCK = 64  # groups of which one is the best


def groups_found(index: GroupIndex, dictionary: Dictionary, sought: Sought, day: Day) -> Found:
    """The groups that match."""
    mask, scores = match_groups(index, dictionary, sought, _admitted(index, sought.filter, day))
    scores *= np.repeat(day.standing_for(sought, index.number_of).astype(np.float32), np.diff(index.document_starts))

    def best_without(number: int, without: Int64s) -> tuple[Int64s, Float32s]:
        scores[without] = 0
        found = best(scores, number)
        found = found[np.lexsort((found, -scores[found]))]
        return found, scores[found]

    return Found(mask, best_without)


def _admitted(index: GroupIndex, filter: Filter, day: Day) -> Mask | None:
    """The mask of the groups that may be found; None for all."""
    masks = [] if (now := holding(index, filter.on)) is None else [now]
    if filter.conditions:
        meeting = [_having(index.number_of, day.columns, one) != one.negated for one in filter.conditions]
        masks.append(np.repeat(reduce(np.logical_and, meeting), np.diff(index.document_starts)))
    masks += (having_choice(index, choices) for choices in filter.phrases)
    masks += (~having_choice(index, [phrases]) for phrases in filter.excluded)
    return reduce(np.logical_and, masks) if masks else None


def _having(number_of: Mapping[str, int], columns: Mapping[FilterField, Column], condition: Condition) -> Mask:
    """The mask of the documents that have one of the values of a condition."""
    if condition.field is not FilterField.DOCUMENT:
        return columns[condition.field].having(condition.values.__contains__)
    mask = np.zeros(len(number_of), bool)
    mask[[number_of[document] for document in condition.values if document in number_of]] = True
    return mask


def best(values: Float32s, number: int) -> Int64s:
    """The indexes, ascending, of the `number` highest values above 0; of equal values the first count."""
    blocks = len(values) // _BLOCK
    # Every so many indexes are a block: NumPy compares rows of them faster than neighbours.
    highest = np.append(values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0), values[blocks * _BLOCK :])
    # As many blocks as are wanted reach the edge, so no value below it is wanted.
    edge = np.partition(highest, len(highest) - number)[len(highest) - number] if len(highest) > number else 0.0
    indexes = np.flatnonzero(values >= edge if edge > 0 else values > 0)
    if len(indexes) > _SORTED * number:
        indexes = indexes[values[indexes] >= np.partition(values[indexes], -number)[-number]]
    return np.sort(indexes[np.argsort(-values[indexes], kind="stable")[:number]])
