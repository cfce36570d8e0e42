"""Words that look like a name and are none: things that are counted, one of many, or part of a longer noun."""

from __future__ import annotations

import regex

from kg.recognize.lexemes import Lexeme

__all__ = ["any_of_many", "counted", "goes_on"]

_GRANTED = regex.compile(
    r"国家|全国|中国|[省市县区州旗镇乡]级|全[省市县区州]|自治区|[一二三四五\dA-Z]+[级星A]|奖|标准化|达标"
)
# A、B、C三大行动 are several undertakings, read apart.
_OF_SEVERAL = regex.compile(r"[两二三四五六七八九十]大(?:专项|提升|攻坚)?(?:行动|工程|计划|项目|战役)$")


def counted(words: list[Lexeme], begin: int, last: int, cls: str, name: str) -> bool:
    """Whether a number counts things of this kind, so that the words name none of them: 39处农村饮水工程, 示范园13个.

    Of titles only those that somebody of a level grants (省级示范村9个) are named and counted at once.
    """
    if cls not in ("Initiative", "Title"):
        return False
    if _OF_SEVERAL.search(name):
        return True
    before = words[begin - 1] if begin > 0 else None
    if before is not None and before.tag == "!" and before.text[-1:] in "处座项件家片批条":
        return True
    after = words[last + 1] if last + 1 < len(words) else None
    works = cls == "Initiative" and name.endswith(("项目", "工程"))
    if works and after is not None and after.tag == "!" and after.text[-1] in "个项件处":  # 签约项目14个
        return True
    return cls == "Title" and after is not None and after.tag == "!" and not _GRANTED.search(name)


def any_of_many(folded: str, start: int, word: str, after: Lexeme | None) -> bool:
    """Whether a project is one of many or only told to be somebody's: 一批滨水项目, 招商引资项目企业."""
    if word not in ("项目", "工程", "建设项目"):
        return False
    owned = after is not None and after.text in (
        "企业",
        "单位",
        "公司",
        "法人",
        "业主",
        "经理",
        "部",
        "负责人",
    )
    return owned or "一批" in folded[max(0, start - 30) : start].rpartition(",")[2]


def goes_on(after: Lexeme, cls: str) -> bool:
    """Whether the word behind shows that the head was only part of a longer noun: 组织部 in 组织部长."""
    if cls in ("Initiative", "Activity") and after.text[:2] in ("旧址", "遗址", "纪念", "公园"):
        return True
    if cls in ("Initiative", "Mechanism", "Activity", "Document"):
        return after.text[0] in "率化期式类地员者"
    if cls == "Title":
        return after.text[0] in "党支两委干民"
    # 中央资金 is money, and nobody acts.
    money = cls == "PartyOrgan" and after.text in ("资金", "财政", "预算", "投资", "一号")
    return money or after.text[0] in "长员率化"
