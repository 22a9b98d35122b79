"""Indicators as declared objects, the facts behind them, and how they are counted and shown."""

from reporting.indicators.catalogue import COMPANIONS, INDICATORS, LEADING
from reporting.indicators.declaration import Indicator
from reporting.indicators.figure import GAP, MIN_TO_COMPARE, Figure, posts_text
from reporting.indicators.interval import Interval, clopper_pearson
from reporting.indicators.period import Period, Window, month_of, months_before
from reporting.indicators.target import Target

__all__ = [
    "COMPANIONS",
    "GAP",
    "INDICATORS",
    "LEADING",
    "MIN_TO_COMPARE",
    "Figure",
    "Indicator",
    "Interval",
    "Period",
    "Target",
    "Window",
    "clopper_pearson",
    "month_of",
    "months_before",
    "posts_text",
]
