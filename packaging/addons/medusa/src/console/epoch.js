// The name of this database's life, by which a console notices that it speaks to another or a restored one.
const { createHash } = require("crypto")

// The same for one database in one cluster: a copy, a restored dump or a new database has another. Where the role may not ask
// for the cluster's name, the database's number alone tells copies apart.
exports.epoch = async (pg) => {
  const { rows } = await pg.raw(`
    select (select token from console_epoch limit 1) as token,
      (select oid::text from pg_database where datname = current_database()) as oid,
      has_function_privilege('pg_control_system()', 'execute') as may_ask`)
  const { token, oid, may_ask } = rows[0]
  const cluster = may_ask ? (await pg.raw("select system_identifier::text as name from pg_control_system()")).rows[0].name : ""
  return createHash("sha256").update([token, oid, cluster].join(":")).digest("hex").slice(0, 32)
}
