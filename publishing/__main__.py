"""The commands of this package.

usage: python -m publishing finish|check|package|deploy TREE ...        (--help tells the rest)

Exit status: 0 all is well; 1 something is wrong, and a line on standard error says what; 2 the command was misspelt;
130 it was stopped by hand, 143 by a signal to end, 129 because its terminal went away.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from pathlib import Path

from publishing.trouble import Trouble


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m publishing", description="Derive what publishing a tree takes.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    hosts = argparse.ArgumentParser(add_help=False)
    hosts.add_argument("--twins", action="store_true", help="write a .br and a .gz beside each file that they shrink")
    hosts.add_argument("--cache", type=Path, default=Path(".cache/twins"), help="where twins are kept once made")
    hosts.add_argument("--hosts", type=Path, default=Path("deploy"), help="the folder of the servers' configuration")
    hosts.add_argument("--root", default="", help="where the tree will lie on the server; the tree itself, unless set")
    hosts.add_argument("--listen", default="", help="address and port that the server listens on: 127.0.0.1:8080")
    hosts.add_argument("--passwords", default="", help="a file of htpasswd lines: the server asks for a password")

    about = "write the manifest, what hosts read, and configuration of servers"
    finish = commands.add_parser("finish", help=about, parents=[hosts])
    finish.add_argument("tree", type=Path)
    finish.add_argument("--address", required=True, help="the public address of the tree's top")

    about = "make what readers take along, and finish the tree again where it was finished"
    package = commands.add_parser("package", help=about, parents=[hosts])
    package.add_argument("form", metavar="zip|epub|pdf|zim|all", help="what to make; zip,epub makes two of them")
    package.add_argument("tree", type=Path)
    package.add_argument("--check", action="store_true", help="then look through the tree as `check` does")

    check = commands.add_parser("check", help="look for what a reader would find broken in a finished tree")
    check.add_argument("tree", type=Path)

    deploy = commands.add_parser("deploy", help="bring a finished tree to where it is served from")
    deploy.add_argument("tree", type=Path)
    deploy.add_argument("--to", required=True, help="a folder, an rclone remote, or git:REMOTE#BRANCH")
    deploy.add_argument("--plan", action="store_true", help="show what would be done, and do nothing")
    deploy.add_argument("--take-over", action="store_true", help="replace files that no deploy put there")
    deploy.add_argument("--recheck", action="store_true", help="read back every file, and put again what differs")
    return top


def run(arguments: argparse.Namespace) -> int:
    """Run a command; return its exit status. Raises Trouble, OSError."""
    if arguments.command == "finish":
        from publishing.finish import finish

        return finish(arguments)
    if arguments.command == "check":
        from publishing.check import told

        return told(arguments.tree)
    if arguments.command == "package":
        from publishing.packages.command import package

        return package(arguments)
    from publishing.deploy.command import deploy

    return deploy(arguments)


class Ended(KeyboardInterrupt):
    """A signal came that ends the command: all is cleared away as at Ctrl-C."""


def end_tidily() -> None:
    """Have the signals that end a command raise Ended with their number; those that are to be ignored stay so."""

    def end(number: int, _: object) -> None:
        for each in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # once is enough: the second would interrupt the clearing away
        raise Ended(number)

    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) == signal.SIG_DFL:
            signal.signal(each, end)


def main() -> int:
    arguments = parser().parse_args()
    end_tidily()
    try:
        return run(arguments)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a folder that may not be written to
        where = f": {error.filename}" if error.filename else ""
        print(f"{error.strerror or error}{where}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        with contextlib.suppress(OSError):  # the terminal may be gone
            print("\nStopped. The next run begins again where it must.", file=sys.stderr)
        return 128 + (stop.args[0] if isinstance(stop, Ended) else signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
