"""Why a start is refused, said once in Chinese and once in English."""

import errno
from pathlib import Path


class CannotStart(Exception):
    """One sentence a person can act on, in both languages; nothing was left half done."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


def folder_problem(error: OSError, folder: Path) -> CannotStart:
    """The sentence for a folder that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotStart(
            f"磁盘空间不足，无法写入 {folder}，请清理后重试。", f"No disk space left to write {folder}."
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return CannotStart(
            f"文件夹 {folder} 不可写，请换一个可写的文件夹，或用环境变量 DATA_DIR 指定数据文件夹。",
            f"The folder {folder} cannot be written; use a writable one or name another with DATA_DIR.",
        )
    return CannotStart(
        f"无法使用文件夹 {folder}：{error.strerror}。", f"Cannot use the folder {folder}: {error}."
    )
