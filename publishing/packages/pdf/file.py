"""Writes a PDF file object by object, so that none is kept: version 1.7, objects in streams (ISO 32000-1, 7.5)."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from typing import BinaryIO

MOST = 400  # objects in one stream of them
_PLAIN, _PACKED = 1, 2  # kinds of entries in the cross-reference stream (table 18)


class PdfFile:
    """A file on its way. Objects come in any order, each number once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._digest = hashlib.md5(usedforsecurity=False)
        self._kinds, self._places, self._indexes = array("B", b"\0"), array("Q", [0]), array("H", [0])
        self._waiting: list[tuple[int, bytes]] = []
        self._next = 1
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def numbers(self, count: int) -> int:
        """The first of so many numbers of objects that nobody else gets."""
        first = self._next
        self._next += count
        for held in (self._kinds, self._places, self._indexes):
            held.extend([0] * count)
        return first

    def put(self, number: int, data: bytes) -> None:
        """Add an object that is no stream."""
        self._waiting.append((number, data))
        if len(self._waiting) == MOST:
            self._pack()

    def put_stream(self, number: int, data: bytes) -> None:
        """Add a stream: its dictionary and its content, as they stand in the file."""
        self._note(number, _PLAIN, self._at, 0)
        self._write(b"%d 0 obj\n" % number + data + b"\nendobj\n")

    def close(self, root: int, info: int) -> None:
        """End the file. root, info: the numbers of its catalogue and of what is told of it."""
        self._pack()
        own = self.numbers(1)
        at = self._at
        self._note(own, _PLAIN, at, 0)
        rows = zip(self._kinds, self._places, self._indexes, strict=True)
        table = b"".join(
            b"%c%s%s" % (kind, place.to_bytes(5, "big"), index.to_bytes(2, "big")) for kind, place, index in rows
        )
        identifier = self._digest.hexdigest().encode()
        head = b"/Type/XRef/W[1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            self._next,
            root,
            info,
            identifier,
            identifier,
        )
        self.put_stream(own, stream(head, table))
        self._write(b"startxref\n%d\n%%%%EOF\n" % at)

    def _pack(self) -> None:
        """Write the objects that wait as one stream."""
        if not self._waiting:
            return
        number = self.numbers(1)
        offsets, at = [], 0
        for index, (each, data) in enumerate(self._waiting):
            self._note(each, _PACKED, number, index)
            offsets.append(b"%d %d" % (each, at))
            at += len(data) + 1
        head = b" ".join(offsets) + b"\n"
        told = b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(head))
        content = head + b"\n".join(data for _, data in self._waiting)
        self._waiting.clear()
        self.put_stream(number, stream(told, content))

    def _note(self, number: int, kind: int, place: int, index: int) -> None:
        self._kinds[number], self._places[number], self._indexes[number] = kind, place, index

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)


def stream(head: bytes, content: bytes) -> bytes:
    """A stream with those entries of its dictionary, deflated."""
    packed = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (head, len(packed), packed)
