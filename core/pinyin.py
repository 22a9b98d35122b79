"""Names in pinyin, for search and for sorting. Surnames are read as surnames: 单 is shan, 曾 is zeng, 仇 is qiu."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_COMPOUND = {
    "单于": "chan yu",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "鲜于": "xian yu",
    "宇文": "yu wen",
    "令狐": "ling hu",
    "皇甫": "huang fu",
    "欧阳": "ou yang",
    "司马": "si ma",
    "上官": "shang guan",
    "诸葛": "zhu ge",
    "夏侯": "xia hou",
    "公孙": "gong sun",
    "慕容": "mu rong",
    "东方": "dong fang",
    "独孤": "du gu",
    "西门": "xi men",
    "端木": "duan mu",
    "百里": "bai li",
    "呼延": "hu yan",
    "南宫": "nan gong",
    "轩辕": "xuan yuan",
    "钟离": "zhong li",
    "濮阳": "pu yang",
    "淳于": "chun yu",
    "申屠": "shen tu",
    "太叔": "tai shu",
    "闾丘": "lv qiu",
    "亓官": "qi guan",
    "相里": "xiang li",
    "乐正": "yue zheng",
    "哥舒": "ge shu",
}
# Where the reading as a surname is not the character's usual one.
_READINGS = (
    "单:shan 曾:zeng 仇:qiu 解:xie 覃:qin 区:ou 查:zha 翟:zhai 繁:po 盖:ge 乐:yue 员:yun 黑:he 缪:miao 朴:piao "
    "种:chong 召:shao 洗:xian 折:she 秘:bi 祭:zhai 么:yao 郇:xun 阚:kan 卜:bu 句:gou 都:du 隗:wei 适:kuo 乜:nie 佴:nai "
    "重:chong 薄:bo 颉:xie 能:nai"
)
_SINGLE = dict(pair.split(":") for pair in _READINGS.split())
_NOT_NAME = re.compile(r"[\s·•・.\-']+")


def pinyin_full(name: str) -> str:
    """The syllables without blanks: "zhangsan". ü is v; letters stay, in lower case; marks and blanks fall away."""
    return "".join(_syllables(name))


def pinyin_initials(name: str) -> str:
    """The first letter of each syllable: "zs"."""
    return "".join(syllable[0] for syllable in _syllables(name))


def pinyin_sort_key(name: str) -> str:
    """The syllables with blanks between: keeps a surname together in a list, which `pinyin_full` does not."""
    return " ".join(_syllables(name))


@lru_cache(maxsize=4096)
def _syllables(name: str) -> tuple[str, ...]:
    plain = _NOT_NAME.sub("", unicodedata.normalize("NFKC", name))
    surname = _COMPOUND.get(plain[:2])
    if surname and len(plain) > 2:
        return (*surname.split(), *_read(plain[2:]))
    surname = _SINGLE.get(plain[:1])
    return ((surname,) if surname else _read(plain[:1])) + _read(plain[1:])


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, ...]:
    # Half a second of dictionaries, which most commands never need.
    from pypinyin import Style, lazy_pinyin

    pieces = lazy_pinyin(text, style=Style.NORMAL, errors=_letters, v_to_u=False)
    return tuple(piece.lower() for piece in pieces)


def _letters(rest: str) -> Any:
    """What is no Chinese character stays, each letter a syllable of its own."""
    return list(rest)
