import pytest

from core.masking import mask_name, mask_numbers, mask_phone


def test_mask_phone() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("1234567") == "*******"


def test_mask_name() -> None:
    assert mask_name("张三丰") == "张**"
    assert mask_name("") == ""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678,", "电话*********78,"),
        ("号11010519491231002X已存在", "号****************2X已存在"),
        ("第 12 行 2026年", "第 12 行 2026年"),
    ],
)
def test_mask_numbers(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked
