"""``wenju doctor``: the real command."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from index.generation import GENERATIONS, read_current

FREE = ("--port", "0")


def checks(done) -> dict[str, dict]:
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_a_machine_where_nothing_is_amiss(real_wenju, examples) -> None:
    done = real_wenju("doctor", "--index", examples.index, *FREE, COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "wenju runs here, and nothing is amiss."
    assert not [line for line in lines if line.startswith(("  !", "  ✗"))]
    assert lines[0] == "Python"
    assert "\033" not in done.stdout
    prose = [line for line in lines if "/" not in line]  # a path is not broken
    assert max(map(len, prose)) <= 80


def test_json_holds_to_the_contract(wenju, examples, tmp_path, check_contract) -> None:
    for index in (examples.index, tmp_path / "nowhere"):
        done = wenju("doctor", "--index", index, "--json", *FREE)
        found = json.loads(done.stdout)
        check_contract("diagnosis", found)
        assert done.stderr == ""
        assert found["ok"] == (done.returncode == 0)
        assert found["ok"] == all(check["state"] != "problem" for check in found["checks"])
    assert not found["ok"]


def test_before_the_first_build_it_is_not_yet(wenju) -> None:
    done = wenju("doctor", *FREE)
    assert done.returncode == 0
    assert "  ! index               Not yet" in done.stdout
    assert re.search(r"^ +\$ .*wenju build FOLDER$", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("wenju runs here; 1 warning (index).\n")
    named = wenju("doctor", *FREE, WENJU_INDEX="elsewhere")
    assert named.returncode == 1
    assert named.stdout.endswith("1 problem (index).\n")


def test_the_command_for_a_damaged_index_mends_it(wenju, examples, tmp_path) -> None:
    sources = tmp_path / "my articles"
    sources.mkdir()
    for path in examples.small:
        shutil.copy(path, sources)
    index = tmp_path / "index"
    assert wenju("build", sources, "--index", index, "--jobs", "1").returncode == 0
    store = index / GENERATIONS / read_current(index).generation / "passages.sqlite"
    store.write_bytes(store.read_bytes()[:1000])
    done = wenju("doctor", "--index", index, "--json", *FREE)
    files = checks(done)["files"]
    assert (done.returncode, files["state"]) == (1, "problem")
    subprocess.run(files["mend"], shell=True, check=True, cwd=tmp_path, capture_output=True)
    assert wenju("doctor", "--index", index, *FREE).returncode == 0


def test_an_output_without_chinese_gets_plain_marks(wenju) -> None:
    done = wenju("doctor", *FREE, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "  + Python" in done.stdout
    assert "  ! output" in done.stdout
    assert "$ unset PYTHONIOENCODING" in done.stdout


def test_colours_are_for_who_wants_them(wenju) -> None:
    done = wenju("doctor", *FREE, FORCE_COLOR="1")
    assert "\033[32m✓\033[0m" in done.stdout
    assert "\033[33m!\033[0m" in done.stdout


def test_a_misspelt_variable_is_told(wenju) -> None:
    done = wenju("doctor", *FREE, WENJU_INDEKS="x")
    assert done.returncode == 0
    assert "is WENJU_INDEX meant?" in done.stdout


def test_a_wenju_that_serves_is_recognised(wenju, wenju_command, clean_environment, examples):
    with subprocess.Popen(
        [wenju_command, "serve", "--index", examples.index, "--port", "0"],
        env=clean_environment, stdout=subprocess.PIPE, encoding="utf-8",
    ) as server:  # fmt: skip
        try:
            port = re.search(r":(\d+) ", server.stdout.readline())[1]
            wait_for(int(port))
            done = wenju("doctor", "--index", examples.index, "--port", port, "--json")
        finally:
            server.terminate()
    assert checks(done)["port"]["state"] == "ok"
    assert "already serves" in checks(done)["port"]["found"]


def wait_for(port: int) -> None:
    """Until the server has loaded its application: it listens before, so that who comes waits."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize("wrong", [["--port", "x"], ["--port", "70000"], ["extra"], ["--quiet"]])
def test_wrong_usage_is_one_line(wenju, wrong) -> None:
    done = wenju("doctor", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
