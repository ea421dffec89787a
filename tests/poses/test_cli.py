"""`lumiku poses`: what each command prints and writes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lumiku.poses.schemas import PoseTemplate
from pose_seed.cli import app
from pose_seed.library import Library, read, write

DATA = Path(__file__).parent / "data"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


class TestHelp:
    @pytest.mark.parametrize("command", ["load", "import", "validate", "sheet", "generate"])
    def test_every_command_explains_itself(self, command: str) -> None:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert len(result.output) > 100


class TestImport:
    def test_good_poses_are_written_and_others_explained(self, tmp_path: Path) -> None:
        out = tmp_path / "mine.json.gz"
        result = run(
            "import",
            DATA / "mmpose_test_coco.json",
            "--shelf",
            "fashion-standing-front",
            "--out",
            out,
        )
        assert result.exit_code == 0, result.output
        assert "there is nobody in this pose" in result.output
        library = read(out)
        assert len(library.templates) >= 4
        assert all(one.id.startswith("fsf_") for one in library.templates)
        assert run("validate", out).exit_code == 0

    def test_one_unreadable_file_of_several_does_not_lose_the_others(self, tmp_path: Path) -> None:
        out = tmp_path / "mine.json.gz"
        files = (tmp_path / "none.json", DATA / "mmpose_test_coco.json")
        result = run("import", *files, "--shelf", "fashion-sitting-chair", "--out", out)
        assert result.exit_code == 0, result.output
        assert "no such file" in " ".join(result.output.split())
        poses = read(out).templates
        assert poses
        assert all(one.needs_seat and one.imported for one in poses)

    def test_a_library_with_a_shelf_that_is_none_is_told_of(
        self, tmp_path: Path, front: PoseTemplate
    ) -> None:
        alien = front.model_copy(update={"id": "zzz_00000000"})
        write(Library(1, (alien,)), tmp_path / "own.json.gz")
        result = run("validate", tmp_path / "own.json.gz")
        assert result.exit_code == 1
        assert "zzz_00000000 off_shelf" in result.output

    def test_nothing_good_writes_nothing(self, tmp_path: Path) -> None:
        out = tmp_path / "mine.json.gz"
        result = run(
            "import", DATA / "openpose_editor_output_pose.json", "--shelf", "fsf", "--out", out
        )
        assert result.exit_code == 1
        assert not out.exists()

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("import", "none.json", "--shelf", "fsf"), "no such file"),
            (("import", "none.json", "--shelf", "yoga"), "is no shelf"),
            (("validate", "none.gz"), "is no pose library"),
            (("load", "none.gz"), "is no pose library"),
            (("sheet", "--shelf", "yoga"), "is no shelf"),
        ],
        ids=lambda value: value if isinstance(value, str) else value[0],
    )
    def test_mistakes_are_told_in_a_sentence(self, words: tuple[str, ...], said: str) -> None:
        result = run(*words)
        assert result.exit_code == 1
        assert said in result.output.replace("\n", " ")
        assert "Traceback" not in result.output


class TestValidate:
    def test_a_faulty_library_fails(self, tmp_path: Path, few: list[PoseTemplate]) -> None:
        low = [[(x, y * 0.3, c) for x, y, c in body] for body in few[0].people]
        write(Library(1, (few[0].model_copy(update={"people": low}),)), tmp_path / "bad.gz")
        result = run("validate", tmp_path / "bad.gz")
        assert result.exit_code == 1
        assert few[0].id in result.output


class TestSheet:
    def test_a_shelf_becomes_a_picture(self, tmp_path: Path) -> None:
        from PIL import Image

        result = run("sheet", "--shelf", "sba", "--out", tmp_path)
        assert result.exit_code == 0, result.output
        with Image.open(tmp_path / "skincare-before-after.webp") as picture:
            assert picture.width > 1_000


class TestGenerate:
    def test_a_small_library_is_written(self, tmp_path: Path) -> None:
        out = tmp_path / "small.json.gz"
        result = run("generate", "--out", out, "--share", "0.01", "--workers", "1", "--seed", "3")
        assert result.exit_code == 0, result.output
        assert len(read(out).templates) == 17 * 4
        assert "sha256" in result.output


@pytest.mark.usefixtures("table")
class TestLoad:
    def test_it_loads_and_says_what_changed(
        self, monkeypatch: pytest.MonkeyPatch, few: list[PoseTemplate], tmp_path: Path
    ) -> None:
        import pose_seed.library

        monkeypatch.setattr(pose_seed.library, "shipped", lambda: Library(1, tuple(few[:5])))
        assert "5 added" in run("load").output
        assert "5 unchanged" in run("load").output
        write(Library(1, tuple(few[5:7])), tmp_path / "mine.gz")
        assert "2 added" in run("load", tmp_path / "mine.gz").output
