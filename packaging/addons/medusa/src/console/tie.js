// A line that leaves from several places is tied to the place that it is fulfilled from now, right before Medusa fulfils it; what it was
// tied to before is held aside there. Nowhere is more or less held than was, so it may stay so if the fulfilment is refused.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { alone } = require("./lock")
const { aside, held, lineOf, release, reserve, restore } = require("./holding")

// [rows that go, rows that come] so that `quantity` of the line can leave from there; nothing where Medusa can do it, or nobody can.
function turn(rows, { id, quantity }, location_id) {
  const here = rows.find((row) => !row.line_item_id && row.location_id === location_id)
  const own = rows.filter((row) => row.line_item_id)
  if (!here || here.quantity < quantity || own.length > 1 || own[0]?.location_id === location_id) return [[], []]
  const { inventory_item_id } = here
  const tied = { inventory_item_id, location_id, quantity: here.quantity, line_item_id: id }
  const left = own.map((row) => ({ inventory_item_id, location_id: row.location_id, quantity: row.quantity, description: aside(id) }))
  return [[here, ...own], [tied, ...left]]
}

async function tie(scope, { items, location_id }) {
  const lines = items.map((item) => item.id)
  const rows = await held(scope, lines)
  const turns = items.map((item) => turn(rows.filter((row) => lineOf(row) === item.id), item, location_id))
  const [go, come] = [turns.flatMap(([rows]) => rows), turns.flatMap(([, rows]) => rows)]
  if (!go.length) return
  try {
    await release(scope, go)
    await reserve(scope, come)
  } catch (error) {
    await restore(scope, lines, rows)
    throw error
  }
}

// In front of POST /admin/orders/ID/fulfillments; what is not shaped as Medusa wants it is Medusa's to refuse.
exports.tied = async (req, _res, next) => {
  const { items, location_id } = req.body ?? {}
  if (typeof location_id !== "string" || !Array.isArray(items) || !items.every((i) => typeof i?.id === "string")) return next()
  try {
    await alone(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION), req.params.id, () => tie(req.scope, { items, location_id }))
    next()
  } catch (error) {
    next(error)
  }
}
