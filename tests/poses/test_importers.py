"""Importers: every format read, every refusal explained, nothing absurd let through."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from lumiku.poses.curation import frame_of
from lumiku.poses.drawing import SDXL, draw
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.similarity import gap, signature
from lumiku.poses.skeleton import BODY_25_TO_18, COCO_17_TO_18, Joint, Point, mirrored
from lumiku.poses.taxonomy import LEAVES
from lumiku.poses.validation import faults
from pose_seed.importers.files import read
from pose_seed.importers.found import Found, Refusal, Unreadable, judge
from pose_seed.library import Library

DATA = Path(__file__).parent / "data"
FRONT = LEAVES[0]


def take(path: Path) -> tuple[list[PoseTemplate], list[Refusal]]:
    return judge(read(path), FRONT)


def same(a: PoseTemplate, b: PoseTemplate) -> float:
    return gap(signature(a.people, a.aspect), signature(b.people, b.aspect))


def flat(points: list[Point], width: float, height: float) -> list[float]:
    return [value for x, y, c in points for value in (x * width if c else 0, y * height, c)]


def store(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "pose.json"
    path.write_text(json.dumps(content))
    return path


class TestOpenPose:
    @pytest.mark.parametrize(
        ("width", "height", "canvas"),
        [(800.0, 1000.0, None), (1.0, 1.0, (800, 1000)), (512.0, 640.0, (512, 640))],
        ids=["pixels", "fractions with canvas", "pixels with canvas"],
    )
    def test_units_are_told_apart(
        self,
        tmp_path: Path,
        front: PoseTemplate,
        width: float,
        height: float,
        canvas: tuple[int, int] | None,
    ) -> None:
        content: dict[str, Any] = {
            "people": [{"pose_keypoints_2d": flat(front.people[0], width, height)}]
        }
        if canvas:
            content |= {"canvas_width": canvas[0], "canvas_height": canvas[1]}
        (found,), refused = take(store(tmp_path, content))
        assert refused == []
        assert same(found, front) < 0.006
        assert found.frame == "full"

    def test_signed_coordinates_run_from_minus_one_to_one(
        self, tmp_path: Path, front: PoseTemplate
    ) -> None:
        signed = [(x * 2 - 1, y * 2 - 1, c) for x, y, c in front.people[0]]
        content = {
            "canvas_width": 800,
            "canvas_height": 1000,
            "people": [{"pose_keypoints_2d": flat(signed, 1, 1)}],
        }
        (found,), _ = take(store(tmp_path, content))
        assert same(found, front) < 0.006

    def test_body_25_becomes_18(self, tmp_path: Path, front: PoseTemplate) -> None:
        body: list[Point] = [(0.0, 0.0, 0.0)] * 25
        for ours, theirs in enumerate(BODY_25_TO_18):
            body[theirs] = front.people[0][ours]
        (found,), _ = take(
            store(tmp_path, {"people": [{"pose_keypoints_2d": flat(body, 800, 1000)}]})
        )
        assert same(found, front) < 0.006

    def test_the_web_uis_list_of_frames(self, tmp_path: Path, front: PoseTemplate) -> None:
        frame = {
            "canvas_width": 512,
            "canvas_height": 640,
            "people": [
                {
                    "pose_keypoints_2d": flat(front.people[0], 1, 1),
                    "hand_left_keypoints_2d": None,
                    "face_keypoints_2d": None,
                }
            ],
        }
        upside = json.loads(json.dumps(frame))
        upside["people"][0]["pose_keypoints_2d"] = flat(mirrored(front.people[0]), 1, 1)
        good, refused = take(store(tmp_path, [frame, upside]))
        assert len(good) == 1
        assert [fault.rule for fault in refused[0].faults] == ["duplicate"]
        assert refused[0].source == "pose.json#1"

    def test_an_editors_list_of_pairs_with_gaps(self, tmp_path: Path, front: PoseTemplate) -> None:
        points = [[x * 512, y * 640] for x, y, _ in front.people[0]]
        points[Joint.RIGHT_EAR] = [None, None]  # type: ignore[list-item]
        content = {"width": 512, "height": 640, "keypoints": points}
        (found,), _ = take(store(tmp_path, content))
        assert found.people[0][Joint.RIGHT_EAR][2] == 0
        assert found.people[0][Joint.LEFT_EAR][2] == 1

    def test_hands_come_along(self, tmp_path: Path, library: Library) -> None:
        held = next(
            one
            for one in library.templates
            if one.id.startswith("fsf_") and one.frame == "full" and one.placement == "hand-left"
        )
        content = {
            "people": [
                {
                    "pose_keypoints_2d": flat(held.people[0], 800, 1000),
                    "hand_left_keypoints_2d": flat(held.hands[0]["left"], 800, 1000),
                }
            ]
        }
        (found,), _ = take(store(tmp_path, content))
        assert len(found.hands[0]["left"]) == 21
        wrist, root = found.people[0][Joint.LEFT_WRIST], found.hands[0]["left"][0]
        assert abs(wrist[0] - root[0]) + abs(wrist[1] - root[1]) < 0.01

    def test_several_people_stay_together(self, tmp_path: Path, library: Library) -> None:
        pair = next(one for one in library.templates if len(one.people) == 2)
        people = [{"pose_keypoints_2d": flat(body, 800, 1000)} for body in pair.people]
        (found,), _ = take(store(tmp_path, {"people": people}))
        assert same(found, pair) < 0.02


class TestCoco:
    def test_visibility_flags_become_confidence(self, tmp_path: Path, front: PoseTemplate) -> None:
        body: list[list[float]] = [[0, 0, 0] for _ in range(17)]
        for ours, theirs in enumerate(COCO_17_TO_18):
            if theirs is not None:
                x, y, _ = front.people[0][ours]
                body[theirs] = [x * 800, y * 1000, 1 if ours == Joint.LEFT_KNEE else 2]
        annotation = {"id": 7, "image_id": 1, "keypoints": [v for point in body for v in point]}
        content = {"images": [], "annotations": [annotation, {"iscrowd": 1}]}
        (found,), refused = take(store(tmp_path, content))
        assert refused == []
        assert found.people[0][Joint.LEFT_KNEE][2] == 0.5
        assert found.people[0][Joint.RIGHT_KNEE][2] == 1
        assert found.people[0][Joint.NECK][2] == 1
        assert found.source == "pose.json#7"

    def test_a_broken_annotation_is_refused_and_the_others_read(
        self, tmp_path: Path, front: PoseTemplate
    ) -> None:
        body: list[float] = [0.0] * 51
        for ours, theirs in enumerate(COCO_17_TO_18):
            if theirs is not None:
                x, y, _ = front.people[0][ours]
                body[theirs * 3 : theirs * 3 + 3] = [x * 800, y * 1000, 2]
        content = {
            "annotations": [
                {"id": 1, "keypoints": [1, 2, 5] * 17},
                {"id": 2, "keypoints": [1, 2, 2] * 16},
                {"id": 3, "keypoints": body},
            ]
        }
        (found,), refused = take(store(tmp_path, content))
        assert found.source == "pose.json#3"
        assert "flag is not 0, 1 or 2" in refused[0].text()
        assert "16 keypoints" in refused[1].text()


class TestPictures:
    def test_a_drawn_skeleton_is_read_back(self, tmp_path: Path, front: PoseTemplate) -> None:
        draw(front.people, 819, 1024, style=SDXL).save(tmp_path / "pose.png")
        (found,), refused = take(tmp_path / "pose.png")
        assert refused == []
        assert same(found, front) < 0.01

    def test_a_jpeg_of_it_too(self, tmp_path: Path, front: PoseTemplate) -> None:
        draw(front.people, 819, 1024, style=SDXL).save(tmp_path / "pose.jpg", quality=92)
        (found,), _ = take(tmp_path / "pose.jpg")
        assert same(found, front) < 0.015

    def test_a_photograph_holds_no_skeleton(self, tmp_path: Path) -> None:
        from PIL import Image

        Image.linear_gradient("L").convert("RGB").save(tmp_path / "photo.png")
        good, refused = take(tmp_path / "photo.png")
        assert good == []
        assert refused[0].faults[0].rule == "no_person"

    def test_a_folder_is_read_in_order(self, tmp_path: Path, library: Library) -> None:
        poses = [one for one in library.templates if one.frame == "full"][:3]
        for number, one in enumerate(poses):
            draw(one.people, 512, 640).save(tmp_path / f"{number}.png")
        (tmp_path / "notes.txt").write_text("not a pose")
        assert [found.source for found in read(tmp_path)] == ["0.png", "1.png", "2.png"]

    def test_one_broken_picture_of_a_folder_is_refused_and_the_rest_read(
        self, tmp_path: Path, front: PoseTemplate
    ) -> None:
        draw(front.people, 819, 1024, style=SDXL).save(tmp_path / "b.png")
        (tmp_path / "a.png").write_bytes(b"nonsense")
        (found,), (refused,) = take(tmp_path)
        assert found.source == "b.png"
        assert refused.faults[0].rule == "unreadable"
        assert "a.png: not a readable" in refused.text()


def shard(path: Path, column: str, cells: list[Any]) -> Path:
    """A Parquet file as data sets on hubs have them."""
    parquet.write_table(pyarrow.table({"caption": ["x"] * len(cells), column: cells}), path)
    return path


def png(template: PoseTemplate) -> bytes:
    out = BytesIO()
    draw(template.people, 819, 1024, style=SDXL).save(out, "PNG")
    return out.getvalue()


class TestParquet:
    # The second name is the data set sayakpaul/poses-controlnet-dataset's own spelling.
    @pytest.mark.parametrize("column", ["conditioning_image", "condtioning_image"])
    def test_pictures_of_a_shard_are_read(
        self, tmp_path: Path, front: PoseTemplate, column: str
    ) -> None:
        cells = [
            {"bytes": png(front), "path": "0.png"},
            {"bytes": b"nonsense", "path": "1.png"},
            {"bytes": None, "path": "2.png"},
        ]
        (found,), refused = take(shard(tmp_path / "train.parquet", column, cells))
        assert same(found, front) < 0.01
        assert found.source == "train.parquet#0"
        assert [refusal.source for refusal in refused] == ["train.parquet#1", "train.parquet#2"]
        assert "holds no picture" in refused[1].text()

    def test_plain_bytes_are_pictures_too(self, tmp_path: Path, front: PoseTemplate) -> None:
        (found,), _ = take(shard(tmp_path / "poses.parquet", "image", [png(front)]))
        assert same(found, front) < 0.01

    def test_a_shard_without_drawn_poses(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable, match="no column of drawn poses"):
            list(read(shard(tmp_path / "text.parquet", "text", ["a"])))

    def test_a_file_that_only_ends_so(self, tmp_path: Path) -> None:
        (tmp_path / "train.parquet").write_bytes(b"PAR1")
        with pytest.raises(Unreadable, match="not a readable Parquet"):
            list(read(tmp_path / "train.parquet"))

    def test_without_the_extra_it_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "train.parquet").write_bytes(b"PAR1")
        monkeypatch.setattr("pose_seed.importers.files.find_spec", lambda name: None)
        with pytest.raises(Unreadable, match="pyarrow"):
            list(read(tmp_path / "train.parquet"))


class TestOtherPeoplesFiles:
    def test_coco_annotations_of_mmpose(self) -> None:
        good, refused = take(DATA / "mmpose_test_coco.json")
        assert len(good) + len(refused) == 14
        # Three good poses do not stand upright and face the camera, as this shelf's do.
        assert 4 <= len(good) <= 6
        reasons = Counter(fault.rule for refusal in refused for fault in refusal.faults)
        assert reasons["no_person"] == 2
        assert reasons["off_shelf"] == 3
        assert {one.frame for one in good} <= {"full", "three-quarter"}

    def test_a_file_of_hands_alone_has_no_pose(self) -> None:
        good, refused = take(DATA / "openpose_editor_output_pose.json")
        assert good == []
        assert [fault.rule for fault in refused[0].faults] == ["no_person"]

    def test_absurd_results_are_refused_with_reasons(self) -> None:
        good, refused = take(DATA / "cocoapi_fakekeypoints100_results.json")
        assert len(good) + len(refused) == 125
        reasons = Counter(fault.rule for refusal in refused for fault in refusal.faults)
        assert {"too_few_points", "no_head", "limb_ratio", "illegible", "disconnected"} <= set(
            reasons
        )
        # The first has eleven of its joints on one spot, the second no head.
        assert refused[0].source.endswith("#0")
        assert refused[1].source.endswith("#1")
        for one in good:
            assert faults(one.people, frame=one.frame, aspect=one.aspect) == []


BROKEN_FILES: dict[str, str] = {
    "not JSON": "{",
    "nothing known": '{"poses": []}',
    "a number": "3",
    "an odd count": '{"people": [{"pose_keypoints_2d": [1, 2, 3, 4]}]}',
    "another skeleton": '{"people": [{"pose_keypoints_2d": [1, 2, 1, 3, 4, 1]}]}',
    "text for numbers": '{"people": [{"pose_keypoints_2d": ["a", "b", "c"]}]}',
    "coco of nothing": '{"annotations": [{"id": 1}]}',
    "deep": "[" * 100_000,
}


class TestBrokenFiles:
    @pytest.mark.parametrize("name", sorted(BROKEN_FILES))
    def test_they_are_refused_in_words(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "broken.json"
        path.write_text(BROKEN_FILES[name])
        with pytest.raises(Unreadable, match=r"broken\.json"):
            list(read(path))

    @pytest.mark.parametrize("name", ["none.json", "pose.gif", "pose"])
    def test_what_is_no_pose_file(self, tmp_path: Path, name: str) -> None:
        if name != "none.json":
            (tmp_path / name).write_bytes(b"GIF89a")
        with pytest.raises(Unreadable):
            list(read(tmp_path / name))

    def test_a_picture_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "pose.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")
        with pytest.raises(Unreadable, match="readable"):
            list(read(tmp_path / "pose.png"))

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable, match="folder"):
            list(read(tmp_path))

    def test_infinite_coordinates_are_a_fault_not_a_crash(
        self, tmp_path: Path, front: PoseTemplate
    ) -> None:
        values = flat(front.people[0], 800, 1000)
        values[0] = float("inf")
        path = store(tmp_path, {"people": [{"pose_keypoints_2d": values}]})
        good, refused = take(path)
        assert good == []
        assert refused[0].faults[0].rule == "bad_number"


class TestFrames:
    def test_the_lowest_visible_joint_decides(self, front: PoseTemplate) -> None:
        def cut(*gone: Joint) -> str:
            body = [(0.0, 0.0, 0.0) if j in gone else front.people[0][j] for j in Joint]
            return frame_of([body])

        ankles = (Joint.RIGHT_ANKLE, Joint.LEFT_ANKLE)
        knees = (*ankles, Joint.RIGHT_KNEE, Joint.LEFT_KNEE)
        hips = (*knees, Joint.RIGHT_HIP, Joint.LEFT_HIP)
        assert cut() == "full"
        assert cut(*ankles[:1]) == "three-quarter"
        assert cut(*ankles) == "three-quarter"
        assert cut(*knees) == "half"
        assert cut(*hips) == "bust"

    def test_a_person_anywhere_in_a_photo_is_framed_anew(self, front: PoseTemplate) -> None:
        far = [(x * 0.2 + 3, y * 0.25 + 9, c) for x, y, c in front.people[0]]
        (found,), _ = judge([Found("far", [far])], FRONT)
        ys = [point[1] for point in found.people[0]]
        assert min(ys) > 0.05
        assert max(ys) < 0.97
        assert max(ys) - min(ys) > 0.75
