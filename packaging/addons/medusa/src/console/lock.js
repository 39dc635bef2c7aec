// One command at a time for each order, over all server processes. The lock belongs to a database session: it ends with a crash.
const { Refusal } = require("./answer")

const PATIENCE = 10_000
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

exports.alone = async (pg, order, work) => {
  const session = await pg.client.acquireConnection()
  const ask = (verb) => pg.raw(`select ${verb}(hashtextextended(?, 4711)) as held`, [order]).connection(session)
  try {
    const until = Date.now() + PATIENCE
    while (!(await ask("pg_try_advisory_lock")).rows[0].held) {
      if (Date.now() > until) throw new Refusal("busy", "Another command on this order is still running.")
      await pause(50)
    }
    try {
      return await work()
    } finally {
      await ask("pg_advisory_unlock")
    }
  } finally {
    await pg.client.releaseConnection(session)
  }
}
