"""The NLI model: files as the lock says or refused, labels in their order, a batch as one by one.

A tiny network with weights by chance stands for a real one; plain transformers is the oracle.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from chat_server import chat_server
from fastapi.testclient import TestClient
from nli_model import LABELS, MAX_TOKENS, lock_of, make_nli_model

from api.app import create_app
from api.cli.main import main
from api.state import Serving
from index.errors import ModelDamaged, ModelMismatch, ModelMissing, UsageError
from index.model_lock import LOCK, NliEntry, find_encoder, find_nli, lock_home, read_lock
from search.chat_model import OpenAIChat
from search.nli import NliModel, open_nli
from search.support import Verdict, check_support

PAIRS = [
    ("工厂关闭了。", "工厂没有关闭。"),
    ("the dam is safe.", "the dam"),
    ("a b c", "d"),
    ("京东与抖音签了协议", "抖音签了协议"),
    ("京东与抖音签了协议", "京东与抖音签了协议, 工厂关闭"),
]
NEEDED = ("torch", "sentence_transformers")


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        say = f"not installed: {', '.join(missing)} (requirements/transformers.lock)"
        pytest.fail(say) if os.environ.get("CI") == "true" else pytest.skip(say)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one in it, and a lock that pins it."""
    home = tmp_path_factory.mktemp("models")
    make_nli_model(home / "tiny")
    (home / LOCK).write_text(lock_of(home / "tiny"), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def model(home: Path) -> NliModel:
    return opened(home)


@pytest.fixture
def changed(home: Path, tmp_path: Path) -> Path:
    """A copy of the folder of models, for a test to spoil."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def opened(home: Path) -> NliModel:
    return open_nli("tiny", models_home=home, lock=home / LOCK)


def entry_of(home: Path) -> NliEntry:
    return find_nli("tiny", home / LOCK)


def pin_again(home: Path, **changes: Any) -> None:
    """Write the lock anew for what lies there now."""
    (home / LOCK).write_text(lock_of(home / "tiny", **changes), encoding="utf-8")


# What it says


@pytest.fixture(scope="module")
def plain(home: Path) -> list[list[float]]:
    """The oracle: what transformers says of each pair, label by label."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = str(home / "tiny")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32)
    with torch.no_grad():
        logits = [network(**tokenizer(*pair, return_tensors="pt")).logits[0] for pair in PAIRS]
    return [torch.softmax(row, 0).tolist() for row in logits]


def test_it_says_what_the_network_says_label_by_label(model, plain) -> None:
    found = model.judge(PAIRS)
    for verdict, (entailment, _, contradiction) in zip(found, plain, strict=True):
        assert verdict.entailment == pytest.approx(entailment, abs=1e-4)
        assert verdict.contradiction == pytest.approx(contradiction, abs=1e-4)
    assert len({verdict.entailment for verdict in found}) == len(PAIRS)


def test_a_batch_is_as_one_by_one_and_the_same_every_time(home, model) -> None:
    many = PAIRS * 9
    together = model.judge(many)
    for verdict, pair in zip(together, many, strict=True):
        (alone,) = model.judge([pair])
        assert verdict.entailment == pytest.approx(alone.entailment, abs=2e-4)
        assert verdict.contradiction == pytest.approx(alone.contradiction, abs=2e-4)
    assert model.judge(many) == together == opened(home).judge(many)
    assert model.judge([]) == []


def test_the_order_of_labels_is_the_locks(changed, model) -> None:
    config = changed / "tiny" / "config.json"
    bare = json.loads(config.read_text())
    bare |= {"id2label": {str(at): f"LABEL_{at}" for at in range(3)}}
    bare |= {"label2id": {f"LABEL_{at}": at for at in range(3)}}
    config.write_text(json.dumps(bare))
    pin_again(changed, labels=LABELS[::-1])
    for turned, verdict in zip(opened(changed).judge(PAIRS), model.judge(PAIRS), strict=True):
        assert turned.entailment == pytest.approx(verdict.contradiction, abs=1e-4)
        assert turned.contradiction == pytest.approx(verdict.entailment, abs=1e-4)
    assert entry_of(changed).identity != model._entry.identity


def test_a_pair_that_is_too_long_to_be_read_whole_is_not_cut(model) -> None:
    room = MAX_TOKENS - 5  # three marks, and one for each text's beginning
    read, cut = ("a" * (room - 1), "b"), ("a" * room, "b")
    assert model.judge([cut, read, ("b", "a" * 400)])[::2] == [Verdict(0.0, 0.0)] * 2
    assert model.judge([cut, read])[1] == model.judge([read])[0] != Verdict(0.0, 0.0)
    assert not check_support("工厂关闭。", ["工厂已经关闭。" * 60], judge=model).supported


def test_what_folds_alike_is_judged_alike(model) -> None:
    (one,) = model.judge([("京东与抖音签了协议", "ａｂ１")])
    (other,) = model.judge([("京東與抖音簽了協議", "ab1")])
    assert one == other


@pytest.mark.parametrize("odd", ["", "\ud800", "\x00", "😀😀", "é" * 9])
def test_odd_texts_are_judged(model, odd) -> None:
    for verdict in model.judge([(odd, "a"), ("a", odd)]):
        assert 0 <= verdict.entailment <= 1


def test_threads_may_share_it(home, model) -> None:
    wanted = model.judge(PAIRS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(opened(home).judge, [PAIRS] * 8):
            assert found == wanted


def test_it_never_reaches_out_and_loads_when_first_asked(home, monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    lazy = opened(home)
    assert lazy._model is None
    assert len(lazy.judge(PAIRS[:1])) == 1
    assert lazy._model is not None


# Refused


def test_a_tampered_file_is_refused_by_its_hash(changed) -> None:
    weights = changed / "tiny" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelDamaged, match=r"model.safetensors is not what was pinned"):
        opened(changed)


def test_a_missing_file_and_a_missing_folder_are_told(changed) -> None:
    (changed / "tiny" / "tokenizer.json").unlink()
    with pytest.raises(ModelDamaged, match=r"tokenizer.json is missing"):
        opened(changed)
    shutil.rmtree(changed / "tiny")
    with pytest.raises(ModelMissing, match=r"its files are not here; wenju models fetch tiny"):
        opened(changed)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (LABELS[::-1], "calls its outputs contradiction, neutral, entailment, models.lock ent"),
        (("supports", "neutral", "refutes"), "calls its outputs supports, neutral, refutes"),
        (("entailment", "other"), "has 2 outputs, models.lock says 3"),
    ],
)
def test_a_network_with_other_labels_is_refused(tmp_path, names, said) -> None:
    make_nli_model(tmp_path / "tiny", names=names)
    pin_again(tmp_path)
    with pytest.raises(ModelMismatch, match=said):
        opened(tmp_path).load()


