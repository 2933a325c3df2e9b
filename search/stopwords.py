"""Words of a question that say how it is asked, not what about. Passages keep them."""

from __future__ import annotations

CHINESE = frozenset(
    """
    的 了 着 过 吗 呢 吧 啊 呀 么 嘛 是 在 和 与 及 或 也 又 都 就 才 还 而 且 但 则 之 其 这 那 此 该 各 某 每
    被 把 将 对 从 向 往 由 于 到 给 让 使 以 为 因 所 若 如 像 跟 同 比 按 据 等 个 们 一个 一些 一种 这个 那个 这些
    那些 这里 那里 什么 啥 甚么 哪 哪个 哪些 哪里 哪儿 哪家 哪位 哪年 哪天 谁 怎 怎么 怎么样 怎样 如何 为什么 为何 为啥
    多少 几 几个 多大 多久 多长 是不是 是否 有没有 能不能 会不会 可不可以 请 请问 一下 告诉 告诉我 我 我们 你 你们 他
    她 它 他们 她们 它们 自己 有 没有 能 会 可 可以 要 想 说 说说 介绍 介绍一下 关于 有关 以及 并 并且 而且 但是 因为
    所以 如果 虽然 不过 还是 或者 只 只有 只是 已 已经 曾 曾经 正 正在 地 得 很 最 更 较 比较 非常 大概 大约 左右
    究竟 到底 具体 一共 总共 分别 时候 什么时候 何时 怎么回事 意思 什么意思 吗 来 去 上 下 里 中 内 外 前 后 时
    """.split()
)

ENGLISH = frozenset(
    """
    a an the of to in on at by for from with into about as and or but if than then so that this these those it its
    is are was were be been being am do does did done has have had having will would can could shall should may might
    must not no nor i you he she we they me him her us them my your his our their who whom whose what which when where
    why how mani much there here whi doe did ani some such onli also just between among dure while it' what' who' s t up out over off again too veri own each few more most other same both
    across through per get got roughli approxim exact actual even still yet ever realli
    """.split()
)  # fmt: skip
"""Stems, as the analyzer gives them."""
