"""``models.lock``, the files it pins, and how they get here: from a hub, a mirror, a folder."""

from __future__ import annotations

import fcntl
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_hub import FakeHub, model_files, serving

from index import model_files as files_module
from index.errors import ModelDamaged, ModelError, ModelMissing, UsageError
from index.fetch_model import fetch_from_folder, fetch_from_hub
from index.model_files import (
    FETCHED,
    check_model,
    files_in,
    hash_file,
    missing_files,
    model_folder,
    needed_files,
)
from index.model_lock import READER, EncoderEntry, ModelFile, NliEntry, find_entry, read_lock
from index.models import DEFAULT_MODEL, open_encoder, open_entry

ROOT = Path(__file__).parents[1]
NEEDED = [
    "1_Pooling/config.json", "config.json", "model.safetensors", "modules.json", "tokenizer.json",
    "tokenizer_config.json",
]  # fmt: skip


def entry_of(**changes) -> EncoderEntry:
    """An entry pinned by revision."""
    values = {
        "name": "small", "kind": "sentence-transformers", "repository": "someone/small",
        "revision": "a" * 40, "pin": "revision", "licence": "MIT", "languages": ("zh", "en"), "parameters": 1,
        "dimension": 8, "query_prefix": "query: ", "passage_prefix": "", "pooling": "mean", "normalize": True,
        "max_tokens": 16, "files": (),
    }  # fmt: skip
    return EncoderEntry(**(values | changes))


def nli_of(**changes) -> NliEntry:
    """An entry of a model that compares two texts."""
    values = {
        "name": "judge", "kind": "nli", "repository": "someone/small", "revision": "a" * 40, "pin": "revision",
        "licence": "MIT", "languages": ("zh",), "parameters": 1, "max_tokens": 16, "files": (),
        "labels": ("entailment", "neutral", "contradiction"),
    }  # fmt: skip
    return NliEntry(**(values | changes))


def pin_of(path: str, content: bytes) -> ModelFile:
    return ModelFile(path, hashlib.sha256(content).hexdigest(), len(content))


def silent(line: str) -> None:
    """Takes what a fetch says."""


@pytest.fixture(autouse=True)
def _local_and_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1000)  # written at once


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub("someone/small", "a" * 40, model_files())) as served:
        yield served


# The lock


def test_the_lock_holds_the_default_and_every_entry_is_whole() -> None:
    entries = read_lock()
    names = [entry.name for entry in entries]
    assert DEFAULT_MODEL in names
    assert len({entry.identity for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.licence in {"MIT", "Apache-2.0", "CC-BY-SA-4.0"}
        assert entry.embedded or len(entry.revision) == 40
        assert entry.embedded == (entry.name in (DEFAULT_MODEL, READER))


def test_the_documented_table_is_the_lock() -> None:
    document = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in document.splitlines() if line.startswith("| `")]
    assert [row[0].split("`")[1] for row in rows] == [entry.name for entry in read_lock()]
    for row, entry in zip(rows, read_lock(), strict=True):
        others = {"nli": "NLI", "reader": "reader"}
        assert row[2] == (others.get(entry.kind) or str(getattr(entry, "dimension", "")))
        assert row[5].replace(" ", "-") == entry.licence.replace(" ", "-")
        assert row[4].removesuffix(" tokens") == (
            str(entry.max_tokens) if entry.max_tokens else "all of a text"
        )


def test_prefixes_are_kept_to_the_letter() -> None:
    e5 = find_entry("multilingual-e5-small")
    assert (e5.query_prefix, e5.passage_prefix) == ("query: ", "passage: ")
    assert find_entry("bge-small-zh-v1.5").query_prefix.endswith("：")
    assert find_entry("Qwen3-Embedding-0.6B").query_prefix.endswith("\nQuery:")


def test_the_lock_is_what_its_script_would_write() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "lock_models.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("e5-small", "multilingual-e5-small"),
        ("intfloat/multilingual-e5-small", "multilingual-e5-small"),
        ("BGE-M4", "bge-m3"),
    ],
)
def test_an_unknown_name_is_refused_with_the_one_meant_and_the_known_ones(asked, meant) -> None:
    with pytest.raises(UsageError, match=rf"did you mean {meant}\? known: .*LaBSE"):
        find_entry(asked)


