"""Names of crimes as sheets list them: with or without 罪, several in one cell, and names that hold 、 themselves."""

from __future__ import annotations

from functools import lru_cache

from corrections.resources.roster_texts import pieces, plain, words

# Beginnings of a name that goes on behind the mark: 走私、贩卖、运输、制造毒品罪.
_BEGINNINGS = frozenset(
    words(
        "走私 贩卖 运输 制造 掩饰 组织 领导 参加 强迫 引诱 容留 介绍 生产 销售 伪造 变造 买卖 储存 邮寄 "
        "隐匿 故意销毁 窃取 收买 非法制造 非法买卖 非法运输 非法持有 非法收购 非法猎捕 非法采伐 非法出售 "
        "非法出租 非法提供 非法获取 出售 购买 编造 传播 毁灭 强制 猥亵 聚众扰乱 破坏 传授 泄露 策动 煽动 "
        "拐卖 猎捕 杀害 为境外窃取 刺探 出版 复制 制作 隐瞒 倒卖 虚开 盗窃 抢夺 侮辱 窝藏"
    )
)
# Endings that never stand alone: 掩饰、隐瞒犯罪所得、犯罪所得收益罪.
_ENDINGS = frozenset(
    words(
        "犯罪所得收益 抵扣税款发票 用于骗取出口退税 弹药 爆炸物 危险物质 证件 印章 珍贵 濒危野生动物 "
        "濒危野生动物制品 传播淫秽物品牟利 不报安全事故 会计账簿 财务会计报告 侮辱妇女 儿童 妇女 公文 包庇"
    )
)
# Whole names although a beginning looks the same, unless a known ending follows.
_WHOLE = frozenset(words("盗窃 抢夺 侮辱 窝藏"))


@lru_cache(maxsize=4096)
def crimes_parse(text: str) -> tuple[str, ...]:
    """The crimes of a cell, each ending in 罪, without repetition, in the order written."""
    names: list[str] = []
    held: list[str] = []
    parts = [plain(piece) for piece in pieces(text)]
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else ""
        held.append(part)
        if _goes_on(part, following):
            continue
        name = "、".join(held)
        held = []
        name = name if name.endswith("罪") else f"{name}罪"
        if name not in names:
            names.append(name)
    return tuple(names)


def _goes_on(part: str, following: str) -> bool:
    """Whether the name that `part` belongs to continues behind the mark."""
    if not following:
        return False
    if following.removesuffix("罪") in _ENDINGS:
        return True
    return not part.endswith("罪") and part in _BEGINNINGS and part not in _WHOLE
