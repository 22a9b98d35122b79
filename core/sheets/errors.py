"""Why a file cannot be read: one code for programs, one sentence for the person who uploaded it."""

from __future__ import annotations

from typing import Literal, get_args

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput

Code = Literal[
    "missing",
    "empty",
    "too_big",
    "too_many_rows",
    "too_many_columns",
    "far_cell",
    "cell_too_long",
    "zip_bomb",
    "encrypted",
    "macros",
    "external_links",
    "entities",
    "nul_character",
    "html_as_xls",
    "not_a_spreadsheet",
    "unknown_encoding",
    "unclosed_quote",
    "unreadable",
    "parser_died",
    "timed_out",
]
CODES: frozenset[str] = frozenset(get_args(Code))

_SENTENCES: dict[Code, object] = {
    "missing": _("服务器上找不到这个文件，请重新上传"),
    "empty": _("文件里没有数据，请确认选对了文件、数据所在的工作表没有隐藏"),
    "too_big": _("文件有%(size)sMB，超过%(limit)sMB的上限，请删去图片或拆成几个文件后再上传"),
    "too_many_rows": _("工作表“%(sheet)s”超过%(limit)s行，请拆成几个文件，或删去表格下方多余的行后再上传"),
    "too_many_columns": _("工作表“%(sheet)s”超过%(limit)s列，请删去不用的列后再上传"),
    "far_cell": _("工作表“%(sheet)s”在很远的%(column)s列第%(row)s行还有内容，请删去这个单元格后再上传"),
    "cell_too_long": _("工作表“%(sheet)s”第%(row)s行%(column)s列的文字超过%(limit)s个字，请缩短后再上传"),
    "zip_bomb": _("文件解压后过大，不能接收，请把表格内容复制到新建的工作簿，另存为.xlsx后再上传"),
    "encrypted": _("文件设了打开密码，请在Excel或WPS里取消密码、保存后再上传"),
    "macros": _("文件里带有宏，不能接收，请另存为不带宏的.xlsx后再上传"),
    "external_links": _("表格引用了别的文件，请在Excel的“数据—编辑链接”里断开链接、保存后再上传"),
    "entities": _(
        "文件里夹带了不该有的实体声明，不能接收，请把表格内容复制到新建的工作簿，另存为.xlsx后再上传"
    ),
    "nul_character": _(
        "工作表“%(sheet)s”第%(row)s行%(column)s列夹带看不见的空字符，请清空这一格重新录入后再上传"
    ),
    "html_as_xls": _("这个文件其实是网页，只是改了扩展名，请用Excel或WPS打开，另存为.xlsx后再上传"),
    "not_a_spreadsheet": _("这不是能读的表格，请上传.xlsx、.xls或.csv文件"),
    "unknown_encoding": _("认不出文件的文字编码，请另存为.xlsx，或存成UTF-8编码的.csv后再上传"),
    "unclosed_quote": _(
        "第%(row)s行起有一个没有收尾的双引号，后面的内容都连在了一起，请补上或删去引号后再上传"
    ),
    "unreadable": _("文件已损坏或格式不规范，读不出来，请用Excel或WPS打开，另存为.xlsx后再上传"),
    "parser_died": _("文件结构异常，读取被中止，请把表格内容复制到新建的工作簿，另存为.xlsx后再上传"),
    "timed_out": _("读取文件超过%(seconds)s秒，已经停止，请删去多余的工作表和格式后再上传"),
}


# Where the place is not known: the character stands in the file's raw XML.
_SENTENCES_WITHOUT_PLACE: dict[Code, object] = {
    "nul_character": _("文件里夹带看不见的空字符，请把表格内容复制到新建的工作簿，另存为.xlsx后再上传"),
}


class SheetError(BadInput):
    """A file that is refused as a whole. Nothing of it has been handed out when this is raised.

    `code` is one of `CODES`; str() is the sentence, in the language of the reader.
    """

    def __init__(self, code: Code, **values: str | int) -> None:
        super().__init__(_SENTENCES[code] if values else _SENTENCES_WITHOUT_PLACE.get(code, _SENTENCES[code]))
        self.code: Code = code
        self.values = values

    @property
    def message(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        return str(self.args[0]) % self.values if self.values else str(self.args[0])

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.code, self.values)


def _rebuilt(code: Code, values: dict[str, str | int]) -> SheetError:
    return SheetError(code, **values)
