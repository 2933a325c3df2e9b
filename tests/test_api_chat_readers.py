"""Every chat front end shows the answer, what it cites, and that there is none, each in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from readers import (
    CHAT_READERS,
    ChatReader,
    CherryStudio,
    LibreChat,
    LobeChat,
    NextChat,
    OpenWebUI,
    OpenWebUIByHeader,
    OpenWebUIDirect,
    OpenWebUIPlain,
    OpenWebUIResponses,
    PlainCode,
)
from served import KEY
from shown import Facts, is_mark, look, quote_at, rendered

TWO_QUOTES = "溪桥买菜一共撤掉了多少个自提点？打算到年底开到多少个小仓？"  # of one article
IN_ENGLISH = "How many neighbourhood pick-up points has Xiqiao Grocer shut down?"
NOWHERE = {"zh": "火星上有几家火锅店？", "en": "？！…… zzqxv"}
SERVED = [OpenWebUI, OpenWebUIByHeader]  # those that are told apart, and called by a server


@pytest.fixture(params=CHAT_READERS, ids=lambda reader: reader.name)
def reader(request: pytest.FixtureRequest, server: str) -> Iterator[ChatReader]:
    """Each front end, set to the server."""
    made: ChatReader = request.param(server)
    yield made
    made.close()


def test_everything_is_shown_and_every_citation_opens_on_its_quote(
    reader: ChatReader, server: str
) -> None:
    facts = look(reader, server, TWO_QUOTES, NOWHERE["zh"])
    assert facts == Facts(
        models=("wenju",),
        n_pieces=facts.n_pieces,
        n_quotes=2,
        n_shown=2,
        n_astray=0,
        n_at_hand=2 if type(reader) in SERVED else 0,
        n_cards=0 if reader.name in ("LibreChat", "NextChat") else 2,
        torn=False,
        abstains=True,
    )
    assert facts.n_pieces > 1


def test_an_english_question_is_answered_and_refused_in_english(
    reader: ChatReader, server: str
) -> None:
    shown = reader.ask(IN_ENGLISH)
    assert "1,260" in shown.text
    assert "gloss (machine-made)" in shown.text
    assert len(shown.citations) == 1
    assert not re.search(r"[*\\\]]|://", shown.text)
    nothing = reader.ask("zzqxv vwwkq?")
    assert "The articles hold no answer to this question." in nothing.text
    assert nothing.citations == ()


def test_a_front_end_that_shows_the_text_alone_gets_a_list_of_its_sources(server: str) -> None:
    for make in (OpenWebUIPlain, LobeChat, CherryStudio, LibreChat, NextChat, PlainCode):
        reader = make(server)
        shown = reader.ask(TWO_QUOTES)
        reader.close()
        *_, heading, first, second = shown.text.splitlines()
        assert heading == "来源："
        assert first.endswith("— community_grocery_lookalike_characters.txt:4")
        assert second.endswith("— community_grocery_lookalike_characters.txt:14")
        named = [link for link in shown.links if not is_mark(link.label)]
        assert [link.url for link in named] == [c.url for c in shown.citations]


@pytest.mark.parametrize("make", SERVED)
def test_open_webui_has_a_button_with_a_name_of_its_own_for_every_quote(make, server: str) -> None:
    reader = make(server)
    shown = reader.ask(TWO_QUOTES)
    reader.close()
    buttons = re.findall(r"⟦(.*?)⟧", shown.text)
    assert buttons == [card.label for card in shown.cards]
    assert len(set(buttons)) == 2
    assert [card.quote for card in shown.cards] == [quote_at(card.url) for card in shown.cards]
    assert "来源" not in shown.text  # it lists them itself


@pytest.mark.parametrize("make", [OpenWebUIDirect, OpenWebUIResponses])
def test_open_webui_without_events_gets_the_names_by_annotations(make, server: str) -> None:
    reader = make(server)
    shown = reader.ask(TWO_QUOTES)
    reader.close()
    assert re.findall(r"⟦(.*?)⟧", shown.text) == [card.label for card in shown.cards]
    assert [card.quote for card in shown.cards] == [None, None]


def test_where_it_cannot_be_known_open_webui_shows_links(server: str) -> None:
    reader = OpenWebUIPlain(server)
    shown = reader.ask(TWO_QUOTES)
    reader.close()
    assert "⟦" not in shown.text
    marks = [link for link in shown.links if is_mark(link.label)]
    assert [link.url for link in marks] == [card.url for card in shown.cards]


def test_open_webui_is_known_by_a_parameter_too(server: str) -> None:
    lines = _lines(f"{server}/v1/chat/completions?client=owui")
    assert sum(line.startswith('data: {"event"') for line in lines) == 2
    assert lines[-1] == "data: [DONE]"


def test_others_are_sent_nothing_that_has_no_choice(server: str) -> None:
    lines = _lines(f"{server}/v1/chat/completions")
    assert all('"choices":[{' in line for line in lines[:-1])
    reader = PlainCode(server)
    assert reader.ask(TWO_QUOTES).text
    reader.close()


def test_the_readers_see_what_would_go_wrong() -> None:
    """A link that is written ``[1](address)`` is torn, and a chunk without choices is not survived."""
    noted = {"type": "url_citation", "url_citation": {"title": "T", "url": "http://a/p/x"}}
    stream = [
        {"choices": [{"delta": {"content": "quote [1](http://a/p/x)"}, "finish_reason": None}]},
        {"choices": [{"delta": {"annotations": [noted]}, "finish_reason": "stop"}]},
    ]
    for make in (OpenWebUI, LobeChat):
        assert "://" in make("http://127.0.0.1:9").read(stream).text
    with pytest.raises(KeyError):
        PlainCode("http://127.0.0.1:9").read([{"event": {}}])
    assert rendered("[a\\] \\*b\\*](http://c/d) *e*\n\n- f")[0] == "a] *b* e\nf"


def test_with_a_key_a_front_end_shows_it_and_a_browser_opens_the_links(guarded_server: str) -> None:
    reader = OpenWebUI(guarded_server, KEY)
    facts = look(reader, guarded_server, TWO_QUOTES, NOWHERE["zh"], key=KEY)
    reader.close()
    assert (facts.n_shown, facts.n_astray, facts.abstains) == (2, 0, True)
    stranger = OpenWebUI(guarded_server, "wrong")
    with pytest.raises(httpx.HTTPStatusError):
        stranger.models()
    stranger.close()


def _lines(url: str) -> list[str]:
    body = {
        "model": "wenju",
        "messages": [{"role": "user", "content": TWO_QUOTES}],
        "stream": True,
    }
    reply = httpx.post(url, json=body, timeout=30.0)
    return [line for line in reply.text.splitlines() if line]
