"""Fails where a source file exceeds 300 lines or a function 40, as the house style asks.

check_sizes.py FOLDER...
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 300, 40


def complaints(path: Path) -> list[str]:
    text = path.read_text()
    lines = len(text.splitlines())
    found = [f"{path}: {lines} lines, at most {FILE_LINES}"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - _first_line(node) + 1
            if length > FUNCTION_LINES:
                found.append(
                    f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"
                )
    return found


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Where the body begins behind signature and docstring: those are read, not followed."""
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1:
        first = node.body[1]
    return first.lineno


def main(folders: list[str]) -> int:
    files = [
        path
        for folder in folders
        if Path(folder).exists()
        for path in sorted(Path(folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    found = [line for path in files for line in complaints(path)]
    print("\n".join([*found, f"{len(files)} files, {len(found)} too long"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
