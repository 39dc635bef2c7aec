// Goods that arrived damaged: Medusa's own claim, with what replaces them free of charge, or with money for them, within one command.
const { Modules } = require("@medusajs/framework/utils")
const {
  beginClaimOrderWorkflow, cancelBeginOrderClaimWorkflow, cancelOrderClaimWorkflow, confirmClaimRequestWorkflow,
  orderClaimAddNewItemWorkflow, orderClaimItemWorkflow,
} = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { due, figure, parcel } = require("../facts")
const { collect } = require("./correct_line")
const { predictRefund, refund, refundable, refunded } = require("./refund")

const mark = (context) => `cmd:${context.key}`
const OPEN = ["pending", "requested"]
const REASON = "other" // Medusa knows missing, wrong and badly made goods, and this

// Pieces that went out, are not back and were not made good; what was set aside on receipt counts as written off too.
const out = ({ detail: d }) =>
  Number(d.fulfilled_quantity) - Number(d.return_requested_quantity) - Number(d.return_received_quantity) - Number(d.written_off_quantity)

// The change of the order that bears this command's mark; none where its claim was canceled.
async function change(context) {
  const orders = context.scope.resolve(Modules.ORDER)
  const filter = { order_id: context.order_id }
  const changes = await orders.listOrderChanges(filter, { select: ["id", "status", "internal_note", "claim_id"] })
  const claims = await orders.listOrderClaims(filter, { select: ["id", "canceled_at"] })
  const stands = (one) => claims.some((c) => c.id === one.claim_id && !c.canceled_at)
  return changes.find((one) => one.internal_note === mark(context) && stands(one))
}

async function claim(context, order) {
  const { scope, actor, order_id, body } = context
  const known = await change(context)
  if (known?.status === "confirmed") return
  if (known && OPEN.includes(known.status)) await cancelBeginOrderClaimWorkflow(scope).run({ input: { claim_id: known.claim_id } })
  const input = { type: body.type, order_id, created_by: actor, internal_note: mark(context) }
  const { claim_id } = (await beginClaimOrderWorkflow(scope).run({ input })).result
  const items = body.lines.map(({ id, quantity }) => ({ id, quantity, reason: REASON }))
  await orderClaimItemWorkflow(scope).run({ input: { claim_id, items } })
  if (body.type === "replace") {
    const variant = (id) => order.items.find((i) => i.id === id).variant_id
    const free = body.lines.map(({ id, quantity }) => ({ variant_id: variant(id), quantity, unit_price: 0 }))
    await orderClaimAddNewItemWorkflow(scope).run({ input: { claim_id, items: free } })
  }
  await confirmClaimRequestWorkflow(scope).run({ input: { claim_id, confirmed_by: actor } })
}

// body {type: "replace" | "refund", lines: [{id, quantity}], amount?}: `amount` of money goes back
exports.claim_goods = {
  resumes: true,
  check({ body }, order) {
    const shaped = (i) => typeof i?.id === "string" && Number.isFinite(i.quantity) && i.quantity > 0
    if (!["replace", "refund"].includes(body.type)) throw new Refusal("malformed", "type is replace or refund.")
    if (!Array.isArray(body.lines) || !body.lines.length || body.lines.length > 100 || !body.lines.every(shaped)) {
      throw new Refusal("malformed", "lines are 1 to 100 of {id, quantity}.")
    }
    if (order.status === "canceled") throw new Refusal("refused", "The order is canceled.")
    for (const line of body.lines) {
      const item = order.items.find((i) => i.id === line.id)
      if (!item || line.quantity > out(item)) throw new Refusal("refused", `Line ${line.id} has less than ${line.quantity} out.`)
      if (body.type === "replace" && !item.variant_id) throw new Refusal("refused", `Line ${line.id} is of nothing that is sold.`)
    }
    refundable(order, body.amount)
  },
  predict({ body }, order, after) {
    const item = (id) => order.items.find((i) => i.id === id)
    after["claim,new"] = { type: body.type, items: parcel(body.lines.map((l) => [item(l.id).variant_sku, l.quantity])) }
    body.lines.forEach((line, n) => {
      const made = { sku: item(line.id).variant_sku, quantity: figure(line.quantity), unit_price: "0" }
      if (body.type === "replace") after[`line,new ${n}`] = made
    })
    collect(order, after, due(order)) // Medusa asks for what is due whenever a claim is confirmed
    predictRefund(order, body.amount, after, Number(order.total), due(order))
  },
  async perform(context, order) {
    await claim(context, order)
    await refund(context, mark(context), await context.read(), context.body.amount)
  },
  found: async (context, order) => (await change(context))?.status === "confirmed" && refunded(mark(context), order, context.body.amount),
  async undo(context) {
    const known = await change(context)
    if (!known || !refunded(mark(context), await context.read(), 0)) return // money that went back stays, and so does what it is for
    const input = { claim_id: known.claim_id }
    if (OPEN.includes(known.status)) await cancelBeginOrderClaimWorkflow(context.scope).run({ input })
    else await cancelOrderClaimWorkflow(context.scope).run({ input: { ...input, canceled_by: context.actor } })
  },
}
