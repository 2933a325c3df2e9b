"""The checks of ``wenju doctor``, each on a machine where it must speak up."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from api import settings
from api.doctor import limits
from api.doctor.diagnose import CHECKS, diagnose
from api.doctor.display import check_fonts, check_terminal
from api.doctor.finding import Finding, ok, size
from api.doctor.index_state import check_builds, check_index, check_sources
from api.doctor.install import Install
from api.doctor.interpreter import check_platform, check_python
from api.doctor.machine import Machine, Output
from api.doctor.memory import check_cores, check_memory, memory_needed
from api.doctor.model import check_index_model, check_support_model
from api.doctor.packages import check_lock, check_packages, check_transformers
from api.doctor.places import check_cache, check_index_folder, check_variables, known_variables
from api.doctor.port import check_port
from index.generation import CURRENT, GENERATIONS, Current, read_current, set_current

ROOT = Path(__file__).parents[1]
MIB = 1 << 20


@pytest.fixture
def install(tmp_path) -> Install:
    """A wheel in a plain environment."""
    return Install(kind="pip", prefix=tmp_path / "env", checkout=None, cwd=tmp_path, search_path="")


@pytest.fixture
def machine(tmp_path, install) -> Machine:
    """A machine where nothing is amiss, without an index; its ``/`` is empty."""
    return Machine(
        index=tmp_path / "index",
        index_named=True,
        install=install,
        environ={"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        output=Output("utf-8", False),
        python=(3, 11, 9),
        platform="linux",
        root=tmp_path / "root",
    )


@pytest.fixture
def indexed(machine, examples) -> Machine:
    """The same with a copy of the examples' index, to be damaged."""
    shutil.copytree(examples.index, machine.index)
    return machine


def one(findings: Iterator[Finding], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def states(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(finding.name, finding.state) for finding in findings]


def generation(machine: Machine) -> Path:
    return machine.index / GENERATIONS / read_current(machine.index).generation


def edit_manifest(machine: Machine, **fields: object) -> None:
    path = generation(machine) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), encoding="utf-8")


# --- findings and the diagnosis


def test_a_finding_is_one_line_and_what_is_well_needs_no_mending() -> None:
    for wrong in ({"found": "a\nb"}, {"mend": "rm x"}, {"name": ""}, {"found": ""}):
        with pytest.raises(ValueError):
            replace(ok("name", "found"), **wrong)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1250, "1.2 kB"), (2.54e6, "2.5 MB"),
                    (247e6, "247 MB"), (12.3e9, "12 GB")],
)  # fmt: skip
def test_sizes_are_said_as_people_say_them(n, said) -> None:
    assert size(n) == said


def test_a_check_that_fails_is_a_problem_and_stops_no_other(machine) -> None:
    def check_the_sky(machine: Machine) -> Iterator[Finding]:
        yield ok("clouds", "None.")
        raise RuntimeError("it\nfell")

    def check_the_sea(machine: Machine) -> Iterator[Finding]:
        yield ok("sea", "Calm.")

    diagnosis = diagnose(machine, [("World", [check_the_sky, check_the_sea])])
    assert [f.name for f in diagnosis.groups[0].findings] == ["clouds", "the sky", "sea"]
    failed = diagnosis.groups[0].findings[1]
    assert failed.found == "The check failed: RuntimeError: it fell"
    assert (diagnosis.ok, diagnosis.verdict) == (False, "1 problem (the sky).")


def test_no_check_raises_where_nothing_works(machine, tmp_path) -> None:
    def nothing(name: str) -> Distribution:
        raise PackageNotFoundError(name)

    file = tmp_path / "file"
    file.touch()
    broken = replace(
        machine, index=file / "x", environ={}, output=Output("", False), port=1, host="192.0.2.1",
        find_distribution=nothing, may_write=lambda path: False, platform="plan9", root=file,
    )  # fmt: skip
    diagnosis = diagnose(broken)
    assert not diagnosis.ok
    assert len(diagnosis.groups) == len(CHECKS)


def test_a_well_machine_has_no_problem(indexed) -> None:
    spare = replace(indexed, port=0)
    assert diagnose(spare).verdict == "wenju runs here, and nothing is amiss."


