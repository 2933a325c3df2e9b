"""Invented names of companies and people, in Chinese and in English: too many to be learned by heart."""

from __future__ import annotations

import random

from reader.rules.statement_tables import pairs

SYLLABLES = """云 yun|海 hai|星 xing|远 yuan|博 bo|盛 sheng|瑞 rui|泰 tai|恒 heng|鑫 xin|华 hua|康 kang|松 song|鹤 he|岭 ling|峰 feng
青 qing|蓝 lan|赤 chi|白 bai|银 yin|金 jin|北 bei|南 nan|东 dong|川 chuan|江 jiang|湖 hu|桥 qiao|石 shi|林 lin|木 mu
天 tian|安 an|宁 ning|启 qi|智 zhi|迅 xun|联 lian|创 chuang|达 da|通 tong|信 xin|诚 cheng|嘉 jia|禾 he|麦 mai|田 tian
帆 fan|舟 zhou|锦 jin|绣 xiu|朗 lang|凌 ling|曜 yao|辰 chen|沐 mu|汐 xi|橙 cheng|杉 shan|柏 bai|梧 wu|桐 tong|鹿 lu"""
TRADES = """科技 Technology|集团 Group|电子 Electronics|物流 Logistics|制药 Pharma|银行 Bank|能源 Energy|汽车 Motors|食品 Foods|软件 Software
航空 Airlines|保险 Insurance|证券 Securities|传媒 Media|重工 Heavy~Industries|化工 Chemicals|纺织 Textiles|家居 Home|游戏 Games|乳业 Dairy
半导体 Semiconductor|生物 Biotech|出版社 Press|酒店 Hotels|地产 Properties|资本 Capital|造船 Shipbuilding|仪器 Instruments|网络 Networks|书店 Bookstore"""
FAMILY = """赵 Zhao|钱 Qian|孙 Sun|李 Li|周 Zhou|吴 Wu|郑 Zheng|王 Wang|冯 Feng|陈 Chen|蒋 Jiang|沈 Shen|韩 Han|杨 Yang|朱 Zhu
秦 Qin|许 Xu|何 He|吕 Lyu|张 Zhang|孔 Kong|曹 Cao|严 Yan|金 Jin|魏 Wei|陶 Tao|姜 Jiang|谢 Xie|邹 Zou|苏 Su|潘 Pan|范 Fan
彭 Peng|鲁 Lu|马 Ma|方 Fang|任 Ren|袁 Yuan|柳 Liu|唐 Tang|罗 Luo|薛 Xue|雷 Lei|贺 He|倪 Ni|汤 Tang|殷 Yin|毕 Bi|郝 Hao"""
GIVEN = """伟 wei|芳 fang|娜 na|敏 min|静 jing|丽 li|强 qiang|磊 lei|军 jun|洋 yang|勇 yong|艳 yan|杰 jie|娟 juan|涛 tao|明 ming
超 chao|秀 xiu|霞 xia|平 ping|刚 gang|桂 gui|英 ying|文 wen|玉 yu|兰 lan|建 jian|国 guo|志 zhi|海 hai|晓 xiao|雪 xue
思 si|雨 yu|子 zi|涵 han|宇 yu|轩 xuan|佳 jia|琪 qi|梦 meng|瑶 yao|浩 hao|然 ran|一 yi|诺 nuo|若 ruo|溪 xi"""
BEGINNINGS = "Bel Cor Dan El Fen Gar Hol Ker Lor Mar Nor Os Pel Quin Ral Sel Tor Ul Ver Wen Zan Bri Cle Dro Fla"
MIDDLES = "a e i o u an er il on ar en ia or"
ENDINGS = "da dex field gate ger kin land lo mark nik ra ris ro son ta tec ton va vik x"


def company(rng: random.Random) -> tuple[str, str]:
    """A company in Chinese and in English, with its trade or without; or one of Latin letters in both."""
    trade_zh, trade_en = rng.choice(pairs(TRADES))
    trade_en = trade_en.replace("~", " ")
    named = rng.random() < 0.7
    if rng.random() < 0.25:
        name = _latin(rng)
        return (name + trade_zh, f"{name} {trade_en}") if named else (name, name)
    zh, en = _joined(rng, SYLLABLES, rng.choice((2, 2, 2, 3)))
    if named:
        return zh + trade_zh, f"{en} {trade_en}"
    return (zh + "公司", en) if rng.random() < 0.3 else (zh, en)


def person(rng: random.Random) -> tuple[str, str]:
    """A person in Chinese and in pinyin."""
    family_zh, family_en = rng.choice(pairs(FAMILY))
    zh, en = _joined(rng, GIVEN, rng.choice((1, 2, 2)))
    return family_zh + zh, f"{family_en} {en}"


def _joined(rng: random.Random, table: str, count: int) -> tuple[str, str]:
    chosen = rng.sample(pairs(table), count)
    return "".join(zh for zh, _ in chosen), "".join(en for _, en in chosen).capitalize()


def _latin(rng: random.Random) -> str:
    return (
        rng.choice(BEGINNINGS.split())
        + (rng.choice(MIDDLES.split()) if rng.random() < 0.6 else "")
        + rng.choice(ENDINGS.split())
    )
