"""The command line as a user meets it: exit codes, one-line errors, nothing heavy for --help."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import entry_points

import av
import numpy as np
import pytest

from app.cli import inputs
from app.cli import main as cli
from sample_videos import sample_path


def write_video(path, frames=3, size=(64, 48)):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for shade in range(frames):
            image = np.full((size[1], size[0], 3), 40 * shade, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return path


def write_sound(path):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), "fltp", "mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def assert_one_line_error(errors, *words):
    lines = errors.strip().splitlines()
    assert len(lines) == 1, errors
    assert lines[0].startswith("hipdrill: error: ")
    assert "Traceback" not in errors
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["analyse", "--help"], ["person", "--help"]]
)
def test_help_and_version_are_quick_because_they_import_nothing_heavy(arguments):
    (entry,) = entry_points(group="console_scripts", name="hipdrill")
    assert entry.value == "app.cli.main:main"
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom app.cli.main import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert not end.code\n"
        "ours = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print('imported', sorted(ours - sys.stdlib_module_names))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout.splitlines()[-1] == "imported ['app']"


@pytest.mark.parametrize(
    "arguments", [["analyse"], ["analyse", "x.mp4", "--drill", "squat"], ["analyse", "--no-such"]]
)
def test_wrong_arguments_exit_with_2_and_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert_one_line_error(capsys.readouterr().err, "--help")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.mp4", None, "does not exist"),
        ("x" * 300 + ".mp4", None, "does not exist"),
        ("empty.mp4", b"", "empty"),
        ("text.mp4", b"this is a letter, not a film\n" * 40, "not a readable video"),
    ],
)
def test_a_bad_file_exits_with_1_and_says_what_to_do(tmp_path, capsys, name, content, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["analyse", str(path), "--no-save"]) == 1
    assert_one_line_error(capsys.readouterr().err, name, words)


def test_an_error_of_the_system_says_what_to_do(tmp_path, capsys, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device", str(tmp_path / "locked.age"))

    monkeypatch.setattr("app.cli.main._dispatch", refuse)
    assert cli.main(["sessions"]) == 3
    assert_one_line_error(capsys.readouterr().err, "locked.age: No space", "free some space")


def test_sound_without_pictures_exits_with_1(tmp_path, capsys):
    path = write_sound(tmp_path / "voice.mp4")
    assert cli.main(["analyse", str(path), "--no-save"]) == 1
    assert_one_line_error(capsys.readouterr().err, "contains no video")


def test_a_folder_without_videos_exits_with_1(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("nothing to see")
    assert cli.main(["analyse", str(tmp_path), "--no-save"]) == 1
    assert_one_line_error(capsys.readouterr().err, "there is no video in")


def test_a_batch_without_videos_sums_nothing_up(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    command = ["analyse", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    assert cli.main(command) == 1
    assert capsys.readouterr().out == ""


def test_an_absent_camera_exits_with_3(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["analyse", "97", "--no-save"]) == 3
    assert_one_line_error(capsys.readouterr().err, "camera 97")


def test_a_damaged_model_exits_with_3(tmp_path, capsys, monkeypatch):
    damaged = tmp_path / "pose_landmarker_full.task"
    damaged.write_bytes(b"not the model")
    damaged.with_suffix(".task.sha256").write_text("0" * 64)
    monkeypatch.setattr("vision.pose.estimator.model_path", lambda: damaged)
    video = write_video(tmp_path / "clip.mp4")
    assert cli.main(["analyse", str(video), "--no-save"]) == 3
    assert_one_line_error(capsys.readouterr().err, "model", "install hipdrill again")


def test_an_output_folder_that_is_a_file_exits_with_2_before_any_work(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    code = cli.main(["analyse", str(sample_path("foot_lift")), "--out", str(tmp_path / "taken")])
    assert code == 2
    assert_one_line_error(capsys.readouterr().err, "cannot write", "--out")


def test_one_bad_input_does_not_stop_the_others(tmp_path, capsys):
    good = write_video(tmp_path / "good.mp4")
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"nonsense" * 99)
    code = cli.main(["analyse", str(bad), str(good), "--out", str(tmp_path / "out"), "--json"])
    printed = capsys.readouterr()
    assert code == 1
    assert_one_line_error(printed.err, "bad.mp4")
    (data,) = json.loads(printed.out)
    assert data["source"]["name"] == "good.mp4"
    assert data["drill"] == "none"
    assert "Nobody was seen." in data["quality"]["notes"]
    assert (tmp_path / "out" / "good" / "session.json").exists()


def test_a_folder_is_a_batch_and_equal_stems_do_not_overwrite_each_other(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    write_video(folder / "clip.mp4", frames=1)
    write_video(folder / "clip.mov", frames=2)
    code = cli.main(["analyse", str(folder), "--out", str(tmp_path / "out"), "--json"])
    assert code == 0
    frames = {data["source"]["frames"] for data in json.loads(capsys.readouterr().out)}
    assert frames == {1, 2}
    folders = sorted(p.name for p in (tmp_path / "out").iterdir() if p.is_dir())
    assert folders == ["clip", "clip-2"]


@pytest.mark.parametrize("size", [(2, 2), (202, 302), (630, 10)])
def test_odd_sizes_give_a_result_that_says_nobody(tmp_path, capsys, size):
    path = write_video(tmp_path / "odd.mp4", size=size)
    assert cli.main(["analyse", str(path), "--no-save", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["source"]["width_px"], data["source"]["height_px"]) == size
    assert data["reps"] == []


def test_the_terminal_shows_no_native_log_lines(tmp_path):
    path = write_video(tmp_path / "clip.mp4")
    done = run("analyse", path, "--no-save")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "no drill found" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child alone")
def test_ctrl_c_keeps_what_is_done(tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "analyse", str(sample_path("aeroplane")), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(8)  # into the analysis, which takes about 25 s
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    data = json.loads((out / "aeroplane" / "session.json").read_text("utf-8"))
    assert any("Stopped by the user" in note for note in data["quality"]["notes"])
    assert 0 < data["source"]["frames"] < 686


def test_cameras_lists_none_without_failing(capsys, monkeypatch):
    monkeypatch.setattr("vision.capture.camera.list_cameras", lambda: [])
    assert cli.main(["cameras"]) == 0
    assert "No camera" in capsys.readouterr().out
    monkeypatch.setattr("vision.capture.camera.list_cameras", lambda: [(0, "Built-in")])
    assert cli.main(["cameras", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"number": 0, "name": "Built-in"}]


def test_a_name_of_dots_stays_inside_the_output_folder(tmp_path):
    names = {inputs.free_name(name, set()) for name in ("...mp4", "..mp4", "a/....mov")}
    assert names == {"input"}


def test_out_and_no_save_contradict_each_other(tmp_path, capsys):
    assert cli.main(["analyse", "x.mp4", "--no-save", "--out", str(tmp_path)]) == 2
    assert_one_line_error(capsys.readouterr().err, "--no-save")


@pytest.mark.parametrize(
    ("location", "words"),
    [("99999999999999999999", "no camera"), ("ftp://a/b.mp4", "not an address"), ("", "no name")],
)
def test_strange_locations_are_refused_in_one_line(tmp_path, capsys, monkeypatch, location, words):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["analyse", location, "--no-save"]) in (1, 3)
    assert_one_line_error(capsys.readouterr().err, words)


def test_an_address_is_stored_without_password_and_query():
    from vision.capture.frame_source import shown_name

    assert shown_name("rtsp://me:secret@host:554/live?token=1") == "rtsp://host:554/live"


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell's closed descriptors")
def test_a_closed_stderr_is_no_reason_to_fail(tmp_path):
    path = write_video(tmp_path / "clip.mp4")
    command = f'"{sys.executable}" -m app analyse "{path}" --no-save --json 2>&-'
    done = subprocess.run(
        command, shell=True, stdout=subprocess.PIPE, text=True, check=False, timeout=300
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["drill"] == "none"


@pytest.mark.parametrize("option", ["--neutral", "--standing"])
@pytest.mark.parametrize(
    "inputs", [("0",), ("a.mp4", "b.mp4"), ("http://127.0.0.1:9/video",)], ids=str
)
def test_a_moment_is_marked_in_one_recorded_video(inputs, option, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in inputs:
        if name.endswith(".mp4"):
            write_video(tmp_path / name)
    assert cli.main(["analyse", *inputs, option, "2", "--no-save"]) == 2
    assert_one_line_error(capsys.readouterr().err, f"{option} 2", "one video file")


@pytest.mark.parametrize("option", ["--neutral", "--standing"])
@pytest.mark.parametrize("seconds", ["-1", "nan", "inf"])
def test_a_moment_before_the_beginning_exits_with_2(option, seconds, tmp_path, capsys):
    path = write_video(tmp_path / "clip.mp4")
    assert cli.main(["analyse", str(path), option, seconds, "--no-save"]) == 2
    assert_one_line_error(capsys.readouterr().err, "seconds from its beginning")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--neutral", "nobody holds a start pose at 0.1 s"),
        ("--standing", "nobody stands side-on to the camera at 0.1 s"),
    ],
)
def test_a_moment_where_nobody_is_exits_with_1(option, said, tmp_path, capsys):
    path = write_video(tmp_path / "clip.mp4")
    assert cli.main(["analyse", str(path), option, "0.1", "--no-save"]) == 1
    assert_one_line_error(capsys.readouterr().err, said)