def test_a_name_like_no_other_is_refused_without_a_guess() -> None:
    with pytest.raises(UsageError) as refused:
        find_entry("xyzzy")
    assert "did you mean" not in str(refused.value)


def test_what_decides_vectors_changes_the_identity_and_nothing_else_does() -> None:
    entry = entry_of(pin="files", files=(pin_of("a.json", b"a"), pin_of("README.md", b"r")))
    same = [
        replace(entry, licence="Apache-2.0", parameters=2, languages=("en",)),
        replace(entry, files=(pin_of("a.json", b"a"), pin_of("README.md", b"another card"))),
        replace(entry, repository="else/where", revision="b" * 40),
    ]
    other = [
        replace(entry, files=(pin_of("a.json", b"b"),)),
        replace(entry, pin="revision"),
        replace(entry, pin="revision", revision="c" * 40),
        replace(entry, query_prefix="query:"),
        replace(entry, passage_prefix=" "),
        replace(entry, pooling="cls"),
        replace(entry, max_tokens=17),
        replace(entry, dimension=9),
        replace(entry, kind="static"),
    ]
    assert {one.identity for one in same} == {entry.identity}
    assert len({entry.identity, *(one.identity for one in other)}) == len(other) + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"pooling": "median"}, {"kind": "onnx"}, {"pin": "hope"}, {"dimension": 0},
        {"normalize": False}, {"revision": ""},
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_refused(changes) -> None:
    with pytest.raises(ValueError):
        entry_of(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ("entailment", "contradiction")},
        {"labels": ("entailment", "neutral", "neutral")},
        {"labels": ("yes", "maybe", "no")},
        {"max_tokens": 0},
        {"kind": "sentence-transformers"},
        {"pin": "revision", "revision": ""},
    ],
)
def test_an_nli_entry_that_cannot_be_is_refused(changes) -> None:
    nli_of()
    with pytest.raises(ValueError):
        nli_of(**changes)


def test_labels_in_another_order_are_another_model() -> None:
    assert nli_of().identity != nli_of(labels=nli_of().labels[::-1]).identity
    assert nli_of().identity != nli_of(max_tokens=8).identity


def test_an_nli_model_makes_no_vectors() -> None:
    with pytest.raises(UsageError, match=r"compares two texts and makes no vectors"):
        open_encoder("mDeBERTa-v3-base-xnli-multilingual-nli-2mil7")
    with pytest.raises(ValueError, match=r"makes no vectors"):
        entry_of(kind="nli")


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a\\b"])
def test_a_path_outside_the_folder_is_refused(path) -> None:
    with pytest.raises(ValueError, match=r"not a path inside"):
        ModelFile(path, "0" * 64)


@pytest.mark.parametrize(
    "text",
    [
        "[[model]]\nname = 'x'\n",
        "not toml",
        "[[model]]\nname = 'x'\nlanguages = 3\n",
        "model = [3]",
    ],
)
def test_a_damaged_lock_is_told_in_one_line(tmp_path, text) -> None:
    path = tmp_path / "models.lock"
    path.write_text(text)
    with pytest.raises(ModelDamaged) as refused:
        read_lock(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


# Which files


def test_only_what_an_encoder_reads_is_needed() -> None:
    assert needed_files(model_files()) == NEEDED


def test_pickled_weights_are_taken_only_where_there_are_no_others() -> None:
    names = ["config.json", "pytorch_model.bin", "2_Dense/config.json", "2_Dense/pytorch_model.bin"]
    assert needed_files(names) == sorted(names)
    assert needed_files([*names, "model.safetensors"]) == [
        "2_Dense/config.json", "2_Dense/pytorch_model.bin", "config.json", "model.safetensors",
    ]  # fmt: skip


def test_what_no_model_can_do_without_is_missed() -> None:
    missing = ["modules.json", "tokenizer.json", "model.safetensors"]
    assert missing_files("sentence-transformers", ["config.json"]) == missing
    assert missing_files("nli", ["config.json"]) == missing[1:]
    assert missing_files("sentence-transformers", NEEDED) == missing_files("nli", NEEDED) == []


# From a hub


def test_an_nli_model_is_fetched_without_what_only_encoders_have(tmp_path) -> None:
    files = {name: content for name, content in model_files().items() if name != "modules.json"}
    with serving(FakeHub("someone/small", "a" * 40, files)) as hub:
        done = fetch_from_hub(nli_of(), tmp_path, endpoint=hub.url, say=silent)
        assert check_model(nli_of(), done.folder, hashes=True) == []
        with pytest.raises(ModelMissing, match=r"has no modules.json"):
            fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)


