"""What becomes of a link: current, of the generation before, gone, and how a client keeps a copy."""

from __future__ import annotations

import json
import logging
import re
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from small_index import BRIEFS, FERRY, TEA, quick_build, write_corpus, write_records
from starlette.requests import Request

from api.app import create_app
from api.routes.shared import for_method, json_reply
from index.generation import GENERATIONS, STORE, read_current
from index.retired import RETIRED

JSON = {"accept": "application/json"}
PAGE = {"accept": "text/html"}
EITHER = pytest.mark.parametrize("accept", [JSON, PAGE], ids=["json", "page"])
ODD_ID = "a/b c?d#e é&\"'<%"  # %2F too would be decoded twice by the test client


class Place:
    """A corpus, its index, and a server over it that runs on while files change."""

    def __init__(self, root: Path) -> None:
        self.corpus = write_corpus(root / "corpus")
        self.index = root / "index"
        quick_build(self.index, self.corpus)
        self.client = TestClient(create_app(self.index))

    def rebuild(self, *hours: int) -> None:
        """Publish generations whose ferry article names these hours."""
        for hour in hours:
            text = FERRY.replace("六点", f"{hour}点")
            (self.corpus / "ferry.txt").write_text(text, encoding="utf-8")
            quick_build(self.index, self.corpus)

    def without(self, name: str, *hours: int) -> None:
        """Remove a file, and publish so many generations."""
        (self.corpus / name).unlink()
        for hour in hours:
            (self.corpus / "tea.md").write_text(f"{TEA}{hour}\n", encoding="utf-8")
            quick_build(self.index, self.corpus)

    def article_of(self, query: str) -> str:
        hits = self.client.post("/search", json={"query": query}).json()["hits"]
        return str(hits[0]["article_id"])

    def article(self, article_id: str) -> dict:
        return self.client.get(f"/articles/{quote(article_id, safe='')}", headers=JSON).json()

    def paths(self, article_id: str) -> tuple[str, str]:
        """The addresses of an article and of its first passage."""
        passage_id = self.article(article_id)["passages"][0]
        return f"/articles/{quote(article_id, safe='')}", f"/p/{quote(passage_id, safe='')}"

    def get(self, path: str, headers: dict[str, str] = JSON):
        return self.client.get(path, headers=headers)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def linked(error: dict) -> str:
    """The address in the hint of a 410."""
    return re.fullmatch(r"the article: (/articles/\S+)", error["hint"])[1]


def test_what_serves_says_so(place: Place) -> None:
    ferry = place.article_of("渡口")
    for path in place.paths(ferry):
        reply = place.get(path).json()
        assert reply["generation"] == read_current(place.index).generation
        assert (reply["current"], reply["current_article"]) == (True, ferry)


def test_ids_of_the_generation_before_answer_with_its_text_and_name_their_successor(
    place: Place,
) -> None:
    ferry, old = place.article_of("渡口"), read_current(place.index).generation
    paths = place.paths(ferry)
    before = [place.get(path).json() for path in paths]
    place.rebuild(7)
    for path, then in zip(paths, before, strict=True):
        reply = place.get(path)
        assert reply.status_code == 200
        now = reply.json()
        assert now == then | {"current": False, "current_article": now["current_article"]}
        assert now["generation"] == old
        successor = place.article(now["current_article"])
        assert successor["current"]
        assert "7点" in successor["text"]
        assert successor["file"] == "ferry.txt"


def test_offsets_count_in_the_text_of_the_generation_before(place: Place) -> None:
    _, passage = place.paths(place.article_of("渡口"))
    start = FERRY.index("六点")
    place.rebuild(7)
    assert place.get(f"{passage}?s={start}&e={start + 2}").json()["quote"] == "六点"
    assert place.get(f"{passage}?s=0&e={len(FERRY) + 1}").status_code == 400


def test_what_a_later_build_prunes_is_gone_with_a_link_that_answers(place: Place) -> None:
    paths = place.paths(place.article_of("渡口"))
    assert all(place.get(path).status_code == 200 for path in paths)
    place.rebuild(7, 8)
    for path in paths:
        reply = place.get(path)
        assert reply.status_code == 410
        error = reply.json()["error"]
        assert error["code"] == "passage_gone"
        assert "ferry.txt" in error["message"]
        there = place.get(linked(error)).json()
        assert there["current"]
        assert "8点" in there["text"]


