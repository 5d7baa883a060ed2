"""The outline of a document: preamble, Phần, Chương, Mục, Điều or items, closing, attachments, as nodes with ranges."""

from collections.abc import Sequence
from itertools import pairwise

from kb.law.model import Paragraph
from kb.law.vocabulary import DIVISIONS, LEVEL
from kb.structure.lists import ARTICLE_LISTS, ITEM_LISTS, Kind, fill, first_list
from kb.structure.marks import is_capitals
from kb.structure.recovery import with_unheaded
from kb.structure.regions import appendix_heading, attachment_starts, closing_start, is_ruler, recipients
from kb.structure.sequence import Accepted, Candidate, gaps, in_sequence
from kb.structure.source import Source, excerpt, read_source
from kb.structure.titles import is_heading, title_end
from kb.structure.tree import Node


def outline(paragraphs: Sequence[Paragraph], stated: Sequence[int] = ()) -> tuple[list[Node], tuple[str, ...]]:
    """The top nodes of a document in reading order, and what was corrected, in reading order.

    `stated` are the places at which an Điều is known to begin; what stands between two of them is no attachment.
    """
    source = read_source(paragraphs, stated)
    last_stated = stated[-1] if stated else -1
    attachments = [place for place in attachment_starts(paragraphs, source.quoted, source.marks) if place > last_stated]
    bounds = [*attachments, len(paragraphs)]
    nodes = _main_document(source, bounds[0], stated)
    used: set[str] = set()
    for begin, end in pairwise(bounds):
        nodes.append(_attachment(source, begin, end, used))
    return nodes, source.messages()


def _main_document(source: Source, end: int, stated: Sequence[int]) -> list[Node]:
    top, lists = _stated(source, stated) or _openings(source, 0, end)
    last = top[-1].place + 1 if top else 0
    close = closing_start(source.paragraphs, source.quoted, last, end, any_sign=bool(top))
    first = top[0].place if top else close
    nodes = [Node("preamble", intro=(0, source.starts[first]))] if _has_text(source, 0, first) else []
    nodes += _body(source, top, lists, close) if top else []
    if _has_text(source, close, end):
        nodes += _closing(source, close, end)
    return nodes


def _closing(source: Source, begin: int, end: int) -> list[Node]:
    """Conclusions and the list of addressees; a list with text before it stands within the conclusions."""
    starts = source.starts
    found = recipients(source.paragraphs, begin, end)
    if not found:
        return [Node("conclusions", intro=(starts[begin], starts[end]))]
    start, stop = found
    listed = Node("recipients", intro=(starts[start], starts[stop]))
    if _has_text(source, begin, start):
        after = (starts[stop], starts[end])
        return [Node("conclusions", intro=(starts[begin], starts[start]), wrap_up=after, children=[listed])]
    rest = [Node("conclusions", intro=(starts[stop], starts[end]))] if _has_text(source, stop, end) else []
    listed.intro = (starts[begin], starts[stop])
    return [listed, *rest]


def _attachment(source: Source, begin: int, end: int, used: set[str]) -> Node:
    """The attachment of the paragraphs [begin, end); one without a number of its own gets the next."""
    starts = source.starts
    source.end_quotation(begin)
    number, length = appendix_heading(source.text(begin)) or ("", 0)
    body = begin + (length > 0)
    top, lists = _openings(source, body, end)
    first = top[0].place if top else end
    next_number = len(used) + 1
    while not number or number in used:
        number, next_number = str(next_number), next_number + 1
    used.add(number)
    titled = body
    while titled < first and is_capitals(source.text(titled)) and not is_ruler(source.text(titled)):
        titled += 1
    node = Node("attachment", number, marker=(starts[begin], starts[begin] + length))
    node.heading = (starts[begin] + length, starts[titled])
    node.intro = (starts[titled], starts[first])
    node.children = _body(source, top, lists, end) if top else []
    return node


def _stated(source: Source, places: Sequence[int]) -> tuple[list[Candidate], Sequence[Kind]] | None:
    """The openings, as `_openings` gives them, of a selection of Điều that begin at `places`; None where no heading stands.

    Those with the numbers that are missing between two of them may stand in the text of the former.
    """
    known = set(places)
    last = places[-1] if places else 0
    articles: list[Candidate] = []
    between: list[Candidate] = []
    for candidate in source.candidates(0, last + 1, "article", lambda _: True):
        if candidate.place in known:
            before = candidate.mark.order
            articles += [found for found in between if found.mark.order < before]
            articles.append(candidate)
            between = []
        elif articles and candidate.mark.certain and not candidate.doubtful:
            number = (between or articles)[-1].mark.order[0]
            between += [candidate] if candidate.mark.order == (number + 1, 0) else []
    return (articles, ARTICLE_LISTS) if articles else None


