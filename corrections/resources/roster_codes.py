"""What sheets write for our closed lists: our labels, older words, and the code tables in use.

Codes: table A of the ministry's systems (01–99), GB/T 2261.1, 2261.2 and 4658 where they cannot be mistaken for it. The
two published tables of the supervision level contradict each other, so a level is never read from a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corrections import enums
from corrections.resources.roster_texts import plain, words

Table = Mapping[str, str]


def table(choices: Iterable[tuple[str, object]], spoken: Mapping[str, str]) -> Table:
    """Our labels, our own values, and the further words of `spoken` ("word word …" for each value)."""
    spellings: dict[str, str] = {}
    for value, label in choices:
        spellings[plain(str(label))] = value
        spellings[value.upper()] = value
    for value, further in spoken.items():
        spellings.update({plain(word).upper(): value for word in words(further)})
    return spellings


SEX = table(
    enums.Sex.choices,
    {"male": "男 男性 1 01 M 先生", "female": "女 女性 2 02 F 女士", "unknown": "未知 未说明的性别 0 9"},
)
CATEGORY = table(
    enums.Category.choices,
    {
        "surveillance": "管制 01 1 判处管制 被判处管制",
        "suspended": "缓刑 02 2 宣告缓刑 被宣告缓刑",
        "parole": "假释 03 3 裁定假释 被裁定假释",
        "temporary": "暂予监外执行 04 4 监外执行 暂监外执行 暂予监外 保外就医",
    },
)
LEVEL = table(
    enums.Level.choices,
    {
        "strict": "严管 严管级 严格 严格级 严格管理 严管对象 严格管理级 严管类",
        "ordinary": "普管 普管级 普通 普通级 普通管理 普管对象 普通管理级 普管类 一般管理",
        "lenient": "宽管 宽管级 宽松 宽松级 宽松管理 宽管对象 宽松管理级 宽管类",
        "undetermined": "待定级 待定 未定级 未定 暂未定级 基础级",
    },
)
DECISION_ORGAN = table(
    enums.DecisionOrgan.choices,
    {
        "court": "01 1 法院 人民法院",
        "police": "02 2 公安 公安局 公安机关",
        "prison_administration": "03 3 监狱管理局 监狱局 监狱 监狱管理机关",
    },
)
CRIME_KIND = table(
    enums.CrimeKind.choices,
    {
        "state_security": "01 危害国家安全罪 危害国家安全类",
        "public_security": "02 危害公共安全罪 危害公共安全类",
        "economic_order": "03 破坏社会主义市场经济秩序罪 破坏市场经济秩序 破坏社会主义市场经济秩序类 破坏经济秩序",
        "personal_rights": "04 侵犯公民人身权利、民主权利罪 侵犯公民人身权利民主权利 侵犯公民人身权利 侵犯人身权利",
        "property": "05 侵犯财产罪 侵犯财产类 侵财",
        "social_order": "06 妨害社会管理秩序罪 妨害社会管理 妨碍社会管理秩序 妨害社会管理秩序类",
        "national_defence": "07 危害国防利益罪",
        "corruption": "08 贪污贿赂罪 贪污受贿",
        "dereliction": "09 渎职罪",
        "other": "99 其它 军人违反职责 军人违反职责罪",
    },
)
PENALTY = table(
    enums.Penalty.choices,
    {
        "suspended_death": "01 死缓 死刑缓期二年执行 死刑缓期执行",
        "life": "02 无期 无期徒刑",
        "fixed_term": "03 有期 有期徒刑 徒刑",
        "detention": "04 拘役",
        "surveillance": "05 管制",
    },
)
RECEPTION_KIND = table(
    enums.ReceptionKind.choices,
    {
        "self": "01 自行报到 本人报到 自己报到",
        "escorted": "02 狱所押送 押送 监狱押送 看守所押送 移送",
        "in_court": "03 当庭交接 法院交接 现场交接",
        "other": "99 其它",
    },
)
REGISTRATION_RESULT = table(
    enums.RegistrationResult.choices,
    {
        "in_time": "01 规定时限内 规定时限内报到 在规定时间内报到 按时报到 按时 已报到 按期报到 正常报到",
        "late": "02 超出时限 超出规定时限 逾期报到 超期报到 未按时报到 逾期",
        "not_registered": "03 未报到且下落不明 未报到 下落不明 未报到下落不明",
    },
)
EDUCATION = table(
    enums.Education.choices,
    {
        "illiterate": "01 文盲 半文盲 文盲或半文盲 文盲半文盲 不识字",
        "primary": "02 80 小学文化 小学毕业 小学肄业",
        "junior": "03 70 初中文化 初中毕业 初级中学 普通初中 初中肄业",
        "senior": "04 60 高中文化 高中毕业 普通高中 高级中学 高中肄业",
        "vocational": "05 40 中专 中技 技校 职高 职业高中 中等专科 中等职业 中等职业教育 中专中技 技工学校",
        "college": "06 30 专科 大学专科 大专毕业 高职 专科教育 大学专科教育",
        "bachelor": "07 20 大学 大学本科 本科毕业 学士 大学本科教育",
        "graduate": "08 10 硕士 博士 硕士研究生 博士研究生 研究生教育 研究生及以上",
        "other": "99 90 其它",
    },
)
MARITAL_STATUS = table(
    enums.MaritalStatus.choices,
    {
        "single": "01 10 未婚 单身",
        "married": "02 20 21 22 23 已婚 初婚 再婚 复婚 有配偶",
        "divorced": "03 40 离婚 离异",
        "widowed": "04 30 丧偶",
        "other": "99 90 其它 未说明",
    },
)
EMPLOYMENT = table(
    enums.Employment.choices,
    {
        "employed": "01 就业 在职 务工 务农 在业 已就业 个体 个体经营 经商 自由职业 灵活就业 工作",
        "unemployed": "02 无业 待业 失业 未就业 无工作 退休",
        "student": "03 就学 在校 学生 上学 在读 在校学生",
    },
)
TEMPORARY_KIND = table(
    enums.TemporaryKind.choices,
    {
        "medical_bail": "01 保外就医 严重疾病 患有严重疾病 患病",
        "pregnancy": "02 怀孕 哺乳 怀孕或哺乳 怀孕哺乳 怀孕或正在哺乳 怀孕或者哺乳",
        "cannot_care": "03 生活不能自理",
    },
)
SEAT_ROLE = table(
    enums.SeatRole.choices,
    {
        "station_officer": "01 司法所人员 司法所干部 司法所长 司法所所长 司法助理员 司法所 矫正机构工作人员",
        "police": "09 民警 派出所民警 社区警察 片警 公安民警 派出所",
        "social_worker": "02 社工 社会工作人员 专职社工 司法社工 社工人员",
        "volunteer": "03 志愿者 社会志愿者 矫正志愿者",
        "community": "04 村(居)委会人员 村居委会人员 村委会人员 居委会人员 村干部 社区干部 村委 居委 村(居)委 村社干部 "
        "网格员 村(居)民委员会人员 村民委员会人员 居民委员会人员",
        "employer": "05 所在单位 单位人员 工作单位人员",
        "school": "06 学校 就读学校 学校人员 老师 教师",
        "family": "07 家庭成员 监护人 家属 亲属 家人 近亲属 家庭成员或者监护人 家庭成员监护人",
        "guarantor": "08 保证人 担保人",
        "other": "99 其它 其他人员",
    },
)
_YES = words("是 有 1 01 √ ✓ ☑ Y YES TRUE T 对 已 真")
_NO = words("否 无 0 00 02 2 × ✗ X N NO FALSE F 没有 未 假")
YES_NO: Mapping[str, bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
"""是/否 and what people tick."""

ETHNIC_GROUPS = words(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 "
    "德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
"""GB/T 3304, in the order of its codes 01–56."""

ETHNICITY: Mapping[str, str] = {
    spelling: f"{group}族"
    for code, group in enumerate(ETHNIC_GROUPS, start=1)
    for spelling in (f"{code:02d}", group, f"{group}族")
}
