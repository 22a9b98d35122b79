"""Log lines carry no personal numbers."""

import json
import logging
import sys

from config.logs import JsonFormatter, PlainFormatter

ID = "511723198001010015"
PHONE = "13812345678"


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("t").makeRecord("t", logging.INFO, "f", 1, message, args, None, extra=extra)


def test_json_line_masks_message_and_extra() -> None:
    line = JsonFormatter().format(record("查询 %s", ID, phone=PHONE, case_id=12345678))
    assert ID not in line
    assert PHONE not in line
    assert json.loads(line)["case_id"] == 12345678


def test_json_line_masks_the_exception() -> None:
    try:
        raise ValueError(ID)
    except ValueError:
        failed = record("failed")
        failed.exc_info = sys.exc_info()
    line = JsonFormatter().format(failed)
    assert "ValueError" in json.loads(line)["exception"]
    assert ID not in line


def test_plain_line_masks_too() -> None:
    assert ID not in PlainFormatter("%(message)s").format(record(f"a {ID} b"))