def test_a_network_that_reads_less_than_the_lock_says_is_refused(changed) -> None:
    pin_again(changed, max_tokens=MAX_TOKENS + 1)
    with pytest.raises(ModelMismatch, match=rf"reads {MAX_TOKENS} tokens, models.lock says 49"):
        opened(changed).load()


def test_code_that_comes_with_a_model_is_refused_and_not_run(changed, tmp_path) -> None:
    (changed / "tiny" / "modeling.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    pin_again(changed)
    with pytest.raises(ModelDamaged, match=r"modeling.py is code"):
        opened(changed)
    assert not (tmp_path / "ran").exists()


def test_files_that_cannot_be_loaded_are_told_in_one_line(changed) -> None:
    (changed / "tiny" / "model.safetensors").write_bytes(b"no weights")
    pin_again(changed)
    with pytest.raises(ModelDamaged, match=r"cannot be loaded") as refused:
        opened(changed).load()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("package", NEEDED)
def test_missing_packages_name_the_command_that_installs_them(home, monkeypatch, package) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelMissing, match=r"scripts/quickstart --models"):
        opened(home)


def test_a_model_of_the_other_kind_is_refused_by_name(home) -> None:
    lock = home / LOCK
    with pytest.raises(UsageError, match=r"no such NLI model in models.lock; known: tiny"):
        find_nli("multilingual-e5-small", lock)
    with pytest.raises(UsageError, match=r"makes no vectors"):
        find_encoder("tiny", lock)


