"""Hypothesis strategies and settings that the tests of ``index`` and ``search`` share."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from index.source import OffsetMap, Span

bounded = settings(derandomize=True, deadline=None, max_examples=60)
half = settings(derandomize=True, deadline=None, max_examples=125)
many = settings(derandomize=True, deadline=None, max_examples=250)

# Pieces that the rules of layout look for, put together in any order by ``dirty_text``.
_PIECES = [
    *"商家把货送到仓库门口等人来取的了在",
    *"，。！？；：、…,.!?;:",
    *"“”‘’「」『』（）()《》【】[]\"'",
    *"abcXYZ0123456789%-/#>*|_=&",
    *" \t　\u00a0",
    "\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\x85", "\f", "\v",
    "\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\x00", "\x07",
    "Σ", "İ", "ロ", "Φ", "為", "叻", "嘚", "Ａ", "①", "😀", "𠮷", "é",
    "【河口社讯】", "[青石网讯]", "（青石网 青石网）", "(河口日报 河口日报)",
    "文章来源：河口日报", "来源:青石网", "责任编辑:", "作者：柳如眉 编辑：石小川", "本报记者 柳如眉",
    "By Ann Lee", "Published: 3 May 2024", "2024-05-03", "2024年5月3日 10:20",
    "免责声明：本文仅代表作者观点", "未经授权不得转载，版权归原作者所有。", "相关文章", "阅读原文", "我要回帖",
    "，我们将及时处理", "怎么把旧手机里的照片导出来", "# 标题", "---\n", "title: 渡口\n", "- 一条",
    "3.14", "1,260", "JD.COM", "www.example.com?a=b;c", "U.S.", "Mr. Lee", "。”他说", "！”",
    "The depot reopened on Monday. ", "it said; and ",
]  # fmt: skip
_PROSE = "渡口的仓库每天傍晚六点关门，值班员把当天的件数写在黑板上。"

dirty_text = st.lists(
    st.one_of(
        st.sampled_from(_PIECES),
        st.integers(1, 12).map(lambda n: _PROSE * n),
        st.integers(1, 700).map(lambda n: ("河渡仓运票据" * 120)[:n]),  # no mark at all
        st.integers(1, 500).map(lambda n: ("x9" * 250)[:n]),
    ),
    max_size=40,
).map("".join)


@st.composite
def spans_within(draw: st.DrawFn, length: int) -> list[Span]:
    """Spans in order and apart inside a text of ``length``."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@st.composite
def offset_maps(draw: st.DrawFn, *, original_length: int | None = None) -> OffsetMap:
    """Any map onto a text of a given length."""
    length = draw(st.integers(0, 40)) if original_length is None else original_length
    return OffsetMap(draw(spans_within(length)), original_length=length)