def _openings(source: Source, begin: int, end: int) -> tuple[list[Candidate], Sequence[Kind]]:
    """The openings of the top of a body in [begin, end), in order, and the lists that stand below them.

    They are the Điều with the Phần, Chương and Mục around them; without Điều, these or else the outermost items.
    """
    found = in_sequence(source.candidates(begin, end, "article", lambda _: True), any_gap=True)
    if found.members:
        articles = with_unheaded(source, _with_twins(source, found))
        _report_articles(source, articles, found.rejected)
        containers = _containers(source, begin, articles[-1].place, end)
        return sorted([*containers, *articles], key=lambda opening: opening.place), ARTICLE_LISTS
    return _containers(source, begin, end, end) or list(first_list(source, begin, end)), ITEM_LISTS


def _with_twins(source: Source, found: Accepted) -> list[Candidate]:
    """The Điều in order, with each that has the number of the one before it in place of its own, missing, number."""
    articles: list[Candidate] = []
    rejected = iter(sorted(found.rejected, key=lambda c: c.place))
    candidate = next(rejected, None)
    for before, after in pairwise(found.members):
        articles.append(before)
        while candidate and candidate.place < after.place:
            missing = after.mark.order == (before.mark.order[0] + 2, 0) and articles[-1] is before
            if missing and candidate.place > before.place and candidate.mark.order == before.mark.order:
                articles.append(candidate)
                source.report(candidate.place, f"Điều {candidate.mark.number} lặp lại số của Điều trước")
            candidate = next(rejected, None)
    return [*articles, found.members[-1]]


def _body(source: Source, top: Sequence[Candidate], lists: Sequence[Kind], end: int) -> list[Node]:
    """The nodes of the numbered body that ends before the paragraph `end`."""
    body = Node("body")
    if top[0].mark.style not in (*DIVISIONS, "article"):
        fill(source, body, top[0].place, end, lists)
        return body.children
    above = [(body, -1)]  # the open nodes, outermost first, with the rank of their level
    limits = [opening.place for opening in top[1:]] + [end]
    for opening, limit in zip(top, limits, strict=True):
        style, start = opening.mark.style, source.starts[opening.place]
        titled = title_end(source, opening, limit)
        node = Node(style, opening.mark.number, marker=(start, start + opening.mark.end))
        node.heading = (node.marker[1], titled)
        node.intro = (titled, titled)
        place = next(i for i in range(opening.place + 1, limit + 1) if source.starts[i] >= titled)
        # What stands directly below a container: its text, or the items of a document without Điều.
        listed = style == "article" or (lists is ITEM_LISTS and first_list(source, place, limit))
        fill(source, node, place, limit, lists if listed else ())
        rank = DIVISIONS.index(style) if style in DIVISIONS else len(DIVISIONS)
        while above[-1][1] >= rank:
            above.pop()
        above[-1][0].children.append(node)
        above.append((node, rank))
    return body.children


def _containers(source: Source, begin: int, last_place: int, end: int) -> list[Candidate]:
    """The Phần, Chương, Mục and Tiểu mục of [begin, last_place), in a text that ends at `end`.

    Each has a title or an opening after it, and their numbers increase. They start again in the next container above; those
    of Chương may also go on.
    """
    candidates = [c for style in DIVISIONS for c in source.candidates(begin, last_place, style, lambda _: False)]
    accepted: list[Candidate] = []
    last: dict[str, tuple[int, int]] = {}
    new_part = False
    for candidate in sorted(candidates, key=lambda c: c.place):
        style, order = candidate.mark.style, candidate.mark.order
        before = (0, 0) if new_part and style == "chapter" and order[0] == 1 else last.get(style, (0, 0))
        if not is_heading(source, candidate, end):
            continue
        name = f"{LEVEL[style].label} {candidate.mark.number}"
        if order <= before:
            source.report(candidate.place, f"{name} lặp lại, được giữ là nội dung")
            continue
        if order[0] > before[0] + 1 and not (new_part and style == "chapter"):
            source.report(candidate.place, f"thiếu {LEVEL[style].label} trước {name}")
        accepted.append(candidate)
        last[style] = order
        new_part = style == "part" or (new_part and style != "chapter")
        for lower_level in ("section", "subsection")[max(0, DIVISIONS.index(style) - 1) :]:
            if lower_level != style:
                last.pop(lower_level, None)
    return accepted


def _report_articles(source: Source, articles: Sequence[Candidate], rejected: Sequence[Candidate]) -> None:
    for article in articles:
        source.end_quotation(article.place)
        if not article.mark.certain:
            written = f"“{excerpt(source.text(article.place))}”"
            what = f"tiêu đề {written}" if article.mark.end else f"mất dòng tiêu đề, nội dung từ {written}"
            source.report(article.place, f"{what} được đọc là Điều {article.mark.number}")
    for before, after in gaps(articles):
        if before.mark.order != after.mark.order:
            source.report(after.place, f"thiếu tiêu đề giữa Điều {before.mark.number} và Điều {after.mark.number}")
    kept = {article.place for article in articles}
    for candidate in rejected:
        if candidate.place not in kept:
            source.report(candidate.place, f"Điều {candidate.mark.number} không nối tiếp, được giữ là nội dung")


def _has_text(source: Source, begin: int, end: int) -> bool:
    return any(source.text(place).strip() for place in range(begin, end))