def test_a_fetch_puts_the_needed_files_in_place_and_records_them(hub, tmp_path) -> None:
    entry = entry_of(files=(pin_of("model.safetensors", hub.files["model.safetensors"]),))
    done = fetch_from_hub(entry, tmp_path, endpoint=hub.url, say=silent)
    assert (done.folder, done.already, done.unproven) == (tmp_path / "small", False, ())
    assert sorted(files_in(done.folder)) == sorted([*NEEDED, FETCHED])
    for name in NEEDED:
        assert (done.folder / name).read_bytes() == hub.files[name]
    record = json.loads((done.folder / FETCHED).read_text())
    assert record["revision"] == entry.revision
    assert record["files"]["config.json"]["sha256"] == hash_file(done.folder / "config.json")
    assert check_model(entry, done.folder, hashes=True) == []
    assert model_folder(entry, tmp_path) == done.folder
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["small"]
    assert hub.tokens == []


def test_a_second_fetch_asks_nobody(hub, tmp_path) -> None:
    fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)
    n_asked = len(hub.asked)
    assert fetch_from_hub(entry_of(), tmp_path, endpoint="http://127.0.0.1:1", say=silent).already
    assert len(hub.asked) == n_asked


def test_a_fetch_that_was_cut_off_goes_on_where_it_stopped(hub, tmp_path) -> None:
    hub.cut["model.safetensors"] = [10_000]
    with pytest.raises(ModelMissing, match=r"connection failed.*run it again to go on"):
        fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)
    assert model_folder(entry_of(), tmp_path) is None
    hub.cut.clear()
    hub.asked.clear()
    done = fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)
    assert hub.asked[0] == ("model.safetensors", "bytes=10000-")
    assert "config.json" not in dict(hub.asked)
    assert check_model(entry_of(), done.folder, hashes=True) == []


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_file_that_is_not_what_the_hub_says_is_refused(hub, tmp_path, name) -> None:
    hub.served[name] = bytes(len(hub.files[name]))
    with pytest.raises(ModelDamaged, match=rf"{name} is not what .*nothing was put in place"):
        fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)
    assert model_folder(entry_of(), tmp_path) is None
    hub.served.clear()
    assert not fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent).already


def test_a_file_that_is_not_what_the_lock_pins_is_refused(hub, tmp_path) -> None:
    entry = entry_of(files=(ModelFile("tokenizer.json", "0" * 64),))
    with pytest.raises(ModelDamaged, match=r"tokenizer.json is not what models.lock pins"):
        fetch_from_hub(entry, tmp_path, endpoint=hub.url, say=silent)
    assert model_folder(entry, tmp_path) is None


def test_a_revision_that_the_hub_does_not_have_is_told(hub, tmp_path) -> None:
    with pytest.raises(ModelMissing, match=rf"has no revision {'b' * 40}"):
        fetch_from_hub(entry_of(revision="b" * 40), tmp_path, endpoint=hub.url, say=silent)


def test_a_repository_that_the_hub_does_not_have_is_told(hub, tmp_path) -> None:
    with pytest.raises(ModelMissing, match=r"there is no someone/else"):
        fetch_from_hub(entry_of(repository="someone/else"), tmp_path, endpoint=hub.url, say=silent)


def test_no_network_is_one_clear_line(tmp_path) -> None:
    with pytest.raises(ModelMissing, match=r"connection failed.*--from FOLDER"):
        fetch_from_hub(entry_of(), tmp_path, endpoint="http://127.0.0.1:1", say=silent)


def test_an_incomplete_repository_is_refused(hub, tmp_path) -> None:
    del hub.files["tokenizer.json"]
    with pytest.raises(ModelMissing, match=r"has no tokenizer.json"):
        fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)


def test_a_model_that_brings_code_is_refused(hub, tmp_path) -> None:
    hub.files["config.json"] = b'{"auto_map": {"AutoModel": "modeling.Model"}}'
    with pytest.raises(ModelDamaged, match=r"asks for code of its own"):
        fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)
    assert model_folder(entry_of(), tmp_path) is None


def test_a_damaged_copy_is_replaced(hub, tmp_path) -> None:
    entry = entry_of()
    folder = fetch_from_hub(entry, tmp_path, endpoint=hub.url, say=silent).folder
    (folder / "config.json").write_bytes(b"{}")
    assert not fetch_from_hub(entry, tmp_path, endpoint=hub.url, say=silent).already
    assert check_model(entry, folder, hashes=True) == []


def test_two_fetches_at_once_are_refused(hub, tmp_path) -> None:
    with (tmp_path / ".small.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match=r"another fetch of it is running"):
            fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent)


def test_a_folder_that_cannot_be_written_is_told(hub, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"cannot be written"):
        fetch_from_hub(entry_of(), tmp_path / "file", endpoint=hub.url, say=silent)


def test_the_embedded_model_is_not_fetched(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"comes with wenju"):
        fetch_from_hub(find_entry(DEFAULT_MODEL), tmp_path, say=silent)


# From a folder