# --- Python and packages


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10, 14), "problem"), ((3, 11, 0), "ok"), ((3, 12, 99), "ok"),
                           ((3, 13, 0), "problem")],
)  # fmt: skip
def test_python_is_held_to_what_wenju_requires(machine, version, state) -> None:
    (found,) = check_python(replace(machine, python=version))
    assert found.state == state
    assert ("python3.12" in found.mend) == (state == "problem")


def test_windows_is_sent_to_wsl(machine) -> None:
    (found,) = check_platform(replace(machine, platform="win32"))
    assert (found.state, found.mend) == ("problem", "wsl --install")


@pytest.fixture
def packages(tmp_path) -> Callable[..., Callable[[str], Distribution]]:
    """A finder of packages in which some are missing (None) or of another version."""

    def finder(**versions: str | None) -> Callable[[str], Distribution]:
        def find(name: str) -> Distribution:
            key = name.replace("-", "_")
            if key not in versions:
                return distribution(name)
            version = versions[key]
            if version is None:
                raise PackageNotFoundError(name)
            folder = tmp_path / f"{key}-{version}.dist-info"
            folder.mkdir(exist_ok=True)
            text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            if version == "2.13.0":
                text += "Requires-Dist: nvidia-cublas==13\n"
            (folder / "METADATA").write_text(text, encoding="utf-8")
            return Distribution.at(folder)

        return find

    return finder


def test_missing_and_old_packages_are_told_each_with_its_command(machine, packages) -> None:
    find = packages(faiss_cpu=None, numpy="1.26.4", rjieba=None)
    found = list(check_packages(replace(machine, find_distribution=find)))
    assert sorted(states(iter(found))) == [
        ("faiss-cpu", "problem"), ("numpy", "problem"), ("rjieba", "warning"),
    ]  # fmt: skip
    pip = "env/bin/python -m pip install --force-reinstall --no-deps"
    assert one(iter(found), "faiss-cpu").mend == f"{pip} 'faiss-cpu>=1.12'"
    assert "1.26.4" in one(iter(found), "numpy").found
    assert "23 times slower" in one(iter(found), "rjieba").found


def test_all_packages_of_this_environment_fit(machine) -> None:
    assert states(check_packages(machine)) == [("packages", "ok")]


def test_versions_unlike_the_lock_are_a_note_where_there_is_a_lock(machine, packages) -> None:
    assert list(check_lock(machine)) == []
    checkout = replace(machine, install=replace(machine.install, checkout=ROOT))
    (found,) = check_lock(checkout)
    assert found.found == "Those of requirements/base.lock."
    (found,) = check_lock(replace(checkout, find_distribution=packages(faiss_cpu="9.9")))
    assert found.state == "ok"
    assert "faiss-cpu 9.9 (lock: ==" in found.found


def test_transformers_are_optional_and_a_cuda_torch_is_noted(machine, packages) -> None:
    (found,) = check_transformers(replace(machine, find_distribution=packages(torch=None)))
    assert found.state == "ok"
    assert found.found.startswith("torch: not here, and needed only for a --model")
    gone = packages(torch="2.13.0", sentence_transformers="5.0")
    (found,) = check_transformers(replace(machine, find_distribution=gone))
    assert "a CUDA build" in found.found


# --- how it is installed


def test_each_kind_of_installation_is_told_and_has_its_own_commands(tmp_path) -> None:
    def find(prefix: Path, package: Path = tmp_path) -> Install:
        return Install.find(prefix=prefix, package=package, cwd=ROOT, search_path="")

    own = find(ROOT / ".venv", ROOT)
    assert (own.kind, own.checkout) == ("quickstart", ROOT)
    assert own.command("build", "a b") == ".venv/bin/wenju build 'a b'"
    assert own.mend_package("x") == "rm -f .venv/.wenju-stamp && scripts/quickstart"
    assert own.add_models() == "scripts/quickstart --models"
    assert find(ROOT / ".venv-dev", ROOT).mend_package("x").endswith("&& scripts/check")
    for marker, kind, first in (
        ("pipx_metadata.json", "pipx", "pipx reinstall wenju"),
        ("uv-receipt.toml", "uv", "uv pip install --python"),
    ):
        prefix = tmp_path / kind
        prefix.mkdir()
        (prefix / marker).touch()
        found = find(prefix)
        assert (found.kind, found.checkout) == (kind, None)
        assert found.mend_package("x>=1").startswith(first)
    assert find(tmp_path).kind == "pip"


