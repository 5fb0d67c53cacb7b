"""The record of a target: what deploys put there, kept at the target itself.

It tells a later deploy which files are its own, what they hold, and which old assets still wait for their end. What a
deploy is about to put is written down before anything of it is put. So whatever a killed one left is known as its own,
and as of unknown content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FOLDER = ".annals"  # at the target: the record, and files on their way
FORMAT = 1
NAMES = (f"{FOLDER}/record.1.json", f"{FOLDER}/record.2.json")  # written in turn: one is always whole


@dataclass(frozen=True)
class Retired:
    """An asset that no page names any more. last: the number of the last deploy that named it.

    sha256: as in `Record.files`; "" where it is not known.
    """

    sha256: str
    last: int


@dataclass(frozen=True)
class Record:
    """What is known of a target.

    writes: how often the record was written; the higher of the two is in force. by: a random name of the run that
    wrote it, by which two runs at once find out about each other. deploy: the number of the last deploy that ended; 0
    before the first. files: path to what is there for certain, as `plan.mark` tells it. retired: assets kept for
    readers of older pages. unsure: paths that a deploy which did not end was about to put or to delete. address: the
    public address of the tree that was put last, or begun to be; "" where it had none.
    """

    writes: int = 0
    by: str = ""
    deploy: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    address: str = ""

    @property
    def own(self) -> frozenset[str]:
        """Every path that a deploy put or may have put."""
        return frozenset({*self.files, *self.retired, *self.unsure})

    @property
    def slot(self) -> str:
        """Where this record stands at the target."""
        return NAMES[self.writes % 2]


def as_json(record: Record) -> str:
    return (
        json.dumps(
            {
                "format": FORMAT,
                "writes": record.writes,
                "by": record.by,
                "address": record.address,
                "deploy": record.deploy,
                "files": dict(sorted(record.files.items())),
                "retired": {path: [old.sha256, old.last] for path, old in sorted(record.retired.items())},
                "unsure": sorted(record.unsure),
            },
            ensure_ascii=False,
            indent=0,
        )
        + "\n"
    )


def from_json(text: str) -> Record | None:
    """The record that `as_json` wrote, or None where this is none: one that was cut off, say."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            return None
        files, retired, unsure = dict(data["files"]), dict(data["retired"]), frozenset(data["unsure"])
        by, address, writes, deploy = data["by"], data["address"], data["writes"], data["deploy"]
        old = {path: Retired(sha256, last) for path, (sha256, last) in retired.items()}
        _strings(by, address, *files, *files.values(), *old, *(each.sha256 for each in old.values()), *unsure)
        _numbers(writes, deploy, *(each.last for each in old.values()))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return Record(writes, by, deploy, files, old, unsure, address)


def _strings(*values: object) -> None:
    """Raises TypeError, ValueError where one is no text that can be written again: a half of a pair, say."""
    "".join(values).encode()  # type: ignore[arg-type]


def _numbers(*values: object) -> None:
    for value in values:
        if type(value) is not int or not 0 <= value < 2**53:
            raise ValueError(value)


def in_force(texts: Iterable[str]) -> Record | None:
    """The newest whole record of those that were read; None where there is none."""
    found = [record for record in map(from_json, texts) if record]
    return max(found, key=lambda record: record.writes, default=None)
