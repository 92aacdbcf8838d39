"""How many steps an evaluation takes, and where the errors of expressions are: line and column, from 1."""

from __future__ import annotations

import pytest

from kustompy.cel import CompileError, compiled
from kustompy.cel.errors import BudgetError
from kustompy.cel.program import described
from kustompy.cel.scope import Budget
from tests.cel.test_expressions import TYPES, VALUES

COSTS = [
    ("1", 0),
    ("x", 0),
    ("x + 1", 1),
    ("self.a", 1),
    ("self.b.c", 2),
    ("self.?a", 1),
    ("self.?a.?b", 2),
    ("self['a']", 1),
    ("[1, 2, 3]", 4),
    ("[]", 1),
    ("{'a': 1}", 2),
    ("{}", 1),
    ("x > 1 ? 1 : 2", 2),
    ("x > 1 && x > 2", 3),
    ("x > 1 || x > 2", 2),
    ("x == 5", 1),
    ("s + s", 3),
    ("'aaaaaaaaaaaaaaaaaaaa' + 'b'", 5),
    ("'aaaaaaaaaaaaaaaaaaaa' == 'b'", 3),
    ("size(s)", 1),
    ("size(dyn(s))", 2),
    ("has(self.a)", 1),
    ("has(self.b.c)", 2),
    ("l.all(i, true)", 3),
    ("l.exists(i, i == 1)", 4),
    ("l.exists_one(i, i == 1)", 6),
    ("l.filter(i, i > 1)", 6),
    ("l.map(i, i)", 3),
    ("l.transformList(i, v, v)", 3),
    ("m.transformMap(k, v, v)", 1),
    ("cel.bind(a, 1, a)", 0),
    ("self.?a.optMap(v, v)", 2),
    ("optional.of(1)", 1),
    ("l[0]", 1),
    ("l[?0]", 1),
    ("l == l", 1),
    ("!true", 1),
    ("'a,b'.split(',')", 1),
    ("m.all(k, true)", 1),
    ("'a' in m", 1),
]


@pytest.mark.parametrize(("text", "steps"), COSTS)
def test_what_an_evaluation_costs(text: str, steps: int) -> None:
    budget = Budget(steps)
    program = compiled(text, TYPES)
    program.value(VALUES, budget)
    assert budget.left == 0
    if steps:
        with pytest.raises(BudgetError):
            program.value(VALUES, Budget(steps - 1))


PLACES = [
    ("x ? 1 : 2", "1:1"),
    ("true ? 1 : 'a'", "1:6"),
    ("1 +\n 'a'", "1:3"),
    ("x.y", "1:2"),
    ("o.size", "1:2"),
    ("l.all(1, true)", "1:7"),
    ("[1,\n 2, 'a']", "2:5"),
    ("{'a': 1, 'b': 'c'}", "1:15"),
    ("{'a': 1, 2: 3}", "1:10"),
    ("nothing", "1:1"),
    ("a.nothing(1)", "1:1"),
    ("x.nothing()", "1:2"),
    ("'abc", "1:1"),
    ("x $", "1:3"),
    ("1 2", "1:3"),
    ("(1", "1:3"),
    ("'\\q'", "1:1"),
    ("s[0]", "1:2"),
    ("x.all(i, true)", "1:2"),
    ("l.all(i, i)", "1:10"),
    ("has(x)", "1:1"),
    ("--'a'", "1:2"),
    ("1 || true", "1:1"),
    ("import", "1:1"),
    ("99999999999999999999", "1:1"),
    ("x.optMap(v, v)", "1:2"),
    ("true && 1", "1:9"),
    ("!1", "1:1"),
    ("[1].join()", "1:4"),
    ("'é' + 1", "1:5"),
    ("optional.of(1).optMap(1, 2)", "1:23"),
    ("self.a.b.all(2, true)", "1:14"),
    ("x . in", "1:5"),
    (". ", "1:3"),
    ("{1 2}", "1:4"),
    ("1 + 2 * 'a'", "1:7"),
    ("-s", "1:1"),
    ("x in 5", "1:3"),
    ("(x ? 1 : 2)", "1:2"),
    ("x == 's'", "1:3"),
    ("x <= 's'", "1:3"),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_where_an_error_is(text: str, place: str) -> None:
    with pytest.raises(CompileError) as wrong:
        compiled(text, TYPES)
    assert described(text, wrong.value) == f"ERROR: <input>:{place}: {wrong.value.message}"
