// Up to which transaction this database's change feed is complete.
//
// A position is a transaction's number, given at its first write, so a transaction may commit after younger ones. Everything
// below the answer has ended, hence is visible to whatever statement comes next:
// 1. `top`: every lower number had been given out when it was read.
// 2. Then the sessions: one of this database whose transaction has a lower number and still runs is listed with it, since a
//    session shows its number before it writes anything and until its commit is visible.
// 3. Then the prepared transactions: one is listed there before its session shows its number no more.
// So the three are asked one after the other, in this order. Other databases are left out: nothing that runs there writes here.
// PostgreSQL hides the number of another role's session from those who are no members of it; where one is connected here, the
// oldest transaction of the whole cluster decides.
const TOP = "select pg_snapshot_xmax(pg_current_snapshot())::text as top, pg_snapshot_xmin(pg_current_snapshot())::text as oldest"
const SESSIONS = `
  select backend_xid::text as number, usesysid is not null and backend_type is null as hidden from pg_stat_activity
  where datid = (select oid from pg_database where datname = current_database())`
const PREPARED = "select transaction::text as number from pg_prepared_xacts where database = current_database()"

// A BigInt.
exports.settled = async (pg) => {
  const { top, oldest } = (await pg.raw(TOP)).rows[0]
  const sessions = (await pg.raw(SESSIONS)).rows
  const prepared = (await pg.raw(PREPARED)).rows
  if (sessions.some((s) => s.hidden)) return BigInt(oldest)
  const behind = [...sessions, ...prepared].filter((t) => t.number !== null).map((t) => distance(BigInt(top), BigInt(t.number)))
  return behind.reduce((least, steps) => (BigInt(top) - steps < least ? BigInt(top) - steps : least), BigInt(top))
}

// How far below `top` a number is of which only 32 bits are told; 0 for one that was given out since.
const distance = (top, number) => {
  const steps = BigInt.asIntN(32, top - number)
  return steps > 0n ? steps : 0n
}
