"""A batch goes on whatever one video does, and goes on where it ended."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import batch_work
import pytest

from app.batch import pool
from app.batch.batch import (
    FINISHED,
    SUMMARY,
    Line,
    Status,
    Task,
    analyse_one,
    key_of,
    run,
    summary_csv,
)
from app.batch.dask import dask_runner
from app.batch.pool import local_runner
from app.cli import main as cli
from app.errors import UserError
from app.run.pipeline import Settings
from app.session.file import to_json
from app.store import Store
from drills.core.events import Drill, RepResult
from tests.app.cli.test_cli import write_video
from tests.store_builders import a_rep, a_session, as_schema_1

needs_posix = pytest.mark.skipif(os.name == "nt", reason="kills with SIGKILL")


def tasks_of(folder, *names, **more):
    tasks = []
    for name in names:
        path = folder / name
        if not path.exists():
            path.write_bytes(os.fsencode(name))
        key = key_of(path, Settings(), "everyday", None)
        tasks.append(Task(str(path), key, "", Settings(), **more))
    return tasks


@pytest.fixture
def videos(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def here(work):
    """Run tasks in this process, in order."""

    def runner(tasks, stopped):
        for task in tasks:
            if stopped():
                return
            yield task, work(task)

    return runner


def ran(tasks, out, runner, stopped=lambda: False, kept=None):
    kept = [] if kept is None else kept
    return run(tasks, out, runner, kept.append, lambda _line: None, stopped)


def table(out):
    return list(csv.DictReader(io.StringIO((out / SUMMARY).read_text("utf-8-sig"))))


def statuses(lines):
    return [line.status for line in lines]


# ---------------------------------------------------------------- the batch itself


def test_one_failing_video_does_not_stop_the_rest(videos, out):
    kept = []
    lines = ran(
        tasks_of(videos, "a.mp4", "bad.mp4", "c.mp4"), out, here(batch_work.fake), kept=kept
    )
    assert statuses(lines) == [Status.DONE, Status.FAILED, Status.DONE]
    assert [result.session["id"] for result in kept] == ["a", "c"]
    assert (out / "a" / "session.json").exists()
    assert not (out / "bad").exists()
    rows = table(out)
    assert [row["status"] for row in rows] == ["done", "failed", "done"]
    assert "mend it" in rows[1]["error"]
    assert rows[0]["left_pelvis_rotation_open_deg"] == "21.00"
    assert (rows[0]["clean"], rows[1]["clean"]) == ("3", "")


def test_what_is_finished_is_skipped_by_its_content(videos, out):
    tasks = tasks_of(videos, "a.mp4", "b.mp4")
    ran(tasks, out, here(batch_work.counting))
    again = ran(tasks, out, here(batch_work.counting))
    assert statuses(again) == [Status.SKIPPED, Status.SKIPPED]
    assert again[0].session["id"] == "a"
    (videos / "moved.mp4").write_bytes((videos / "a.mp4").read_bytes())  # the same, renamed
    (videos / "b.mp4").write_bytes(b"another take")
    lines = ran(tasks_of(videos, "moved.mp4", "b.mp4"), out, here(batch_work.counting))
    assert statuses(lines) == [Status.SKIPPED, Status.DONE]
    assert (videos / "made.log").read_text().split() == ["a.mp4", "b.mp4", "b.mp4"]
    assert lines[1].folder == "b"  # takes the place of the earlier take
    assert table(out)[0]["clean"] == "3"


def test_other_settings_are_another_analysis(videos, out):
    ran(tasks_of(videos, "a.mp4"), out, here(batch_work.counting))
    key = key_of(videos / "a.mp4", Settings(Drill.FROGGER), "everyday", None)
    other = Task(str(videos / "a.mp4"), key, "", Settings(Drill.FROGGER))
    assert statuses(ran([other], out, here(batch_work.counting))) == [Status.DONE]


def test_results_that_were_deleted_are_made_again(videos, out):
    tasks = tasks_of(videos, "a.mp4")
    ran(tasks, out, here(batch_work.fake))
    (out / "a" / "session.json").unlink()
    assert statuses(ran(tasks, out, here(batch_work.fake))) == [Status.DONE]


def test_a_ledger_cut_off_in_its_last_line_costs_one_video(videos, out):
    tasks = tasks_of(videos, "a.mp4", "b.mp4")
    ran(tasks, out, here(batch_work.fake))
    text = (out / FINISHED).read_text("utf-8")
    (out / FINISHED).write_text(text[:-20], "utf-8")
    assert statuses(ran(tasks, out, here(batch_work.fake))) == [Status.SKIPPED, Status.DONE]


def test_equal_contents_are_analysed_once_and_equal_names_do_not_meet(videos, out):
    (videos / "sub").mkdir()
    tasks = tasks_of(videos, "a.mp4", "sub/a.mp4")
    twin = tasks_of(videos, "a.mp4")
    lines = ran([*tasks, *twin], out, here(batch_work.fake))
    assert statuses(lines) == [Status.DONE, Status.DONE, Status.SKIPPED]
    assert [line.folder for line in lines[:2]] == ["a", "a-2"]


def test_the_copy_of_a_video_that_failed_has_failed_too(videos, out):
    (videos / "bad.mp4").write_bytes(b"same")
    (videos / "copy.mp4").write_bytes(b"same")
    lines = ran(tasks_of(videos, "bad.mp4", "copy.mp4"), out, here(batch_work.fake))
    assert statuses(lines) == [Status.FAILED, Status.FAILED]
    assert lines[1].code == 1
    assert "copy.mp4 is a copy of bad.mp4, which failed" in lines[1].error


def test_the_copy_of_a_video_that_was_done_has_its_results(videos, out):
    (videos / "a.mp4").write_bytes(b"same")
    (videos / "copy.mp4").write_bytes(b"same")
    lines = ran(tasks_of(videos, "a.mp4", "copy.mp4"), out, here(batch_work.counting))
    assert statuses(lines) == [Status.DONE, Status.SKIPPED]
    assert (lines[1].folder, lines[1].session["id"]) == ("a", "a")
    assert (videos / "made.log").read_text().split() == ["a.mp4"]


def test_names_that_are_no_text_are_analysed_and_summed_up(videos, out):
    name = os.fsdecode(b"caf\xe9.mp4")
    tasks = tasks_of(videos, name, "b.mp4")
    lines = ran(tasks, out, here(batch_work.counting_bytes))
    assert statuses(lines) == [Status.DONE, Status.DONE]
    assert "caf\ufffd.mp4" in table(out)[0]["input"]
    assert statuses(ran(tasks, out, here(batch_work.counting_bytes))) == [Status.SKIPPED] * 2


def test_names_that_differ_in_case_only_do_not_meet_on_a_disk_that_knows_none(videos, out):
    lines = ran(tasks_of(videos, "Clip.mp4", "clip.mov"), out, here(batch_work.fake))
    assert [line.folder for line in lines] == ["Clip", "clip-2"]


def test_a_stop_keeps_what_is_done_and_the_next_run_goes_on(videos, out):
    tasks = tasks_of(videos, "a.mp4", "b.mp4", "c.mp4")
    asked = iter([False, True])
    lines = ran(tasks, out, here(batch_work.fake), stopped=lambda: next(asked, True))
    assert statuses(lines) == [Status.DONE, Status.STOPPED, Status.STOPPED]
    assert statuses(ran(tasks, out, here(batch_work.fake))) == [
        Status.SKIPPED, Status.DONE, Status.DONE,
    ]  # fmt: skip


def test_hostile_names_are_text_in_the_summary(videos, out):
    (line,) = ran(tasks_of(videos, "=cmd|' '!A1.mp4"), out, here(batch_work.fake))
    (row,) = table(out)
    assert row["folder"].startswith("_cmd")
    assert row["input"] == line.location  # a path with its folder before it is no formula
    assert (out / row["folder"]).resolve().parent == out.resolve()


def test_the_summary_has_all_four_tallies_also_of_files_of_the_schema_before():
    reps = [a_rep(1), a_rep(2, result=RepResult.UNJUDGED)]
    session = to_json(a_session(reps=reps))
    lines = [
        Line("a.mp4", Status.DONE, "a", session=session),
        Line("b.mp4", Status.SKIPPED, "b", session=as_schema_1(a_session(reps=reps[:1]))),
    ]
    rows = list(csv.DictReader(io.StringIO(summary_csv(lines))))
    names = ("clean", "compensated", "partial", "unjudged", "total")
    assert [[row[name] for name in names] for row in rows] == [
        ["1", "0", "0", "1", "2"],
        ["1", "0", "0", "0", "1"],
    ]


# ---------------------------------------------------------------- worker processes


@needs_posix
def test_a_video_that_kills_its_process_costs_itself_only(videos, out):
    tasks = tasks_of(videos, "a.mp4", "crash1.mp4", "b.mp4", "crash2.mp4", "c.mp4")
    lines = ran(tasks, out, local_runner(2, batch_work.fake))
    assert [line.status.value for line in lines] == ["done", "failed", "done", "failed", "done"]
    assert "died" in lines[1].error
    assert [line.location for line in lines] == [task.location for task in tasks]


@needs_posix
def test_a_video_whose_process_was_killed_is_tried_again(videos, out):
    tasks = tasks_of(videos, "a.mp4", "b.mp4", "c.mp4")
    lines = ran(tasks, out, local_runner(2, batch_work.killed_once))
    assert [line.status.value for line in lines] == ["done", "done", "done"]


def test_a_process_that_has_analysed_many_videos_makes_room_for_another(videos, out, monkeypatch):
    """Each video leaves holes in its memory: a thousand would take gigabytes."""
    monkeypatch.setattr(pool, "MOST_VIDEOS", 2)
    tasks = tasks_of(videos, *(f"{number}.mp4" for number in range(5)))
    lines = ran(tasks, out, local_runner(1, batch_work.signed))
    assert statuses(lines) == ["done"] * 5
    one, two, *rest = (videos / "pids.log").read_text().split()
    assert one == two
    assert len({one, *rest}) == 3


def test_many_workers_give_what_one_gives(videos, tmp_path):
    tasks = tasks_of(videos, *(f"{n}.mp4" for n in range(6)), "bad.mp4")
    made = []
    for number, runner in enumerate((here(batch_work.fake), local_runner(3, batch_work.fake))):
        folder = tmp_path / f"out{number}"
        folder.mkdir()
        ran(tasks, folder, runner)
        made.append((folder / SUMMARY).read_text("utf-8"))
    assert made[0] == made[1]


def test_a_stopped_pool_ends_and_says_what_is_left(videos, out):
    told = []

    def stopped():
        return len(told) >= 1

    tasks = tasks_of(videos, *(f"{n}.mp4" for n in range(8)))
    lines = run(
        tasks, out, local_runner(2, batch_work.slow_fake), lambda _r: None, told.append, stopped
    )
    done = [line for line in lines if line.status is Status.DONE]
    assert 1 <= len(done) < 8
    assert {line.status for line in lines} == {Status.DONE, Status.STOPPED}


def _batch_of_slow_work(tasks, out):
    list(local_runner(2, batch_work.note_pid)(tasks, lambda: False))


@needs_posix
def test_workers_end_with_a_killed_parent(videos, out):
    tasks = tasks_of(videos, "a.mp4", "b.mp4")
    parent = multiprocessing.get_context("spawn").Process(
        target=_batch_of_slow_work, args=(tasks, out)
    )
    parent.start()
    log = videos / "pids.log"
    deadline_s = time.monotonic() + 30
    while (
        time.monotonic() < deadline_s and len(log.read_text().split() if log.exists() else ()) < 2
    ):
        time.sleep(0.05)
    pids = [int(pid) for pid in log.read_text().split()]
    os.kill(parent.pid, signal.SIGKILL)
    parent.join()
    while time.monotonic() < deadline_s and any(is_alive(pid) for pid in pids):
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in pids)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # an ended child that nobody has waited for yet is a zombie, not at work
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


# ---------------------------------------------------------------- the command


def test_a_folder_is_analysed_kept_summed_up_and_not_analysed_twice(videos, out, capsys):
    write_video(videos / "good.mp4")
    (videos / "bad.mp4").write_bytes(b"nonsense" * 99)
    asked = ["analyse", str(videos), "--jobs", "2", "--out", str(out)]
    assert cli.main(asked) == 1
    printed = capsys.readouterr()
    assert "bad.mp4 is not a readable video" in printed.err
    assert "1 done, 1 failed" in printed.out
    assert (out / "good" / "report.html").exists()
    assert [row["status"] for row in table(out)] == ["failed", "done"]
    assert cli.main([*asked, "--json"]) == 1
    (data,) = json.loads(capsys.readouterr().out)
    assert data["source"]["name"] == "good.mp4"
    assert table(out)[1]["status"] == "skipped"
    with Store.open() as store:
        assert store.sessions() == ()  # nobody was seen: nothing to keep


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["0", "--jobs", "2"], "live"),
        (["x.mp4", "--jobs", "2", "--no-save"], "--no-save"),
    ],
)
def test_what_cannot_be_a_batch_is_refused(tmp_path, capsys, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["analyse", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "two", "9999"])
def test_a_strange_number_of_jobs_is_refused(capsys, number):
    with pytest.raises(SystemExit) as stop:
        cli.main(["analyse", "x.mp4", f"--jobs={number}"])
    assert stop.value.code == 2


# ---------------------------------------------------------------- Dask


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_one_line(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("app.batch.dask.CONNECT_TIMEOUT_S", 1)
    with pytest.raises(UserError, match="no Dask scheduler answers"):
        list(dask_runner("tcp://127.0.0.1:9")([Task("a", "k", "", Settings())], lambda: False))


@needs_posix
@pytest.mark.slow  # starts a cluster of real worker processes, each of which loads the model
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_gives_what_this_machine_gives(videos, tmp_path):
    distributed = pytest.importorskip("distributed")
    names = [f"{n}.mp4" for n in range(5)]
    for number, name in enumerate(names, 1):
        write_video(videos / name, frames=number)
    (videos / "bad.mp4").write_bytes(b"nonsense" * 99)
    tasks = tasks_of(videos, *names, "bad.mp4")
    outs = [tmp_path / "local", tmp_path / "dask"]
    for folder in outs:
        folder.mkdir()
    local = ran(tasks, outs[0], here(analyse_one))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        victims = [worker.process.pid for worker in cluster.workers.values()]

        def kill_one(_line):
            if victims:
                os.kill(victims.pop(), signal.SIGKILL)
                victims.clear()

        runner = dask_runner(cluster.scheduler_address, batch_work.slowly_for_real)
        dask = run(tasks, outs[1], runner, lambda _r: None, kill_one, lambda: False)
    assert statuses(dask) == statuses(local) == [Status.DONE] * 5 + [Status.FAILED]
    assert (outs[0] / SUMMARY).read_text("utf-8") == (outs[1] / SUMMARY).read_text("utf-8")
    for line in local[:5]:
        one, other = (json.loads((o / line.folder / "session.json").read_text()) for o in outs)
        for data in (one, other):
            del data["id"], data["created"]
        assert one == other
        angles = [(o / line.folder / "angles.csv").read_bytes() for o in outs]
        assert angles[0] == angles[1]
