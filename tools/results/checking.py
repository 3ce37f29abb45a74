"""Checks that a text is one SELECT on the documented views, by the tree that DuckDB's parser makes.

What the tree may hold is listed (tools/results/grammar.py), and what is not known is refused: a
kind of statement that a later DuckDB learns is none that may be asked.
"""

import json

import duckdb

from tools.errors import QueryError
from tools.results.grammar import CLASSES, FUNCTIONS, KINDS, TABLE_FUNCTIONS
from tools.results.views import VIEWS

_Node = dict[str, object]
_ONLY = "Ask one SELECT on the views; DESCRIBE, SUMMARIZE and WITH of one are fine too."


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Let a text pass that is one SELECT on the views.

    Raises:
        QueryError: it is not, and why.
        MemoryError: to read it takes more than there is.

    """
    found = connection.execute("SELECT json_serialize_sql($sql::VARCHAR)", {"sql": sql}).fetchone()
    assert found is not None
    try:
        parsed = json.loads(found[0])
        if parsed["error"]:
            raise _not_read(parsed)
        if len(parsed["statements"]) != 1:
            raise QueryError(f"This holds {len(parsed['statements'])} statements. {_ONLY}")
        _walk(parsed["statements"], frozenset(VIEWS))
    except RecursionError:
        raise QueryError("This is nested too deeply. Ask in fewer levels.") from None


def _not_read(parsed: _Node) -> Exception:
    message = str(parsed["error_message"]).rstrip(".")
    if parsed["error_type"] == "out of memory":
        return MemoryError(message)
    if parsed["error_type"] == "not implemented":
        return QueryError(f"This is no SELECT. {_ONLY}")
    return QueryError(f"DuckDB cannot read this ({message}). {_ONLY}")


def _walk(node: object, tables: frozenset[str]) -> None:
    """Go through a part of the tree, in which these names are tables."""
    if isinstance(node, list):
        for part in node:
            _walk(part, tables)
    elif isinstance(node, dict):
        _known(node)
        if "cte_map" in node:
            tables = _with_ctes(node, tables)
        _table(node, tables)
        for name, part in node.items():
            if name != "cte_map":
                _walk(part, tables)


def _with_ctes(node: _Node, tables: frozenset[str]) -> frozenset[str]:
    """Go through a query's own tables, each seeing those before it; return the names of all."""
    if node["type"] == "RECURSIVE_CTE_NODE":
        tables |= {str(node["cte_name"]).lower()}
    entries = node["cte_map"]["map"]  # type: ignore[index]
    for entry in entries:
        _walk(entry["value"], tables)
        tables |= {str(entry["key"]).lower()}
    return tables


def _known(node: _Node) -> None:
    if "class" in node:
        known = node["class"] in CLASSES
    else:
        known = not isinstance(node.get("type"), str) or node["type"] in KINDS
    if not known:
        said = str(node.get("class") or node["type"]).lower().replace("_", " ")
        raise QueryError(f"A question cannot hold this part: {said}. {_ONLY}")
    if "function_name" in node:
        _function(node)


def _function(node: _Node) -> None:
    name = str(node["function_name"]).lower()
    if name not in FUNCTIONS or _is_qualified(node):
        raise QueryError(
            f"A question cannot use the function {name!r}. There are aggregates, windows, and "
            "functions of numbers, texts, times and lists."
        )


def _table(node: _Node, tables: frozenset[str]) -> None:
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        function = node["function"]
        assert isinstance(function, dict)
        if str(function["function_name"]).lower() not in TABLE_FUNCTIONS:
            raise QueryError(
                f"A question cannot read from {function['function_name']!r}. {_there_are()}"
            )
    elif kind == "SHOW_REF":
        if node["show_type"] not in ("DESCRIBE", "SUMMARY") or node["query"] is None:
            raise QueryError(f"A question cannot list what a database holds. {_there_are()}")
    elif kind == "BASE_TABLE":
        name = str(node["table_name"])
        if name.lower() not in tables or _is_qualified(node) or node["at_clause"] is not None:
            raise QueryError(f"There is no view {name!r}. {_there_are()}")


def _is_qualified(node: _Node) -> bool:
    """Whether a name says a schema or a database."""
    path = node["qualified_name"]["path"]  # type: ignore[index]
    return len(path) != 1 or any(node.get(part) for part in ("schema", "schema_name", "catalog"))


def _there_are() -> str:
    return f"There are: {', '.join(VIEWS)}."