def test_a_file_that_is_no_longer_there_is_named_without_a_link(place: Place) -> None:
    paths = place.paths(place.article_of("渡口"))
    place.without("ferry.txt", 1)
    for path in paths:
        reply = place.get(path).json()
        assert (reply["current"], reply["current_article"]) == (False, None)
    place.without("depot.txt", 2)
    for path in paths:
        reply = place.get(path)
        assert reply.status_code == 410
        error = reply.json()["error"]
        assert error["hint"] == ""
        assert "ferry.txt" in error["message"]
        assert "no longer in the index" in error["message"]


def test_a_record_is_followed_by_its_id_and_by_no_other_record(place: Place) -> None:
    lamps, market = place.paths("b-1"), place.paths("b-2")
    changed = [BRIEFS[0] | {"text": BRIEFS[0]["text"].replace("八点", "九点")}]
    write_records(place.corpus / "briefs.jsonl", changed)
    quick_build(place.index, place.corpus)
    assert place.get(lamps[0]).json()["current"]
    old = place.get(lamps[1]).json()
    assert (old["current"], old["current_article"]) == (False, "b-1")
    assert all(place.get(path).json()["current_article"] is None for path in market)
    place.rebuild(7)
    assert linked(place.get(lamps[1]).json()["error"]) == "/articles/b-1"
    for path in market:
        error = place.get(path).json()["error"]
        assert (error["code"], error["hint"]) == ("passage_gone", "")
        assert "briefs.jsonl" in error["message"]


@EITHER
def test_retired_ids_with_odd_characters_are_found(place: Place, accept: dict[str, str]) -> None:
    write_records(place.corpus / "odd.jsonl", [BRIEFS[0] | {"_id": ODD_ID}])
    quick_build(place.index, place.corpus)
    paths = place.paths(ODD_ID)
    place.without("odd.jsonl", 1, 2)
    for path in paths:
        assert place.get(path, accept).status_code == 410
        assert place.get(f"{path}x", accept).status_code == 404


def test_an_id_that_never_was_is_unknown(place: Place) -> None:
    place.rebuild(7, 8)
    for path in ("/articles/0123456789abcdef", "/p/0123456789abcdef-01234567", "/p/none"):
        reply = place.get(path)
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "unknown_id")


@pytest.mark.parametrize("content", [None, b"", b'["half', b"\xff\n[]\n"])
def test_a_lost_or_damaged_list_makes_old_ids_unknown_and_nothing_else(
    place: Place, content: bytes | None
) -> None:
    ferry, _ = place.paths(place.article_of("渡口"))
    place.rebuild(7, 8)
    assert place.get(ferry).status_code == 410
    if content is None:
        (place.index / RETIRED).unlink()
    else:
        (place.index / RETIRED).write_bytes(content)
    assert place.get(ferry).status_code == 404
    assert place.get("/articles/b-1").status_code == 200


