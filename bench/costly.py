"""The costliest requests of each kind: processor time and bytes of the answer, beside the median of the kind.

Run: `python -m bench.costly [--data FOLDER] [--sample N]`. One thread, without a socket; materials are left out, for they have
a process of their own. A kind is an address with what is asked of it; its costliest are sought among a sample of what there is,
the largest documents, those that most others cite, and questions that are made to cost much.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

import kb
from kb.language.text import words
from webapp import create_app

MOST_BYTES, MOST_TIMES = 10**6, 10  # of an answer; the median of its kind
_SHOWN = 3
_TODAY = date(2026, 11, 23)
_COMMON = "của và các có cho theo được trong quy định về là với người tại không cơ quan tổ chức nhà nước phải luật điều khoản"
_MORE = "quyết nghị thi hành án dân sự trách nhiệm thẩm quyền hồ sơ thủ tục văn bản hiệu lực kinh doanh đất đai thuế"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var"))
    parser.add_argument("--sample", type=int, default=60, metavar="N", help="requests of each kind (%(default)s)")
    options = parser.parse_args(arguments)
    app = create_app(options.data)
    client, generation = app.test_client(), app.extensions["published"].current()
    draw = random.Random(1)
    kinds = requests(generation, draw, options.sample)
    for addresses in kinds.values():
        _cost(client, addresses[0])  # makes what is kept
    failed = False
    print("| kind | requests | median ms | costliest ms | times | largest kB | costliest |\n|---|---|---|---|---|---|---|")
    for kind, addresses in kinds.items():
        costs = sorted((*_cost(client, address), address) for address in addresses)
        median, most, largest = costs[len(costs) // 2][0], costs[-1][0], max(size for _, size, _ in costs)
        failed |= largest > MOST_BYTES or most > MOST_TIMES * median
        times = f"{1e3 * median:.1f} | {1e3 * most:.1f} | {most / median:.1f}"
        print(f"| {kind} | {len(costs)} | {times} | {largest / 1e3:.0f} | `{costs[-1][2][:90]}` |", flush=True)
        for seconds, size, address in costs[-_SHOWN:-1]:
            print(f"| | | | {1e3 * seconds:.1f} | | {size / 1e3:.0f} | `{address[:90]}` |")
    return int(failed)


def _cost(client: FlaskClient, address: str) -> tuple[float, int]:
    """The processor seconds and the bytes of an answer; of two tries the quicker."""
    found = []
    for _ in range(2):
        begin = time.thread_time()
        answer = client.get(address)
        size = len(answer.data)
        found.append((time.thread_time() - begin, size))
        assert answer.status_code < 500, address
        answer.close()
    return min(found)


def requests(generation: kb.Generation, draw: random.Random, sample: int) -> dict[str, list[str]]:
    """The addresses to be asked for, by kind."""
    documents = sorted(generation.with_text)
    sizes = {document: len(tree.text) for document in documents if (tree := generation.store.tree(document, _TODAY))}
    cited = {entry.id: sum(generation.cited_by_counts(entry.id, _TODAY).values()) for entry in generation.listed}
    large = sorted(sizes, key=lambda document: -sizes[document])[:8]
    famous = sorted(cited, key=lambda document: -cited[document])[:8]
    some = [*dict.fromkeys([*draw.sample(documents, min(sample, len(documents))), *large, *famous])]
    provisions = list(_provisions(generation, [d for d in some if d in sizes], draw))
    plain, hard = list(_plain(generation, documents, draw, sample)), list(_hard(draw))
    typed = [query[:end] for query in plain[:20] for end in (1, 2, 3, 7, 12)]
    asked = [quote(query) for query in plain + hard]
    return {
        "/tim": [f"/tim?q={query}" for query in asked],
        "/tim, last page": [f"/tim?q={query}&trang=50" for query in asked],
        "/api/v1/search": [f"/api/v1/search?q={query}" for query in asked],
        "/api/v1/search, 100 hits": [f"/api/v1/search?q={query}&limit=100&explain=1" for query in asked],
        "/api/v1/suggest": [f"/api/v1/suggest?q={quote(query)}" for query in [*typed, *hard]],
        "/nhung/khung": [f"/nhung/khung?q={query}" for query in asked],
        "/van-ban": ["/van-ban", "/van-ban?ngay=2015-01-01", "/van-ban?trang=2", "/van-ban?trang=9"],
        "/van-ban/<document>": [kb.document_url(document) for document in some],
        "/van-ban/<document>, part 2": [f"{kb.document_url(document)}?phan=2" for document in large],
        "/van-ban/<document>/<provision>": [kb.provision_url(*provision) for provision in provisions],
        "/api/v1/documents/<document>": [f"/api/v1/documents/{document}" for document in some],
        "/api/v1/documents/<document>, part 2": [f"/api/v1/documents/{document}?part=2" for document in large],
        "/api/v1/documents/<document>/<provision>": [f"/api/v1/documents/{d}/{eid}" for d, eid in provisions],
    }


def _provisions(generation: kb.Generation, documents: Sequence[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Of each document a provision, the one that most cite, and the largest."""
    for document in documents:
        tree = generation.tree(document, _TODAY)
        if tree is None or not tree.provisions:
            continue
        every = [provision.eid for top in tree.provisions for provision in top.walk()]
        counts = generation.cited_by_counts(document, _TODAY)
        largest = max(tree.provisions, key=lambda provision: len(provision.span.of(tree.text)))
        most = max(every, key=lambda eid: counts.get(eid, 0))
        yield from ((document, eid) for eid in dict.fromkeys([draw.choice(every), most, largest.eid]))


