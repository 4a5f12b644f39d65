"""check.py ACCEPTED: parses the SQL++ statements that standard input has as a JSON array with the grammar of Couchbase's developers
(lark_sqlpp). A statement takes a third of a second: those that were accepted are listed in the file ACCEPTED and are not parsed again.
"""
import json
import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from lark.exceptions import LarkError
from lark_sqlpp import parse_sqlpp


def fault_of(statement: str) -> str | None:
    try:
        parse_sqlpp(statement)
        return None
    except LarkError as error:
        return f"{statement}\n  {str(error).splitlines()[0]}"


def read_accepted(file: Path) -> set[str]:
    try:
        return set(json.loads(file.read_text()))
    except (OSError, ValueError):
        return set()


def write_accepted(file: Path, statements: list[str]) -> None:
    # Only a cache: where it cannot be written, all are parsed again.
    try:
        with NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
            json.dump(statements, new)
        os.replace(new.name, file)
    except OSError:
        pass


accepted = Path(sys.argv[1])
known = read_accepted(accepted)
statements = json.load(sys.stdin)
faults = {statement: fault for statement in statements if statement not in known and (fault := fault_of(statement))}
write_accepted(accepted, [statement for statement in statements if statement not in faults])
# A grammar that accepts anything would show nothing.
wrong = "SELECT `a` AS `b` FRM `c`"
if not fault_of(wrong):
    faults[wrong] = f"{wrong}\n  is accepted"
for fault in faults.values():
    print(fault)
print(f"{len(statements) + 1 - len(faults)} passed, {len(faults)} failed")
sys.exit(1 if faults or not statements else 0)
