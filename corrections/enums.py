"""Closed lists of the who: organisations, people, cases, teams. Codes follow domain tables A and B of the field."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    PROVINCE = "province", _("省司法厅")
    PREFECTURE = "prefecture", _("市（州）司法局")
    COUNTY = "county", _("县（市、区）司法局")
    STATION = "station", _("司法所")


class DelegatedMatter(TextChoices):
    """What a county may delegate to a station (社区矫正法 第九条), one dated row per matter."""

    RECEPTION = "reception", _("接收")
    LEAVE = "leave", _("七日以内外出审批")


class Role(TextChoices):
    STATION_OFFICER = "station_officer", _("司法所工作人员")
    STATION_HEAD = "station_head", _("司法所所长")
    COUNTY_OFFICER = "county_officer", _("县级社区矫正机构工作人员")
    COUNTY_HEAD = "county_head", _("县级社区矫正机构负责人")
    PREFECTURE_OFFICER = "prefecture_officer", _("市（州）社区矫正机构工作人员")
    PROVINCE_INSPECTOR = "province_inspector", _("省厅检查人员")
    ROSTER_ADMINISTRATOR = "roster_administrator", _("名册管理员")
    RULE_BOOK_ADMINISTRATOR = "rule_book_administrator", _("监管规则管理员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")
    SOCIAL_WORKER = "social_worker", _("社会工作者")


class StaffKind(TextChoices):
    POLITICAL_LEGAL = "political_legal", _("政法专编")
    LOCAL_ADMINISTRATIVE = "local_administrative", _("地方行政编")
    INSTITUTION = "institution", _("事业编")
    CONTRACT = "contract", _("聘用")
    SOCIAL_WORKER = "social_worker", _("专职社会工作者")


class AbsenceKind(TextChoices):
    SICK = "sick", _("病假")
    MATERNITY = "maternity", _("产假")
    SECONDED = "seconded", _("借调")
    TRAINING = "training", _("脱产培训")
    OTHER = "other", _("其他")


class Sex(TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")
    UNKNOWN = "unknown", _("未说明")


class IdKind(TextChoices):
    RESIDENT = "resident", _("居民身份证")
    HONG_KONG = "hong_kong", _("香港身份证")
    MACAO = "macao", _("澳门身份证")
    TAIWAN = "taiwan", _("台胞证")
    PASSPORT = "passport", _("护照")
    OTHER = "other", _("其他证件")


class Category(TextChoices):
    """矫正类别, 社区矫正法 第二条. Codes 01–04 of the ministry's table."""

    SURVEILLANCE = "surveillance", _("管制")
    SUSPENDED = "suspended", _("缓刑")
    PAROLE = "parole", _("假释")
    TEMPORARY = "temporary", _("暂予监外执行")


class TemporaryKind(TextChoices):
    """Ground of 暂予监外执行 (刑事诉讼法 第二百六十五条)."""

    MEDICAL_BAIL = "medical_bail", _("保外就医")
    PREGNANCY = "pregnancy", _("怀孕或者正在哺乳")
    CANNOT_CARE = "cannot_care", _("生活不能自理")


class DecisionOrgan(TextChoices):
    COURT = "court", _("人民法院")
    POLICE = "police", _("公安机关")
    PRISON_ADMINISTRATION = "prison_administration", _("监狱管理机关")


class Level(TextChoices):
    STRICT = "strict", _("严管")
    ORDINARY = "ordinary", _("普管")
    LENIENT = "lenient", _("宽管")
    UNDETERMINED = "undetermined", _("待定级")


class CrimeKind(TextChoices):
    STATE_SECURITY = "state_security", _("危害国家安全")
    PUBLIC_SECURITY = "public_security", _("危害公共安全")
    ECONOMIC_ORDER = "economic_order", _("破坏社会主义市场经济秩序")
    PERSONAL_RIGHTS = "personal_rights", _("侵犯公民人身权利、民主权利")
    PROPERTY = "property", _("侵犯财产")
    SOCIAL_ORDER = "social_order", _("妨害社会管理秩序")
    NATIONAL_DEFENCE = "national_defence", _("危害国防利益")
    CORRUPTION = "corruption", _("贪污贿赂")
    DERELICTION = "dereliction", _("渎职")
    OTHER = "other", _("其他")


class Penalty(TextChoices):
    """原判刑罚."""

    SUSPENDED_DEATH = "suspended_death", _("死缓")
    LIFE = "life", _("无期徒刑")
    FIXED_TERM = "fixed_term", _("有期徒刑")
    DETENTION = "detention", _("拘役")
    SURVEILLANCE = "surveillance", _("管制")


class ReceptionKind(TextChoices):
    SELF = "self", _("自行报到")
    ESCORTED = "escorted", _("狱所押送")
    IN_COURT = "in_court", _("当庭交接")
    OTHER = "other", _("其他")


class RegistrationResult(TextChoices):
    IN_TIME = "in_time", _("在规定时限内报到")
    LATE = "late", _("超出规定时限报到")
    NOT_REGISTERED = "not_registered", _("未报到且下落不明")


class Education(TextChoices):
    ILLITERATE = "illiterate", _("文盲")
    PRIMARY = "primary", _("小学")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中")
    VOCATIONAL = "vocational", _("中专和中技")
    COLLEGE = "college", _("大专")
    BACHELOR = "bachelor", _("本科")
    GRADUATE = "graduate", _("研究生")
    OTHER = "other", _("其他")


class MaritalStatus(TextChoices):
    SINGLE = "single", _("未婚")
    MARRIED = "married", _("已婚")
    DIVORCED = "divorced", _("离异")
    WIDOWED = "widowed", _("丧偶")
    OTHER = "other", _("其他")


class Employment(TextChoices):
    EMPLOYED = "employed", _("就业")
    UNEMPLOYED = "unemployed", _("无业")
    STUDENT = "student", _("就学")


class CaseState(TextChoices):
    """Where a case stands on a day; lost contact, custody and hospital hold beside it (`StatusKind`)."""

    AWAITING = "awaiting", _("待接收")
    UNDER_CORRECTION = "under_correction", _("在矫")
    TERM_OVER = "term_over", _("期满未解除")
    ENDED = "ended", _("已解除或终止")


class PlacementKind(TextChoices):
    RECEPTION = "reception", _("接收")
    IMPORT = "import", _("名册导入")
    MOVE = "move", _("变更执行地")
    CORRECTION = "correction", _("更正")


class TermKind(TextChoices):
    ORIGINAL = "original", _("原定期限")
    COMMUTATION = "commutation", _("减刑")
    CORRECTION = "correction", _("更正")


class StatusKind(TextChoices):
    """What may hold beside being under correction; each suspends duties as counting.md says."""

    LOST_CONTACT = "lost_contact", _("失联")
    CUSTODY = "custody", _("羁押")
    HOSPITAL = "hospital", _("住院")


class AbscondingNature(TextChoices):
    """Why a lost contact counts as 脱管: nobody finds the person, or the person is found and refuses."""

    NOT_FOUND = "not_found", _("下落不明")
    REFUSES = "refuses", _("查找到但拒绝监管")


class SeatRole(TextChoices):
    """Seats of the 4+X team: four fixed roles, every other value is an X."""

    STATION_OFFICER = "station_officer", _("司法所工作人员")
    POLICE = "police", _("社区民警")
    SOCIAL_WORKER = "social_worker", _("社会工作者")
    VOLUNTEER = "volunteer", _("志愿者")
    FAMILY = "family", _("家庭成员或监护人")
    EMPLOYER = "employer", _("所在单位人员")
    COMMUNITY = "community", _("村（居）委会人员")
    SCHOOL = "school", _("就读学校人员")
    GUARANTOR = "guarantor", _("保证人")
    OTHER = "other", _("其他")


class OffenceKind(TextChoices):
    NEW = "new", _("再犯新罪")
    EARLIER = "earlier", _("漏罪")


class OffenceStage(TextChoices):
    SUSPECTED = "suspected", _("涉嫌")
    INDICTED = "indicted", _("已起诉")
    JUDGED = "judged", _("已判决生效")


class EndKind(TextChoices):
    DISCHARGE = "discharge", _("期满解除")
    PARDON = "pardon", _("特赦解除")
    REVOKED_SUSPENSION = "revoked_suspension", _("撤销缓刑")
    REVOKED_PAROLE = "revoked_parole", _("撤销假释")
    RECALLED = "recalled", _("收监执行")
    DEATH = "death", _("死亡")
    TRANSFER_OUT = "transfer_out", _("变更执行地转出")
    OTHER = "other", _("其他")


class MatchSource(TextChoices):
    """Why a heading of a roster stands for what it does."""

    KNOWN = "known", _("认识的表头")
    SLIP = "slip", _("推测")
    REMEMBERED = "remembered", _("本单位指定")
    KEPT = "kept", _("没有对应项目")
    PASSED = "passed", _("不导入")


class RosterKind(TextChoices):
    """What a sheet lists."""

    PEOPLE = "people", _("社区矫正对象花名册")
    STAFF = "staff", _("工作人员名单")
    REPRESENTATIVES = "representatives", _("评议代表名单")


class RosterState(TextChoices):
    UPLOADED = "uploaded", _("等待检查")
    CHECKED = "checked", _("检查完毕，等待确认")
    REFUSED = "refused", _("文件不能导入")
    CONFIRMED = "confirmed", _("正在导入")
    DONE = "done", _("导入完成")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")
    FAILED = "failed", _("未导入")


class ExportKind(TextChoices):
    """Which columns an export of people has."""

    LIST = "list", _("名单（常用列）")
    MINISTRY = "ministry", _("部颁105项")
    MINISTRY_NUMBERED = "ministry_numbered", _("部颁105项，表头带序号")


class ExportState(TextChoices):
    WAITING = "waiting", _("正在生成")
    DONE = "done", _("可以下载")
    EXPIRED = "expired", _("已过期删除")


class RosterOutcome(TextChoices):
    CREATED = "created", _("新增")
    UPDATED = "updated", _("更新")
    UNCHANGED = "unchanged", _("无变化")
    FAILED = "failed", _("有错误")


class ProblemLevel(TextChoices):
    ERROR = "error", _("错误")
    WARNING = "warning", _("提醒")


class FormerDocumentKind(TextChoices):
    """Why a number that is not the person's own leads to them."""

    CORRECTED = "corrected", _("录错已更正")
    MERGED = "merged", _("合并前的档案")


class NamesakeState(TextChoices):
    OPEN = "open", _("待认定")
    DIFFERENT = "different", _("不是同一人")
    SAME = "same", _("同一人")
