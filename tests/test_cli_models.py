"""``wenju models list|fetch|verify``: the real command, against a hub on 127.0.0.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_hub import FakeHub, model_files, serving

from index.model_lock import DEFAULT_MODEL, EncoderEntry, find_entry, read_lock

NAME = "multilingual-e5-base"  # pinned by its revision alone, so that any files will do here


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    entry = find_entry(NAME)
    with serving(FakeHub(entry.repository, entry.revision, model_files())) as served:
        yield served


@pytest.fixture
def models(wenju, tmp_path):
    """``wenju models`` with a home of its own."""

    def run(*args: str | Path, **environment: str):
        home = {
            "WENJU_MODELS": str(tmp_path / "home"),
            "NO_PROXY": "127.0.0.1",
            "HF_HUB_OFFLINE": "0",
        }
        return wenju("models", *args, **home | environment)

    return run


def test_list_shows_every_entry_and_where_it_is(models) -> None:
    done = models("list")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for entry, line in zip(read_lock(), lines, strict=False):
        assert line.split()[0] == entry.name
        assert entry.licence in line
        others = {"nli": " NLI ", "reader": " reader "}
        kind = (
            f"{entry.dimension} elements" if isinstance(entry, EncoderEntry) else others[entry.kind]
        )
        assert kind in line
    assert "not fetched" in next(line for line in lines if line.startswith(NAME))
    assert f"default: {DEFAULT_MODEL}" in lines[-1]


def test_list_as_json_is_one_object(models, tmp_path) -> None:
    done = models("list", "--json")
    shown = json.loads(done.stdout)
    assert (done.returncode, shown["default"]) == (0, DEFAULT_MODEL)
    assert shown["folder"] == str(tmp_path / "home")
    assert [model["name"] for model in shown["models"]] == [entry.name for entry in read_lock()]
    one = next(model for model in shown["models"] if model["name"] == NAME)
    assert (one["path"], one["bytes"], one["max_tokens"]) == (None, None, 512)
    assert one["identity"] == find_entry(NAME).identity


def test_fetch_verify_and_damage(models, hub, tmp_path) -> None:
    done = models("fetch", NAME, "--mirror", hub.url)
    assert done.returncode == 0
    assert "pinned by revision; hashes recorded at first fetch" in done.stdout
    folder = tmp_path / "home" / NAME
    assert str(folder) in done.stdout
    assert all(line.startswith("wenju: ") for line in done.stderr.splitlines())
    assert str(folder) in models("list").stdout
    again = models("fetch", NAME, "--mirror", "http://127.0.0.1:1")
    assert (again.returncode, again.stderr) == (0, "")
    assert "already here" in again.stdout
    right = models("verify", NAME)
    assert (right.returncode, right.stderr) == (0, "")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    for wrong in (models("verify", NAME), models("verify")):
        assert wrong.returncode == 1
        assert f"{NAME}: model.safetensors is not what was pinned" in wrong.stderr


def test_fetch_from_a_folder(models, tmp_path) -> None:
    clone = tmp_path / "clone"
    for name, content in model_files().items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_bytes(content)
    done = models("fetch", NAME, "--from", clone)
    assert done.returncode == 0
    assert (
        "nothing says what these should be, recorded as found: 1_Pooling/config.json" in done.stderr
    )
    assert models("verify", NAME).returncode == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["fetch", NAME, "--mirror", "http://127.0.0.1:1"], 1, "the connection failed"),
        (["fetch", NAME, "--mirror", "hf-mirror"], 2, "not a web address"),
        (["fetch", NAME, "--from", "nowhere"], 2, "no such folder"),
        (["fetch", "e5-base"], 2, f"did you mean {NAME}?"),
        (["fetch", DEFAULT_MODEL], 2, "comes with wenju"),
        (["fetch", NAME, "--from", "a", "--mirror", "b"], 2, "not allowed with"),
        (["fetch"], 2, "required: NAME"),
        (["verify", NAME], 1, f"its files are not here; wenju models fetch {NAME}"),
        (["verify", "xyzzy"], 2, "no such model in models.lock"),
        ([], 2, "required: ACTION"),
    ],
)
def test_what_cannot_be_done_is_one_line(models, args, code, said) -> None:
    done = models(*args)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_network_switched_off_is_one_line(models) -> None:
    done = models("fetch", NAME, HF_HUB_OFFLINE="1")
    assert done.returncode == 1
    assert "HF_HUB_OFFLINE is set; unset it, or use --from FOLDER" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_revision_that_a_mirror_lacks_is_one_line(models, hub) -> None:
    hub.revision = "0" * 40
    done = models("fetch", NAME, "--mirror", hub.url)
    assert done.returncode == 1
    assert f"has no revision {find_entry(NAME).revision}" in done.stderr


def test_the_embedded_model_is_here_and_right(real_wenju, tmp_path) -> None:
    done = real_wenju("models", "verify", DEFAULT_MODEL, WENJU_MODELS=str(tmp_path / "home"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{DEFAULT_MODEL}: right; pinned by the hash of every file\n"
