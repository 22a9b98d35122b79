"""Names in pinyin, for search and for sorting. Surnames are read as surnames: 单 is shan, 曾 is zeng, 仇 is qiu."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

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
_SINGLE = dict(
    pair.split(":")
    for pair in (
        "单:shan 曾:zeng 仇:qiu 解:xie 覃:qin 区:ou 查:zha 翟:zhai 繁:po 任:ren 盖:ge 乐:yue 员:yun 黑:he 盛:sheng 缪:miao "
        "宓:mi 尉:wei 朴:piao 华:hua 纪:ji 葛:ge 宁:ning 过:guo 应:ying 种:chong 召:shao 洗:xian 冼:xian 折:she 秘:bi 逄:pang "
        "牟:mou 祭:zhai 相:xiang 谌:chen 那:na 哈:ha 么:yao 幺:yao 曲:qu 石:shi 沈:shen 晏:yan 郇:xun 阚:kan 璩:qu 瞿:qu 殷:yin "
        "於:yu 卜:bu 万:wan 句:gou 车:che 艾:ai 都:du 佟:tong 隗:wei 呙:guo 撒:sa 适:kuo 莘:shen 燕:yan 占:zhan 干:gan 乜:nie "
        "佴:nai 厍:she 訾:zi 眭:sui 贾:jia 贲:ben 俞:yu 重:chong 柏:bai 薄:bo 褚:chu 刁:diao 洪:hong 扈:hu 嵇:ji 靳:jin 阮:ruan "
        "舍:she 谭:tan 佘:she 邢:xing 臧:zang 甄:zhen 长:zhang 强:qiang 谷:gu 卢:lu 吕:lv 吴:wu 尹:yin 余:yu 庄:zhuang 祝:zhu "
        "宿:su 肖:xiao 颉:xie 炔:gui 妫:gui 能:nai 郗:xi 郄:qie 逯:lu 昝:zan 筰:zuo 庹:tuo 骆:luo 弋:yi 仉:zhang 佀:si 朱:zhu"
    ).split()
)
_NOT_NAME = re.compile(r"[\s·•・.\-']+")


def pinyin_full(name: str) -> str:
    """The name's syllables without blanks: "zhangsan". ü is v; letters stay, in lower case; marks and blanks fall away."""
    return "".join(_syllables(name))


def pinyin_initials(name: str) -> str:
    """The first letter of each syllable: "zs"."""
    return "".join(syllable[0] for syllable in _syllables(name))


def pinyin_sort_key(name: str) -> str:
    """The syllables with blanks between: sorts all of one surname together, which `pinyin_full` does not (fan, fang)."""
    return " ".join(_syllables(name))


@lru_cache(maxsize=4096)
def _syllables(name: str) -> tuple[str, ...]:
    plain = _NOT_NAME.sub("", unicodedata.normalize("NFKC", name))
    surname = _COMPOUND.get(plain[:2])
    if surname and len(plain) > 2:
        return (*surname.split(), *_read(plain[2:]))
    surname = _SINGLE.get(plain[:1])
    return (surname, *_read(plain[1:])) if surname else _read(plain)


def _read(text: str) -> tuple[str, ...]:
    pieces = lazy_pinyin(text, style=Style.NORMAL, errors=lambda rest: list(rest), v_to_u=False)
    return tuple(piece.lower() for piece in pieces if piece.strip())
