import csv
from pathlib import Path

import pytest

from supervision.selectors.basis import basis_short

BOOKS = Path(__file__).parents[2] / "supervision" / "data"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("社区矫正法第二十一条第一款", "社区矫正法 第21条"),
        ("社区矫正法第二十一条第二款、第三款", "社区矫正法 第21条"),
        ("社区矫正法实施办法第五十三条", "实施办法 第53条"),
        ("社区矫正法第三十条", "社区矫正法 第30条"),
        ("社区矫正法实施办法第十六条", "实施办法 第16条"),
        ("四川省社区矫正实施细则（监管规则）", "省实施细则（监管规则）"),
        ("社区矫正法第二十六条；频率为本地规定（监管规则）", "社区矫正法 第26条；本地规定"),
        (
            "最高人民法院关于适用《刑事诉讼法》的解释第五百四十三条、第五百一十六条",
            "刑诉法解释 第543条、第516条",
        ),
        ("内部管理要求", "内部管理要求"),
        ("", ""),
    ],
)
def test_basis_short(text: str, short: str) -> None:
    assert basis_short(text) == short


def test_every_shipped_basis_becomes_short_enough_for_its_column() -> None:
    texts = {
        row["legal_basis"]
        for path in BOOKS.glob("rules_*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    }
    assert len(texts) > 20
    assert {text for text in texts if len(basis_short(text)) > 24} == set()
