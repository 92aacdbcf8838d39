"""The machine behind a regular expression: a Thompson NFA under a lazily built, bounded DFA."""

from __future__ import annotations

from kustompy.golang.regexp.syntax import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.golang.regexp import Steps
    from kustompy.golang.regexp.nodes import Node, Ranges

# Go's `\b` knows ASCII words only.
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
# What came before a position, as far as an assertion can tell.
_AT_START, _AFTER_NEWLINE, _AFTER_WORD, _AFTER_OTHER = 0, 1, 2, 3
# The DFA of one pattern is forgotten and begun again when it holds this many transitions, or NFA states in its states.
_TRANSITIONS_KEPT = 20_000
_MEMBERS_KEPT = 500_000


class _Program:
    """The instructions of a pattern: 0 stands for a match, every other index for one of these.

    ``ranges[i]`` is what a character instruction takes, ``assertions[i]`` what an assertion asks for, ``nexts[i]``
    where it goes on.
    """

    __slots__ = ("assertions", "nexts", "ranges", "start")

    def __init__(self, node: Node) -> None:
        self.ranges: list[Ranges] = [()]
        self.assertions: list[str] = [""]
        self.nexts: list[list[int]] = [[]]
        self.start = self._emit(node)

    def _add(self, nexts: list[int], ranges: Ranges = (), assertion: str = "") -> int:
        self.nexts.append(nexts)
        self.ranges.append(ranges)
        self.assertions.append(assertion)
        return len(self.nexts) - 1

    def _emit(self, root: Node) -> int:
        """Write the instructions from the last to the first: ``at`` is always where the next one has to lead.

        The work is a stack, since an expression nests deeper than Python does. A list collects the starts of
        alternatives, a number goes on from there, a pair closes a loop or splits.
        """
        at = 0
        work: list[Node | list[int] | int | tuple[str, int]] = [root]
        collected: list[list[int]] = []
        while work:
            item = work.pop()
            if isinstance(item, int):
                at = item
            elif isinstance(item, list):
                collected[-1].append(at)
            elif isinstance(item, tuple):
                at = self._close(item, at, collected)
            else:
                at = self._open(item, at, work, collected)
        return at

    def _open(
        self,
        node: Node,
        at: int,
        work: list[Node | list[int] | int | tuple[str, int]],
        collected: list[list[int]],
    ) -> int:
        op = node.op
        if op == "class":
            return self._add([at] if node.ranges else [], node.ranges)
        if op == "concat":
            work.extend(node.subs)
        elif op == "alternate":
            collected.append([])
            work.append(("split", 0))
            for sub in node.subs:
                work.extend(([], sub, at))
        elif op == "repeat":
            return self._repeat(node, at, work)
        else:
            return self._add([at], assertion=op)
        return at

    def _repeat(self, node: Node, at: int, work: list[Node | list[int] | int | tuple[str, int]]) -> int:
        sub, low, high = node.subs[0], node.low, node.high
        # x{2,4} is written out as x x x? x?: what that may come to was limited when it was parsed.
        if high >= 0:
            work.extend([sub] * low)
            # Each of the optional copies leads past all that follow it, so a text that has no more takes one step.
            for _ in range(high - low):
                work.extend((("optional", at), sub))
            return at
        # `*` is entered at the loop, `+` at the expression; both are left by way of the loop.
        loop = self._add([at])
        work.extend([sub] * max(0, low - 1))
        work.extend((("star" if low == 0 else "plus", loop), sub))
        return loop

    def _close(self, item: tuple[str, int], at: int, collected: list[list[int]]) -> int:
        action, target = item
        if action == "split":
            return self._add(collected.pop())
        if action == "optional":
            return self._add([at, target])
        self.nexts[target].append(at)
        return target if action == "star" else at

    def closure(self, members: tuple[int, ...], before: int, following: str) -> tuple[list[int], int]:
        """The instructions that take a character, or match, once every assertion between two characters is asked.

        The number is of those that were looked at.
        """
        # Empty steps are walked anew at each position: assertions on the way ask what stands on both of its sides.
        nexts, ranges, assertions = self.nexts, self.ranges, self.assertions
        seen = set(members)
        stack = list(members)
        found = []
        while stack:
            at = stack.pop()
            if ranges[at] or at == 0:
                found.append(at)
                continue
            if assertions[at] and not _holds(assertions[at], before, following):
                continue
            for each in nexts[at]:
                if each not in seen:
                    seen.add(each)
                    stack.append(each)
        return found, len(seen)


