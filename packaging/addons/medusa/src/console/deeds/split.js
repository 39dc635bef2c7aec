// An order fulfilled from several locations, by the only sequence in which Medusa 2.21 keeps its reservations right: never two
// reservations for one line, never a fulfilment from elsewhere than the line's reservation. All parts, or none.
const { cancelOrderFulfillmentWorkflow, createOrderFulfillmentWorkflow } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { parcel } = require("../facts")
const { held, lineOf, release, reservations, reserve, restore, stocked } = require("../holding")

const mark = (context) => `cmd:${context.key}`
const count = (value) => Number.isInteger(value) && value > 0
const open = (item) => Number(item.detail.quantity) - Number(item.detail.fulfilled_quantity)
const lines = ({ body }) => [...new Set(body.parts.flatMap((part) => part.items.map((i) => i.id)))]
const mine = (context, order) =>
  (order.fulfillments ?? []).filter((f) => f && !f.canceled_at && f.metadata?.cmd === mark(context))

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
    context.stocked = await stocked(context.scope, order, lines(context))
  },

  predict({ body }, order, after) {
    const sku = (id) => order.items.find((i) => i.id === id).variant_sku
    body.parts.forEach((part, n) => {
      const items = parcel(part.items.map((i) => [sku(i.id), i.quantity]))
      after[`fulfillment,new ${n}`] = { location: part.location_id, items }
    })
  },

  remember: async (context) => ({ reservations: await held(context.scope, lines(context)) }),

  async perform(context) {
    const { scope, actor, order_id, body, stocked } = context
    const row = (part, item) => ({ inventory_item_id: stocked[item.id], location_id: part.location_id, quantity: item.quantity })
    await release(scope, context.before.reservations)
    const rest = body.parts.slice(1).flatMap((part) => part.items.map((i) => ({ ...row(part, i), description: mark(context) })))
    const later = await reserve(scope, rest) // what later parts need is kept from others, without a line
    for (const [n, part] of body.parts.entries()) {
      if (n) await release(scope, later.splice(0, part.items.length))
      await reserve(scope, part.items.map((i) => ({ ...row(part, i), line_item_id: i.id })))
      const input = { order_id, location_id: part.location_id, items: part.items, created_by: actor, metadata: { cmd: mark(context), part: n } }
      await createOrderFulfillmentWorkflow(scope).run({ input })
    }
    await reserve(scope, left(context))
  },

  found: (context, order) => mine(context, order).length === context.body.parts.length,

  // Back to the reservations of before; a part that was shipped meanwhile cannot be taken back, and that is said by the error.
  async undo(context) {
    const order = await context.read()
    for (const one of mine(context, order)) {
      const input = { order_id: context.order_id, fulfillment_id: one.id, canceled_by: context.actor }
      await cancelOrderFulfillmentWorkflow(context.scope).run({ input })
    }
    await release(context.scope, await reservations(context.scope, { description: mark(context) }))
    await restore(context.scope, lines(context), context.before.reservations)
  },
}

// What the parts leave open stays reserved where it was.
function left({ body, before }) {
  const used = (line) => body.parts.flatMap((p) => p.items).filter((i) => i.id === line).reduce((n, i) => n + i.quantity, 0)
  const rows = []
  for (const line of new Set(before.reservations.map(lineOf))) {
    const [first, ...others] = before.reservations.filter((r) => lineOf(r) === line)
    const quantity = first.quantity + others.reduce((n, r) => n + r.quantity, 0) - used(line)
    if (quantity > 0) rows.push({ line_item_id: line, inventory_item_id: first.inventory_item_id, location_id: first.location_id, quantity })
  }
  return rows
}
