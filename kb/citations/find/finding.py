"""Finding citations (viện dẫn) in a text: provisions, documents, and provisions with their documents.

Guarantees:
1. `find` looks nothing up: the same text and lexicon give the same mentions, whatever documents are at hand.
2. Mentions are ordered by start, an outer one before what is nested in it; two overlap only where one lies inside the other.
3. Every mention has one target: each member of a list is a mention of its own; a range is one mention.
4. A marker that opens a provision ("Điều 35. Thời hạn" at the head of a line) is no citation.
5. Time is linear in the length of the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kb.citations.find.designations import Named, foreign_at, named_at
from kb.citations.find.lexicon import (
    GOES_ON,
    SHORT_TYPES,
    TYPE_NAMES,
    Lexicon,
    Words,
    mend_slips,
    opens_a_line,
    word_set,
    words_in,
)
from kb.citations.find.members import Member, members_at
from kb.citations.find.normal import normal_form
from kb.citations.find.provisions import THIS
from kb.citations.find.qualifiers import draft_at
from kb.citations.find.relating import LOOK_BACK, relation_at
from kb.citations.find.sharing import with_shared_documents, with_shared_relations
from kb.citations.find.short import SHORT_FORMS, is_certain
from kb.citations.find.stretches import stretches
from kb.language.text import search_key
from kb.law.model import Designation, Mention
from kb.law.relations import CitationRelation
from kb.law.types import TITLED, UNMISTAKABLE

_LEVEL_STARTS = word_set("điểm khoản điều chương mục tiểu phần phụ các những từ đoạn câu gạch") | SHORT_FORMS
# A type, its abbreviation in capitals, or "số" before a number alone.
_STARTS = _LEVEL_STARTS | SHORT_TYPES | {"số"}
_DIGITS = frozenset("0123456789")
_MOST_PEOPLE = 64  # letters in a list that may be people, and from the second on provisions all the same
_MARKS = frozenset(".,;:)") | {""}
# After "Điều 36 Luật", where no title goes on.
_AFTER_BARE_LAW = _MARKS | word_set("và hoặc đã được còn thì là có chưa không để nên như khi với phải vẫn nêu")


def find(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """The citations of `text`, ordered by start, offsets in characters of `text` (NFC expected).

    `lexicon` holds the document names that may stand without number or year. Never raises.
    """
    normal = normal_form(text)
    found = find_in_normal_form(normal.text, lexicon)
    return tuple(map(normal.mention, found)) if normal.offsets else found


def find_in_normal_form(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """The citations of a `text` in its normal form, as `find` gives them."""
    key = search_key(text)
    words = words_in(text, key, stretches(text, key, lexicon.heads))
    found: list[Mention] = []
    after = 0
    previous: tuple[int, Designation] | None = None  # the index after the document read last, and the document
    for at in _starts(words, lexicon):
        if at < after:
            continue
        after = at + 1
        if members := _members(words, at):
            mentions, end, named = _provisions(words, at, lexicon, members)
            if _are_people(words, members, named is not None):
                after = end if len(members) > _MOST_PEOPLE else after  # none of them is read again
                continue
            after = end
            detached = previous is not None and _is_list_joint(words, previous[0], at) and named is None
            if not _is_marker(words, at, members, named):
                found += (replace(m, detached=True) if detached and m.path[0][1] != THIS else m for m in mentions)
        elif named := named_at(words, at, lexicon):
            after, previous, mentions = _document(words, at, lexicon, named, previous)
            found += mentions
            continue
        previous = (after, named.designation) if members and named else previous
    return with_shared_relations(with_shared_documents(found, text), text)


def _members(words: Words, at: int) -> tuple[Member, ...]:
    """The provisions listed from the word at `at` on; () where none begins."""
    return members_at(words, at) if words.keys[at] in _LEVEL_STARTS else ()


def _are_people(words: Words, members: Sequence[Member], beside_law: bool) -> bool:
    """Whether `members` begin with a letter that may be somebody's name: "Đ. 35 tuổi"."""
    begin = members[0].first
    if words.keys[begin] not in SHORT_FORMS:
        return False
    levels = [frozenset(step.level for step in member.steps) for member in members]
    return not is_certain(words, begin, levels, members[-1].after, beside_law)


