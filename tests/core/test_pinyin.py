import pytest

from core.pinyin import pinyin_full, pinyin_initials, pinyin_sort_key


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("覃红", "qinhong", "qh"),
        ("区志刚", "ouzhigang", "ozg"),
        ("查理", "zhali", "zl"),
        ("翟明", "zhaiming", "zm"),
        ("繁星", "poxing", "px"),
        ("任伟", "renwei", "rw"),
        ("盖勇", "geyong", "gy"),
        ("乐毅", "yueyi", "yy"),
        ("员杰", "yunjie", "yj"),
        ("朴正熙", "piaozhengxi", "pzx"),
        ("华佗", "huatuo", "ht"),
        ("黑敏", "hemin", "hm"),
        ("缪贤", "miaoxian", "mx"),
        ("冼星海", "xianxinghai", "xxh"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("单于明", "chanyuming", "cym"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("吕布", "lvbu", "lb"),
        ("曲比阿乌", "qubiawu", "qbaw"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("John Smith", "johnsmith", "johnsmith"),
        ("", "", ""),
    ],
)
def test_names(name: str, full: str, initials: str) -> None:
    assert pinyin_full(name) == full
    assert pinyin_initials(name) == initials


def test_sort_key_keeps_surnames_together() -> None:
    names = ["方安", "范伟", "范刚", "方艳"]
    assert sorted(names, key=pinyin_sort_key) == ["范刚", "范伟", "方安", "方艳"]


def test_a_character_is_a_surname_only_in_front() -> None:
    assert pinyin_full("张单") == "zhangdan"
    assert pinyin_full("李解放") == "lijiefang"
