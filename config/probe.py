"""For health checks of containers: `python -m config.probe URL [QUEUE …]` ends with 0 when all is well.

Well: the address answers 200 and, where queues are named, none of them is silent there (/readyz).
"""

import json
import sys
from http import HTTPStatus
from urllib.request import urlopen


def main(url: str, *queues: str) -> int:
    with urlopen(url, timeout=5) as answer:  # noqa: S310 - the address stands in docker-compose.yml
        if answer.status != HTTPStatus.OK:
            return 1
        silent = json.load(answer)["queues_silent"] if queues else []
    return int(bool(set(queues) & set(silent)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
