// GET /admin/console/changes?since=CURSOR&limit=1..1000 -> {changes: [{seq, at, topic, id, kind}], next, more, epoch}
//
// `since`: a `next` of before; without it nothing is listed and `next` is the position of now. A row appears when every
// transaction of this database that began to write before its own has ended, so nothing is skipped and a long one delays the
// feed. `next` is good for the same epoch only. topic: order, draft, payment (id: the order's; that of the payment collection while it has no
// order), customer, customer_group, product (variants too), price_list. kind: changed, deleted. at: ISO 8601 UTC.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { Refusal, answering } = require("../../../../console/answer")
const { epoch } = require("../../../../console/epoch")
const { settled } = require("../../../../console/settled")

const MOST = 1000
const PAGE = `
  select seq::int8, position::text, topic, id, kind,
    to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
  from console_change
  where (position, seq) > (?::xid8, ?::int8) and position < ?::xid8
  order by position, seq limit ?`

exports.GET = answering(async (req) => {
  const limit = Number(req.query.limit ?? 500)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw new Refusal("malformed", `limit is from 1 to ${MOST}`)
  const since = req.query.since
  if (since !== undefined && !/^\d{1,18}:\d{1,19}$/.test(since)) throw new Refusal("malformed", "since is a `next` of before")
  const pg = req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const end = await settled(pg)
  const now = `${end}:0`
  if (since === undefined) return { changes: [], next: now, more: false, epoch: await epoch(pg) }
  const [position, seq] = since.split(":")
  const { rows } = await pg.raw(PAGE, [position, seq, String(end), limit])
  const last = rows[rows.length - 1]
  const more = rows.length === limit
  return {
    changes: rows.map(({ seq, at, topic, id, kind }) => ({ seq: Number(seq), at, topic, id, kind })),
    next: more ? `${last.position}:${last.seq}` : later(since, now),
    more,
    epoch: await epoch(pg),
  }
})

const later = (a, b) => (BigInt(a.split(":")[0]) > BigInt(b.split(":")[0]) ? a : b)