def test_wenju_is_called_by_name_only_where_the_shell_finds_this_one(tmp_path, install) -> None:
    for folder in (tmp_path / "env" / "bin", tmp_path / "other"):
        folder.mkdir(parents=True)
        (folder / "wenju").touch(mode=0o755)
    assert replace(install, search_path=str(tmp_path / "other")).command() == "env/bin/wenju"
    assert replace(install, search_path=str(tmp_path / "env" / "bin")).command() == "wenju"


# --- the index


def test_an_index_nobody_named_is_not_yet_and_a_named_one_is_missed(machine, tmp_path) -> None:
    (found,) = check_index(replace(machine, index_named=False))
    assert (found.state, found.mend) == ("warning", "env/bin/wenju build FOLDER")
    (found,) = check_index(machine)
    assert found.state == "problem"
    assert found.mend == f"env/bin/wenju build FOLDER --index {tmp_path / 'index'}"


def test_the_index_of_the_examples_is_not_yet_either(machine, tmp_path) -> None:
    install = replace(machine.install, checkout=tmp_path)
    (found,) = check_index(replace(machine, install=install, index=tmp_path / "examples" / "index"))
    assert (found.state, found.mend) == ("warning", "scripts/quickstart")


def test_a_whole_index_is_described(indexed) -> None:
    found = list(check_index(indexed))
    assert {finding.state for finding in found} == {"ok"}
    assert "24 articles" in found[0].found
    assert read_current(indexed.index).generation in found[0].found


def test_damage_is_a_problem_with_the_command_that_rebuilds(indexed, examples) -> None:
    rows = generation(indexed) / "vectors" / "rows.f32"
    rows.write_bytes(rows.read_bytes()[:-4])
    found = one(check_index(indexed), "files")
    assert found.state == "problem"
    assert found.found.startswith("vectors/rows.f32: ")
    assert found.mend == f"env/bin/wenju build {examples.sources} --index {indexed.index}"


def test_a_file_of_the_right_size_that_does_not_open_is_damage(indexed) -> None:
    store = generation(indexed) / "passages.sqlite"
    store.write_bytes(b"?" * store.stat().st_size)
    assert one(check_index(indexed), "files").state == "problem"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda m: (m.index / CURRENT).write_text("../x\n"), "CURRENT names no generation"),
        (lambda m: (m.index / CURRENT).write_text("gone\n"), "half-written or gone"),
        (lambda m: edit_manifest(m, format=99), "index format 99"),
        (lambda m: edit_manifest(m, files=None), "its manifest is not whole"),
    ],
)
def test_what_cannot_be_read_is_a_problem(indexed, damage, said) -> None:
    damage(indexed)
    (found,) = check_index(indexed)
    assert found.state == "problem"
    assert said in found.found
    assert "wenju build" in found.mend


def test_a_generation_to_go_back_to_is_told(indexed) -> None:
    current = read_current(indexed.index).generation
    shutil.copytree(generation(indexed), indexed.index / GENERATIONS / "before")
    set_current(indexed.index, Current(current, "before"))
    assert "kept and whole" in one(check_index(indexed), "generation before").found
    (indexed.index / GENERATIONS / "before" / "passages.sqlite").unlink()
    assert "not whole" in one(check_index(indexed), "generation before").found


def test_sources_that_are_gone_are_a_warning(indexed) -> None:
    assert states(check_sources(indexed)) == [("sources", "ok")]
    edit_manifest(indexed, sources=["/nowhere/articles"])
    (found,) = check_sources(indexed)
    assert found.state == "warning"
    assert "1 of 1" in found.found
    assert "/nowhere/articles" in found.found


