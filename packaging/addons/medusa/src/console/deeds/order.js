// Deeds on the order as a whole.
const { cancelOrderWorkflow, updateOrderWorkflow } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { ADDRESS, figure, paid, payments, plain } = require("../facts")

// body: the fields of the shipping address that change
exports.correct_address = {
  check({ body }, order) {
    const odd = Object.keys(body).find((field) => !ADDRESS.includes(field) || typeof body[field] !== "string")
    if (odd || !Object.keys(body).length) throw new Refusal("malformed", `An address has texts for ${ADDRESS.join(", ")}.`)
    if (order.status === "canceled") throw new Refusal("refused", "The order is canceled.")
    if (body.country_code && body.country_code !== order.shipping_address?.country_code) {
      throw new Refusal("refused", "Medusa does not let an order's country change.")
    }
  },
  predict({ body }, order, after) {
    for (const [field, value] of Object.entries(body)) after[`address,${order.id}`][field] = plain(value)
  },
  perform: ({ scope, actor, order_id, body }) =>
    updateOrderWorkflow(scope).run({ input: { id: order_id, user_id: actor, shipping_address: body } }),
  found: ({ body }, order) => Object.entries(body).every(([field, value]) => plain(order.shipping_address?.[field]) === plain(value)),
}

// body {}: what was captured is refunded by Medusa itself
exports.cancel_order = {
  check(_context, order) {
    if (order.status === "canceled") throw new Refusal("refused", "The order is canceled already.")
    if (order.status === "completed") throw new Refusal("refused", "A completed order cannot be canceled.")
    if ((order.fulfillments ?? []).some((f) => f && !f.canceled_at)) {
      throw new Refusal("refused", "All fulfillments must be canceled before the order.")
    }
  },
  predict(_context, order, after) {
    const refunded = paid(order) // written off from the total as a credit, so that what is due stays as it was
    Object.assign(after[`order,${order.id}`], { status: "canceled", total: figure(Number(order.total) - refunded) })
    for (const one of (order.payment_collections ?? []).filter(Boolean)) after[`payment_collection,${one.id}`].status = "canceled"
    for (const one of payments(order)) after[`payment,${one.id}`].refunded = after[`payment,${one.id}`].captured
  },
  perform: ({ scope, actor, order_id }) => cancelOrderWorkflow(scope).run({ input: { order_id, canceled_by: actor } }),
  found: (_context, order) => order.status === "canceled",
}

