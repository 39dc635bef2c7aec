// The table of commands: one row for each key, written before anything is done and again when it is.
const FIELDS = "key, sha256, deed, order_id, body, actor, state, before, answer, started_at, finished_at"

exports.find = async (pg, key) => (await pg.raw(`select ${FIELDS} from console_command where key = ?`, [key])).rows[0]

// Committed at once: whatever happens afterwards, the next sender of this key knows that it was begun, and from what.
exports.start = (pg, order, before) =>
  pg.raw("insert into console_command (key, sha256, deed, order_id, body, actor, state, before) values (?, ?, ?, ?, ?, ?, 'started', ?)", [
    order.key,
    order.sha256,
    order.deed,
    order.order_id,
    JSON.stringify(order.body),
    order.actor,
    JSON.stringify(before),
  ])

exports.finish = (pg, key, answer) =>
  pg.raw("update console_command set state = 'done', answer = ?, finished_at = now() where key = ?", [JSON.stringify(answer), key])

// Only after it is proven that nothing was done.
exports.strike = (pg, key) => pg.raw("delete from console_command where key = ? and state = 'started'", [key])