def _plain(generation: kb.Generation, documents: Sequence[str], draw: random.Random, sample: int) -> Iterator[str]:
    """Questions of some words that stand beside one another in a law, and names of documents."""
    for document in draw.choices(documents, k=sample):
        tree = generation.tree(document, _TODAY)
        spans = list(words(tree.text)) if tree else []
        if len(spans) > 10:
            first = draw.randrange(len(spans) - 6)
            text = tree.text[spans[first].start : spans[first + draw.randrange(1, 6)].end] if tree else ""
            yield " ".join(text.split())[:200]
    for entry in draw.choices(generation.listed, k=sample // 6):
        yield entry.label[:200]


def _hard(draw: random.Random) -> Iterator[str]:
    """Questions that are made to cost much."""
    common = _COMMON.split()
    pool = [*common, *_MORE.split()]
    yield from ("a*", "t*", "c* t* n* d* l* h*", "th* ng* tr* ph* nh* kh*")
    yield " ".join(f"{letter}*" for letter in "abcdghiklmnopqrstuvxy")
    yield " ".join(common)
    yield " ".join(draw.sample(pool, len(pool)))
    yield " ".join("".join(draw.choices("aăâbcdđeêghiklmnoôơpqrstuưvxy", k=4)) for _ in range(100))
    yield " ".join(f"từ{n}" for n in range(90))
    yield " ".join(str(n) for n in range(1, 130))
    yield "theo " * 100
    yield " ".join(common * 5)[:500]
    yield '"của các cơ quan" "theo quy định của" "nhà nước có thẩm quyền" "trách nhiệm của" "quy định tại"'
    yield " ".join(f'"{one} {other}"' for one in common[:9] for other in common[:6])[:500]
    yield "-của -và theo"
    yield "loại:luật loại:nghị-định năm:2015 cơ-quan:chính-phủ của"
    yield "thu hoi dat de phat trien kinh te xa hoi vi loi ich quoc gia cong cong cua nha nuoc co tham quyen theo quy dinh"
    yield "điều 1 khoản 1 điểm a " * 20
    yield " ".join(f"điều {n}" for n in range(1, 60))
    yield "26/2008 64/2014 15/2012 " * 15
    yield "luật nghị định thông tư quyết định chỉ thị " * 10
    yield "thờii hạnn giảii quyếtt khiếuu nạii tốố cáoo hànhh chínhh " * 8


if __name__ == "__main__":
    raise SystemExit(main())
