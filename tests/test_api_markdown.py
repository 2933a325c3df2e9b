"""Messages in Markdown: an article's words are shown as they are, and nothing in them is obeyed.

The oracle is markdown-it-py, with the tables, strikethrough and HTML that front ends switch on.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from shown import is_mark, rendered
from small_index import quick_build, write_records
from strategies import dirty_text, half, many
from test_api_reference import cited

from api.answering import Cited
from api.app import create_app
from api.links import address_of, label_of
from api.markdown import claim_part, escaped, lead_of, sources_part
from api.opening import searcher_of
from index.source import Span
from search.answer import Claim, ask

ORIGIN = "http://127.0.0.1:8000"
EXAMPLES = Path(__file__).parents[1] / "examples" / "questions.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in EXAMPLES.read_text("utf-8").splitlines()]

marked_up = st.one_of(
    st.lists(
        st.one_of(
            st.sampled_from([
                "[1]", "[a](b)", "[a][b]", "[^1]", "![a](b)", "[a]: b", "](", "[", "]", ")", "\\", "\\\\",
                "`", "```", "~~", "~", "$", "$$", "*", "**", "***", "_", "__", "a_b", "<b>", "</b>",
                "<!--", "-->", "<http://a.example>", "<a@b.example>", "<?x?>", "&lt;", "&#91;", "&", "#",
                "## ", ">", "-", "+", "1.", "2)", "===", "---", "| a | b |", "|", ":", "- [ ] ", "    ",
                "\t", "\n", "\r\n", "\n\n", "\u2028", "\x0b", "\x00", "\u200b", "\u00a0", " ", "  ",
                "字", "。", "“", "x", "A", "7", "²",
            ]),
            st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace").decode()),
        ),
        max_size=14,
    ).map("".join),
    dirty_text.map(lambda text: text[:300]),
)  # fmt: skip


def parsed(markdown: str) -> list[Token]:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return reader.parse(markdown)


def kinds(markdown: str) -> set[str]:
    """Types of all tokens, without ``_open`` and ``_close``."""
    tokens = parsed(markdown)
    within = [child for token in tokens for child in token.children or []]
    return {re.sub(r"_(open|close)$", "", token.type) for token in (*tokens, *within)}


def bare(text: str) -> str:
    """A text without its white space, and as Markdown must write NUL."""
    return "".join(text.split()).replace("\x00", "\ufffd")


# ---- A text


@many
@given(marked_up)
@example("\\")
@example("a\\\n- b")
@example("12345678901. x")
@example("1. a 2. b")
@example("\u00a0\u3000# 字")
def test_a_text_is_shown_as_it_is_and_is_nothing_but_text(text: str) -> None:
    markdown = escaped(text)
    assert "\n" not in markdown
    assert bare(rendered(markdown)[0]) == bare(text)
    assert kinds(markdown) <= {"paragraph", "inline", "text", "text_special"}


@many
@given(marked_up)
def test_front_ends_find_no_mark_and_no_formula_in_a_text(text: str) -> None:
    """Some look for ``[1]`` and for dollars before any Markdown is read, backslash or not."""
    markdown = escaped(text)
    assert not re.search(r"\[\^?\d+\]", markdown)
    assert not re.search(r"\\\[.*\\\]", re.sub(r"\\\\", "", markdown))
    assert not re.search(r"(?<!\\)\$.*(?<!\\)\$", re.sub(r"\\\\", "", markdown))


@st.composite
def texts_with_a_part(draw: st.DrawFn) -> tuple[str, tuple[int, int]]:
    text = draw(marked_up.filter(lambda text: len(text) > 1))
    start = draw(st.integers(0, len(text) - 1))
    return text, (start, draw(st.integers(start + 1, len(text))))


@many
@given(texts_with_a_part())
@example(("a\\7b", (2, 3)))
@example(("溪桥关闭了1,260个自提点", (5, 11)))
def test_bold_is_the_part_that_answers_or_nothing(given: tuple[str, tuple[int, int]]) -> None:
    text, (start, end) = given
    markdown = escaped(text, (start, end))
    assert bare(rendered(markdown)[0]) == bare(text)
    assert kinds(markdown) <= {"paragraph", "inline", "text", "text_special", "strong"}
    strong = _within(markdown, "strong")
    assert strong in ([], [text[start:end]])


def test_the_part_that_answers_is_bold() -> None:
    assert escaped("溪桥关闭了1,260个自提点", (5, 11)) == "溪桥关闭了**1,260个**自提点"
    assert escaped("at 5*3 = 15.", (3, 11)) == "at **5\\*3 = 15**."


def _within(markdown: str, kind: str) -> list[str]:
    """The texts inside each ``kind`` of inline token."""
    found: list[str] = []
    open_ = False
    for token in parsed(markdown)[1].children or []:
        if token.type == f"{kind}_open":
            open_, found = True, [*found, ""]
        elif token.type == f"{kind}_close":
            open_ = False
        elif open_:
            found[-1] += token.content
    return found


# ---- A claim, a list of sources


@many
@given(marked_up.filter(str.strip), marked_up.filter(str.strip), st.booleans())
@example("a\\", "b\\", False)
@example("[", "]", True)
def test_a_claim_is_its_text_its_links_and_its_gloss(text: str, gloss: str, own: bool) -> None:
    citation = cited(text)
    claim = Claim(text, (1, 1), gloss, Span(6, 7))
    part = claim_part(Cited(claim, (citation, citation)), ORIGIN, "en", bare=own)
    first, _, rest = part.text.partition("\n\n")
    address = address_of(ORIGIN, citation)
    shown, links = rendered(part.text)
    assert [link.url for link in links] == ([] if own else [address] * 2)
    marks = "[1] [1]" if own else "¹ ¹"
    assert bare(shown) == bare(f"{text} {marks} gloss (machine-made): {gloss}")
    assert kinds(first) <= {"paragraph", "inline", "text", "text_special", "strong", "link"}
    assert kinds(rest) == {"paragraph", "inline", "text", "em"} | (kinds(rest) & {"text_special"})
    for mark in part.marks:
        written = part.text[mark.start : mark.end]
        assert written == ("[1]" if own else f"[¹]({address})")


@half
@given(marked_up, marked_up, marked_up)
@example("[视频] 溪桥", "a]b", "x")
@example("[1] 溪桥", "[a](http://b.example)", "x_y.txt")
@example("ends with\\", "", "")
def test_a_source_is_one_link_whatever_it_is_called(title: str, publisher: str, file: str) -> None:
    citation = cited(title=title, publisher=publisher, file=file or "f")
    markdown = sources_part([citation, citation], ORIGIN, "zh").text
    _, links = rendered(markdown)
    assert [link.url for link in links] == [address_of(ORIGIN, citation)] * 2
    assert {bare(link.label) for link in links} == {bare(label_of(citation))}
    assert kinds(markdown) <= {
        "paragraph", "inline", "text", "text_special", "link", "ordered_list", "list_item",
    }  # fmt: skip
    assert bare(rendered(markdown)[0]).endswith(bare(f"{label_of(citation)}—{file or 'f'}:4"))


def test_brackets_in_a_title_make_no_formula() -> None:
    """``\\[…\\]`` is one in Open WebUI and LobeChat."""
    link = sources_part([cited(title="[视频] 溪桥")], ORIGIN, "zh").text
    assert "[[视频] 溪桥](http" in link


# ---- Messages


@pytest.mark.parametrize("question", QUESTIONS[::6])
def test_the_message_of_a_real_answer_has_its_links_and_no_others(
    server: str, question: str
) -> None:
    body = {"model": "wenju", "messages": [{"role": "user", "content": question}]}
    done = httpx.post(f"{server}/v1/chat/completions", json=body, timeout=30.0).json()
    message = done["choices"][0]["message"]
    answer = httpx.post(f"{server}/ask", json={"question": question}, timeout=30.0).json()
    noted = [note["url_citation"]["url"] for note in message["annotations"]]
    shown, links = rendered(message["content"])
    marks = [link.url for link in links if is_mark(link.label)]
    named = [link.url for link in links if not is_mark(link.label)]
    assert marks == noted
    assert named == list(dict.fromkeys(noted)) if answer["answerable"] else len(named) == 3
    for claim in answer["claims"]:
        assert bare(claim["text"]) in bare(shown)
    assert "html_inline" not in kinds(message["content"])
    assert message["content"].count("**") <= 2 * len(answer["claims"])


INJECTED = {
    "_id": "ferry",
    "title": "![河口](https://tracker.example/t.png) [渡轮](https://evil.example/t)",
    "publisher": "<b>河口日报</b>",
    "text": (
        "河口渡轮公司在7月3日宣布，成人票价从4元涨到[5元](https://evil.example/)，<b>学生</b>票价不变，"
        "见[1]和[^2]，~~旧价~~作废，`代码`*也*一样。\n\n"
        "# 标题\n- 柴油贵了三成 <https://evil.example/a>。\n\n[5元]: https://evil.example/b\n"
    ),
}


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    root = tmp_path_factory.mktemp("injected")
    write_records(root / "ferry.jsonl", [INJECTED])
    quick_build(root / "index", root / "ferry.jsonl")
    return TestClient(create_app(root / "index", public_url=ORIGIN))


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/openwebui/v1/chat/completions"])
@pytest.mark.parametrize("threshold", [0.0, 2.0])  # whatever is quoted, and nothing
def test_an_article_puts_no_picture_link_or_markup_into_a_message(
    injected: TestClient, path: str, threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answer.THRESHOLD", threshold)
    monkeypatch.setattr("search.answer._NEAR", 0.0)
    question = "河口渡轮公司的成人票价涨到了多少元？"
    answer = injected.post("/ask", json={"question": question}).json()
    quotes = [claim["text"] for claim in answer["claims"]]
    assert any("[5元](https://evil.example/)" in quote for quote in quotes) == (threshold < 1)
    body: dict[str, Any] = {"model": "wenju", "messages": [{"role": "user", "content": question}]}
    content = injected.post(path, json=body).json()["choices"][0]["message"]["content"]
    shown, links = rendered(content)
    assert all(quote in shown for quote in quotes)
    assert all(link.url.startswith(f"{ORIGIN}/p/") for link in links)
    if not (quotes and path.startswith("/openwebui")):
        assert f"{INJECTED['title']} · <b>河口日报</b>" in [link.label for link in links]
    allowed = {"paragraph", "inline", "text", "text_special", "strong", "link"}
    assert kinds(content) <= allowed | {"ordered_list", "bullet_list", "list_item"}


@pytest.mark.parametrize(("which", "said"), [(0, "另一来源说法不同："), (1, "Another source says")])
def test_a_quote_that_contradicts_another_is_introduced(examples, which, said):
    answer = ask(searcher_of(examples.index), examples.questions[which])
    agreeing = Cited(answer.claims[0], answer.citations[:1])
    contrary = replace(agreeing, claim=replace(agreeing.claim, disagrees_with=(1,)))
    assert lead_of(answer, agreeing) == ""
    assert lead_of(answer, contrary).startswith(said)
