"""The life of a data folder in any order: what serves is one whole generation that was published, or nothing is whole."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kb import build as builder
from kb.errors import DamagedGeneration, NothingPublished
from kb.generation import GENERATIONS, POINTER, STORE, numbers_in, pointed_number, rolled_back_from
from kb.published import Published
from tests.generations import flip, folder_of, served_word, write_law

WORDS = [f"trồng-{number}-vụ" for number in range(10, 99)]


class Life(RuleBasedStateMachine):
    """A data folder, what was published in it by number, and which of that has been damaged since."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.data, self.corpus = self.folder / "var", self.folder / "van-ban"
        self.server = Published(self.data, watch=True, look=0)
        self.words: dict[int, str] = {}
        self.damaged: set[int] = set()
        self.written = 0
        write_law(self.corpus, WORDS[0])

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def whole(self) -> set[int]:
        return {number for number in numbers_in(self.data) if number in self.words} - self.damaged

    @rule(changes=st.booleans(), force=st.booleans())
    def build(self, *, changes: bool, force: bool) -> None:
        before, served = set(numbers_in(self.data)) & set(self.words), self._served()
        self.written += changes
        write_law(self.corpus, WORDS[self.written]) if changes else None
        summary = builder.build([self.corpus], self.data, force=force)
        if summary.unchanged:
            assert not force
            assert summary.generation in self.whole
            assert summary.generation == served
        else:
            assert summary.generation > max(before, default=0)
            self.words[summary.generation] = WORDS[self.written]
            self.damaged.discard(summary.generation)
            assert not before & self.whole or self.whole - {summary.generation}  # one that could serve is kept
        assert pointed_number(self.data) == summary.generation
        assert self._served() == summary.generation

    @rule()
    def build_of_nothing(self) -> None:
        before = set(numbers_in(self.data)) & set(self.words)
        (self.folder / "trong").mkdir(exist_ok=True)
        with pytest.raises(builder.NothingToRead):
            builder.build([self.folder / "trong"], self.data)
        assert before <= set(numbers_in(self.data))

    @precondition(lambda self: self.data.exists())
    @rule(is_written=st.booleans())
    def build_that_dies(self, *, is_written: bool) -> None:
        folder = folder_of(self.data, max(numbers_in(self.data), default=0) + 1)
        folder.mkdir(parents=True)
        if is_written:
            (folder / STORE).write_bytes(b"SQLite format 3\0")

    @precondition(lambda self: self.whole)
    @rule(chosen=st.randoms(use_true_random=False), how=st.sampled_from(["flip", "flip", "cut", "remove", "remove all"]))
    def damage(self, chosen: object, how: str) -> None:
        number = chosen.choice(sorted(self.whole))  # type: ignore[attr-defined]
        files = sorted(path for path in folder_of(self.data, number).rglob("*") if path.is_file() and path.stat().st_size)
        path = chosen.choice(files)  # type: ignore[attr-defined]
        if how == "flip":
            flip(path, chosen.randrange(path.stat().st_size * 8))  # type: ignore[attr-defined]
        elif how == "cut":
            path.write_bytes(path.read_bytes()[: chosen.randrange(path.stat().st_size)])  # type: ignore[attr-defined]
        elif how == "remove":
            path.unlink()
        else:
            shutil.rmtree(folder_of(self.data, number))
        self.damaged.add(number)

    @precondition(lambda self: self.data.exists())
    @rule(content=st.sampled_from([b"", b"\0\0", b"x", b"99999\n", None]))
    def lose_the_pointer(self, content: bytes | None) -> None:
        if content is None:
            (self.data / POINTER).unlink(missing_ok=True)
        else:
            (self.data / POINTER).write_bytes(content)

    @precondition(lambda self: self.data.exists())
    @rule()
    def roll_back(self) -> None:
        whole, back, served = self.whole, rolled_back_from(self.data), self._served()
        try:
            number, to = builder.roll_back(self.data)
        except (builder.NothingBefore, NothingPublished, DamagedGeneration):
            assert back is not None or not {n for n in whole if n < (served or 0)}
            assert self._served() == served
        else:
            assert to in whole
            assert number != to
            assert self._served() == to == pointed_number(self.data)
        assert self.whole == whole

    @rule()
    def remove_everything(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.words, self.damaged = {}, set()

    def _served(self) -> int | None:
        try:
            return self.server.current().number
        except (NothingPublished, DamagedGeneration):
            return None

    @invariant()
    def what_serves_is_whole_and_was_published(self) -> None:
        for published in (self.server, Published(self.data)):
            try:
                number = published.current().number
            except (NothingPublished, DamagedGeneration):
                assert not self.whole
                assert published.state().verified == "no"
                continue
            assert number in self.whole
            assert served_word(published, *WORDS) == self.words[number]
            pointed = pointed_number(self.data)
            assert number == pointed or pointed not in self.whole
            assert published.state().number == number

    @invariant()
    def folders_do_not_pile_up(self) -> None:
        folders = list((self.data / GENERATIONS).iterdir()) if (self.data / GENERATIONS).is_dir() else []
        assert len([path for path in folders if path.name.isdigit() and int(path.name) in self.words]) <= 4


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=10,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each step is a build: making an example smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLife = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")(TestLife)
