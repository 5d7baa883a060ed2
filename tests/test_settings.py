"""vien-dan.toml: what the owner settles, and mistakes in it."""

from pathlib import Path

import pytest

import kb
from kb import InvalidSettings, Settings, build, read_settings
from kb.generation import GENERATIONS, INDEX
from kb.index import ENGINES


def test_without_the_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "vien-dan.toml") == Settings((), None)


@pytest.mark.parametrize("kind", ENGINES)
def test_a_build_writes_the_engine_that_is_settled_and_no_other(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("LUẬT\nThử\nĐiều 1. Phạm vi\nLuật này thử máy tìm.\n", "utf-8")
    data = tmp_path / "var"
    data.mkdir()
    build.build([tmp_path / "a"], data)
    (data / "vien-dan.toml").write_text(f'[engine]\nkind = "{kind}"\n', "utf-8")
    summary = build.build([tmp_path / "a"], data)
    assert not summary.unchanged  # another engine is another generation
    assert build.build([tmp_path / "a"], data).unchanged
    written = {path.name for path in (data / GENERATIONS / str(summary.generation) / INDEX).iterdir()}
    assert written & ENGINES.keys() == {kind}
    generation = kb.Published(data).current()
    assert kb.search(generation, "thử máy tìm").hits[0].eid == "art_1"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("[embed\n", "dòng 1"),  # not TOML
        ("[embed]\nallowed_origins = [", "vien-dan.toml, "),  # ends too early
        ("\n[khac]\n", "dòng 2"),  # unknown table
        ("[embed]\norigins = []\n", "dòng 2"),  # unknown key
        ("embed = 1\n", "dòng 1"),  # not a table
        ('[embed]\nallowed_origins = "https://a.vn"\n', "dòng 2"),  # not a list
        ("[embed]\nallowed_origins = [\n  1,\n]\n", "dòng 3"),  # not text
        ('[embed]\nallowed_origins = ["*"]\n', "dòng 2"),  # all the world
        ('[embed]\nallowed_origins = [\n "https://a.vn",\n "https://b.vn/x",\n]\n', "dòng 4"),  # a path
        ('[embed]\nallowed_origins = ["https://a.vn; script-src *"]\n', "dòng 2"),  # would end up in a header
        ('[engine]\nkind = "lucene"\n', "dòng 2"),  # no engine that there is
        ('# kind of engine\n[engine]\nkind = "x"\n', "dòng 3"),  # a comment has the word, too
        ("[engine]\nkind = [1]\n", "dòng 2"),  # not text
        ('[engine]\n\nsize = "compiled"\n', "dòng 3"),  # unknown key
        ('[log]\nformat = "xml"\n', "dòng 2"),  # no form of a log
        ("[log]\nformat = 1\n", "dòng 2"),  # not text
        ('[log]\nformat = "json"\nqueries = "yes"\n', "dòng 3"),  # neither true nor false
        ("[log]\naddresses = 1\n", "dòng 2"),
        ("[log]\nquery = true\n", "dòng 2"),  # unknown key
    ],
)
def test_a_mistake_in_the_settings_is_named_with_file_and_line(tmp_path: Path, content: str, place: str) -> None:
    path = tmp_path / "vien-dan.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidSettings) as error:
        read_settings(path)
    assert str(path) in str(error.value)
    assert place in str(error.value)
    assert "\n" not in str(error.value)
