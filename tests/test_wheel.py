"""The wheel, installed away from the checkout: the command runs, and finds the lock and the model."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from index.model_lock import DEFAULT_MODEL, find_entry, read_lock

ROOT = Path(__file__).parents[1]
ENCODE = (
    "from index.models import open_encoder;"
    "encoder = open_encoder(check_hashes=True);"
    "print(encoder.identity, encoder.encode_queries(['京東']).shape, open_encoder.__code__.co_filename)"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an environment with the wheel and, behind it, the packages of this one."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    building = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", place, ROOT]
    run([*pip, *building], place)
    (wheel,) = place.glob("wenju-*.whl")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    run([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel], place)
    (site,) = (place / "env" / "lib").glob("python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def run(command: list[object], folder: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_lock_comes_with_it(installed, tmp_path) -> None:
    shown = json.loads(run([installed / "wenju", "models", "list", "--json"], tmp_path))
    assert [model["name"] for model in shown["models"]] == [entry.name for entry in read_lock()]
    default = next(model for model in shown["models"] if model["name"] == DEFAULT_MODEL)
    assert default["path"].endswith(f"site-packages/index/_models/{DEFAULT_MODEL}")
    assert not Path(default["path"]).is_relative_to(ROOT)


def test_the_embedded_model_comes_with_it_whole(installed, tmp_path) -> None:
    assert f"{DEFAULT_MODEL}: right" in run([installed / "wenju", "models", "verify"], tmp_path)
    identity, *_, file = run([installed / "python", "-c", ENCODE], tmp_path).split()
    assert identity == find_entry(DEFAULT_MODEL).identity
    assert not Path(file).is_relative_to(ROOT)


def test_it_builds_and_answers(installed, tmp_path) -> None:
    (tmp_path / "a.txt").write_text(
        "苔绿市集今年三月在杭州开业，面积一万平方米。\n", encoding="utf-8"
    )
    index = ["--index", tmp_path / "index"]
    run([installed / "wenju", "build", tmp_path / "a.txt", *index], tmp_path)
    answer = json.loads(
        run([installed / "wenju", "ask", "苔绿市集在哪里开业？", *index, "--json"], tmp_path)
    )
    quotes = [passage["citation"]["quote"] for passage in answer["passages"]]
    assert any("杭州" in quote for quote in quotes)
