// What a shop holds for the lines of an order until they leave. Medusa fulfils a line rightly only from the one place that it is tied to;
// what is to leave from elsewhere is held aside there: a reservation without the line, whose description names it.
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils")
const { createReservationsWorkflow, deleteReservationsWorkflow } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("./answer")

const ASIDE = "rest of "
const aside = (line) => `${ASIDE}${line}`
const lineOf = (row) => row.line_item_id ?? row.description.slice(ASIDE.length)

// Rows {id, line_item_id, description, inventory_item_id, location_id, quantity} that fit the filter.
async function reservations(scope, filter) {
  const found = await scope.resolve(Modules.INVENTORY).listReservationItems(filter)
  return found.map((r) => ({
    id: r.id,
    line_item_id: r.line_item_id,
    ...(r.line_item_id ? {} : { description: r.description }),
    inventory_item_id: r.inventory_item_id,
    location_id: r.location_id,
    quantity: Number(r.quantity),
  }))
}

// All that is held for these lines, what is tied first.
const held = async (scope, lines) =>
  lines.length
    ? [
        ...(await reservations(scope, { line_item_id: lines })),
        ...(await reservations(scope, { description: lines.map(aside), line_item_id: null })),
      ]
    : []

const reserve = async (scope, rows) => {
  if (!rows.length) return []
  return (await createReservationsWorkflow(scope).run({ input: { reservations: rows } })).result
}
const release = async (scope, rows) => {
  if (rows.length) await deleteReservationsWorkflow(scope).run({ input: { ids: rows.map((r) => r.id) } })
}
// As it was before: nothing is done where it is so still.
async function restore(scope, lines, before) {
  const now = await held(scope, lines)
  if (now.length === before.length && now.every((r) => before.some((b) => b.id === r.id && b.quantity === r.quantity))) return
  await release(scope, now)
  await reserve(scope, before.map(({ id, ...row }) => row))
}

// {line id: inventory item id}; refused where a line is not of one stocked article.
async function stocked(scope, order, wanted) {
  const query = scope.resolve(ContainerRegistrationKeys.QUERY)
  const items = order.items.filter((i) => wanted.includes(i.id))
  const fields = ["id", "inventory_items.inventory_item_id", "inventory_items.required_quantity"]
  const { data } = await query.graph({ entity: "variant", fields, filters: { id: items.map((i) => i.variant_id) } })
  return Object.fromEntries(
    items.map((item) => {
      const kept = data.find((v) => v.id === item.variant_id)?.inventory_items ?? []
      if (kept.length !== 1 || kept[0].required_quantity !== 1) throw new Refusal("refused", `Line ${item.id} is not one stocked article.`)
      return [item.id, kept[0].inventory_item_id]
    })
  )
}

module.exports = { aside, lineOf, held, reserve, release, restore, stocked }