def folder_of(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_a_clone_is_copied_and_what_nothing_proves_is_told(tmp_path) -> None:
    content = model_files()
    source = folder_of(content, tmp_path / "clone")
    entry = entry_of(files=(pin_of("model.safetensors", content["model.safetensors"]),))
    done = fetch_from_folder(entry, source, tmp_path / "home", say=silent)
    assert sorted(files_in(done.folder)) == sorted([*NEEDED, FETCHED])
    assert list(done.unproven) == [name for name in NEEDED if name != "model.safetensors"]
    assert check_model(entry, done.folder, hashes=True) == []


def test_another_machines_folder_proves_every_file(hub, tmp_path) -> None:
    source = fetch_from_hub(entry_of(), tmp_path / "a", endpoint=hub.url, say=silent).folder
    done = fetch_from_folder(entry_of(), source, tmp_path / "b", say=silent)
    assert done.unproven == ()
    (source / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(ModelDamaged, match=r"tokenizer.json is not what it was recorded to be"):
        fetch_from_folder(entry_of(), source, tmp_path / "c", say=silent)


def test_a_folder_without_weights_or_with_wrong_ones_is_refused(tmp_path) -> None:
    content = model_files()
    entry = entry_of(files=(pin_of("model.safetensors", b"others"),))
    with pytest.raises(ModelDamaged, match=r"model.safetensors is not what models.lock pins"):
        fetch_from_folder(entry, folder_of(content, tmp_path / "a"), tmp_path / "home", say=silent)
    del content["model.safetensors"], content["pytorch_model.bin"]
    with pytest.raises(ModelDamaged, match=r"model.safetensors is missing"):
        fetch_from_folder(entry, folder_of(content, tmp_path / "b"), tmp_path / "home", say=silent)
    with pytest.raises(UsageError, match=r"no such folder"):
        fetch_from_folder(entry, tmp_path / "none", tmp_path / "home", say=silent)


# Checking and opening


def test_every_kind_of_damage_is_found(hub, tmp_path) -> None:
    entry = entry_of()
    folder = fetch_from_hub(entry, tmp_path, endpoint=hub.url, say=silent).folder

    def problems(name: str, content: bytes | None, *, hashes: bool) -> str:
        path = folder / name
        before = path.read_bytes() if path.exists() else None
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        found = " ".join(check_model(entry, folder, hashes=hashes))
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)
        return found

    size = len(hub.files["model.safetensors"])
    assert problems("model.safetensors", bytes(size), hashes=False) == ""
    assert "not what was pinned" in problems("model.safetensors", bytes(size), hashes=True)
    assert "pinned are" in problems("model.safetensors", b"short", hashes=False)
    assert "tokenizer.json is missing" in problems("tokenizer.json", None, hashes=False)
    assert "no recorded hash" in problems("added_tokens.json", b"{}", hashes=False)
    assert "is code" in problems("modeling.py", b"", hashes=False)
    assert f"{FETCHED} is missing" in problems(FETCHED, None, hashes=False)
    assert f"{FETCHED} is missing" in problems(FETCHED, b"[", hashes=False)
    assert "pinned is" in problems(FETCHED, b'{"revision": "else"}', hashes=False)
    assert problems("notes.md", b"", hashes=True) == ""


def test_a_model_that_is_not_here_says_how_to_get_it(tmp_path) -> None:
    with pytest.raises(ModelMissing, match=r"wenju models fetch multilingual-e5-base$"):
        open_encoder("multilingual-e5-base", check_hashes=False, models_home=tmp_path)


def test_a_tampered_model_is_not_opened(hub, tmp_path) -> None:
    folder = fetch_from_hub(entry_of(), tmp_path, endpoint=hub.url, say=silent).folder
    (folder / "model.safetensors").write_bytes(bytes(len(hub.files["model.safetensors"])))
    with pytest.raises(ModelDamaged, match=r"model.safetensors is not what was pinned"):
        open_entry(entry_of(), check_hashes=True, models_home=tmp_path)


@pytest.fixture
def embedded(tmp_path, monkeypatch) -> EncoderEntry:
    """A tiny embedded model of its own, pinned, in a home of its own."""
    import numpy as np
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models

    folder = tmp_path / "models" / "tiny"
    folder.mkdir(parents=True)
    pieces = [("<unk>", -10.0), ("京", -1.0), ("东", -1.0), ("京东", -1.0)]
    Tokenizer(models.Unigram(pieces, 0)).save(str(folder / "tokenizer.json"))
    rows = np.arange(16, dtype=np.int8).reshape(4, 4)
    tensors = {"embeddings": rows, "weights": np.array([0, 1, 1, 1], dtype=np.float32)}
    save_file(tensors, folder / "model.safetensors")
    monkeypatch.setattr(files_module, "lock_home", lambda: tmp_path)
    pins = tuple(pin_of(name, (folder / name).read_bytes()) for name in files_in(folder))
    return entry_of(name="tiny", kind="static", pin="files", pooling="sum", dimension=4, files=pins)


def test_an_embedded_model_opens_without_a_models_folder(embedded) -> None:
    encoder = open_entry(embedded, check_hashes=True)
    assert (encoder.name, encoder.dimension, encoder.identity) == ("tiny", 4, embedded.identity)
    assert encoder.encode_passages(["京東"]).shape == (1, 4)


def test_an_embedded_model_of_another_dimension_is_refused(embedded) -> None:
    with pytest.raises(ModelDamaged, match=r"vectors of 4 elements, models.lock says 8"):
        open_entry(replace(embedded, dimension=8), check_hashes=True)


def test_an_embedded_model_without_hashes_is_refused(embedded) -> None:
    with pytest.raises(ModelDamaged, match=r"no hashes of it yet"):
        open_entry(replace(embedded, files=()), check_hashes=False)


def test_opening_the_lock_imports_nothing_heavy() -> None:
    code = (
        "import sys, index.models, index.fetch_model; index.models.read_lock();"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "tokenizers"}
    assert not heavy & set(run.stdout.split())
