"""Deploys, and is killed at the n-th thing it does to the target: python -m tests.deploy.killed N HOW TREE TO

HOW: `before` rclone is asked for it, or once that is `sent` and not yet answered. Asking what is there changes nothing
and is not counted; 0 kills never.
"""

import http.client
import itertools
import json
import os
import signal
import sys
from argparse import Namespace
from pathlib import Path

from publishing.deploy import command

WRITES = (
    "/operations/copyfile",
    "/operations/movefile",
    "/operations/deletefile",
    "/operations/purge",
    "/operations/rmdir",
)


def main() -> None:
    number, how, tree, to = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    numbers = itertools.count(1)
    request, answer = http.client.HTTPConnection.request, http.client.HTTPConnection.getresponse
    doomed = set()

    def ask(self: http.client.HTTPConnection, method: str, url: str, body: str, headers: dict[str, str]) -> None:
        asked = json.loads(body)
        if url in WRITES and to in (asked.get("dstFs"), asked.get("fs")) and next(numbers) == number:
            if how == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            doomed.add(self)
        request(self, method, url, body, headers)

    def hear(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        if self in doomed:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer(self)

    http.client.HTTPConnection.request = ask
    http.client.HTTPConnection.getresponse = hear
    command.refuse_unsound = lambda tree: None
    command.deploy(Namespace(tree=Path(tree), to=to, plan=False, take_over=False, recheck=False))


if __name__ == "__main__":
    main()