def test_a_damaged_generation_before_is_told_once_and_passed_over(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    ferry, passage = place.paths(place.article_of("渡口"))
    place.rebuild(7)
    previous = read_current(place.index).previous
    assert previous is not None
    (place.index / GENERATIONS / previous / STORE).write_bytes(b"short")
    with caplog.at_level(logging.WARNING, "wenju"):
        for _ in range(3):
            assert place.get(ferry).status_code == 404
            assert place.get(passage).status_code == 404
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert "not kept" in caplog.text
    place.rebuild(8)
    assert place.article(place.article_of("渡口"))["current"]


def test_damage_to_what_is_only_searched_does_not_matter(place: Place) -> None:
    ferry, _ = place.paths(place.article_of("渡口"))
    place.rebuild(7)
    folder = place.index / GENERATIONS / str(read_current(place.index).previous)
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in (STORE, "manifest.json"):
            path.write_bytes(b"")
    assert place.get(ferry).status_code == 200


def test_an_open_generation_before_outlives_its_folder(place: Place) -> None:
    _, passage = place.paths(place.article_of("渡口"))
    place.rebuild(7)
    library = place.client.app.state.serving.library()
    archive = library.previous()
    assert archive is not None
    place.rebuild(8, 9)
    assert not (place.index / GENERATIONS / archive.generation).exists()
    texts: list[str] = []
    thread = threading.Thread(target=lambda: texts.append(archive.store.source_text(0)))
    thread.start()
    thread.join()
    assert texts == [archive.store.source_text(0)]
    assert place.get(passage).status_code == 410


def test_every_build_moves_links_on_by_one_while_the_server_runs(place: Place) -> None:
    seen: list[str] = []
    for hour in (7, 8, 9, 10):
        seen.append(place.paths(place.article_of("渡口"))[1])
        place.rebuild(hour)
        statuses = [place.get(path).status_code for path in seen]
        assert statuses == [410] * (len(seen) - 1) + [200]


@EITHER
def test_a_client_that_has_the_bytes_gets_304(place: Place, accept: dict[str, str]) -> None:
    for path in place.paths(place.article_of("渡口")):
        reply = place.get(path, accept)
        tag = reply.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
        assert reply.headers["cache-control"] == "no-cache"
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = place.get(path, accept | {"if-none-match": held})
            assert (again.status_code, again.content) == (304, b"")
            same = ("etag", "vary", "cache-control", "content-security-policy")
            assert [again.headers.get(n) for n in same] == [reply.headers.get(n) for n in same]
            assert "content-length" not in again.headers
        other = place.get(path, accept | {"if-none-match": '"other"'})
        assert (other.status_code, other.content) == (200, reply.content)


def test_whatever_changes_the_reply_changes_its_tag(place: Place, tmp_path: Path) -> None:
    article, passage = place.paths(place.article_of("渡口"))

    def tags() -> list[str]:
        marked = f"{passage}?s=0&e=5"
        asked = [(p, JSON) for p in (article, passage, marked)]
        asked += [(p, PAGE) for p in (article, passage, marked, f"{article}?ui=en")]
        return [place.get(path, accept).headers["etag"] for path, accept in asked]

    first = tags()
    assert len(set(first)) == len(first)
    assert tags() == first
    place.rebuild(7)
    assert not set(tags()) & set(first)
    elsewhere = TestClient(create_app(place.index, public_url="https://example.org/wenju"))
    assert elsewhere.get(article, headers=PAGE).headers["etag"] not in tags()


@EITHER
def test_head_is_get_without_the_body(place: Place, accept: dict[str, str]) -> None:
    article, passage = place.paths(place.article_of("渡口"))
    for path in (article, passage, f"{passage}?s=0&e=5", "/p/none", "/articles/none"):
        reply = place.client.head(path, headers=accept)
        full = place.get(path, accept)
        assert reply.status_code == full.status_code
        assert reply.content == b""
        assert dict(reply.headers) == dict(full.headers)
    assert place.client.post(article).status_code == 405


def test_a_reply_to_head_holds_no_body_to_send() -> None:
    request = Request({"type": "http", "method": "HEAD", "headers": []})
    reply = for_method(request, json_reply({"a": 1}, 410))
    assert (reply.status_code, reply.body) == (410, b"")
    assert reply.headers["content-length"] == str(len(b'{"a":1}'))


@EITHER
def test_errors_have_no_tag(place: Place, accept: dict[str, str]) -> None:
    paths = place.paths(place.article_of("渡口"))
    place.rebuild(7, 8)
    for path in (*paths, "/p/none", "/articles/none"):
        reply = place.get(path, accept | {"if-none-match": "*"})
        assert reply.status_code in (404, 410)
        assert "etag" not in reply.headers


def test_replies_vary_on_what_chooses_them(place: Place) -> None:
    article, passage = place.paths(place.article_of("渡口"))
    for path in (article, passage, "/p/none"):
        assert place.get(path, JSON).headers["vary"] == place.get(path, PAGE).headers["vary"]
        assert "Accept" in place.get(path, JSON).headers["vary"]


def test_the_schema_of_the_api_names_each_operation_once(place: Place) -> None:
    paths = place.client.get("/openapi.json").json()["paths"]
    assert set(paths["/p/{passage_id}"]) == set(paths["/articles/{article_id}"]) == {"get"}
    assert {"304", "410"} <= set(paths["/articles/{article_id}"]["get"]["responses"])
    assert json.dumps(paths).count('"getPassage"') == 1
