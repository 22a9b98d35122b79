"""Invented people: names, valid resident ID numbers, phones and addresses, all drawn from one seeded generator.

The area codes are those of other counties of Dazhou, so that no demo number can occur in the sample rosters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

AREA_CODES = ("511722", "511724", "511725", "511781", "513022", "513030")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN_MALE = "伟强磊军勇杰涛明超刚平辉鹏华飞斌波浩宇健俊凯建国志文林洪江海川东成安"
GIVEN_FEMALE = "芳娜秀英敏静丽艳娟霞玲桂兰红梅燕萍慧琼蓉莉琴雪倩婷月素碧珍"


@dataclass(frozen=True)
class Person:
    name: str
    is_female: bool
    born_on: date
    id_number: str
    phone: str


def check_digit(body: str) -> str:
    """The 18th character of a resident ID number (GB 11643-1999) from its first 17."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class Names:
    """Draws people that do not repeat within one demo."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._taken: set[str] = set()

    def name(self, *, is_female: bool) -> str:
        given = GIVEN_FEMALE if is_female else GIVEN_MALE
        length = self.random.choice((1, 2, 2))
        return self.random.choice(SURNAMES) + "".join(self.random.sample(given, length))

    def phone(self) -> str:
        return (
            self.random.choice(("138", "139", "150", "158", "182", "187", "199"))
            + f"{self.random.randrange(10**8):08}"
        )

    def person(self, *, is_female: bool, born_on: date) -> Person:
        """A person with a number nobody else in this demo has."""
        while True:
            sequence = self.random.randrange(1, 499) * 2 + (0 if is_female else 1)
            body = f"{self.random.choice(AREA_CODES)}{born_on:%Y%m%d}{sequence:03}"
            number = body + check_digit(body)
            if number not in self._taken:
                self._taken.add(number)
                return Person(self.name(is_female=is_female), is_female, born_on, number, self.phone())
