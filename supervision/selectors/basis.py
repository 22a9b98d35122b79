"""The legal basis of a rule in few words, for narrow columns."""

from __future__ import annotations

import re

_SHORT_NAMES = (
    ("社区矫正法实施办法", "实施办法"),
    ("四川省社区矫正实施细则", "省实施细则"),
    ("最高人民法院关于适用《刑事诉讼法》的解释", "刑诉法解释"),
    ("频率为本地规定（监管规则）", "本地规定"),
)
_ARTICLE = re.compile(r"第([一二三四五六七八九十百]+)条(?:第[一二三四五六七八九十]+款、?)*")
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}


def basis_short(text: str) -> str:
    """社区矫正法实施办法第五十三条 → 实施办法 第53条; paragraphs are left out, the whole text belongs beside it."""
    for name, short in _SHORT_NAMES:
        text = text.replace(name, short)
    return _ARTICLE.sub(lambda found: f" 第{_number(found[1])}条", text).replace("条、 ", "条、").strip()


def _number(words: str) -> int:
    """Up to 999, as articles are counted: 五十三, 一百零三 without its zero, 五百四十三."""
    total = digit = 0
    for sign in words:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (100 if sign == "百" else 10)
            digit = 0
    return total + digit
