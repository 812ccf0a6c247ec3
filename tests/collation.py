"""A watch on every statement that PostgreSQL is asked: no text is sorted, nor compared by its rank, in the collation of
the database, which nobody chose. Kept on for all the tests that run there."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors

from app.core.database import by_signs

RANKS = (operators.lt, operators.le, operators.gt, operators.ge)
MODIFIERS = (operators.desc_op, operators.asc_op, operators.nulls_first_op, operators.nulls_last_op)


class Collated(AssertionError):
    """A text in an ORDER BY, or beside < or >: use by_signs, a column of sort_key, or sort in Python."""


def watch(engine: sa.Engine) -> None:
    seen: set[int] = set()
    kept: list[Any] = []  # so that an id is not given twice

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _look(connection: Any, cursor: Any, text: str, given: Any, context: Any, many: bool) -> None:
        compiled = getattr(context, "compiled", None)
        statement = getattr(compiled, "statement", None)
        if statement is None or id(compiled) in seen:
            return
        seen.add(id(compiled))
        kept.append(compiled)
        if found := collated(statement):
            raise Collated(f"{[str(one) for one in found]} in {text}")


def collated(statement: Any) -> list[Any]:
    """Those texts."""
    found = []
    for part in visitors.iterate(statement):
        for one in _ranked(part):
            if isinstance(one.type, sa.String) and not _by_signs(one):
                found.append(one)
    return found


def _ranked(part: Any) -> list[Any]:
    if isinstance(part, sa.sql.elements.BinaryExpression):
        return [part.left] if part.operator in RANKS else []
    clauses = getattr(part, "_order_by_clauses", None) or ()
    if isinstance(part, sa.sql.elements.Over) and part.order_by is not None:
        clauses = part.order_by
    return [_bare(one) for one in clauses]


def _bare(one: Any) -> Any:
    while isinstance(one, sa.sql.elements._label_reference) or (
            isinstance(one, sa.sql.elements.UnaryExpression) and one.modifier in MODIFIERS):
        one = one.element
    return one


def _by_signs(one: Any) -> bool:
    if isinstance(one, sa.sql.elements.Label):
        return _by_signs(one.element)
    kind = one.type.dialect_impl(sa.dialects.postgresql.dialect())
    return isinstance(one, by_signs) or getattr(kind, "collation", None) == "C"
