#!/usr/bin/env python
"""Django's commands; on a machine without servers each command brings its own along (config/embedded)."""

import os
import signal
import sys
from types import FrameType

WITHOUT_SERVERS = {
    "help",
    "version",
    "--help",
    "--version",
    "collectstatic",
    "compilemessages",
    "makemessages",
}


def _leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PROCESS", "migrate" if command == "migrate" else "command")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded.sentences import CannotStart

    # A command that is told to stop must still stop the servers it started.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        if command in WITHOUT_SERVERS:
            execute_from_command_line(sys.argv)
            return
        from django.conf import settings

        from config.embedded.lease import servers

        with servers(settings.EMBEDDED):
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
