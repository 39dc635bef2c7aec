"""Rows of the KPIs about the console's own work: cases, decisions, appointments, feeds, letters."""

from __future__ import annotations

_CASE = "source, 'case', case_id || ' ' || spell"
_ENDED = "d.state IN ('applied', 'refused', 'superseded')"
# Whether a decision corrected a document; whether a stretch that ended began again within so many days.
CORRECTED = """EXISTS (SELECT 1 FROM team_case k JOIN team_decision d ON d.case_id = k.id AND d.state = 'applied'
    WHERE k.type IN ('validation', 'price', 'address') AND k.source = {source} AND k.model = {model} AND k.ref_key = {key})"""
AGAIN = """SELECT s.source, 'case', s.case_id || ' ' || s.spell, local_day(s.closed_at), EXISTS (SELECT 1 FROM stretch n
    WHERE n.case_id = s.case_id AND n.spell = s.spell + 1 AND n.started_at <= s.closed_at + {days} * 86400000000), 1, 1
    FROM stretch s WHERE {ended}"""
_CORRECTS = CORRECTED.format(source="p.source", model="p.model", key="p.key")
_DUE = "due_at(type, coalesce(counts_from, started_at))"

SERVICE = {
    # Of an ended stretch the time that its clock stood still is taken off what it took, not added to its deadline: the same.
    "service.sla_attainment": f"""SELECT {_CASE}, local_day(due), CASE WHEN closed_at IS NULL THEN 0 ELSE closed_at <= due END, 1,
        due IS NOT NULL FROM (SELECT *, {_DUE} AS due FROM stretch) WHERE closed_at IS NOT NULL OR due < :now""",
    "service.backlog": f"SELECT {_CASE}, :today, 1, 0, 1 FROM stretch WHERE closed_at IS NULL",
    "service.backlog_age": f"SELECT {_CASE}, :today, (:now - started_at) / 1000000, 1, 1 FROM stretch WHERE closed_at IS NULL",
    "service.arrivals": f"SELECT {_CASE}, local_day(started_at), 1, 0, 1 FROM stretch",
    "service.closures": f"SELECT {_CASE}, local_day(closed_at), 1, 0, 1 FROM stretch WHERE closed_at IS NOT NULL",
    "service.reopen_rate": AGAIN.format(days=30, ended="s.closed_at IS NOT NULL"),
    "service.corrected_orders": f"SELECT p.source, p.model, p.key, p.day, {_CORRECTS}, 1, 1 FROM placed p",
    "service.exceptions_per_100": f"SELECT {_CASE}, local_day(started_at) AS day, 1 AS num, 0 AS den, 1 AS known FROM stretch "
    "UNION ALL SELECT source, model, key, day, 0, 1, 1 FROM placed",
    "service.undo_rate": """SELECT 'team', 'decision', d.id, local_day(d.at), EXISTS (SELECT 1 FROM team_decision b
        WHERE b.slot = 'back:' || d.id AND b.state = 'applied'), 1, 1 FROM team_decision d WHERE d.state = 'applied'
        AND d.slot NOT LIKE 'back:%'""",
    "service.approval_backlog": """SELECT 'team', 'decision', d.id, :today, 1, 0, 1 FROM team_decision d WHERE d.state = 'open'
        AND json_array_length(d.approved_by) < d.approvers_needed""",
    "service.rejection_rate": f"""SELECT 'team', 'decision', d.id, local_day(d.at), d.state <> 'applied', 1, 1 FROM team_decision d
        WHERE d.approvers_needed > 0 AND {_ENDED}""",
    # The last step of a plan that tells somebody is a message; that its decision was applied before the day is over is what counts.
    "service.notified_in_time": """SELECT f.source, 'sale', f.sale, f.due, EXISTS (SELECT 1 FROM team_case k JOIN team_decision d
        ON d.case_id = k.id AND d.state = 'applied' WHERE k.source = f.source AND k.model = 'sale' AND k.ref_key = f.sale
        AND d.payload LIKE '%"tells":true%' AND local_day(d.at) <= f.due), 1, 1 FROM order_fate f WHERE f.late = 1""",
    "service.sync_lag": "SELECT source, 'feed', name, :today, (:now - asof) / 1000000, 1, 1 FROM feed WHERE readable AND asof IS NOT NULL",
    "service.conflict_rate": f"SELECT 'team', 'decision', d.id, local_day(d.at), d.state = 'superseded', 1, 1 "
    f"FROM team_decision d WHERE {_ENDED}",
    "service.outbox_age": "SELECT source, 'letter', id, :today, (:now - created_at) / 1000000, 1, 1 FROM outbox.letter "
    "WHERE state NOT IN ('applied', 'refused', 'superseded', 'parked')",
    "service.parked_letters": "SELECT source, 'letter', id, :today, 1, 0, 1 FROM outbox.letter WHERE state = 'parked'",
    "service.freshness": "SELECT source, 'feed', name, :today, :now - asof <= 300000000, 1, asof IS NOT NULL FROM feed WHERE readable",
}
