"""PostgreSQL refuses to run as root. Three ways to run it all the same, the first that works."""

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from config.embedded.sentences import CannotStart

# Enough for another user to reach binaries and data below a folder that only root may enter.
CAPABILITY = "+dac_override"


@functools.cache
def _account() -> pwd.struct_passwd:
    """A named account that is not root: PostgreSQL looks its own user up by number. Debian always has daemon."""
    return next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)


def _is_known() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _in_own_namespace() -> list[str]:
    """A user namespace in which we carry another number; outside it the files stay ours."""
    account = _account()
    return ["unshare", "-U", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}"]


def _as_another_user() -> list[str]:
    """Where a container forbids namespaces: another user, who keeps root's way through folders.

    Without the secure bit the kernel takes that way from access(2), by which initdb looks for its neighbours.
    """
    account = _account()
    return [
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
        f"--inh-caps={CAPABILITY}", f"--ambient-caps={CAPABILITY}", "--securebits=+no_setuid_fixup",
    ]  # fmt: skip


def _works(prefix: list[str], binary: Path, folder: Path) -> bool:
    if not shutil.which(prefix[0]):
        return False
    question = ["sh", "-c", 'test -w "$1" && "$2" --version', "sh", str(folder), str(binary)]
    answer = subprocess.run([*prefix, *question], capture_output=True, check=False)  # noqa: S603 - our own words
    return answer.returncode == 0


def _give_to(folder: Path, uid: int, gid: int) -> None:
    """The data folder must belong to the user the server runs as; walk it only when that has changed."""
    if not folder.exists() or folder.stat().st_uid == uid:
        return
    for place, _, names in os.walk(folder):
        os.chown(place, uid, gid)
        for name in names:
            os.chown(Path(place) / name, uid, gid, follow_symlinks=False)


def prefix_for(binary: Path, data: Path) -> list[str]:
    """The words to put before a PostgreSQL command on the ``data`` folder, whose owner is put right."""
    if os.geteuid() != 0 and _is_known():
        return []
    data.mkdir(mode=0o700, exist_ok=True)
    if _works(_in_own_namespace(), binary, data.parent):
        _give_to(data, os.geteuid(), os.getegid())
        return _in_own_namespace()
    if os.geteuid() == 0 and _works(_as_another_user(), binary, data.parent):
        _give_to(data, _account().pw_uid, _account().pw_gid)
        return _as_another_user()
    raise CannotStart(
        "PostgreSQL 不能以 root 身份运行，而本机也不允许切换身份：请用普通用户运行，或用 DATABASE_URL 指定数据库。",
        "PostgreSQL refuses to run as root and this machine forbids another identity: "
        "run as an ordinary user, or set DATABASE_URL to a server of yours.",
    )
