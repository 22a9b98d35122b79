"""Closed lists of what must happen and what did."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from corrections.enums import StatusKind


class DutyKind(TextChoices):
    REGISTRATION = "registration", _("报到")
    HANDOVER = "handover", _("了解移送情况")
    ORAL_REPORT = "oral_report", _("电话（当面）报告")
    WRITTEN_REPORT = "written_report", _("书面报告")
    COMPLIANCE_REPORT = "compliance_report", _("遵守禁止令报告")
    HEALTH_REPORT = "health_report", _("报告身体情况")
    MEDICAL_RECHECK = "medical_recheck", _("提交病情复查")
    VISIT = "visit", _("实地查访")
    ASSESSMENT = "assessment", _("月度考核")
    TEAM = "team", _("组建矫正小组")
    PLAN = "plan", _("制定矫正方案")
    DISCHARGE_PREPARATION = "discharge_preparation", _("解除矫正准备")
    SEARCH = "search", _("组织查找")
    LEAVE_RETURN = "leave_return", _("外出返回销假")
    APPROVAL = "approval", _("审批")
    ERRAND = "errand", _("审批后的告知")


class DutyOwner(TextChoices):
    """Who failed when the duty is late: never mixed in lists, counts or mails."""

    PERSON = "person", _("对象")
    OFFICE = "office", _("本所")


class DutyOutcome(TextChoices):
    OPEN = "open", _("未办")
    COMPLIED = "complied", _("已办")
    EXCUSED = "excused", _("有正当理由")
    MISSED = "missed", _("未履行")
    VOID = "void", _("作废")


class SettledBy(TextChoices):
    """What stands behind a duty that is no longer open: a record of ours, or a fact of the case."""

    CHECK_IN = "check_in", _("报告记录")
    VISIT = "visit", _("走访记录")
    CASE = "case", _("案件登记")
    TEAM = "team", _("小组登记")
    PLAN = "plan", _("矫正方案")
    ASSESSMENT = "assessment", _("考核登记")
    STATUS = "status", _("状态登记")
    TRIP = "trip", _("外出登记")
    APPROVAL = "approval", _("审批意见")
    ERRAND = "errand", _("告知登记")


class RestReason(TextChoices):
    """Why a duty rests: a status of the case, or a leave that is being used (counting.md, Suspensions)."""

    LOST_CONTACT = StatusKind.LOST_CONTACT.value, StatusKind.LOST_CONTACT.label
    CUSTODY = StatusKind.CUSTODY.value, StatusKind.CUSTODY.label
    HOSPITAL = StatusKind.HOSPITAL.value, StatusKind.HOSPITAL.label
    LEAVE = "leave", _("外出")


class Frequency(TextChoices):
    """A calendar period (counting.md, Duties): each names its own occasions."""

    WEEK = "week", _("每周")
    FORTNIGHT = "fortnight", _("每两周")
    MONTH = "month", _("每月")
    TWO_MONTHS = "two_months", _("每两个月")
    QUARTER = "quarter", _("每季度")


class Channel(TextChoices):
    PHONE = "phone", _("电话")
    IN_PERSON = "in_person", _("当面")
    WRITTEN = "written", _("书面")
    VIDEO = "video", _("视频")
    ONLINE = "online", _("线上签到")


class RoundKind(TextChoices):
    """How many people are seen one after the other: by telephone, or together on one day."""

    PHONE = "phone", _("电话点名")
    REPORT = "report", _("集中报到")
    EDUCATION = "education", _("集中教育")
    SERVICE = "service", _("公益活动")


class Attended(TextChoices):
    PRESENT = "present", _("已联系（到场）")
    ABSENT = "absent", _("未接通（未到）")


class RecordOutcome(TextChoices):
    """What came of an appointment; only the last counts against the person."""

    COMPLIED = "complied", _("已履行")
    ACCEPTABLE_ABSENCE = "acceptable_absence", _("有正当理由未履行")
    WAITING = "waiting", _("待补证明")
    UNACCEPTABLE = "unacceptable", _("无正当理由未履行")
    FAILED_ATTEMPT = "failed_attempt", _("未联系上（未见到人）")


class AbsenceReason(TextChoices):
    ILLNESS = "illness", _("生病就医")
    FAMILY = "family", _("家庭重大变故")
    LAWSUIT = "lawsuit", _("参加诉讼")
    WORK = "work", _("工作原因（已核实）")
    DISASTER = "disaster", _("自然灾害、交通中断")
    OTHER = "other", _("其他")


class MetPerson(TextChoices):
    """Whom a visit found. `NEIGHBOUR` stands in records from before village and neighbours were told apart."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家属")
    VILLAGE = "village", _("村（社区）干部")
    NEXT_DOOR = "next_door", _("邻居")
    EMPLOYER = "employer", _("单位人员")
    NEIGHBOUR = "neighbour", _("邻居、村（居）干部")
    NOBODY = "nobody", _("无人在家")


class PlaceKind(TextChoices):
    HOME = "home", _("居住地")
    WORKPLACE = "workplace", _("工作单位")
    SCHOOL = "school", _("学校")
    COMMUNITY = "community", _("村（社区）")
    HOSPITAL = "hospital", _("医院")
    OTHER = "other", _("其他地点")


