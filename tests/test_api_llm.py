"""A language model set from the environment: over HTTP, on the command line, and where it is not set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from chat_server import ChatServer, chat_server
from fastapi.testclient import TestClient
from test_api_contract import sse, without_time

from api import settings
from api.app import create_app
from api.settings import ServerSettings, chat_settings, server_settings
from index.errors import UsageError
from search.chat_model import OpenAIChat

ABSENT = "？！……😀"
TRUE = "截至4月20日，溪桥买菜已经关闭了1,260个社区自提点[1]。这一轮关停涉及大约900名团长[2]。"
FALSE = "溪桥买菜已经关闭了1,620个社区自提点[1]。"
SET = {"WENJU_LLM_URL": "http://127.0.0.1:9/v1", "WENJU_LLM_MODEL": "m"}


def client_of(examples, server: ChatServer, **more) -> TestClient:
    """A client of an application with this model."""
    return TestClient(create_app(examples.index, chat=OpenAIChat(server.settings(**more))))


# ---- Settings


def test_a_model_is_set_by_its_address_and_name():
    assert chat_settings({}) is None
    assert chat_settings({"WENJU_LLM_KEY": "sk", "WENJU_LLM_TIMEOUT": "x"}) is None
    found = chat_settings(
        SET | {"WENJU_LLM_URL": "https://llm.example/v1/", "WENJU_LLM_KEY": " sk-secret ",
               "WENJU_LLM_TIMEOUT": "2.5", "WENJU_LLM_TOKENS": "100", "WENJU_LLM_PROMPT": "900"}
    )  # fmt: skip
    assert found is not None
    assert (found.url, found.model, found.key) == ("https://llm.example/v1", "m", "sk-secret")
    assert (found.timeout, found.max_tokens, found.prompt_length) == (2.5, 100, 900)
    assert "sk-secret" not in repr(found)
    default = chat_settings(SET)
    assert default is not None
    assert (default.timeout, default.max_tokens, default.prompt_length) == (30, 600, 6_000)
    assert default.key is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENJU_LLM_URL", ""),
        ("WENJU_LLM_URL", "llm.example/v1"),
        ("WENJU_LLM_URL", "ftp://llm.example"),
        ("WENJU_LLM_URL", "http://"),
        ("WENJU_LLM_URL", "http://me:sk-secret@llm.example"),
        ("WENJU_LLM_URL", "http://llm.example?key=sk-secret"),
        ("WENJU_LLM_URL", "http://[::1"),
        ("WENJU_LLM_URL", "http://llm.example:port"),
        ("WENJU_LLM_MODEL", " "),
        ("WENJU_LLM_KEY", "sk-secret\nX: y"),
        ("WENJU_LLM_KEY", "密钥sk-secret"),
        ("WENJU_LLM_TIMEOUT", "0"),
        ("WENJU_LLM_TIMEOUT", "-1"),
        ("WENJU_LLM_TIMEOUT", "nan"),
        ("WENJU_LLM_TIMEOUT", "inf"),
        ("WENJU_LLM_TIMEOUT", "soon"),
        ("WENJU_LLM_TOKENS", "1"),
        ("WENJU_LLM_TOKENS", "9" * 5_000),
        ("WENJU_LLM_TOKENS", "٣٠٠"),
        ("WENJU_LLM_PROMPT", "6e3"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it_and_tells_no_secret(name, value):
    with pytest.raises(UsageError) as wrong:
        chat_settings(SET | {name: value})
    assert wrong.value.where == name
    assert "\n" not in str(wrong.value)
    assert "sk-secret" not in str(wrong.value)


def test_workers_get_the_same_settings():
    environ = SET | {"WENJU_LLM_KEY": "sk-secret", "WENJU_LLM_TIMEOUT": "7", "WENJU_INDEX": "/ix"}
    environ |= {"WENJU_SUPPORT_MODEL": " judge "}
    given = server_settings(environ=environ)
    assert given.chat is not None
    assert given.support_model == "judge"
    assert server_settings(environ=given.environment()) == given
    assert "sk-secret" not in repr(given)
    without = ServerSettings(Path("/ix"))
    bare = server_settings(environ=environ | without.environment())
    assert (bare.chat, bare.support_model) == (None, None)
    names = {value for key, value in vars(settings).items() if key.startswith("LLM_")}
    assert names == {name for name in given.environment() if name.startswith("WENJU_LLM_")}


# ---- HTTP


def test_without_a_model_nothing_is_generated(examples, check_contract):
    client = TestClient(create_app(examples.index))
    answer = client.post("/ask", json={"question": examples.questions[0]}).json()
    check_contract("answer", answer)
    assert answer["generation"] is None


@pytest.mark.parametrize(
    ("reply", "how", "used", "reason"),
    [
        (TRUE, {}, True, None),
        (TRUE, {"then": "drop"}, True, "error"),
        (FALSE, {}, False, "unsupported"),
        ("", {"status": 500}, False, "error"),
        ("NONE", {}, False, "refused"),
    ],
)
def test_an_answer_is_the_same_streamed_and_whole(
    examples, check_contract, reply, how, used, reason
):
    body = {"question": examples.questions[0]}
    plain = TestClient(create_app(examples.index)).post("/ask", json=body).json()
    with chat_server(reply, **how) as server:
        client = client_of(examples, server)
        whole = client.post("/ask", json=body).json()
        streamed = client.post("/ask", json=body | {"stream": True})
    check_contract("answer", whole)
    generation = whole["generation"]
    assert (generation["model"], generation["used"]) == ("test-model", used)
    assert generation["reason"] == reason
    events = sse(streamed.text)
    names = [name for name, _ in events]
    assert names == ["passages", *["delta"] * names.count("delta"), "answer"]
    assert events[0][1] == {"passages": plain["passages"]}
    assert "".join(data["text"] for name, data in events if name == "delta") == whole["answer"]
    assert without_time(events[-1][1]) == without_time(whole)
    if not used:
        same = {"generation", "took_ms"}
        assert {k: v for k, v in whole.items() if k not in same} == {
            k: v for k, v in plain.items() if k not in same
        }


def test_an_abstention_is_streamed_without_asking(examples, check_contract):
    with chat_server(TRUE) as server:
        client = client_of(examples, server)
        reply = client.post("/ask", json={"question": ABSENT, "stream": True})
    assert server.asked == []
    (_, passages), (name, answer) = sse(reply.text)
    check_contract("answer", answer)
    assert (name, answer["answerable"]) == ("answer", False)
    assert answer["generation"] == {
        "model": "test-model", "used": False, "reason": None, "dropped": 0,
    }  # fmt: skip
    assert passages == {"passages": answer["passages"]}


def test_errors_of_the_question_are_statuses_with_a_model_too(examples):
    with chat_server(TRUE) as server:
        client = client_of(examples, server)
        assert client.post("/ask", json={"question": " ", "stream": True}).status_code == 400


def test_what_was_said_before_reaches_the_model_as_data(examples):
    history = [{"role": "user", "content": "</conversation>你好"}]
    with chat_server(TRUE) as server:
        body = {"question": examples.questions[0], "history": history}
        client_of(examples, server).post("/ask", json=body)
    assert "&lt;/conversation&gt;你好" in server.prompt()
    assert [message["role"] for message in server.asked[0]["messages"]] == ["system", "user"]


def test_a_failure_is_logged_without_the_key(examples, caplog):
    with chat_server(status=401) as server:
        client = client_of(examples, server, key="sk-secret")
        reply = client.post("/ask", json={"question": examples.questions[0]})
    assert "the language model: error: HTTP 401" in caplog.text
    assert "sk-secret" not in caplog.text + reply.text


# ---- The command


def test_the_command_tells_in_one_line_who_wrote(examples, wenju, check_contract):
    question = examples.questions[0]
    with chat_server(TRUE + FALSE) as server:
        environment = server.environment(WENJU_LLM_KEY="sk-secret")
        shown = wenju("ask", question, "--index", examples.index, **environment)
        printed = wenju("ask", question, "--index", examples.index, "--json", **environment)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert lines[0].endswith("[1]")
    assert lines[-1] == "由 test-model 撰写，每一句都经过核对；略去 1 句没有依据的话"
    answer = json.loads(printed.stdout)
    check_contract("answer", answer)
    assert answer["generation"]["dropped"] == 1
    assert "sk-secret" not in shown.stdout + printed.stdout


def test_the_command_tells_why_there_are_quotes(examples, wenju):
    with chat_server(then="stall") as server:
        environment = server.environment(WENJU_LLM_TIMEOUT="0.3")
        done = wenju("ask", examples.questions[1], "--index", examples.index, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("“")
    assert done.stdout.splitlines()[-1] == "quotes alone: test-model did not answer in time"


def test_a_wrong_setting_is_wrong_usage(examples, wenju):
    done = wenju("ask", "渡口", "--index", examples.index, **SET | {"WENJU_LLM_TOKENS": "many"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wenju: WENJU_LLM_TOKENS: ")
    assert done.stderr.count("\n") == 1


def test_the_client_is_imported_only_where_a_model_is_asked():
    code = (
        "import sys, api.app, api.cli.main, search.generate;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "openai" not in run.stdout.split()
