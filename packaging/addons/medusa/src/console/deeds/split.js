// An order fulfilled from several locations, by the only sequence in which Medusa 2.21 keeps its reservations right: never two
// reservations for one line, never a fulfilment from elsewhere than the line's reservation. All parts, or none.
const { Modules, ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const {
  cancelOrderFulfillmentWorkflow, createOrderFulfillmentWorkflow, createReservationsWorkflow, deleteReservationsWorkflow,
} = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { parcel } = require("../facts")

const mark = (context) => `cmd:${context.key}`
const count = (value) => Number.isInteger(value) && value > 0
const open = (item) => Number(item.detail.quantity) - Number(item.detail.fulfilled_quantity)
const lines = ({ body }) => [...new Set(body.parts.flatMap((part) => part.items.map((i) => i.id)))]
const mine = (context, order) =>
  (order.fulfillments ?? []).filter((f) => f && !f.canceled_at && f.metadata?.cmd === mark(context))

async function reservations(context, filter) {
  const found = await context.scope.resolve(Modules.INVENTORY).listReservationItems(filter)
  return found.map((r) => ({
    id: r.id,
    line_item_id: r.line_item_id,
    inventory_item_id: r.inventory_item_id,
    location_id: r.location_id,
    quantity: Number(r.quantity),
  }))
}

const reserve = async (context, rows) => {
  if (!rows.length) return []
  return (await createReservationsWorkflow(context.scope).run({ input: { reservations: rows } })).result
}
const release = async (context, rows) => {
  if (rows.length) await deleteReservationsWorkflow(context.scope).run({ input: { ids: rows.map((r) => r.id) } })
}

// {line id: inventory item id}; refused where a line is not of one stocked article.
async function stocked({ scope }, order, wanted) {
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

// body {parts: [{location_id, items: [{id: line, quantity}]}, ...]}
exports.split = {
  async check(context, order) {
    const { parts } = context.body
    const shaped = (p) => p?.location_id && Array.isArray(p.items) && p.items.length && p.items.every((i) => i?.id && count(i.quantity))
    if (!Array.isArray(parts) || !parts.length || parts.length > 20 || !parts.every(shaped)) {
      throw new Refusal("malformed", "parts are 1 to 20 of {location_id, items: [{id, quantity}]}.")
    }
    if (order.status !== "pending") throw new Refusal("refused", `The order is ${order.status}.`)
    for (const line of lines(context)) {
      const item = order.items.find((i) => i.id === line)
      const wanted = parts.flatMap((p) => p.items).filter((i) => i.id === line)
      const total = wanted.reduce((n, i) => n + i.quantity, 0)
      if (!item || total > open(item)) throw new Refusal("refused", `Line ${line} has less than ${total} left to fulfil.`)
    }
    context.stocked = await stocked(context, order, lines(context))
  },

  predict({ body }, order, after) {
    const sku = (id) => order.items.find((i) => i.id === id).variant_sku
    body.parts.forEach((part, n) => {
      const items = parcel(part.items.map((i) => [sku(i.id), i.quantity]))
      after[`fulfillment,new ${n}`] = { location: part.location_id, items }
    })
  },

  remember: async (context) => ({ reservations: await reservations(context, { line_item_id: lines(context) }) }),

  async perform(context) {
    const { scope, actor, order_id, body, stocked } = context
    const row = (part, item) => ({ inventory_item_id: stocked[item.id], location_id: part.location_id, quantity: item.quantity })
    await release(context, context.before.reservations)
    const rest = body.parts.slice(1).flatMap((part) => part.items.map((i) => ({ ...row(part, i), description: mark(context) })))
    const held = await reserve(context, rest) // what later parts need is kept from others, without a line
    for (const [n, part] of body.parts.entries()) {
      if (n) await release(context, held.splice(0, part.items.length))
      await reserve(context, part.items.map((i) => ({ ...row(part, i), line_item_id: i.id })))
      const input = { order_id, location_id: part.location_id, items: part.items, created_by: actor, metadata: { cmd: mark(context), part: n } }
      await createOrderFulfillmentWorkflow(scope).run({ input })
    }
    await reserve(context, left(context))
  },

  found: (context, order) => mine(context, order).length === context.body.parts.length,

  // Back to the reservations of before; a part that was shipped meanwhile cannot be taken back, and that is said by the error.
  async undo(context) {
    const order = await context.read()
    for (const one of mine(context, order)) {
      const input = { order_id: context.order_id, fulfillment_id: one.id, canceled_by: context.actor }
      await cancelOrderFulfillmentWorkflow(context.scope).run({ input })
    }
    await release(context, await reservations(context, { description: mark(context) }))
    const now = await reservations(context, { line_item_id: lines(context) })
    const before = context.before.reservations
    const same = now.length === before.length && now.every((r) => before.some((b) => b.id === r.id && b.quantity === r.quantity))
    if (same) return
    await release(context, now)
    await reserve(context, before.map(({ id, ...row }) => row))
  },
}

// What the parts leave open stays reserved where it was.
function left({ body, before }) {
  const used = (line) => body.parts.flatMap((p) => p.items).filter((i) => i.id === line).reduce((n, i) => n + i.quantity, 0)
  const rows = []
  for (const line of new Set(before.reservations.map((r) => r.line_item_id))) {
    const [first, ...others] = before.reservations.filter((r) => r.line_item_id === line)
    const quantity = first.quantity + others.reduce((n, r) => n + r.quantity, 0) - used(line)
    if (quantity > 0) rows.push({ line_item_id: line, inventory_item_id: first.inventory_item_id, location_id: first.location_id, quantity })
  }
  return rows
}