class VisitItem(TextChoices):
    """What a visit asks about: what the person must report (社区矫正法实施办法 第二十四条) and how they live."""

    RESIDENCE = "residence", _("居住情况")
    WORK = "work", _("就业就学")
    FAMILY = "family", _("家庭关系")
    LIVELIHOOD = "livelihood", _("经济生活")
    HEALTH = "health", _("身体状况")
    MIND = "mind", _("思想情绪")
    CONTACTS = "contacts", _("社会交往")
    CONDUCT = "conduct", _("遵守监管规定")


class FindingResult(TextChoices):
    """What an item came to. An item that was not asked about has no row, which is not the same as normal."""

    NORMAL = "normal", _("正常")
    NOTICED = "noticed", _("需关注")
    PROBLEM = "problem", _("有问题")


class VisitRisk(TextChoices):
    LOST_CONTACT = "lost_contact", _("失联、脱管")
    REOFFENDING = "reoffending", _("再犯罪")
    CONFLICT = "conflict", _("家庭、邻里矛盾")
    MENTAL = "mental", _("情绪或精神异常")
    HARDSHIP = "hardship", _("生活无着")
    ILLNESS = "illness", _("病情变化")
    BREACH = "breach", _("违反禁止令、监管规定")
    OTHER = "other", _("其他风险")


class AssessmentGrade(TextChoices):
    """What a month's conduct comes to; a person's finding, never the program's."""

    GOOD = "good", _("良好")
    QUALIFIED = "qualified", _("合格")
    UNQUALIFIED = "unqualified", _("不合格")


class Settling(IntegerChoices):
    """What a report does for a duty of some kind besides what it is about (rule book)."""

    NO = 0, _("不能抵作")
    MAY = 1, _("可以勾选抵作")
    USUAL = 2, _("自动抵作")


class RuleUnit(TextChoices):
    DAY = "day", _("日")
    WORKDAY = "workday", _("工作日")
    MONTH = "month", _("个月")
    HOUR = "hour", _("小时")
    COUNT = "count", _("次")
    PERIOD = "period", _("周期")
    SETTLING = "settling", _("抵作")


class RuleCertainty(TextChoices):
    """How sure the number is: the marks S, M, D and U of our sources."""

    READ = "read", _("已对照公开文本")
    KNOWN = "known", _("通行规定，待对照原文")
    DERIVED = "derived", _("由规定推算")
    UNCERTAIN = "uncertain", _("未经核实，由省市自行设定")


class NoticeKind(TextChoices):
    OVERDUE = "overdue", _("逾期")
    ESCALATED = "escalated", _("逾期上报")
    TERM_OVER = "term_over", _("期满未解除")


class ApprovalKind(TextChoices):
    """What may be asked for (社区矫正法 第二十七条; 社区矫正法实施办法 第二十五条至第三十条、第三十九条)."""

    LEAVE = "leave", _("外出")
    LEAVE_EXTENSION = "leave_extension", _("外出延期")
    TRAVEL_PERMIT = "travel_permit", _("经常性跨市县活动")


class ApprovalStatus(TextChoices):
    WAITING = "waiting", _("待审批")
    RETURNED = "returned", _("退回补正")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("不批准")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("批准已撤销")


class ApprovalAct(TextChoices):
    """What the office that must act decides; an opinion passes the request on to the office above."""

    APPROVE = "approve", _("同意")
    FORWARD = "forward", _("签署意见，报上一级")
    RETURN = "return", _("退回补正")
    REFUSE = "refuse", _("不同意")
    WITHDRAW = "withdraw", _("申请单位撤回")


class StepKey(TextChoices):
    """The offices a request passes, in the words of its papers."""

    STATION = "station", _("司法所审批")
    COUNTY_OPINION = "county_opinion", _("县级审核")
    COUNTY = "county", _("县级审批")
    PREFECTURE = "prefecture", _("市（州）级审批")


class LeaveReason(TextChoices):
    """社区矫正法实施办法 第二十六条."""

    MEDICAL = "medical", _("就医")
    STUDY = "study", _("就学")
    LAWSUIT = "lawsuit", _("参与诉讼")
    FAMILY = "family", _("处理家庭重要事务")
    WORK = "work", _("处理工作重要事务")
    OTHER = "other", _("其他")


class LeaveStage(TextChoices):
    """Where a leave stands on a day: permission and trip together, never stored."""

    ASKED = "asked", _("待审批")
    CLOSED = "closed", _("未获批准")
    AHEAD = "ahead", _("已批准，尚未外出")
    OUT = "out", _("在外")
    OVERDUE = "overdue", _("超假未归")
    BACK = "back", _("已销假")
    EXPIRED = "expired", _("批准未用")
    CANCELLED = "cancelled", _("已取消")


class MovementKind(TextChoices):
    """What is known of a trip, event by event."""

    DEPARTED = "departed", _("出发")
    ARRIVED = "arrived", _("到达目的地")
    CONTACTED = "contacted", _("外出期间联系")
    ORDERED_BACK = "ordered_back", _("责令返回")
    RETURNED = "returned", _("返回销假")


class ErrandKind(TextChoices):
    """What an office has to do because a request was decided; each is a duty with its receipt."""

    PROCURATORATE = "procuratorate", _("通报同级人民检察院")