def test_a_running_build_is_told_and_what_a_dead_one_left(indexed) -> None:
    assert states(check_builds(indexed)) == [("builds", "ok")]
    partial = indexed.index / GENERATIONS / ".partial-1"
    partial.mkdir()
    (partial / "rows").write_bytes(b"x" * 2000)
    with (indexed.index / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "running now" in one(check_builds(indexed), "builds").found
    (found,) = check_builds(indexed)
    assert found.state == "warning"
    assert "left 2.0 kB" in found.found
    assert "build" in found.mend


# --- the model


def test_the_embedded_model_is_hashed_and_answers(indexed) -> None:
    (found,) = check_index_model(indexed)
    assert found.state == "ok"
    assert "encodes a text" in found.found


@pytest.mark.parametrize(
    ("model", "said", "mend"),
    [
        ("no-such-model", "does not pin", "--model wenju-static-v2"),
        ("multilingual-e5-base", "another version", "--model multilingual-e5-base"),
    ],
)
def test_a_model_that_does_not_fit_the_index_is_a_problem(indexed, model, said, mend) -> None:
    edit_manifest(indexed, model=model)
    (found,) = check_index_model(indexed)
    assert found.state == "problem"
    assert said in found.found
    assert mend in found.mend


def test_a_model_that_is_not_here_is_fetched(indexed) -> None:
    from index.model_lock import find_entry

    name = "multilingual-e5-base"
    vectors = json.loads((generation(indexed) / "manifest.json").read_text("utf-8"))["vectors"]
    edit_manifest(indexed, model=name, vectors=vectors | {"identity": find_entry(name).identity})
    (found,) = check_index_model(indexed)
    assert found.state == "problem"
    assert found.mend == f"env/bin/wenju models fetch {name}"


def test_an_index_of_words_needs_no_model(indexed) -> None:
    edit_manifest(indexed, model=None, vectors=None)
    assert states(check_index_model(indexed)) == [("model", "ok")]


JUDGE = "mDeBERTa-v3-base-xnli-multilingual-nli-2mil7"
WRITES = {"WENJU_LLM_URL": "http://127.0.0.1:9/v1", "WENJU_LLM_MODEL": "m"}


def with_judge(machine: Machine, name: str, **environ: str) -> Machine:
    return replace(machine, environ={**machine.environ, "WENJU_SUPPORT_MODEL": name, **environ})


def test_no_support_model_is_nothing_to_say(machine) -> None:
    assert list(check_support_model(machine)) == []
    assert list(check_support_model(with_judge(machine, " "))) == []


def test_a_support_model_that_is_none_or_not_here_is_a_problem(machine) -> None:
    (found,) = check_support_model(with_judge(machine, "bge-m3", **WRITES))
    assert (found.state, found.mend) == ("problem", "unset WENJU_SUPPORT_MODEL")
    assert f"bge-m3: no such NLI model in models.lock; known: {JUDGE}" in found.found
    (found,) = check_support_model(with_judge(machine, JUDGE, **WRITES))
    assert found.state == "problem"
    assert found.mend == f"env/bin/wenju models fetch {JUDGE}"


def test_a_support_model_with_nothing_to_judge_is_a_warning(machine) -> None:
    found = states(check_support_model(with_judge(machine, JUDGE)))
    assert found == [("support model", "problem"), ("support model", "warning")]


def test_a_support_model_that_is_here_is_held_to_the_lock(
    machine, packages, tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "models" / JUDGE
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    given = with_judge(machine, JUDGE, WENJU_MODELS=str(tmp_path / "models"), **WRITES)
    (found,) = check_support_model(given)
    assert found.state == "problem"
    assert "fetched.json is missing" in found.found
    monkeypatch.setattr("api.doctor.model.check_model", lambda *_, **__: [])
    found = one(check_support_model(given), "support model")
    assert found.state == "ok" or "not what runs it" in found.found
    bare = replace(given, find_distribution=packages(torch=None))
    found = one(check_support_model(bare), "support model")
    assert (found.state, "not what runs it: torch" in found.found) == ("problem", True)


def test_a_support_model_counts_in_memory(machine) -> None:
    more = memory_needed(with_judge(machine, JUDGE), None) - memory_needed(machine, None)
    assert 1_500 * MIB < more < 2_500 * MIB
    assert memory_needed(with_judge(machine, "none"), None) == memory_needed(machine, None)


# --- memory and cores


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def test_the_smallest_bound_counts(tmp_path) -> None:
    root = tmp_path
    assert limits.memory_to_be_had(root, address_space=-1) is None
    write(root, "proc/meminfo", "MemTotal: 9000 kB\nMemAvailable: 4000 kB\n")
    assert limits.memory_to_be_had(root, address_space=-1).n_bytes == 4_096_000
    write(root, "proc/self/cgroup", "4:cpu,memory:/a/b\n0::/c/d\n")
    write(root, "sys/fs/cgroup/memory/a/memory.limit_in_bytes", "3000000")
    write(root, "sys/fs/cgroup/memory/a/memory.usage_in_bytes", "1000000")
    write(root, "sys/fs/cgroup/memory/a/memory.stat", "cache 7\ntotal_inactive_file 400000\n")
    write(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", str((1 << 63) - 4096))
    had = limits.memory_to_be_had(root, address_space=-1)
    assert (had.n_bytes, "container" in had.bound) == (2_400_000, True)
    write(root, "sys/fs/cgroup/memory.max", "1500000")
    write(root, "sys/fs/cgroup/memory.current", "1500000")
    write(root, "sys/fs/cgroup/memory.stat", "inactive_file 500\n")
    write(root, "sys/fs/cgroup/c/d/memory.max", "max")
    assert limits.memory_to_be_had(root, address_space=-1).n_bytes == 500
    assert limits.memory_to_be_had(root, address_space=300).n_bytes == 300
    assert limits.memory_to_be_had(root, mapped=100, address_space=300).n_bytes == 200


@pytest.mark.parametrize(
    ("available", "state"), [(100 * MIB, "problem"), (260 * MIB, "warning"), (900 * MIB, "ok")]
)
def test_memory_that_does_not_suffice_is_told(indexed, available, state) -> None:
    write(indexed.root, "proc/meminfo", f"MemAvailable: {available // 1024} kB\n")
    (found,) = check_memory(indexed)
    assert found.state == state
    assert ("--model none" in found.mend) == (state == "problem")


def test_a_model_is_not_loaded_where_that_would_end_the_process(indexed) -> None:
    write(indexed.root, "proc/meminfo", "MemAvailable: 50000 kB\n")
    (found,) = check_index_model(indexed)
    assert found.state == "ok"
    assert "not tried" in found.found


def test_memory_that_cannot_be_told_is_unknown(machine, monkeypatch) -> None:
    monkeypatch.setattr(limits, "memory_to_be_had", lambda root, mapped: None)
    (found,) = check_memory(machine)
    assert found.state == "ok"
    assert "unknown" in found.found


def test_more_vectors_need_more_memory(indexed) -> None:
    from api.doctor.index_facts import read_facts

    facts = read_facts(indexed)
    small = memory_needed(indexed, facts)
    facts.manifest["files"]["vectors/rows.f32"]["bytes"] += 1000
    assert memory_needed(indexed, facts) == small + 1000


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({"cpu.max": "max 100000"}, None),
        ({"cpu.max": "150000 100000"}, 1.5),
        ({"cpu/cpu.cfs_quota_us": "50000", "cpu/cpu.cfs_period_us": "100000"}, 0.5),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
    ],
)
def test_the_quota_of_cores_is_read(machine, files, quota) -> None:
    write(machine.root, "proc/self/cgroup", "3:cpu,cpuacct:/\n0::/x\n")
    for name, text in files.items():
        write(machine.root, f"sys/fs/cgroup/{name}", text)
    assert limits.core_quota(machine.root) == quota
    (found,) = check_cores(machine)
    assert ("allows the time of 0.5" in found.found) == (quota == 0.5)


# --- the port


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def serve_json(replies: dict[str, object]) -> HTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(replies.get(self.path)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return HTTPServer(("127.0.0.1", 0), Handler)


def test_a_free_port_is_free(machine) -> None:
    assert states(check_port(replace(machine, port=0))) == [("port", "ok")]


@pytest.mark.parametrize(("named", "state"), [(True, "problem"), (False, "warning")])
def test_a_taken_port_names_one_that_is_free(machine, taken, named, state, monkeypatch) -> None:
    monkeypatch.setattr("api.doctor.port._PATIENCE", 0.05)
    (found,) = check_port(replace(machine, port=taken, port_named=named))
    assert found.state == state
    assert f"127.0.0.1:{taken}: cannot listen" in found.found
    port = int(found.mend.rsplit(" ", 1)[1])
    socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize(
    ("replies", "state"),
    [
        ({"/healthz": {"status": "ok"}, "/readyz": {"status": "ready", "index": {}}}, "ok"),
        ({"/healthz": {"status": "ok"}, "/readyz": {"status": "ok"}}, "warning"),
        ({"/healthz": "fine"}, "warning"),
    ],
)
def test_only_a_wenju_is_taken_for_one(machine, replies, state) -> None:
    with serve_json(replies) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            (found,) = check_port(replace(machine, port=server.server_port))
        finally:
            server.shutdown()
            thread.join()
    assert found.state == state


# --- the display, folders and variables


@pytest.mark.parametrize(
    ("encoding", "environ", "mend"),
    [
        ("ascii", {}, "export PYTHONUTF8=1"),
        ("latin-1", {"PYTHONIOENCODING": "latin-1"}, "unset PYTHONIOENCODING"),
    ],
)
def test_an_output_without_chinese_is_a_warning(machine, encoding, environ, mend) -> None:
    (found,) = check_terminal(replace(machine, output=Output(encoding, True), environ=environ))
    assert (found.state, found.mend) == ("warning", mend)


def test_fonts_are_a_note_whatever_is_there(machine, tmp_path) -> None:
    (found,) = check_fonts(machine)
    assert "Unknown (no fc-list)" in found.found
    program = tmp_path / "fc-list"
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    for script, said in (("", "None for Chinese"), ("echo Noto; echo Wen", "2 font families")):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        (found,) = check_fonts(replace(machine, environ=environ))
        assert found.state == "ok"
        assert said in found.found


def test_folders_that_cannot_be_written_are_warnings(indexed) -> None:
    locked = replace(indexed, may_write=lambda path: False)
    (found,) = check_index_folder(locked)
    assert "can be asked, but not built" in found.found
    assert found.mend == f"chmod u+w {indexed.index}"
    assert {state for _, state in states(check_cache(locked))} == {"warning"}
    assert {state for _, state in states(check_cache(indexed))} == {"ok"}


def test_a_variable_that_nothing_reads_is_a_warning_with_the_nearest(machine) -> None:
    environ = {"WENJU_INDXE": "/a b", "WENJU_QQQQQQQQ": "1", "WENJU_DEBUG": "1", "WENJU_MODELS": ""}
    found = {
        finding.name: finding for finding in check_variables(replace(machine, environ=environ))
    }
    assert found["WENJU_INDXE"].mend == 'export WENJU_INDEX="$WENJU_INDXE" && unset WENJU_INDXE'
    assert "is WENJU_INDEX meant?" in found["WENJU_INDXE"].found
    assert found["WENJU_QQQQQQQQ"].mend == "unset WENJU_QQQQQQQQ"
    assert found["WENJU_DEBUG"].state == found["WENJU_MODELS"].state == "ok"


def test_a_public_url_that_is_none_is_a_problem(machine) -> None:
    (found,) = check_variables(replace(machine, environ={settings.PUBLIC_URL: "example"}))
    assert (found.state, found.mend) == ("problem", "unset WENJU_PUBLIC_URL")


def test_every_variable_of_the_settings_is_known() -> None:
    values = [value for value in vars(settings).values() if isinstance(value, str)]
    assert {value for value in values if value.startswith("WENJU_")} < set(known_variables())


def test_a_diagnosis_imports_no_heavy_package() -> None:
    import subprocess

    code = (
        "import sys; from api.cli.main import main; main(['doctor', '--json']);"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"torch", "sentence_transformers", "fastapi", "jieba", "rank_bm25", "sklearn"}
    assert not heavy & set(done.stderr.split())
