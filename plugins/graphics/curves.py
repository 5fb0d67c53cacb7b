"""A gently curved line between two places: a quadratic curve of Bézier's, cut where it meets what it joins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import dist, hypot

from .drawing import Box, n

Point = tuple[float, float]
STEPS = 40  # points that a curve is looked at in


@dataclass(frozen=True)
class Curve:
    """From `start` to `end`, drawn towards `pull` between them."""

    start: Point
    pull: Point
    end: Point

    @classmethod
    def bent(cls, start: Point, end: Point, bend: float) -> Curve:
        """A curve that leaves the straight way by `bend` of its length, to the left hand of who goes there."""
        (x, y), (to_x, to_y) = start, end
        pull = (x + to_x) / 2 + (to_y - y) * 2 * bend, (y + to_y) / 2 - (to_x - x) * 2 * bend
        return cls(start, pull, end)

    def at(self, t: float) -> Point:
        """The point at the share `t` of the curve."""
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        (x, y), (pull_x, pull_y), (to_x, to_y) = self.start, self.pull, self.end
        return a * x + b * pull_x + c * to_x, a * y + b * pull_y + c * to_y

    @cached_property
    def points(self) -> tuple[Point, ...]:
        return tuple(self.at(i / STEPS) for i in range(STEPS + 1))

    def between(self, start: Box, end: Box) -> Curve:
        """What of the curve lies behind the one box and before the other; an empty curve where nothing does."""
        outside = [i / STEPS for i, point in enumerate(self.points) if not (_in(start, point) or _in(end, point))]
        if not outside:
            return self.part(0.5, 0.5)
        return self.part(self._edge(start, outside[0], -1 / STEPS), self._edge(end, outside[-1], 1 / STEPS))

    def _edge(self, box: Box, outside: float, step: float) -> float:
        """The share where the curve meets a box, between a point outside and the one a step further on."""
        for _ in range(6 if 0 < outside < 1 else 0):
            step /= 2
            if not _in(box, self.at(outside + step)):
                outside += step
        return outside

    def part(self, begin: float, end: float) -> Curve:
        """The curve from one share to another: the pull is where the tangents at both ends meet."""
        a, b = (1 - begin) * (1 - end), begin * end
        middle = 1 - a - b
        (x, y), (pull_x, pull_y), (to_x, to_y) = self.start, self.pull, self.end
        pull = a * x + middle * pull_x + b * to_x, a * y + middle * pull_y + b * to_y
        return Curve(self.at(begin), pull, self.at(end))

    def before_end(self, length: float) -> Point:
        """The point so far before the end, in the direction that the curve ends in."""
        far = dist(self.pull, self.end) or 1.0
        (x, y), (pull_x, pull_y) = self.end, self.pull
        return x + (pull_x - x) * length / far, y + (pull_y - y) * length / far

    def outwards(self) -> Point:
        """The direction of length 1 that the curve bends to."""
        x, y = self.pull[0] - (self.start[0] + self.end[0]) / 2, self.pull[1] - (self.start[1] + self.end[1]) / 2
        far = hypot(x, y) or 1.0
        return x / far, y / far

    @property
    def d(self) -> str:
        numbers = " ".join(n(value) for point in (self.pull, self.end) for value in point)
        return f"M{n(self.start[0])} {n(self.start[1])}Q{numbers}"

    @cached_property
    def box(self) -> Box:
        across, down = zip(*self.points, strict=True)
        return Box(min(across), min(down), max(across), max(down))


def _in(box: Box, point: Point) -> bool:
    return box.left < point[0] < box.right and box.top < point[1] < box.bottom
