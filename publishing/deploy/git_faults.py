"""What git says when it fails, as one line with a mend."""

from __future__ import annotations

import re

from publishing.deploy.git_target import shown
from publishing.trouble import Trouble

NETWORK = "|".join(
    (
        "Could not resolve",
        "Failed to connect",
        "Couldn't connect",
        "Connection (?:refused|reset|timed out|closed)",
        "Operation (?:timed out|too slow)",
        "Network is unreachable",
        "No route to host",
        "unable to (?:connect|access)",
        "early EOF",
        "hung up",
        "Empty reply",
        "broken pipe",
    )
)
PERMISSION = "|".join(
    (
        "Authentication failed",
        "could not read (?:Username|Password)",
        "terminal prompts disabled",
        "Permission denied",
        r"Permission to \S+ denied",
        "returned error: 40[13]",
        "denied to ",
        "not allowed to",
        "Invalid username or",
        "Access denied",
    )
)
RACE = r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value|reference already exists"
# (what git or a host says, what is told), in the order of trial: the more telling first.
FAULTS = (
    (
        "No space left on device|Disk quota exceeded|File too large",
        "a disk is full, here or at {name}; nothing was changed there: make room, and run the deploy again: {line}",
    ),
    (RACE, "somebody else changed {name} meanwhile, or is at it; nothing was changed by this deploy: run it again"),
    (
        "insufficient permission|unable to create temporary object directory|unpacker error",
        "{name} cannot be written to; nothing was changed there: see to its owner and its disk: {line}",
    ),
    (r"hook declined|\[remote rejected\]", "{name} refused the push; nothing was changed there; it says: {hook}"),
    (
        "dubious ownership",
        "git trusts no repository of another user: add its path with git config --global --add safe.directory: {line}",
    ),
    (
        "Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        "ssh does not know the host of {name}: run ssh to it once by hand, and compare its key: {line}",
    ),
    (
        PERMISSION,
        "{name} does not let you in: see that your password, token or key is right and may write there: {line}",
    ),
    (
        "not found|does not exist|not appear to be a git repository|returned error: 404|could not be found",
        "there is no repository at {name}, or you may not see it: see that the address is right: {line}",
    ),
    (
        NETWORK,
        "{name} cannot be reached: check the network and the address, and run the deploy again: {line}",
    ),
)


def fault(said: str, name: str) -> Trouble:
    """The line to tell. said: git's standard error. name: the target, without secrets."""
    text = shown(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", said))  # a user may have colours forced
    lines = [line.strip() for line in re.split(r"[\r\n]+", text)]
    lines = [line for line in lines if line.removeprefix("remote:").strip(" =-") and not line.startswith("hint:")]
    theirs = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    errors = [line for line in lines if re.match(r"fatal:|error:|ERROR:|!", line)]
    last = (errors or lines or ["git ended without a word"])[-1]
    hook = next((line for line in reversed(theirs) if "error:" in line), theirs[-1] if theirs else last)
    for pattern, message in FAULTS:
        if re.search(pattern, text, re.IGNORECASE):
            line = next((line for line in lines if re.search(pattern, line, re.IGNORECASE)), last)
            return Trouble(message.format(name=name, line=re.sub("^(fatal|error): ", "", line), hook=hook))
    return Trouble(f"git could not deploy to {name}: {last}")
