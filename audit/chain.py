"""Is the log whole? Recomputed here in Python, so a changed database function cannot vouch for itself."""

import hashlib
import json
from dataclasses import dataclass

from django.db import connection

GENESIS = "0" * 64
COLUMNS = (
    "seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), actor_kind, actor_id, actor_label, "
    "roles, verb, subject_type, subject, pupil, fields, reason, request_id, prev, hash"
)


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. `problems` is empty when the log is whole."""

    entries: int
    last_seq: int
    last_hash: str
    problems: list


def verify(anchors=()):
    """Walk every entry and compare with the anchors, pairs of (seq, hash) kept elsewhere.

    Finds a changed, removed, inserted or swapped entry, and a cut-off end up to the last anchor.
    """
    expected = dict(anchors)
    problems, seq, prev, count = [], 0, GENESIS, 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM audit_entry ORDER BY seq")  # noqa: S608 our own names
        while rows := cursor.fetchmany(5000):
            for row in rows:
                count += 1
                if row[0] != seq + 1:
                    problems.append(f"Entry {seq + 1} is missing: the next one found is {row[0]}.")
                seq = row[0]
                body = json.dumps(row[:13], ensure_ascii=False)
                digest = hashlib.sha256((prev + body).encode()).hexdigest()
                if row[13] != prev or row[14] != digest:
                    problems.append(f"Entry {seq} does not follow from the one before it.")
                if seq in expected and expected.pop(seq) != row[14]:
                    problems.append(f"Entry {seq} is not the one that was anchored.")
                prev = row[14]
    problems += [f"Entry {missing} was anchored and is not in the log any more." for missing in sorted(expected)]
    return Verdict(count, seq, prev, problems)
