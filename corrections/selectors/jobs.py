"""Jobs in words: one's own work outside the request, and for who keeps the machines the night and what hinders it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.chips import Chip, Tone
from core.day_words import day_span, moment_text, month_day
from core.jobs import QUEUES, Job, JobStatus, kind_of
from core.jobs.overview import (
    Hindrances,
    NightFailure,
    NightsBehind,
    NightWork,
    hindrances,
    night_dates,
    night_work,
)
from corrections.models import Organisation

NIGHTS_SHOWN = 7
PLACES_NAMED = 5

QUEUE_WORDS = {
    "critical": gettext_lazy("调度"),
    "default": gettext_lazy("日常"),
    "import": gettext_lazy("导入"),
    "export": gettext_lazy("导出"),
}

RESULT_WORDS = {
    "opened": gettext_lazy("新开 %s 项"),
    "flagged": gettext_lazy("标记逾期 %s 项"),
    "escalated": gettext_lazy("上报 %s 次"),
    "term_over": gettext_lazy("期满未解除提示 %s 次"),
    "missed": gettext_lazy("记为未完成 %s 项"),
    "notices": gettext_lazy("提醒 %s 条"),
    "digests": gettext_lazy("发出提要 %s 份"),
    "figures": gettext_lazy("算出 %s 个数字"),
    "events": gettext_lazy("封存 %s 条"),
    "tokens": gettext_lazy("清理标记 %s 个"),
    "drafts": gettext_lazy("清理草稿 %s 份"),
    "rows": gettext_lazy("%s 行"),
    "files": gettext_lazy("删除文件 %s 个"),
    "created": gettext_lazy("新增 %s"),
    "updated": gettext_lazy("更新 %s"),
    "unchanged": gettext_lazy("无变化 %s"),
    "failed": gettext_lazy("有错误 %s"),
}


@dataclass(frozen=True)
class NightLine:
    """One kind of a night. `failed_id` is the row to run its failed parts again by."""

    title: str
    chip: Chip
    where: str
    states: str
    words: str
    when: str
    took: str
    failed_id: int | None


@dataclass(frozen=True)
class Night:
    on: date
    is_shown: bool


@dataclass(frozen=True)
class Trouble:
    """What hinders, since when, and what to do about it."""

    title: str
    tone: Tone
    since: datetime | None
    words: str
    advice: str
    failed_id: int | None = None


def own_jobs(user: Any) -> QuerySet[Job]:
    """What the user asked for, the latest first."""
    return Job.objects.filter(created_by_id=user.pk, business_date=None).order_by("-pk")


def job_title(kind: str) -> str:
    known = kind_of(kind)
    return str(known.title) if known else kind


def result_words(result: Mapping[str, Any]) -> str:
    """The counts of a result in words; what is no count, or has no words, is left out."""
    return "，".join(
        str(words) % result[name]
        for name, words in RESULT_WORDS.items()
        if isinstance(result.get(name), int) and not isinstance(result.get(name), bool)
    )


def nights_shown(asked: str) -> list[Night]:
    """The latest nights, the newest first. Shown is the one asked for, else the first not over, else the last."""
    dates = night_dates(limit=NIGHTS_SHOWN)
    running = (
        Job.objects.nightly().unfinished().order_by("business_date").values_list("business_date", flat=True)
    )
    chosen = next((day for day in dates if day.isoformat() == asked), None) or running.first()
    shown = chosen if chosen in dates else next(iter(dates), None)
    return [Night(day, day == shown) for day in dates]


def night_lines(on: date) -> list[NightLine]:
    return [_night_line(work) for work in night_work(on)]


def night_sentence() -> str:
    """For everybody: how far the last night is, without numbers. Empty before the first."""
    dates = night_dates(limit=1)
    if not dates:
        return ""
    works = night_work(dates[0])
    day = month_day(dates[0])
    if any(work.ended_at is None for work in works):
        return _("%(day)s的夜间任务还在进行，做完前新开的事项和指标可能没有更新。") % {"day": day}
    if any(work.failed for work in works):
        return _("%(day)s的夜间任务有一部分没有做完，系统管理员能看到原因；您登记的内容不受影响。") % {
            "day": day
        }
    ended = max(work.ended_at for work in works if work.ended_at)
    return _("%(day)s的夜间任务已全部做完（%(at)s）。") % {"day": day, "at": moment_text(ended)}


def troubles() -> list[Trouble]:
    """Everything that hinders work now, the worst first."""
    found = hindrances()
    return [
        *_silence(found.queues_silent),
        *(_behind(behind) for behind in found.behind),
        *_failures(found),
        *_frozen(found.frozen),
        *_waiting(found.waiting),
    ]


def _night_line(work: NightWork) -> NightLine:
    counties = work.parts - 1
    known = kind_of(work.kind)
    where = ""
    if known and known.parts:
        where = _("%(count)d 个县区及其余机构") % {"count": counties} if counties else _("全部机构")
    return NightLine(
        title=job_title(work.kind),
        chip=_night_chip(work),
        where=where,
        states=_states(work) if work.parts > 1 else "",
        words=result_words(work.result),
        when=_when(work),
        took=duration_words((work.ended_at - work.began_at).total_seconds())
        if work.ended_at and work.began_at
        else "",
        failed_id=work.failed_id,
    )


def _when(work: NightWork) -> str:
    """01:00—01:07, with the day in front where it is not the business date; empty before it began."""
    if work.began_at is None:
        return ""
    began = localtime(work.began_at)
    day = "" if began.date() == work.on else f"{month_day(began.date())} "
    return f"{day}{began:%H:%M}—" + (f"{localtime(work.ended_at):%H:%M}" if work.ended_at else "")


def _night_chip(work: NightWork) -> Chip:
    if work.done == work.parts:
        return Chip(JobStatus.DONE.label, "ok")
    if work.ended_at is not None:
        return Chip(JobStatus.FAILED.label if work.failed == work.parts else _("部分失败"), "late")
    if work.pending == work.parts:
        return Chip(JobStatus.PENDING.label, "plain")
    return Chip(JobStatus.TAKEN.label, "info")


def _states(work: NightWork) -> str:
    """完成 12，进行中 1，等待 3，失败 2; what is none is left out."""
    counts = {
        JobStatus.DONE: work.done,
        JobStatus.TAKEN: work.taken,
        JobStatus.PENDING: work.pending,
        JobStatus.FAILED: work.failed,
    }
    return "，".join(f"{status.label} {count}" for status, count in counts.items() if count)


def duration_words(seconds: float) -> str:
    """不到 1 秒, 45 秒, 7 分 3 秒, 2 小时 5 分. A clock set back meanwhile gives the shortest."""
    whole = max(0, int(seconds))
    if whole < 1:
        return _("不到 1 秒")
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return _("%(seconds)d 秒") % {"seconds": rest}
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": rest}
    return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}


def _silence(queues: Sequence[str]) -> list[Trouble]:
    if not queues:
        return []
    names = "、".join(str(QUEUE_WORDS[queue]) for queue in QUEUES if queue in queues)
    return [
        Trouble(
            title=_("后台没有响应：%(queues)s") % {"queues": names},
            tone="late",
            since=None,
            words=_("两分半钟以上没有任何回音，排在这里的任务没有人做。"),
            advice=_(
                "请检查后台进程（worker）、定时进程（beat）和 Redis 是否在运行，必要时重新启动。任务都登记在数据库里，"
                "恢复后自动继续，不会丢失，也不必重新提交。"
            ),
        )
    ]


def _behind(behind: NightsBehind) -> Trouble:
    days = day_span(behind.first, behind.last)
    if behind.unwritten:
        return Trouble(
            title=_("%(days)s的夜间任务没有启动") % {"days": days},
            tone="late",
            since=behind.since,
            words=_("到了时间没有登记，说明定时的巡查停了。"),
            advice=_("请检查定时进程（beat）是否在运行。恢复后按日期先后自动补做，每天只做一次。"),
        )
    return Trouble(
        title=_("%(days)s的夜间任务没有做完") % {"days": days},
        tone="late",
        since=behind.since,
        words=_("登记已超过两小时，以后的日期都在等它。"),
        advice=_("请先处理本页列出的其他问题；没有其他问题的，说明后台进程太少，请增加进程或服务器。"),
    )


def _failures(found: Hindrances) -> list[Trouble]:
    paths = {path for failure in found.failures for path in failure.paths}
    offices = Organisation.objects.filter(path__in=paths).values_list("path", "short_name")
    return [_failure(failure, dict(offices)) for failure in found.failures]


def _failure(failure: NightFailure, names: Mapping[str, str]) -> Trouble:
    known = kind_of(failure.job.kind)
    in_parts = known is not None and known.parts is not None
    words = [f"{failure.job.error}。"]
    if in_parts:
        words.insert(0, _("没有做完的：%(places)s。") % {"places": _places(failure.paths, names)})
    if failure.nights > 1:
        words.append(_("近 14 天有 %(nights)d 晚失败。") % {"nights": failure.nights})
    advice = (
        _(
            "别的县区和以后的日期不受影响，没做的下一晚自动补上。等不及的请按“重新执行”；"
            "仍然失败，请把任务编号 %(id)d 告诉开发人员。"
        )
        if in_parts
        else _(
            "以后的日期照常执行。这一天的要补上，请按“重新执行”；仍然失败，请把任务编号 %(id)d 告诉开发人员。"
        )
    )
    return Trouble(
        title=_("%(day)s的“%(title)s”失败")
        % {"day": month_day(failure.on), "title": job_title(failure.job.kind)},
        tone="late",
        since=failure.job.finished_at,
        words="".join(words),
        advice=advice % {"id": failure.job.pk},
        failed_id=failure.job.pk,
    )


def _places(paths: Sequence[str], names: Mapping[str, str]) -> str:
    """开江县、大竹县等 7 处; whoever is in no county last."""
    places = [names.get(path, path) for path in paths if path] + [_("其余机构")] * ("" in paths)
    if len(places) <= PLACES_NAMED:
        return "、".join(places)
    return _("%(places)s等 %(count)d 处") % {"places": "、".join(places[:PLACES_NAMED]), "count": len(places)}


def _frozen(jobs: Sequence[Job]) -> list[Trouble]:
    return [
        Trouble(
            title=_("“%(title)s”做到一半没有了动静") % {"title": job_title(job.kind)},
            tone="warn",
            since=job.taken_at,
            words=_("执行它的进程（%(worker)s）没有心跳，可能已被终止或卡住。") % {"worker": job.worker},
            advice=_(
                "一分钟内自动收回、重新执行，一般不用处理；五分钟后还在这里的，请检查定时进程（beat）是否在运行。"
            ),
        )
        for job in jobs
    ]


def _waiting(jobs: Sequence[Job]) -> list[Trouble]:
    counts = Counter(job.kind for job in jobs)
    oldest = {job.kind: job for job in reversed(jobs)}
    return [
        Trouble(
            title=ngettext("%(count)d 个“%(title)s”等了很久", "%(count)d 个“%(title)s”等了很久", count)
            % {"count": count, "title": job_title(kind)},
            tone="warn",
            since=oldest[kind].created_at,
            words=_("提交五分钟以上还没有开始。"),
            advice=_("请看后台进程是否在运行、是否正忙于大批量的导入导出。任务不会丢失，不必重新提交。"),
        )
        for kind, count in counts.items()
    ]