def test_a_model_of_ones_own_is_pinned_by_the_script(changed, model) -> None:
    lock = changed / LOCK
    bare = [line for line in lock.read_text().splitlines() if not line.startswith('"')]
    lock.write_text("\n".join(bare) + "\n")
    with pytest.raises(ModelDamaged, match=r"no hashes of it yet: scripts/lock_models.py"):
        opened(changed)
    script = Path(__file__).parents[1] / "scripts" / "lock_models.py"
    command = [sys.executable, script, "--lock", lock, "--models", changed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert opened(changed).judge(PAIRS) == model.judge(PAIRS)


# Set by WENJU_SUPPORT_MODEL


@pytest.fixture
def settled(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which the tiny model judges, as if it were one of our own lock."""
    ours = (lock_home() / LOCK).read_text(encoding="utf-8")
    own = (home / LOCK).read_text(encoding="utf-8")
    (tmp_path / LOCK).write_text(f"{ours}\n{own}", encoding="utf-8")
    monkeypatch.setattr("index.model_lock.lock_home", lambda: tmp_path)
    for name, value in {
        "WENJU_SUPPORT_MODEL": "tiny",
        "WENJU_MODELS": str(home),
        "WENJU_LLM_URL": "http://127.0.0.1:9/v1",
        "WENJU_LLM_MODEL": "m",
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_the_server_judges_by_it_and_keeps_it_when_the_index_changes(examples, settled) -> None:
    serving = Serving(examples.index)
    judge = serving.searcher().judge
    assert isinstance(judge, NliModel)
    assert judge.name == "tiny"
    assert judge._model is not None  # not at the first question
    serving._seen = None  # as after a build
    assert serving.searcher().judge is judge


def test_what_it_refuses_is_not_shown_over_http(examples, settled) -> None:
    judged: list[tuple[str, str]] = []
    verdicts = [Verdict(0.1, 0.8)]
    true = "溪桥买菜一共关掉了1,260个自提点。"

    def judge(self: NliModel, pairs: list[tuple[str, str]]) -> list[Verdict]:
        judged.extend(pairs)
        return verdicts[-1:] * len(pairs)

    settled.setattr(NliModel, "judge", judge)
    for reason in ("unsupported", None):
        with chat_server(f"{true}[1]") as chat:
            app = create_app(examples.index, chat=OpenAIChat(chat.settings()))
            body = {"question": examples.questions[0]}
            answer = TestClient(app).post("/ask", json=body).json()
        assert answer["generation"]["reason"] == reason
        assert (answer["claims"][0]["text"] == true) is (reason is None)
        verdicts.append(Verdict(0.99, 0.0))
    assert {statement for _, statement in judged} == {true}


def test_without_the_setting_or_a_language_model_our_own_check_judges(examples, settled) -> None:
    settled.setenv("WENJU_SUPPORT_MODEL", " ")
    assert Serving(examples.index).searcher().judge is None
    settled.setenv("WENJU_SUPPORT_MODEL", "tiny")
    settled.setenv("WENJU_LLM_URL", "")
    settled.setenv("WENJU_LLM_MODEL", "")
    assert Serving(examples.index).searcher().judge is None


@pytest.mark.parametrize("command", [("ask", "渡口"), ("serve", "--port", "0")])
@pytest.mark.parametrize(
    ("name", "models", "said"),
    [
        ("tyni", None, "tyni: no such NLI model in models.lock; known: {known}"),
        ("tiny", "elsewhere", "tiny: its files are not here; wenju models fetch tiny"),
    ],
)
def test_a_model_that_cannot_be_had_is_wrong_usage_in_one_line(
    examples, settled, capsys, tmp_path, command, name, models, said
) -> None:
    settled.setenv("WENJU_SUPPORT_MODEL", name)
    if models:
        settled.setenv("WENJU_MODELS", str(tmp_path / models))
    assert main([*command, "--index", str(examples.index)]) == 2
    known = ", ".join(entry.name for entry in read_lock() if isinstance(entry, NliEntry))
    expected = f"wenju: WENJU_SUPPORT_MODEL: {said.format(known=known)}\n"
    assert capsys.readouterr() == ("", expected)


def test_missing_packages_are_wrong_usage_in_one_line(examples, settled, capsys) -> None:
    settled.setitem(sys.modules, "torch", None)
    assert main(["ask", "渡口", "--index", str(examples.index)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "wenju: WENJU_SUPPORT_MODEL: tiny: cannot be run: torch is not installed"
    )
    assert said.count("\n") == 1
