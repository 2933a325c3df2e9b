"""What a person sees: lines for a pipe and for a terminal, the same words in both."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import write_larger_corpus
from strategies import bounded, dirty_text

from api.cli.eval_show import eval_lines
from api.cli.show import PIPE, answer_lines, printable, search_lines, width_of, wrap
from api.cli.style import Screen, Style
from api.settings import wants_colour

ANSI = re.compile(r"\033\[[0-9;]*m")
COLOURED = Style(colour=True)
ODD = st.one_of(
    dirty_text,
    st.text(max_size=80),
    st.text(
        st.sampled_from("渡口ab 1\u0301\u200d\ufe0f😀👩❤，。！“”（）\n\t\x1b\x9b\u202e"),
        max_size=120,
    ),
    st.integers(1, 300).map(lambda n: "https://example.org/" + "a%E6" * n),
)


def citation(text: str, **more: Any) -> dict[str, Any]:
    return {
        "marker": 1, "title": text, "publisher": "青石日报", "published": "2021-06",
        "published_inferred": True, "locator": {"line": 3}, "file": f"{text}.txt", "start": 0,
        "end": 4, "article_id": "x",
    } | more  # fmt: skip


def answer(text: str, *, answerable: bool = True, language: str = "zh") -> dict[str, Any]:
    """An answer, or an abstention, about one text."""
    hit = {"rank": 1, "score": 0.5, "citation": citation(text), "text": text}
    quote = " ".join(text.split()) or "无"
    return {
        "language": language, "answerable": answerable, "premise": "ok", "confidence": 0.934, "took_ms": 41.2,
        "answer": f"“{quote}” [1]" if answerable else "",
        "citations": [citation(text)] if answerable else [],
        "passages": [hit], "index": {"generation": "abc", "model": None},
    }  # fmt: skip


def search(text: str, n_undated: int = 0, language: str = "en") -> dict[str, Any]:
    found = answer(text, language=language)
    return found | {"hits": found["passages"], "mode": "hybrid", "filtered_undated": n_undated}


def all_lines(text: str, screen: Screen) -> list[str]:
    return [
        *answer_lines(answer(text), undated=2, screen=screen),
        *answer_lines(answer(text, answerable=False), screen=screen),
        *search_lines(search(text, 3), screen=screen),
    ]


@bounded
@given(ODD, st.integers(20, 130))
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    for line in all_lines(text, Screen(Style(), width)):
        assert width_of(line) <= width


@bounded
@given(ODD, st.integers(20, 130))
def test_colours_change_no_word_and_no_line(text: str, width: int) -> None:
    coloured = all_lines(text, Screen(COLOURED, width))
    assert [ANSI.sub("", line) for line in coloured] == all_lines(text, Screen(Style(), width))


@bounded
@given(ODD)
def test_nothing_of_a_text_is_obeyed_by_the_terminal(text: str) -> None:
    for screen in (PIPE, Screen(COLOURED, 60)):
        left = ANSI.sub("", "".join(all_lines(text, screen)))
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", left)


@bounded
@given(ODD, st.integers(2, 60))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    shown = printable(text, keep="\n")
    assert "".join("".join(wrap(shown, width)).split()) == "".join(shown.split())
    assert all(width_of(line) <= width for line in wrap(shown, width))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("！！！！！！", 4, ["！！", "！！", "！！"]),
        ("他说（渡口）关了", 7, ["他说", "（渡", "口）关", "了"]),
        ("cafe\u0301 au lait", 5, ["cafe\u0301", "au", "lait"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
    ],
)
def test_marks_stay_with_their_letters_and_brackets_with_their_words(text, width, lines) -> None:
    assert list(wrap(text, width)) == lines


def test_a_pipe_gets_the_plain_shape() -> None:
    long = "渡船每天六点离岸，" * 40
    assert answer_lines(answer(long)) == [
        f"“{long}” [1]",
        "",
        f"[1] {long} · 青石日报 · ~2021-06",
        f"    {long}.txt:3 [0:4]",
    ]


def test_a_terminal_shows_quote_marker_source_and_how_sure_it_is() -> None:
    quote, _, source, place, _, foot = answer_lines(answer("渡口"), screen=Screen(COLOURED, 80))
    assert quote == "\033[1m“渡口”\033[0m\033[36m [1]\033[0m"
    assert source == "\033[36m[1] \033[0m渡口\033[2m · 青石日报 · ~2021-06（推断）\033[0m"
    assert place == "    \033[2m渡口.txt:3 [0:4]\033[0m"
    assert ANSI.sub("", foot) == "置信度 0.93 · 41 ms · generation abc"


def test_a_number_in_brackets_inside_a_quote_is_no_marker() -> None:
    line = answer_lines(answer("见[7] 与 [8]"), screen=Screen(COLOURED, 80))[0]
    assert line == "\033[1m“见[7] 与 [8]”\033[0m\033[36m [1]\033[0m"


def test_the_part_that_answers_stands_out_and_the_gloss_is_under_the_quote() -> None:
    quote = "来了\n46人。走了。"
    claim = {
        "text": "“来了46人。走了。”", "citations": [1], "gloss": "46人 = 46 people",
        "focus": {"start": 103, "end": 106},
    }  # fmt: skip
    about = citation("渡口", quote=quote, start=100, end=100 + len(quote))
    shown = answer(quote, language="en") | {
        "answer": "“来了46人。走了。” [1]", "claims": [claim], "citations": [about],
    }  # fmt: skip
    line, under = answer_lines(shown, screen=Screen(COLOURED, 80))[:2]
    assert line == (
        "\033[1m“来了\033[0m\033[1;4m46人\033[0m\033[1m。走了。”\033[0m\033[36m [1]\033[0m"
    )
    assert under == "  \033[2mgloss (machine-made): 46人 = 46 people\033[0m"
    plain = answer_lines(shown)
    assert plain[:3] == ["“来了46人。走了。” [1]", ANSI.sub("", under), ""]
    whole = claim | {"gloss": None, "focus": {"start": 100, "end": 100 + len(quote)}}
    line = answer_lines(shown | {"claims": [whole]}, screen=Screen(COLOURED, 80))[0]
    assert line == "\033[1m“来了46人。走了。”\033[0m\033[36m [1]\033[0m"


@pytest.mark.parametrize(
    ("language", "said", "date"),
    [
        ("zh", "略去了 2 篇", "~2021-06（推断）"),
        ("en", "by the date filter: 2", "~2021-06 (inferred)"),
    ],
)
def test_undated_articles_and_inferred_dates_are_told_in_the_questions_language(
    language, said, date
) -> None:
    screen = Screen(Style(), 80)
    asked = answer_lines(answer("渡口", language=language), undated=2, screen=screen)
    found = search_lines(search("渡口", 2, language), screen=screen)
    for lines in (asked, found):
        assert said in "\n".join(lines)
        assert date in "\n".join(lines)
    assert said not in "\n".join(answer_lines(answer("渡口", language=language)))


@pytest.mark.parametrize(
    ("terminal", "environ", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
    ],
)
def test_colours_are_for_terminals_that_want_them(terminal, environ, wanted) -> None:
    assert wants_colour(terminal, environ) == wanted


def test_groups_of_few_questions_are_shown_when_asked_for() -> None:
    measures = {"R@10": {"mean": 0.5, "low": 0.4, "high": 0.6, "n": 9}}
    few = {"R@10": {"mean": 0.5, "low": 0.4, "high": 0.6, "n": 2}}
    row = {
        "label": "lexical",
        "measures": measures,
        "groups": {"types": {"who": measures, "why": few}},
    }
    one = {
        "name": "s", "n_questions": 11, "languages": {"zh": 11}, "n_articles": 3, "n_distractors": 0,
        "n_passages": 9, "seconds_built": 0, "seconds_asked": 1, "n_unjudged": 0, "n_not_indexed": 0,
        "rows": [row],
    }  # fmt: skip
    payload = {"sets": [one], "macro": [], "comparisons": [], "resamples": 1, "seed": 1}
    short, full = (eval_lines(payload, n_misses=0, groups=groups) for groups in (False, True))
    assert "  who (n 9)" in short
    assert "  why (n 2)" not in short
    assert "  left out: 1 groups of fewer than 5 questions; --groups shows them" in short
    assert "  why (n 2)" in full
    assert "--groups" not in "\n".join(full)


@pytest.fixture
def on_terminal(wenju_command, clean_environment, tmp_path):
    """Run the real command on a terminal of 60 columns; all that it wrote there."""

    def run(*args: Any, **environment: str) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        settings = ("NO_COLOR", "FORCE_COLOR")
        rest = {k: v for k, v in clean_environment.items() if k not in settings}
        process = subprocess.Popen(
            [wenju_command, *args],
            stdin=theirs, stdout=theirs, stderr=theirs,
            cwd=tmp_path, env=rest | {"TERM": "xterm"} | environment,
        )  # fmt: skip
        os.close(theirs)
        written = b""
        while True:
            try:
                written += (part := os.read(ours, 65536))
            except OSError:  # the other end is closed
                break
            if not part:
                break
        os.close(ours)
        process.wait(timeout=60)
        return written.decode()

    return run


def test_real_terminal_gets_colours_and_lines_that_fit(on_terminal, examples, wenju) -> None:
    args = ("ask", examples.questions[0], "--index", examples.index)
    shown = on_terminal(*args)
    assert "\033[36m [1]\033[0m" in shown
    assert "generation " in shown
    assert all(width_of(ANSI.sub("", line)) <= 60 for line in shown.splitlines())
    piped = wenju(*args).stdout
    assert "\033" not in piped
    assert "generation " not in piped
    assert "\033[36m" in wenju(*args, FORCE_COLOR="1").stdout


def test_real_terminal_gets_a_coloured_error_on_one_line(on_terminal) -> None:
    shown = on_terminal("ask", " ")
    assert shown == "\033[31mwenju:\033[0m the question is empty; ask something\r\n"


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_real_terminal_gets_no_colours_where_none_are_wanted(
    on_terminal, examples, settings
) -> None:
    args = ("search", examples.questions[0], "--index", examples.index)  # quicker than an answer
    shown = on_terminal(*args, **settings)
    assert "generation " in shown
    assert "\033" not in shown
    failed = on_terminal("ask", " ", **settings)
    assert failed == "wenju: the question is empty; ask something\r\n"


def test_real_terminal_gets_hits_in_colours(on_terminal, examples) -> None:
    assert "\033[" in on_terminal("search", examples.questions[0], "--index", examples.index)


def test_narrow_terminal_gets_the_models_in_lines_that_fit(on_terminal) -> None:
    lines = ANSI.sub("", on_terminal("models", "list", WENJU_MODELS="/nowhere")).splitlines()
    assert "multilingual-e5-small" in lines
    assert all(width_of(line) <= 60 for line in lines[:-1])


def test_a_bar_of_a_build_is_on_a_terminal_alone_and_gone_in_the_end(
    on_terminal, wenju, tmp_path
) -> None:
    corpus = write_larger_corpus(tmp_path / "corpus")  # its dictionary takes more than a second
    (corpus / "broken.jsonl").write_text("{\n", encoding="utf-8")
    shown = on_terminal("build", corpus, "--index", "one")
    assert "writing, 00:0" in shown
    at = shown.index("wenju:")
    assert shown[:at].rstrip("\033[3m").endswith("\r")  # the bar is off the line before a warning
    after = shown[at:]
    assert "writing" not in after
    assert "generation" in after
    piped = wenju("build", corpus, "--index", "two")
    assert "writing" not in piped.stdout + piped.stderr
    assert "\r" not in piped.stderr