def _holds(assertion: str, before: int, following: str) -> bool:
    if assertion == "begin text":
        return before == _AT_START
    if assertion == "end text":
        return not following
    if assertion == "begin line":
        return before <= _AFTER_NEWLINE
    if assertion == "end line":
        return not following or following == "\n"
    at_boundary = (before == _AFTER_WORD) != (following in _WORD and following != "")
    return at_boundary == (assertion == "word boundary")


def _takes(ranges: Ranges, code: int) -> bool:
    # Looking through a few ranges is faster than halving many; the classes of scripts have hundreds.
    if len(ranges) < 8:
        return any(low <= code <= high for low, high in ranges)
    first, end = 0, len(ranges)
    while first < end:
        middle = (first + end) // 2
        low, high = ranges[middle]
        if code < low:
            end = middle
        elif code > high:
            first = middle + 1
        else:
            return True
    return False


class _State:
    """A state of the DFA: where the NFA may be, and what came before. ``transitions`` lead to None on a match."""

    __slots__ = ("before", "members", "transitions")

    def __init__(self, members: tuple[int, ...], before: int) -> None:
        self.members, self.before = members, before
        self.transitions: dict[str, _State | None] = {}


_UNKNOWN = _State((), _AT_START)


class Dfa:
    """The states of one pattern that texts have led to so far."""

    __slots__ = ("_begins", "_looks_around", "_members", "_program", "_states", "_transitions", "size", "steps")

    def __init__(self, pattern: str) -> None:
        self._program = program = _Program(Parser(pattern).parse())
        self._looks_around = any("line" in each or "boundary" in each for each in program.assertions)
        # A pattern that begins with `^` is tried at the start alone; a set of states that becomes empty ends the
        # search.
        self._begins = program.assertions[program.start] == "begin text"
        self._states: dict[tuple[tuple[int, ...], int], _State] = {}
        self._members = self._transitions = 0
        self.size = len(program.nexts)
        self.steps = 0

    def matches(self, text: str, steps: Steps | None = None) -> bool:
        state = self._state((self._program.start,), _AT_START)
        for character in text:
            following = state.transitions.get(character, _UNKNOWN)
            # None in the table is a match, so what is not there yet needs a sign of its own.
            if following is _UNKNOWN:
                following = self._step(state, character, steps)
            if following is None:
                return True
            if not following.members:
                return False
            state = following
        following = state.transitions.get("", _UNKNOWN)
        return (self._step(state, "", steps) if following is _UNKNOWN else following) is None

    def _state(self, members: tuple[int, ...], before: int) -> _State:
        # n instructions have up to 2^n sets: forgetting bounds the memory, and the steps of the NFA bound the time.
        if self._members > _MEMBERS_KEPT or self._transitions > _TRANSITIONS_KEPT:
            self._states = {}
            self._members = self._transitions = 0
        state = self._states.get((members, before))
        if state is None:
            self._members += len(members) + 1
            state = self._states[members, before] = _State(members, before)
        return state

    def _step(self, state: _State, character: str, steps: Steps | None) -> _State | None:
        """Where the character leads; an empty one is the end of the text."""
        program = self._program
        self.steps += 1
        active, looked_at = program.closure(state.members, state.before, character)
        if steps is not None:
            steps.spend(looked_at + len(active))
        following: _State | None = state
        # A match anywhere is all that is asked: no position is kept, and nothing behind it is read.
        if 0 in active:
            following = None
        elif character:
            code = ord(character)
            found = {program.nexts[at][0] for at in active if _takes(program.ranges[at], code)}
            # A pattern is looked for anywhere: a match may begin at every character.
            if not self._begins:
                found.add(program.start)
            following = self._state(tuple(sorted(found)), self._before(character))
        # Counted here, not by len(): states of before a reset live on as long as a text is being matched.
        self._transitions += 1
        state.transitions[character] = following
        return following

    def _before(self, character: str) -> int:
        # Without such assertions, states that differ only in what came before are one.
        if not self._looks_around:
            return _AFTER_OTHER
        if character == "\n":
            return _AFTER_NEWLINE
        return _AFTER_WORD if character in _WORD else _AFTER_OTHER
