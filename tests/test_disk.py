"""Files that are written whole or not at all."""

from pathlib import Path

import pytest

from kb import disk


def test_what_cannot_be_written_leaves_what_was_there_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    disk.write_whole(path, b"one")

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "sync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write_whole(path, b"two")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a": b"one"}


@pytest.mark.parametrize("refusals", [0, 1, 19])
def test_a_file_that_another_program_has_open_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    left, replace = [refusals], Path.replace

    def held(path: Path, target: Path) -> Path:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "in use")  # as Windows does
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(disk, "_PAUSE", 0)
    disk.write_whole(tmp_path / "a", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_stays_open_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(disk, "_PAUSE", 0)
    with pytest.raises(PermissionError):
        disk.write_whole(tmp_path / "a", b"one")
    assert not [*tmp_path.iterdir()]
