"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from gradgen.command.output_file import write_files
from gradgen.diagnostics import GradgenError

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


def refusal(contents: dict[Path, bytes]) -> str:
    with pytest.raises(GradgenError) as caught:
        write_files(contents)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.slug == "unwritable-output"
    return diagnostic.message


def test_new_file(tmp_path: Path) -> None:
    target = tmp_path / "new.py"
    assert write_files({target: b"a\r\n"}) == [target]
    assert target.read_bytes() == b"a\r\n"
    assert leftovers(tmp_path) == []


@posix
def test_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    (usual := tmp_path / "usual").touch()
    write_files({tmp_path / "new": b""})
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode


@posix
def test_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "tool.py"
    target.write_text("old")
    target.chmod(0o751)
    write_files({target: b"new"})
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o751


def test_same_content_is_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "same.py"
    target.write_bytes(b"same")
    before = target.stat()
    assert write_files({target: b"same"}) == []
    after = target.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@posix
def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.py", tmp_path / "a.py"
    target.write_text("old")
    link.symlink_to(target)
    write_files({link: b"new"})
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@posix
def test_dangling_link_makes_what_it_points_at(tmp_path: Path) -> None:
    link = tmp_path / "a.py"
    link.symlink_to("b.py")
    write_files({link: b"new"})
    assert link.is_symlink()
    assert (tmp_path / "b.py").read_bytes() == b"new"


def test_missing_folder(tmp_path: Path) -> None:
    assert "no such file or directory" in refusal({tmp_path / "none" / "a.py": b""})


def test_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    refusal({tmp_path / "a" / "b": b""})
    assert list(tmp_path.iterdir()) == []


@posix
@not_root
def test_read_only_folder(tmp_path: Path) -> None:
    target = tmp_path / "a.py"
    target.write_text("old")
    tmp_path.chmod(0o555)
    try:
        assert "permission denied" in refusal({target: b"new"})
        assert target.read_text() == "old"
    finally:
        tmp_path.chmod(0o755)


@posix
@not_root
def test_read_only_file(tmp_path: Path) -> None:
    target = tmp_path / "a.py"
    target.write_text("old")
    target.chmod(0o444)
    assert "permission denied" in refusal({target: b"new"})
    assert target.read_text() == "old"


@posix
def test_device(tmp_path: Path) -> None:
    null = Path(os.devnull)
    assert write_files({null: b"gone"}) == [null]
    assert stat.S_ISCHR(null.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_device() -> None:
    assert "no space left" in refusal({Path("/dev/full"): b"x"})


def test_all_or_none(tmp_path: Path) -> None:
    first = tmp_path / "a.py"
    first.write_text("old")
    message = refusal({first: b"new", tmp_path / "none" / "b.py": b"new"})
    assert "b.py" in message
    assert first.read_text() == "old"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failing_write_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    target = tmp_path / "a.py"
    target.write_text("old")

    def replace(*_: object) -> None:
        raise fault

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(GradgenError if isinstance(fault, OSError) else KeyboardInterrupt):
        write_files({target: b"new"})
    assert target.read_text() == "old"
    assert leftovers(tmp_path) == []
