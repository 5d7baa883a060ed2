"""The files of an index: the dictionary, the facts of its documents, and what its engine has written.

Guarantees:
1. An index holds what its own engine reads, and no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kb.index.answering import Index
from kb.index.collecting import IndexPart, collected
from kb.index.dictionary import open_dictionary, write_dictionary
from kb.index.engine import IndexContent
from kb.index.engines import ENGINES, engine_for
from kb.index.fields import DocumentFields, open_fields, write_fields
from kb.index.inverting import invert
from kb.index.repeats import find_repeats
from kb.index.words import joined_tokens

_DICTIONARY, _DOCUMENTS = "dictionary", "documents.json"


def write_index(
    folder: Path,
    parts: Iterable[IndexPart],
    fields_of: Mapping[str, DocumentFields],
    consolidated: Mapping[str, Sequence[str]],
    kind: str | None = None,
) -> None:
    """Write the index of `parts` into the new `folder`.

    `fields_of`: the facts of each of their documents. `consolidated`: by the id of a consolidation, those of the documents that
    it consolidates. `kind`: the name of the engine; None: the one that suits the number of groups.
    """
    collection = collected(parts)
    inverted = invert(collection)
    documents = tuple(fields_of[document] for document in collection.documents)
    folder.mkdir(parents=True)
    joined = joined_tokens(collection)
    write_dictionary(folder / _DICTIONARY, collection, inverted, joined)
    write_fields(folder / _DOCUMENTS, documents)
    name = kind or engine_for(len(collection.groups))
    content = IndexContent(collection, inverted, joined, documents, find_repeats(collection, consolidated))
    ENGINES[name].write(folder / name, content)


def open_index(folder: Path) -> Index:
    """The index in `folder`. Raises OSError, ValueError, TypeError or LookupError where it is not as it was written."""
    dictionary, documents = open_dictionary(folder / _DICTIONARY), open_fields(folder / _DOCUMENTS)
    name = next((name for name in ENGINES if (folder / name).is_dir()), None)
    if name is None:
        raise ValueError(f"{folder}: no engine has written it")
    return Index(dictionary, documents, ENGINES[name].open(folder / name, dictionary, documents))
