// Deeds about money that comes in. What is open is reused, so that a second try never asks or books twice.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { capturePaymentWorkflow, createOrderPaymentCollectionWorkflow, markPaymentCollectionAsPaid } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { due, figure, payments } = require("../facts")

const collections = (order) => (order.payment_collections ?? []).filter(Boolean)
const waiting = (order) => collections(order).find((c) => c.status === "not_paid" && figure(c.amount) === figure(due(order)))

function owes(_context, order) {
  if (order.status === "canceled") throw new Refusal("refused", "The order is canceled.")
  if (due(order) <= 0) throw new Refusal("refused", "Nothing is due on this order.")
}

async function collect({ scope, order_id }, order) {
  const known = waiting(order)
  if (known) return known.id
  const { result } = await createOrderPaymentCollectionWorkflow(scope).run({ input: { order_id, amount: due(order) } })
  return result[0].id
}

const isNew = (context, document) => !(document in context.before.facts)

// The plugin's option payment_url, e.g. https://shop.example/pay; without it the link is only the path.
function page(scope) {
  const plugins = scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).plugins ?? []
  return plugins.map((p) => p.options?.payment_url).find(Boolean) ?? "/pay"
}

// body {}: a payment collection over what is due. The answer also has `link`, for the customer.
exports.create_payment_link = {
  check: owes,
  tell: ({ scope }, order) => ({ link: `${page(scope)}/${waiting(order)?.id}` }),
  predict(_context, order, after) {
    if (!waiting(order)) after["payment_collection,new"] = { status: "not_paid", amount: figure(due(order)) }
  },
  perform: collect,
  found: (context, order) => collections(order).some((c) => c.status === "not_paid" && isNew(context, `payment_collection,${c.id}`)),
}

// body {}: what is due was paid outside the shop
exports.mark_paid = {
  check: owes,
  predict(_context, order, after) {
    const known = waiting(order)
    const amount = figure(due(order))
    after[known ? `payment_collection,${known.id}` : "payment_collection,new"] = { status: "completed", amount }
    after["payment,new"] = { amount, captured: amount, refunded: "0" }
    after[`order,${order.id}`].due = "0"
  },
  async perform(context, order) {
    const payment_collection_id = await collect(context, order)
    const input = { order_id: context.order_id, payment_collection_id, captured_by: context.actor }
    await markPaymentCollectionAsPaid(context.scope).run({ input })
  },
  found: (context, order) =>
    collections(order).some((c) => c.status === "completed" && context.before.facts[`payment_collection,${c.id}`]?.status !== "completed"),
}

const authorised = ({ body }, order) => payments(order).find((p) => p.id === body.payment_id)

// body {payment_id}: the whole of an authorised payment
exports.capture = {
  check(context, order) {
    const payment = authorised(context, order)
    if (!payment) throw new Refusal("refused", `There is no payment ${context.body.payment_id} on this order.`)
    if (payment.canceled_at) throw new Refusal("refused", "The payment is canceled.")
    if (payment.captured_at || (payment.captures ?? []).length) throw new Refusal("refused", "The payment is captured already, at least in part.")
  },
  predict(context, order, after) {
    const payment = authorised(context, order)
    after[`payment,${payment.id}`].captured = figure(payment.amount)
    after[`order,${order.id}`].due = figure(due(order) - Number(payment.amount))
    const collection = collections(order).find((c) => c.payments?.some((p) => p?.id === payment.id))
    if (figure(collection.amount) === figure(payment.amount)) after[`payment_collection,${collection.id}`].status = "completed"
  },
  perform: ({ scope, actor, body }) => capturePaymentWorkflow(scope).run({ input: { payment_id: body.payment_id, captured_by: actor } }),
  found: (context, order) => Boolean(authorised(context, order)?.captured_at),
}
