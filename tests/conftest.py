"""What several tests share: a small knowledge base, and where the real documents are."""

import os
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

from kb import build
from kb.generation import Generation
from kb.published import Published

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
DIRECTIVE = ROOT / "corpus" / "chi-thi-thads" / "chi-thi.md"
IMITATIONS = Path(__file__).parent / "fixtures" / "corpus"


# The files that take longest, the longest first: what is left for the end is short, and all workers end together.
LONGEST = (
    "test_search",  # builds what is `real`, while the others do what does not need it
    "test_search_quality",
    "test_incremental",
    "test_recognition",
    "test_packaging",
    "test_gold",
    "test_legacy",
    "test_ingest",
    "test_webapp",
    "test_readme",
    "test_structure",
    "test_codification",
    "test_build",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first, and then those of the files with most tests."""
    tests = Counter(item.path for item in items)
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (rank.get(item.path.stem, len(rank)), -tests[item.path]))


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, corpora: list[Path]) -> Path:
    """The data folder of a build that the parallel workers of one run share."""
    shared = tmp_path_factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else tmp_path_factory.getbasetemp()
    data = shared / name
    with FileLock(shared / f"{name}.lock"):
        if Published(data).number() is None:
            build.build(corpora, data, processes=1)
    return data


@pytest.fixture(scope="session")
def knowledge_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder built from the directive and small imitations of laws."""
    return _once(tmp_path_factory, "small", [ROOT / "corpus", IMITATIONS])


@pytest.fixture(scope="session")
def generation(knowledge_base: Path) -> Generation:
    """The generation in `knowledge_base`."""
    return Published(knowledge_base).current()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; a test that needs it is skipped where it is absent, never in CI."""
    if not SHARED.is_dir():
        assert not os.environ.get("CI"), f"{SHARED} must be there in CI"
        pytest.skip(f"the real documents are not at hand: {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Generation:  # noqa: ARG001 (skips without the folder)
    """The generation built from everything: what ships, the packaged codes, and the real documents."""
    return Published(_once(tmp_path_factory, "real", build.default_corpora())).current()
