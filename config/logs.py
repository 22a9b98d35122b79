"""Log lines without personal data: long numbers (ID, telephone) are masked, whatever a message quotes."""

import json
import logging
from datetime import UTC, datetime

from core.masking import mask_numbers

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def formatter(*, production: bool) -> dict[str, str]:
    """The formatter's entry in a logging configuration."""
    if production:
        return {"()": "config.logs.JsonFormatter"}
    return {"()": "config.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}


class PlainFormatter(logging.Formatter):
    """One readable line, for development."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_numbers(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line; what a call passed as ``extra`` becomes its own field when it is a plain value."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask_numbers(record.getMessage()),
        }
        extra = {name: value for name, value in record.__dict__.items() if name not in STANDARD}
        fields |= {name: value for name, value in extra.items() if isinstance(value, int | float)}
        fields |= {name: mask_numbers(value) for name, value in extra.items() if isinstance(value, str)}
        if record.exc_info:
            fields["exception"] = mask_numbers(self.formatException(record.exc_info))
        return json.dumps(fields, ensure_ascii=False)
