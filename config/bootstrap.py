"""Make .venv from the locked dependencies: run by the Makefile with the system's own Python, before anything else.

Only the standard library, and only words that an old Python 3 still reads, so that it can say it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
ROOM_BYTES = 1200 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.txt"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"


def leave(chinese: str, english: str) -> None:
    sys.stderr.write(f"{chinese}\n{english}\n")
    sys.exit(2)


def check_python() -> None:
    if sys.version_info[:2] < NEEDED:
        leave(
            f"需要 Python 3.11 或更新版本，现在是 {THIS}：请安装后用 make run PYTHON=python3.11 指定。",
            f"Python 3.11 or newer is needed, this is {THIS}: install one and name it with PYTHON=.",
        )


def check_folder() -> None:
    if not os.access(str(ROOT), os.W_OK):
        leave(
            f"文件夹 {ROOT} 不可写：请把程序复制到可写的文件夹再运行。",
            f"The folder {ROOT} cannot be written: copy the program into one that can.",
        )
    free = shutil.disk_usage(str(ROOT)).free
    if free < ROOM_BYTES:
        leave(
            f"磁盘空间不足：安装需要约 1.2 GB，{ROOT} 只剩 {free // 1024**2} MB。",
            f"No disk space: installing takes about 1.2 GB, {free // 1024**2} MB are left.",
        )


def wanted() -> str:
    """What an installation made now would be: the lock, the Python, the place (a moved .venv does not work)."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {THIS} {VENV}"


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted() and os.access(str(PYTHON), os.X_OK)


def run(*words: str) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    if subprocess.call(words, cwd=str(ROOT), env=environ):
        leave(
            "安装没有完成，原因见上面几行；解决后再运行一次即可继续。",
            "The installation did not finish, see the lines above; run it again afterwards.",
        )


def is_usable() -> bool:
    """Is the .venv that stands there of this Python, at this place, and alive?"""
    question = "import pip, sys; print(f'{sys.version_info[0]}.{sys.version_info[1]} {sys.prefix}')"
    try:
        answer = (
            subprocess.check_output([str(PYTHON), "-c", question], stderr=subprocess.DEVNULL).decode().strip()
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer == f"{THIS} {VENV}"


def install() -> None:
    check_folder()
    sys.stdout.write(
        "正在安装到 .venv，第一次需要几分钟… (installing into .venv, a few minutes the first time)\n"
    )
    sys.stdout.flush()
    if not is_usable():
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
    # Without --no-deps pip would resolve again what the lock has resolved.
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq"]
    run(*pip, "--require-hashes", "--no-deps", "-r", str(LOCK))
    STAMP.write_text(wanted())


def main() -> None:
    check_python()
    with LOCK.open("rb") as lock:
        # Two commands at once: the second waits, then finds everything there.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current():
            install()


if __name__ == "__main__":
    main()
