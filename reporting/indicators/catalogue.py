"""The declared indicators (domain: statistics; to the day: counting rules). Their order is that of the tiles."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from reporting.enums import IndicatorKey, IndicatorKind, Part, RowKind
from reporting.indicators import facts
from reporting.indicators.declaration import Indicator, PartWords
from reporting.indicators.period import Window
from reporting.indicators.target import Target
from reporting.indicators.teams import team_days

CAMPAIGN_FROM = date(2016, 1, 1)  # the three years of 规范化建设推进年; its ceilings stay in use
LAW_FROM = date(2020, 7, 1)


def _percent(value: int | str) -> Fraction:
    return Fraction(value) / 100


def _ceiling(value: Fraction, *steps: Fraction, text: object, since: date) -> Target:
    return Target(value, (steps[0], steps[1]), at_most=True, text=text, starts_on=since)


def _floor(value: Fraction, *steps: Fraction, text: object, since: date) -> Target:
    return Target(value, (steps[0], steps[1]), at_most=False, text=text, starts_on=since)


_PEOPLE = RowKind.PEOPLE
_IN_PERIOD = PartWords(_("期内在矫人员"), _("期内在矫"), _PEOPLE)

_ALL = (
    Indicator(
        key=IndicatorKey.REOFFENDING,
        kind=IndicatorKind.PEOPLE_RATE,
        window=Window.YEAR,
        digits=3,
        definition=_("期内因矫正期间犯新罪而判决生效的人数，占期内在矫人数的比例。"),
        formula=_(
            "再犯罪人数 ÷（期内任何一天在矫的人数 ∪ 再犯罪人数）。按人计，不按罪计；以判决生效日期为准，"
            "犯罪日须在矫正期限首日至末日之间；人员计入犯罪当日所在的司法所及其当日的各级上级。"
        ),
        exclusions=_("漏罪（矫正前所犯、后来发现的罪）不计；涉嫌和已起诉、判决尚未生效的另列，不计入比率。"),
        legal_basis=_("四川省社区矫正规范化建设推进年（2016—2018）：再犯罪率控制在 0.2% 以内"),
        target=_ceiling(
            _percent("0.2"), _percent("0.3"), _percent("0.5"), text=_("≤ 0.2%"), since=CAMPAIGN_FROM
        ),
        counted=lambda period: [facts.reoffended_during(period)],
        population=lambda period: [facts.under_correction_during(period), facts.reoffended_during(period)],
        companions=(IndicatorKey.INDICTED, IndicatorKey.SUSPECTED),
        words={Part.COUNTED: PartWords(_("再犯罪人员"), _("再犯罪"), _PEOPLE), Part.POPULATION: _IN_PERIOD},
    ),
    Indicator(
        key=IndicatorKey.INDICTED,
        kind=IndicatorKind.PEOPLE_COUNT,
        window=Window.YEAR,
        definition=_("期内因矫正期间涉嫌新罪被起诉、至期末判决尚未生效的人数。"),
        formula=_("起诉日期在期内、期末尚无生效判决的人数；计入犯罪当日所在地。"),
        exclusions=_("漏罪不计；判决已生效的计入再犯罪率。"),
        legal_basis=_("与再犯罪率分开列示，不计入比率"),
        counted=lambda period: [facts.indicted_during(period)],
        population=None,
        words={Part.COUNTED: PartWords(_("已起诉人员"), _("已起诉"), _PEOPLE)},
    ),
    Indicator(
        key=IndicatorKey.SUSPECTED,
        kind=IndicatorKind.PEOPLE_COUNT,
        window=Window.YEAR,
        definition=_("期内因矫正期间涉嫌新罪被立案或采取措施、至期末尚未起诉的人数。"),
        formula=_("立案（被采取措施）日期在期内、期末尚未起诉也无生效判决的人数；计入犯罪当日所在地。"),
        exclusions=_("漏罪不计；已起诉的另列。"),
        legal_basis=_("与再犯罪率分开列示，不计入比率"),
        counted=lambda period: [facts.suspected_during(period)],
        population=None,
        words={Part.COUNTED: PartWords(_("涉嫌人员"), _("涉嫌"), _PEOPLE)},
    ),
    Indicator(
        key=IndicatorKey.ABSCONDING,
        kind=IndicatorKind.PEOPLE_COUNT,
        window=Window.YEAR,
        digits=3,
        definition=_("期内发生脱管的人数：在矫期间脱离监管下落不明，或者查找到后拒绝监管。"),
        formula=_(
            "脱管起始日在期内的人数，一人多次只计一次；旁列比率的分母与再犯罪率相同。计入脱管当日所在地。"
        ),
        exclusions=_("失联但尚未认定为脱管的不计；漏管（未开始矫正）另计。"),
        legal_basis=_("四川省社区矫正规范化建设推进年（2016—2018）：不发生脱管失控"),
        target=_ceiling(Fraction(0), Fraction(1), Fraction(2), text=_("0"), since=CAMPAIGN_FROM),
        counted=lambda period: [facts.absconded_during(period)],
        population=lambda period: [facts.under_correction_during(period), facts.absconded_during(period)],
        companions=(IndicatorKey.ABSCONDING_OPEN,),
        words={Part.COUNTED: PartWords(_("脱管人员"), _("脱管"), _PEOPLE), Part.POPULATION: _IN_PERIOD},
    ),
    Indicator(
        key=IndicatorKey.ABSCONDING_OPEN,
        kind=IndicatorKind.PEOPLE_COUNT,
        window=Window.DAY,
        definition=_("截至当日仍处于脱管状态的在矫人数。"),
        formula=_("当日在矫、脱管已开始且尚未结束的人数。"),
        exclusions=_("失联但尚未认定为脱管的不计。"),
        legal_basis=_("四川省社区矫正规范化建设推进年（2016—2018）：不发生脱管失控"),
        counted=lambda period: [facts.absconding_on(period.ends_on)],
        population=None,
        words={Part.COUNTED: PartWords(_("现仍脱管人员"), _("现仍脱管"), _PEOPLE)},
    ),
    Indicator(
        key=IndicatorKey.REPORTS_ON_TIME,
        kind=IndicatorKind.DUTY_RATE,
        window=Window.MONTH,
        definition=_("期内到期的电话（当面）报告和书面报告中，按时完成的比例。"),
        formula=_(
            "履行日期不晚于期限的事项 ÷ 期限在期内的事项。截至昨日：今天到期的今天仍可完成。计入到期当日所在地。"
        ),
        exclusions=_("暂停（羁押、住院、脱管等）、有正当理由和作废的不计；补报算到期、不算按时。"),
        legal_basis=_("《社区矫正法实施办法》第二十四条；95% 为本平台目标"),
        target=_floor(_percent(95), _percent(90), _percent(80), text=_("≥ 95%"), since=LAW_FROM),
        counted=lambda period: [facts.duties_on_time(facts.REPORT_KINDS, period)],
        population=lambda period: [facts.duties_due(facts.REPORT_KINDS, period)],
        words={
            Part.COUNTED: PartWords(_("按时完成的报告"), _("按时"), RowKind.DUTIES),
            Part.POPULATION: PartWords(_("到期的报告"), _("到期"), RowKind.DUTIES),
            Part.REST: PartWords(_("未按时的报告"), _("未按时"), RowKind.DUTIES),
        },
    ),
    Indicator(
        key=IndicatorKey.VISITS_ON_TIME,
        kind=IndicatorKind.DUTY_RATE,
        window=Window.MONTH,
        definition=_("期内到期的实地查访中，按时完成的比例。"),
        formula=_(
            "查访日期不晚于期限的事项 ÷ 期限在期内的事项。截至昨日：今天到期的今天仍可完成。计入到期当日所在地。"
        ),
        exclusions=_("暂停（外出、羁押、住院、脱管等）、有正当理由和作废的不计；无人在家不算完成。"),
        legal_basis=_("《社区矫正法》第二十六条；95% 为本平台目标"),
        target=_floor(_percent(95), _percent(90), _percent(80), text=_("≥ 95%"), since=LAW_FROM),
        counted=lambda period: [facts.duties_on_time(facts.VISIT_KINDS, period)],
        population=lambda period: [facts.duties_due(facts.VISIT_KINDS, period)],
        words={
            Part.COUNTED: PartWords(_("按时完成的走访"), _("按时"), RowKind.DUTIES),
            Part.POPULATION: PartWords(_("到期的走访"), _("到期"), RowKind.DUTIES),
            Part.REST: PartWords(_("未按时的走访"), _("未按时"), RowKind.DUTIES),
        },
    ),
    Indicator(
        key=IndicatorKey.TEAM_COMPLETE,
        kind=IndicatorKind.PEOPLE_RATE,
        window=Window.DAY,
        definition=_("当日在矫、应已建组的人员中，矫正小组 4+X 配齐的比例。"),
        formula=_(
            "小组中司法所工作人员、社区民警、社会工作者、志愿者四个固定席位和至少一名其他成员（X）当日均在任且有姓名的人数"
            " ÷ 当日在矫已满建组期限的人数。"
        ),
        exclusions=_("接收未超过三日（按监管规则）的不计；名册只报告而没有姓名的席位不算配齐。"),
        legal_basis=_(
            "《社区矫正法》第二十五条；四川省社区矫正规范化建设推进年（2016—2018）：一人一矫正小组，4+X"
        ),
        target=_floor(_percent(100), _percent(95), _percent(80), text=_("100%"), since=CAMPAIGN_FROM),
        counted=lambda period: [facts.team_complete_rows(period.ends_on, days=team_days(period.ends_on))],
        population=lambda period: [facts.team_wanted_rows(period.ends_on, days=team_days(period.ends_on))],
        words={
            Part.COUNTED: PartWords(_("已配齐的人员"), _("已配齐"), _PEOPLE),
            Part.POPULATION: PartWords(_("应建组的人员"), _("应建组"), _PEOPLE),
            Part.REST: PartWords(_("未配齐的人员"), _("未配齐"), _PEOPLE),
        },
    ),
    Indicator(
        key=IndicatorKey.SOCIAL_WORKERS,
        kind=IndicatorKind.POST_RATIO,
        window=Window.DAY,
        definition=_("每名专职社会工作者（按投入比例折算）对应的在矫人数。"),
        formula=_(
            "当日在矫人数 ÷ 社会工作者投入比例之和。还差 = 在矫人数 ÷ 10 向上取整 − 投入比例之和，不小于零。"
        ),
        exclusions=_("已离任、尚未到任和离岗超过三十日的不计；手上没有矫正对象的照计。"),
        legal_basis=_("四川省社区矫正规范化建设推进年（2016—2018）：政府购买服务，逐步达到 1 : 10"),
        target=_ceiling(Fraction(10), Fraction(12), Fraction(15), text=_("1 : 10"), since=CAMPAIGN_FROM),
        counted=lambda period: [facts.social_worker_posts(period.ends_on)],
        population=lambda period: [facts.under_correction_on(period.ends_on)],
        words={
            Part.COUNTED: PartWords(_("社会工作者岗位"), _("社工"), RowKind.POSTINGS),
            Part.POPULATION: PartWords(_("当日在矫人员"), _("在矫"), _PEOPLE),
        },
    ),
    Indicator(
        key=IndicatorKey.STATIONS_STAFFED,
        kind=IndicatorKind.OFFICE_COVERAGE,
        window=Window.DAY,
        definition=_("至少有一名全职政法专编人员在岗的司法所，占当日存在的司法所的比例。"),
        formula=_("当日有投入比例 100% 的政法专编在岗的司法所 ÷ 当日存在的司法所。"),
        exclusions=_("已撤销的司法所不计；离岗超过三十日的人员不计。"),
        legal_basis=_("四川省社区矫正规范化建设推进年（2016—2018）：每个司法所至少一名政法专编"),
        target=_floor(_percent(100), _percent(95), _percent(80), text=_("100%"), since=CAMPAIGN_FROM),
        counted=lambda period: [facts.stations_staffed(period.ends_on)],
        population=lambda period: [facts.stations_open(period.ends_on)],
        words={
            Part.COUNTED: PartWords(_("已配政法专编的司法所"), _("已配"), RowKind.OFFICES),
            Part.POPULATION: PartWords(_("全部司法所"), _("司法所"), RowKind.OFFICES),
            Part.REST: PartWords(_("未配政法专编的司法所"), _("未配"), RowKind.OFFICES),
        },
    ),
)

INDICATORS: dict[IndicatorKey, Indicator] = {indicator.key: indicator for indicator in _ALL}
COMPANIONS = frozenset(key for indicator in _ALL for key in indicator.companions)
LEADING: tuple[Indicator, ...] = tuple(each for each in _ALL if each.key not in COMPANIONS)
"""The indicators with a tile of their own."""
