// Money that goes back, in as many refunds as there are payments; each bears the command's mark, so that none is made twice.
const { refundPaymentWorkflow } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { figure, kept, payments } = require("../facts")

const CENT = 0.005 // Medusa keeps more digits than money has
const marked = (mark, order) => payments(order).flatMap((p) => p.refunds ?? []).filter((r) => r.note === mark)
const given = (mark, order) => marked(mark, order).reduce((total, r) => total + Number(r.amount), 0)
const same = (one, other) => Math.abs(one - other) < CENT

// [[payment, amount]]: as much of each as it takes, the largest first.
function parts(order, amount) {
  const found = []
  let owed = amount
  for (const one of payments(order).sort((a, b) => kept(b) - kept(a) || (a.id < b.id ? -1 : 1))) {
    const whole = kept(one)
    const part = same(whole, owed) ? whole : Math.min(whole, owed)
    if (owed >= CENT && part > 0) {
      found.push([one, part])
      owed -= part
    }
  }
  return found
}

exports.refundable = (order, amount) => {
  if (amount === undefined) return
  if (typeof amount !== "number" || !Number.isFinite(amount) || amount <= 0) throw new Refusal("malformed", "amount is a number above 0.")
  const left = payments(order).reduce((total, p) => total + kept(p), 0)
  if (amount > left && !same(amount, left)) throw new Refusal("refused", `${figure(left)} is left of what was paid.`)
}

// `total` and `owed`: of the order before the money goes back; below zero the shop owes it. More than that Medusa writes off as a credit.
exports.predictRefund = (order, amount, after, total, owed) => {
  let written = 0
  if (amount !== undefined) {
    for (const [one, part] of parts(order, amount)) {
      const known = after[`payment,${one.id}`]
      known.refunded = figure(Number(known.refunded) + part)
    }
    written = Math.max(0, amount - Math.max(0, -owed))
  }
  Object.assign(after[`order,${order.id}`], { total: figure(total - written), due: figure(owed + (amount ?? 0) - written) })
}

exports.refunded = (mark, order, amount) => amount === undefined || same(given(mark, order), amount)

// What is still to go back; nothing where all of it did.
exports.refund = async ({ scope, actor }, mark, order, amount) => {
  const owed = amount === undefined ? 0 : amount - given(mark, order)
  if (owed < CENT) return
  for (const [one, part] of parts(order, owed)) {
    await refundPaymentWorkflow(scope).run({ input: { payment_id: one.id, amount: part, note: mark, created_by: actor } })
  }
}
