"""A roster of the ministry's 105 items for any number of invented people, the same one for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from core.idnumber import check_character
from core.sheets.write import Column, Value, write_table
from core.terms import Term, term_last_day
from corrections.resources.roster_columns import MINISTRY_ITEMS

AREA = "513001"  # an abolished code, which no real person of the demo or the samples has
TOWNS = (
    "淙城街道", "新宁镇", "普安镇", "回龙镇", "永兴镇", "讲治镇", "甘棠镇",
    "任市镇", "广福镇", "长岭镇", "八庙镇", "灵岩镇", "梅家乡",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超霞平刚辉玲云川江海波"
_CRIMES = ("盗窃罪", "诈骗罪", "故意伤害罪", "开设赌场罪", "交通肇事罪", "滥伐林木罪", "受贿罪", "职务侵占罪")
_KINDS = ("侵犯财产", "妨害社会管理秩序", "危害公共安全", "贪污贿赂")
_EDUCATION = ("小学", "初中", "高中", "大专", "本科")
_TEAM = "司法所工作人员、社区民警、社会工作者、志愿者、家庭成员"
_FIRST_START = date(2024, 6, 1)


def roster_sheet(path: Path, *, stations: Sequence[str], rows: int, seed: int = 1) -> Path:
    """Writes `rows` people, spread over the stations of one county, every item filled that applies."""
    columns = [Column(f"{number}{item}") for number, item in enumerate(MINISTRY_ITEMS, start=1)]
    write_table(
        path, name="花名册", columns=columns, rows=people(stations, rows, seed), title="社区矫正对象花名册"
    )
    return path


def people(stations: Sequence[str], rows: int, seed: int) -> Iterator[list[Value]]:
    dice = random.Random(seed)
    for number in range(rows):
        values = _person(dice, number, stations[number % len(stations)])
        yield [values.get(item, f"{item}{number % 7}") for item in MINISTRY_ITEMS]


def _person(dice: random.Random, number: int, station: str) -> dict[str, Value]:
    birth = date(1960, 1, 1) + timedelta(days=number % 14_000)
    is_woman = dice.random() < 0.12
    digits = f"{AREA}{birth:%Y%m%d}{(number // 14_000) * 2 + (0 if is_woman else 1):03d}"
    start = _FIRST_START + timedelta(days=dice.randrange(880))
    months = dice.choice((12, 18, 24, 30, 36))
    town = station.removesuffix("司法所")
    address = f"四川省开江县{town}{dice.randrange(1, 40)}村{dice.randrange(1, 12)}组"
    crime = dice.choice(_CRIMES)
    term = f"{months // 12}年" + (f"{months % 12}个月" if months % 12 else "")
    name = dice.choice(_SURNAMES) + dice.choice(_GIVEN) + dice.choice(_GIVEN)
    return {
        "社区服刑人员编号": f"5117{number:08d}",
        "矫正机构编码": None,
        "矫正类别": "缓刑",
        "是否成年": "是",
        "未成年": None,
        "姓名": name,
        "曾用名": None,
        "性别": "女" if is_woman else "男",
        "民族": "汉族",
        "身份证号": digits + check_character(digits),
        "出生日期": birth,
        "港澳台身份证类型": None,
        "港澳台身份证号码": None,
        "护照号码": None,
        "港澳居民往来内地通行证号码": None,
        "台胞证号码": None,
        "暂予监外执行人员身体状况": None,
        "文化程度": dice.choice(_EDUCATION),
        "婚姻状况": "已婚",
        "就业就学情况": "就业",
        "现工作单位": f"开江县第{dice.randrange(300)}工程队",
        "个人手机号": f"13{dice.randrange(10**9):09d}",
        "国籍": "中国籍",
        "户籍地是否与居住地相同": "是",
        "固定居住地省": "四川省",
        "固定居住地市": "达州市",
        "固定居住地县": "开江县",
        "固定居住地乡镇": town,
        "固定居住地明细": address,
        "户籍省": "四川省",
        "户籍市": "达州市",
        "户籍县": "开江县",
        "户籍乡镇": town,
        "户籍明细": address,
        "矫正机构": station,
        "社区矫正决定机关": "人民法院",
        "社区矫正决定机关名称": "开江县人民法院",
        "执行通知书文号": f"（{start.year}）川17刑初{number}号",
        "执行通知书日期": start,
        "交付执行日期": start,
        "是否累犯": "否",
        "主要犯罪事实": f"{name}因{crime}被判处刑罚",
        "社区矫正期限": term,
        "社区矫正开始日期": start,
        "社区矫正结束日期": term_last_day(start, Term(years=months // 12, months=months % 12)),
        "犯罪类型": dice.choice(_KINDS),
        "具体罪名": crime,
        "管制期限": None,
        "缓刑考验期限": term,
        "是否数罪并罚": "否",
        "原判刑罚": "有期徒刑",
        "原判刑期": "10个月",
        "原判刑期开始日期": start,
        "原判刑期结束日期": start + timedelta(days=300),
        "是否被宣告禁止令": "否",
        "社区服刑人员接收日期": start + timedelta(days=3),
        "社区服刑人员接收方式": "自行报到",
        "法律文书收到时间": start + timedelta(days=2),
        "报到情况": "在规定时限内报到",
        "是否建立矫正小组": "是",
        "矫正小组人员组成情况": _TEAM,
        "是否采用电子定位管理": "否",
        "是否脱管": "否",
    }
