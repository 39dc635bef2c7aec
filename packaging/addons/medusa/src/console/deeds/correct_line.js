// Lines of a placed order, through Medusa's own order edit: begun, requested and confirmed within one command.
const { Modules } = require("@medusajs/framework/utils")
const {
  beginOrderEditOrderWorkflow, cancelBeginOrderEditWorkflow, confirmOrderEditRequestWorkflow, orderEditAddNewItemWorkflow,
  orderEditUpdateItemQuantityWorkflow, requestOrderEditRequestWorkflow,
} = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { due, figure } = require("../facts")
const { sku } = require("./variant")

const mark = (context) => `cmd:${context.key}`
const amount = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= 1e9
const held = (item) => Number(item.detail?.quantity ?? item.quantity)
const asked = (item) => Number(item.detail?.unit_price ?? item.unit_price)
const rate = (item) => (item?.tax_lines ?? []).reduce((total, t) => total + Number(t?.rate ?? 0), 0) / 100

async function changes(context, status) {
  const orders = context.scope.resolve(Modules.ORDER)
  const found = await orders.listOrderChanges({ order_id: context.order_id, status }, { select: ["id", "status", "internal_note"] })
  return found.filter((change) => change.internal_note === mark(context))
}

// body {changes: [{line, quantity?, unit_price?} | {variant_id, quantity, unit_price}]}: quantity 0 takes a line out; a line is replaced
// by taking it out and adding the other variant in the same command. Prices are for one, in the order's currency, without tax.
exports.rate = rate
exports.correct_line = {
  async check(context, order) {
    const wanted = context.body.changes
    if (!Array.isArray(wanted) || !wanted.length || wanted.length > 100) throw new Refusal("malformed", "changes are 1 to 100 lines.")
    if (order.status !== "pending") throw new Refusal("refused", `The order is ${order.status}.`)
    for (const change of wanted) await checkOne(context, order, change ?? {})
  },

  async predict(context, order, after) {
    const head = after[`order,${order.id}`]
    let total = Number(order.total)
    let added = 0
    for (const change of context.body.changes) {
      const item = order.items.find((i) => i.id === change.line)
      const quantity = change.quantity ?? held(item)
      const price = change.unit_price ?? asked(item)
      total += (quantity * price - (item ? held(item) * asked(item) : 0)) * (1 + rate(item ?? order.items[0]))
      if (item && quantity === 0) delete after[`line,${item.id}`]
      else if (item) Object.assign(after[`line,${item.id}`], { quantity: figure(quantity), unit_price: figure(price) })
      else after[`line,new ${(added += 1)}`] = { sku: await sku(context, change.variant_id), quantity: figure(quantity), unit_price: figure(price) }
    }
    const owed = due(order) + total - Number(order.total)
    head.total = figure(total)
    head.due = figure(owed)
    collect(order, after, Number(figure(owed)))
  },

  async perform(context) {
    const { scope, actor, order_id, body } = context
    const run = (workflow, input) => workflow(scope).run({ input: { order_id, ...input } })
    const existing = body.changes.filter((c) => c.line).map(({ line, ...rest }) => ({ id: line, ...rest }))
    const added = body.changes.filter((c) => c.variant_id)
    await run(beginOrderEditOrderWorkflow, { internal_note: mark(context), created_by: actor })
    const now = (await context.read()).items
    const complete = existing.map((c) => ({ quantity: held(now.find((i) => i.id === c.id)), ...c }))
    if (complete.length) await run(orderEditUpdateItemQuantityWorkflow, { items: complete })
    if (added.length) await run(orderEditAddNewItemWorkflow, { items: added })
    await run(requestOrderEditRequestWorkflow, { requested_by: actor })
    await run(confirmOrderEditRequestWorkflow, { confirmed_by: actor })
  },

  found: async (context) => (await changes(context, ["confirmed"])).length > 0,

  async undo(context) {
    const open = await changes(context, ["pending", "requested"])
    if (open.length) await cancelBeginOrderEditWorkflow(context.scope).run({ input: { order_id: context.order_id } })
  },
}

async function checkOne(context, order, change) {
  for (const field of ["quantity", "unit_price"]) {
    if (change[field] !== undefined && !amount(change[field])) throw new Refusal("malformed", `${field} is a number from 0.`)
  }
  if (change.variant_id) {
    if (!change.quantity || change.unit_price === undefined) throw new Refusal("malformed", "A new line has a quantity and a unit_price.")
    await sku(context, change.variant_id)
    return
  }
  const item = order.items.find((i) => i.id === change.line)
  if (!item || held(item) === 0) throw new Refusal("refused", `There is no line ${change.line} on this order.`)
  if (change.quantity === undefined && change.unit_price === undefined) throw new Refusal("malformed", "Nothing changes on this line.")
  if (change.quantity < Number(item.detail?.fulfilled_quantity ?? 0)) {
    throw new Refusal("refused", "The quantity would be less than what has been fulfilled.")
  }
}

// What Medusa does with payment collections when an edit is confirmed.
function collect(order, after, owed) {
  const open = (order.payment_collections ?? []).filter(Boolean)
  const waiting = open.find((c) => ["not_paid", "awaiting"].includes(c.status))
  const promised = open.find((c) => ["authorized", "partially_authorized"].includes(c.status))
  if (waiting && owed >= 0) after[`payment_collection,${waiting.id}`].amount = figure(owed)
  if (!waiting && owed > 0) {
    after["payment_collection,new"] = { status: "not_paid", amount: figure(owed) }
    if (promised) after[`payment_collection,${promised.id}`].status = "canceled"
  }
}
exports.collect = collect