def _starts(words: Words, lexicon: Lexicon) -> list[int]:
    """The indices of the words at which a citation may begin; at no other one is anything read."""
    keys = words.keys
    alone, paired, pairs = _first_words(lexicon)
    found = mend_slips(words)
    whole = (found & alone) | {key for key in found if len(key) > 3 and key[0] in _DIGITS and not key.isdigit()}
    wanted = whole | (found & paired)
    return [at for at, key in enumerate(keys) if key in wanted and (key in whole or (key, keys[at + 1]) in pairs)]


@lru_cache(maxsize=8)
def _first_words(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
    """(words that alone may begin a citation, first words of the pairs, pairs of words that a type or name begins with)."""
    pairs = TYPE_NAMES.pairs | lexicon.pairs | {("văn", "bản")}
    return _STARTS | {first for first, second in pairs if not second}, frozenset(first for first, _ in pairs), pairs


def _provisions(words: Words, at: int, lexicon: Lexicon, members: Sequence[Member]) -> tuple[list[Mention], int, Named | None]:
    """(the mentions of `members`, the index of the word after them and their document, that document if it is named)."""
    end = members[-1].after
    linked = words.keys[end] in ("của", "thuộc")
    index = end + (linked or words.keys[end] in (",", "-", "–"))
    index += words.keys[end : end + 2] == [",", "của"]
    if members[-1].outer.level == "attachment":
        index = _past_issuing(words, end)
    named = named_at(words, index, lexicon)
    document = named.designation if named else None
    if named is None and (draft := draft_at(words, index)):
        end, document = draft
    elif named is None and (further := _past_further_rules(words, end)):
        rest = named_at(words, further, lexicon)
        document = rest.designation if rest else foreign_at(words, further, True)
    elif named is None and words.keys[end] != ",":
        document = foreign_at(words, end + linked, linked)
        end = _past_bare_law(words, end, document, linked)
    last = named.span.end if named else words.ends[end - 1]
    mentions = list(_mentions(words, members, document, relation_at(words, at), words.starts[members[0].first], last))
    mentions += _nested(named) if named else ()
    return mentions, named.after if named else end, named


def _past_bare_law(words: Words, at: int, document: Designation | None, linked: bool) -> int:
    """The index after "của Luật" (`linked`) or "Luật" at `at`, where no title follows: "Điều 66 của Luật"; else `at`."""
    kind = TYPE_NAMES.match(words, at + linked)
    if document is None or kind is None or kind[1] not in UNMISTAKABLE or not words.written(at + linked)[:1].isupper():
        return at
    if (kind[1] not in TITLED or not linked) and words.keys[kind[0]] not in (_AFTER_BARE_LAW if kind[1] in TITLED else _MARKS):
        return at  # "của Nghị định quy định chi tiết …"
    return at if words.written(kind[0])[:1].isupper() else kind[0]


def _past_issuing(words: Words, at: int) -> int:
    """The index after "ban hành kèm theo", "kèm theo", "của" at `at`: how a Phụ lục is tied to its document."""
    index = at + (words.keys[at] == ",")
    index += words.keys[index] == "được"
    index += 2 * (words.keys[index : index + 2] == ["ban", "hành"])
    if words.keys[index : index + 2] == ["kèm", "theo"]:
        return index + 2
    return at + (words.keys[at] in ("của", "thuộc", "tại", ","))


def _past_further_rules(words: Words, at: int) -> int | None:
    """The index after "và quy định khác của" at `at`, as in "Điều 5 và quy định khác của Luật X"; None where none is."""
    index = at + (words.keys[at] == ",")
    keys = words.keys[index : index + LOOK_BACK]
    if keys[:1] != ["và"] or keys[1 + (keys[1] in ("các", "những")) :][:3] != ["quy", "định", "khác"] or "của" not in keys:
        return None
    return index + keys.index("của") + 1


def _mentions(
    words: Words,
    members: Sequence[Member],
    document: Designation | None,
    relation: CitationRelation,
    start: int,
    end: int,
) -> Iterator[Mention]:
    """One mention a member: the first begins at `start`, the last runs to `end`."""
    lists_articles = any(step.level == "article" for member in members for step in member.steps)
    for index, member in enumerate(members):
        if not member.inner.number:
            continue
        path = tuple((step.level, step.number) for step in reversed(member.steps))
        this = member.outer.number == THIS
        incomplete = member.outer.level in ("point", "clause") and not this
        yield Mention(
            start=start if index == 0 else words.starts[member.first],
            end=end if index == len(members) - 1 else words.ends[member.after - 1],
            path=path,
            to=member.inner.to,
            document=None if this or (incomplete and lists_articles) else document,
            relation=relation,
            detached=incomplete and lists_articles,
        )


def _document(
    words: Words, at: int, lexicon: Lexicon, named: Named, previous: tuple[int, Designation] | None
) -> tuple[int, tuple[int, Designation], list[Mention]]:
    """(the index after the document `named`, the `previous` of what follows, its mentions).

    A provision right after a document belongs to it: "Luật THADS, Điều 35", unless it has a document of its own.
    """
    relation = relation_at(words, at)
    bracket = words.keys[named.after] == "("
    index = named.after + (bracket or words.keys[named.after] == ",")
    members = _members(words, index)
    if members and _are_people(words, members, words.keys[members[-1].after] in _MARKS):
        members = ()
    if members and members[0].outer.number != THIS and not _may_be_named(words, members[-1].after):
        mentions, after, own = _provisions(words, index, lexicon, members)
        if own is None and mentions[0].document is None and not _is_marker(words, index, members, None):
            start, end = words.starts[members[0].first] if bracket else named.span.start, words.ends[members[-1].after - 1]
            mentions = list(_mentions(words, members, named.designation, relation, start, end))
            if bracket:  # "BLDS 2005 (Điều 134)"
                mentions.insert(0, Mention(*named.span, document=named.designation, relation=relation))
            return after, (after, named.designation), _with_nested(mentions, named)
    amender = previous[1] if previous and _says_amending(words, previous[0], at) else None
    # "sửa đổi" before it then tells what the amending document does, not the citing one.
    relation = CitationRelation.REFERS if amender else relation
    mention = Mention(*named.span, document=named.designation, amender=amender, relation=relation)
    return named.after, (named.after, named.designation), _with_nested([mention], named)


def _may_be_named(words: Words, at: int) -> bool:
    """Whether the words at `at`, right after a provision, may name its document: "của …", "BLTTDS"; ", BLTTDS" too."""
    if words.keys[at] in ("của", "thuộc"):
        return True
    after_comma = words.keys[at] == ","
    written = words.written(at + after_comma)
    return written.isupper() and len(written) > 1 if after_comma else written[:1].isupper()


def _with_nested(mentions: list[Mention], named: Named) -> list[Mention]:
    return [mentions[0], *_nested(named), *mentions[1:]]


def _nested(named: Named) -> Iterator[Mention]:
    """The mentions of the amended documents inside the name of the amending one."""
    return (Mention(*inner.span, document=inner.designation, amender=named.designation) for inner in named.inner)


def _is_list_joint(words: Words, after: int, at: int) -> bool:
    """Whether only a separator stands between a document that ends before `after` and the list at `at`."""
    return after < at <= after + 2 and words.keys[after] in (",", "và", "hoặc")


def _says_amending(words: Words, after: int, at: int) -> bool:
    """Whether "sửa đổi, bổ sung một số điều của" alone stands between the words before `after` and `at`."""
    between = words.keys[after : min(at, after + LOOK_BACK + 8)]
    if "sửa" not in between or at - after > LOOK_BACK + 8:
        return False
    verb = between.index("sửa")
    # Before the verb only the issuer may stand: "của Chính phủ".
    return between[:verb][:1] in ([], ["của"]) and between[verb + 1 : verb + 2] == ["đổi"] and between[-1] == "của"


def _is_marker(words: Words, at: int, members: Sequence[Member], named: Named | None) -> bool:
    """Whether a lone provision at `at` opens a provision of the text itself: "Điều 35. …", "Chương IV" alone in its line."""
    member = members[0]
    if named or len(members) > 1 or member.inner.number == THIS or member.first != at or len(member.steps) > 1:
        return False
    if not opens_a_line(words.text, words.starts[at]) or not words.is_capital(at):
        return False
    if at and words.keys[at - 1] in GOES_ON:
        return False
    if words.keys[member.after] in (".", ":"):
        return True
    gap = words.text[words.ends[member.after - 1] : words.starts[member.after]]
    return "\n" in gap and not words.written(member.after)[:1].islower()
