// Goods that came back, and the money for them: Medusa's own return, taken down, received and refunded within one command. What was
// received cannot be taken back, so a command that broke off is carried on from where it was.
const { Modules, ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const {
  beginReceiveReturnWorkflow, beginReturnOrderWorkflow, cancelReturnReceiveWorkflow, cancelReturnRequestWorkflow, cancelReturnWorkflow,
  confirmReturnReceiveWorkflow, confirmReturnRequestWorkflow, dismissItemReturnRequestWorkflow, receiveItemReturnRequestWorkflow,
  requestItemReturnWorkflow,
} = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { due, figure, parcel } = require("../facts")
const { collect, rate } = require("./correct_line")
const { predictRefund, refund, refundable, refunded } = require("./refund")

const mark = (context) => `cmd:${context.key}`
const inward = (context) => `${mark(context)}:in`
const OPEN = ["pending", "requested"]
const count = (value, least) => typeof value === "number" && Number.isFinite(value) && value >= least

// Pieces that went out and are neither back nor on their way back.
const out = ({ detail: d }) =>
  Number(d.fulfilled_quantity) - Number(d.return_requested_quantity) - Number(d.return_received_quantity) - Number(d.return_dismissed_quantity)

// The change of the order that bears this note; none where its return was canceled.
async function change({ scope, order_id }, note) {
  const orders = scope.resolve(Modules.ORDER)
  const changes = await orders.listOrderChanges({ order_id }, { select: ["id", "status", "internal_note", "return_id"] })
  const returns = await orders.listReturns({ order_id }, { select: ["id", "canceled_at"] })
  const stands = (one) => returns.some((r) => r.id === one.return_id && !r.canceled_at)
  return changes.find((one) => one.internal_note === note && stands(one))
}

// Medusa's location of the ERP's warehouse, else the one that the goods left.
async function place({ scope, body }, order) {
  const query = scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "stock_location", fields: ["id", "name", "metadata"] })
  const named = data.find((one) => body.warehouse && [one.metadata?.erp_warehouse, one.name].includes(body.warehouse))
  return (named ?? { id: (order.fulfillments ?? []).find((f) => f && !f.canceled_at)?.location_id }).id
}

async function ask(context, order) {
  const { scope, actor, order_id, body } = context
  const known = await change(context, mark(context))
  if (known?.status === "confirmed") return known.return_id
  if (known && OPEN.includes(known.status)) await cancelReturnRequestWorkflow(scope).run({ input: { return_id: known.return_id } })
  const location_id = await place(context, order)
  const input = { order_id, location_id, created_by: actor, internal_note: mark(context) }
  const { result } = await beginReturnOrderWorkflow(scope).run({ input })
  const items = body.lines.map(({ id, quantity }) => ({ id, quantity }))
  await requestItemReturnWorkflow(scope).run({ input: { return_id: result.return_id, items } })
  await confirmReturnRequestWorkflow(scope).run({ input: { return_id: result.return_id, confirmed_by: actor } })
  return result.return_id
}

async function receive(context, return_id) {
  const { scope, actor, order_id, body } = context
  const known = await change(context, inward(context))
  if (known?.status === "confirmed") return
  if (known && OPEN.includes(known.status)) await cancelReturnReceiveWorkflow(scope).run({ input: { return_id } })
  await beginReceiveReturnWorkflow(scope).run({ input: { return_id, order_id, created_by: actor, internal_note: inward(context) } })
  const some = (pieces) => body.lines.map((line) => ({ id: line.id, quantity: pieces(line) })).filter((i) => i.quantity > 0)
  const [sale, aside] = [some((line) => line.restock), some((line) => line.quantity - line.restock)]
  if (sale.length) await receiveItemReturnRequestWorkflow(scope).run({ input: { return_id, items: sale } })
  if (aside.length) await dismissItemReturnRequestWorkflow(scope).run({ input: { return_id, items: aside } })
  await confirmReturnReceiveWorkflow(scope).run({ input: { return_id, confirmed_by: actor } })
}

// body {lines: [{id, quantity, restock}], warehouse?, amount?}: `restock` of the pieces are on sale again; `amount` of money goes back
exports.return_goods = {
  resumes: true,
  check({ body }, order) {
    const shaped = (i) => typeof i?.id === "string" && count(i.quantity, 1e-9) && count(i.restock, 0) && i.restock <= i.quantity
    if (!Array.isArray(body.lines) || !body.lines.length || body.lines.length > 100 || !body.lines.every(shaped)) {
      throw new Refusal("malformed", "lines are 1 to 100 of {id, quantity, restock}.")
    }
    if (order.status === "canceled") throw new Refusal("refused", "The order is canceled.")
    for (const line of body.lines) {
      const item = order.items.find((i) => i.id === line.id)
      if (!item || line.quantity > out(item)) throw new Refusal("refused", `Line ${line.id} has less than ${line.quantity} out.`)
    }
    refundable(order, body.amount)
  },
  predict({ body }, order, after) {
    const item = (id) => order.items.find((i) => i.id === id)
    const worth = body.lines.reduce((total, l) => total + l.quantity * Number(item(l.id).unit_price) * (1 + rate(item(l.id))), 0)
    const [total, owed] = [Number(order.total) - worth, due(order) - worth]
    after["return,new"] = { status: "received", items: parcel(body.lines.map((l) => [item(l.id).variant_sku, l.quantity])) }
    collect(order, after, Number(figure(owed)))
    predictRefund(order, body.amount, after, total, owed)
  },
  async perform(context, order) {
    await receive(context, await ask(context, order))
    await refund(context, mark(context), await context.read(), context.body.amount)
  },
  found: async (context, order) =>
    (await change(context, inward(context)))?.status === "confirmed" && refunded(mark(context), order, context.body.amount),
  // As far as Medusa takes it back: what was received stays, and then the command is carried on by whoever sends it again.
  async undo(context) {
    const [asked, came] = [await change(context, mark(context)), await change(context, inward(context))]
    if (!asked || came?.status === "confirmed") return
    const input = { return_id: asked.return_id }
    if (came && OPEN.includes(came.status)) await cancelReturnReceiveWorkflow(context.scope).run({ input })
    const cancel = OPEN.includes(asked.status) ? cancelReturnRequestWorkflow : cancelReturnWorkflow
    await cancel(context.scope).run({ input })
  },
}
