"""``wenju serve``: a real server process."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from small_index import quick_build

from api.cli.serve import _UVICORN

DEADLINE = 60  # seconds
ODD_ID = "50%20 off/100%"


def get(url: str, body: dict | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=DEADLINE) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def wait_until_ready(url: str) -> None:
    """Ask again and again until the server is ready."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        try:
            if get(f"{url}/readyz")[0] == 200:
                return
        except OSError:  # not listening yet
            threading.Event().wait(0.05)
    pytest.fail("the server was never ready")


@pytest.fixture
def serving(wenju_command, clean_environment, tmp_path):
    """Start ``wenju serve`` on a free port; gives its process and URL, and ends it."""

    @contextmanager
    def start(*arguments) -> Iterator[tuple[subprocess.Popen[str], str]]:
        with subprocess.Popen(
            [wenju_command, "serve", "--port", "0", *arguments],
            cwd=tmp_path, env=clean_environment, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                line = process.stdout.readline()
                url = re.search(r"http://\S+", line)
                assert url, line + process.stderr.read()
                wait_until_ready(url[0])
                yield process, url[0]
            finally:
                process.terminate()
                process.wait(DEADLINE)

    return start


def test_serve_answers_and_ends_quietly_on_an_interrupt(examples, serving, check_contract):
    with serving("--index", examples.index) as (process, url):
        status, reply = get(f"{url}/ask", {"question": examples.questions[0]})
        assert status == 200
        check_contract("answer", json.loads(reply))
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 0
        assert process.stderr.read() == ""


def test_idle_connections_outlive_a_proxys_and_hold_up_no_interrupt(examples, serving):
    assert _UVICORN["timeout_keep_alive"] > 60  # seconds: nginx lets its own go after 60
    with (
        serving("--index", examples.index) as (process, url),
        closing(HTTPConnection(urlsplit(url).netloc, timeout=DEADLINE)) as idle,
    ):
        idle.request("GET", "/healthz")
        assert idle.getresponse().read()
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE / 2) == 0


def test_several_workers_serve_one_index(examples, serving):
    with serving("--index", examples.index, "--workers", "2") as (process, url):
        replies = [json.loads(get(f"{url}/search", {"query": "退货"})[1]) for _ in range(8)]
        assert len({json.dumps(reply | {"took_ms": 0}) for reply in replies}) == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 0
        assert process.stderr.read() == ""


def test_an_id_that_looks_percent_encoded_is_found(serving, tmp_path):
    record = {"_id": ODD_ID, "text": "仓库在三月搬到了城北。" * 30}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), "utf-8")
    quick_build(tmp_path / "wenju-index", tmp_path / "a.jsonl")
    with serving() as (_, url):
        status, reply = get(f"{url}/articles/{quote(ODD_ID, safe='')}")
        assert status == 200
        article = json.loads(reply)
        assert article["article_id"] == ODD_ID
        status, reply = get(f"{url}/p/{quote(article['passages'][0], safe='')}?s=0&e=2")
        assert (status, json.loads(reply)["quote"]) == (200, "仓库")


def test_a_build_beside_a_running_server_is_served(examples, serving, tmp_path):
    index = tmp_path / "wenju-index"
    quick_build(index, examples.small[0])
    with serving() as (_, url):
        before = json.loads(get(f"{url}/readyz")[1])
        quick_build(index, *examples.small)
        after = json.loads(get(f"{url}/readyz")[1])
        assert before["index"]["generation"] != after["index"]["generation"]


def test_a_port_in_use_is_one_line(examples, wenju):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = wenju("serve", "--index", examples.index, "--port", port)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"wenju: 127.0.0.1:{port}: cannot listen")


def test_an_address_that_is_not_ours_is_one_line(examples, wenju):
    done = wenju("serve", "--index", examples.index, "--host", "no such host", "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "no such address" in line
