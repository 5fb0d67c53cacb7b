"""Makes .venv, the environment that every make target runs in, from the lock files.

usage: python3 dev/setup.py site|test

`site` brings what builds the site; `test` adds what the tests need and looks for a browser and Lighthouse.
A second run with the same lock file and the same Python does nothing. It is safe to run twice at once, again after it
was killed, and after the folder was moved. Nothing outside this folder is changed by `site`; for `test` see
dev/tools.py.

Kept in the syntax of Python 3.6, so that an old Python can read this file far enough to say that it is old.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:  # no locks on this system: two runs at once are then the caller's care
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "annals.json"
NEEDED = (3, 11)
NEWEST_TRIED = 20  # the highest minor version looked for on the PATH when python3 itself is too old

# pip's own words, in 22 to 26, for "no answer"; a mirror that lacks a package says the last two.
NO_NETWORK = re.compile(
    r"failed to establish|name resolution|name or service|nodename nor servname|network is unreachable|timed out"
    r"|connection (?:refused|reset|aborted|broken)|max retries|proxyerror"
    r"|no matching distribution|could not find a version",
    re.IGNORECASE,
)
WRONG_HASH = re.compile(r"do not match the hashes|hashes are required", re.IGNORECASE)


class Trouble(Exception):
    """What is missing and the mend, in plain words; shown without a traceback."""


def lock_file(kind: str) -> Path:
    return ROOT / "requirements" / (kind + ".txt")


def fingerprint(kind: str) -> str:
    """SHA-256 of the lock file of that kind, as hexadecimal digits."""
    try:
        return hashlib.sha256(lock_file(kind).read_bytes()).hexdigest()
    except OSError as error:
        raise Trouble("{} is missing: this is not a whole copy of the project.".format(lock_file(kind))) from error


def describe_python() -> str:
    return "{}.{}.{} in {}".format(*sys.version_info[:3], sys.base_prefix)


def read_stamp() -> dict:
    """What .venv was made of, or an empty dict where it is missing, half made, or made for another place or Python."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    usable = (
        isinstance(stamp, dict)
        and stamp.get("place") == str(VENV)
        and stamp.get("python") == describe_python()
        and (VENV / "bin" / "python").exists()
    )
    return stamp if usable else {}


def write_stamp(stamp: dict) -> None:
    """Write the stamp in one step: it is there whole, or not at all."""
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    draft.replace(STAMP)


def newer_python() -> "str | None":
    """A Python on the PATH that is new enough, newest first, or None."""
    for minor in range(NEWEST_TRIED, NEEDED[1] - 1, -1):
        found = shutil.which("python3.{}".format(minor))
        if found and answers(found):
            return found
    return None


def answers(python: str) -> bool:
    """Whether that program is a working Python; a shim of a version manager may be only a name."""
    try:
        return subprocess.call([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def check_python() -> None:
    """Go on under a Python that is new enough, or say which one is needed."""
    if sys.version_info[:2] >= NEEDED:
        return
    other = newer_python()
    if other:
        os.execv(other, [other, *sys.argv])
    raise Trouble(
        "Python {}.{} or later is needed; this is {}.{}. ".format(*NEEDED, *sys.version_info[:2])
        + "Install one; if it is not the python3 of your PATH, name it: make {} PYTHON=/path/to/it".format(sys.argv[-1])
    )


def check_modules() -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Trouble(
                "This Python cannot make an environment: its module {} is missing.\n"
                "On Debian and Ubuntu: sudo apt install python3-venv".format(module)
            )


def take_turn() -> "int | None":
    """Wait until no other set-up is at work here; the turn ends with this process and the ones it started.

    The lock lies on the folder itself, so there is no lock file to leave behind. Its descriptor goes to pip as well:
    one that outlives a killed set-up still keeps the next run from removing the folder under it.
    """
    if fcntl is None:
        return None
    handle = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is at work here; waiting for it.", flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        os.close(handle)
        return None
    return handle


def make_venv(turn: "int | None") -> None:
    """Make an empty .venv; whatever stands there without a valid stamp is removed first."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))
    print("Making .venv with Python {}.{}.{} ...".format(*sys.version_info[:3]), flush=True)
    # Under a virtual environment's own Python the base one makes the new environment: the old may be the one replaced.
    python = getattr(sys, "_base_executable", None) or sys.executable
    code, said = run([python, "-m", "venv", str(VENV)], turn)
    if code != 0:
        raise Trouble("The environment .venv could not be made.\n" + tail(said))


def install(kind: str, turn: "int | None") -> None:
    """Install that lock file into .venv, hashes checked.

    raises Trouble: with pip's last words, told apart by whether the network, a hash or something else was at fault.
    """
    print("Installing requirements/{}.txt ...".format(kind), flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--no-input", "--disable-pip-version-check", "--retries", "3"]
    code, said = run([*pip, "install", "--quiet", "--require-hashes", "-r", str(lock_file(kind))], turn)
    if code == 0:
        return
    if WRONG_HASH.search(said):
        reason = "A package is not the one that requirements/{}.txt names; nothing of it was installed.".format(kind)
    elif NO_NETWORK.search(said):
        reason = "The packages could not be fetched. Is there a network? Once there is, run the same command again."
    else:
        reason = "pip could not install requirements/{}.txt.".format(kind)
    raise Trouble(reason + "\npip said:\n" + tail(said))


def run(command: "list[str]", turn: "int | None") -> "tuple[int, str]":
    """Run it with no input; return its exit status and all that it printed."""
    settings = dict(os.environ, PIP_USER="0", PYTHONUTF8="1")  # pip's `user = true` does not work in an environment
    settings.pop("PYTHONHOME", None)
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=settings,
        cwd=str(ROOT),
        pass_fds=[] if turn is None else [turn],
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def tail(said: str) -> str:
    """The last lines of a program's output, set in."""
    lines = [line for line in said.splitlines() if line.strip()]
    return "\n".join("    " + line for line in lines[-8:])


def provide(kind: str, turn: "int | None") -> bool:
    """Bring .venv to what the lock files say; return whether anything had to be done.

    An environment whose lock file has changed is made anew, so that it holds what the lock names and nothing else.
    """
    kinds = ["site"] if kind == "site" else ["site", "test"]
    wanted = {each: fingerprint(each) for each in kinds}
    stamp = read_stamp()
    if all(stamp.get(each) == wanted[each] for each in kinds):
        return False
    check_modules()
    if stamp.get("site") == wanted.get("site") and "test" not in stamp:
        STAMP.unlink()
    else:
        make_venv(turn)
    install(kinds[-1], turn)  # test.txt holds all of site.txt, in the same versions
    write_stamp(dict(wanted, place=str(VENV), python=describe_python()))
    return True


def main(arguments: "list[str]") -> int:
    if len(arguments) != 1 or arguments[0] not in ("site", "test"):
        print("usage: python3 dev/setup.py site|test", file=sys.stderr)
        return 2
    try:
        check_python()
        turn = take_turn()
        provide(arguments[0], turn)
        if arguments[0] == "test":
            return subprocess.call([str(VENV / "bin" / "python"), "-m", "dev.tools"], cwd=str(ROOT))
    except Trouble as trouble:
        print("\n{}".format(trouble), file=sys.stderr)
        return 1
    except PermissionError as error:
        print("\nThis folder cannot be written to: {}".format(error.filename), file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, say
        print("\n{}".format(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next run begins again where it must.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
