"""How high the answer stands, through the whole program: floors on the half of the questions that nothing was tuned on."""

from datetime import date

import pytest

import kb
from bench.search.corpus import Article, laws_built
from bench.search.questions import Asked, Figures, figures, questions
from bench.search.variants import VARIANTS
from tests.conftest import SHARED

pytestmark = pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason="../shared/bench is absent")
TODAY = date(2026, 11, 23)

# Of 253 questions: one is .004. Figures of a run stand in docs/measurements/search-ranking.md; no change may
# fall below a floor.
FLOORS = [
    ("accented", Figures(r1=0.88, r5=0.955, r10=0.965, mrr=0.91)),
    ("unaccented", Figures(r1=0.88, r5=0.95, r10=0.955, mrr=0.91)),
    ("half-accented", Figures(r1=0.88, r5=0.955, r10=0.965, mrr=0.91)),
]


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> tuple[kb.Generation, list[Asked]]:
    data = tmp_path_factory.mktemp("laws")
    places, _ = laws_built(data)
    return kb.Published(data).current(), questions("test", places)


@pytest.mark.parametrize(("variant", "floor"), FLOORS)
def test_the_answer_stands_as_high_as_it_did(laws: tuple[kb.Generation, list[Asked]], variant: str, floor: Figures) -> None:
    generation, asked = laws
    got = figures(asked, [_articles(generation, VARIANTS[variant](question.text)) for question in asked])
    assert got.r1 >= floor.r1, got
    assert got.r5 >= floor.r5, got
    assert got.r10 >= floor.r10, got
    assert got.mrr >= floor.mrr, got


def _articles(generation: kb.Generation, text: str) -> list[Article]:
    hits = kb.search(generation, text, limit=10, on=TODAY).hits
    return list(dict.fromkeys((hit.document, hit.eid.split("__")[0]) for hit in hits))
