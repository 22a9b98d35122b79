"""How much of everything: short for every run of the tests, in full with CHAOS=full (`make chaos`)."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Lengths:
    """Times in seconds. `cuts`: outages of the database; `nights`: how many were missed."""

    jobs: int
    kills: int
    frozen: float
    away: float
    cuts: int
    nights: tuple[int, ...]
    silence: float


IS_FULL = os.environ.get("CHAOS") == "full"
LENGTHS = (
    Lengths(jobs=400, kills=20, frozen=40, away=600, cuts=5, nights=(1, 4, 30), silence=20)
    if IS_FULL
    else Lengths(jobs=40, kills=2, frozen=3, away=3, cuts=2, nights=(1, 4), silence=5)
)
