// Up to which transaction this database's change feed is complete.
//
// A position is a transaction's number, given at its first write, so a transaction may commit after younger ones. Everything
// below the answer has ended, hence is visible to whatever statement comes next:
// 1. `top`: every lower number had been given out when it was read.
// 2. Then the sessions: one of this database whose transaction has a lower number and still runs is listed with it, since a
//    session shows its number before it writes anything and until its commit is visible.
// 3. Then the prepared transactions: one is listed there before its session shows its number no more.
// So the three are asked one after the other, in this order. Other databases are left out: nothing that runs there writes here.
// PostgreSQL shows these numbers to every role, whoever the session belongs to.
const TOP = "select pg_snapshot_xmax(pg_current_snapshot())::text as top"
const SESSIONS = `
  select backend_xid::text as number from pg_stat_activity
  where backend_xid is not null and datid = (select oid from pg_database where datname = current_database())`
const PREPARED = "select transaction::text as number from pg_prepared_xacts where database = current_database()"

// A BigInt.
exports.settled = async (pg) => {
  const top = BigInt((await pg.raw(TOP)).rows[0].top)
  const sessions = (await pg.raw(SESSIONS)).rows
  const prepared = (await pg.raw(PREPARED)).rows
  const behind = [...sessions, ...prepared].map((running) => distance(top, BigInt(running.number)))
  return behind.reduce((least, steps) => (top - steps < least ? top - steps : least), top)
}

// How far below `top` a number is of which only 32 bits are told; 0 for one that was given out since.
const distance = (top, number) => {
  const steps = BigInt.asIntN(32, top - number)
  return steps > 0n ? steps : 0n
}
