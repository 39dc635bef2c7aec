// An order as plain facts {document: {field: text}}: what commands predict, compare and answer.
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils")
const { Refusal } = require("./answer")
const { lineOf } = require("./holding")

const FIELDS = [
  "id", "display_id", "status", "version", "currency_code", "region_id", "email", "total", "metadata", "items.*", "items.detail.*",
  "items.tax_lines.rate", "shipping_address.*", "fulfillments.*", "fulfillments.items.*", "payment_collections.*",
  "payment_collections.payments.*", "payment_collections.payments.captures.*", "payment_collections.payments.refunds.*",
  "returns.*", "returns.items.*",
]
const ADDRESS = ["first_name", "last_name", "company", "phone", "address_1", "address_2", "city", "province", "postal_code", "country_code"]

// The order as Medusa shows it now. Refusal where there is none, or it is still a draft.
async function read(scope, id) {
  const query = scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id } })
  if (!data[0]) throw new Refusal("missing", `There is no order ${id}.`)
  const claims = await scope.resolve(Modules.ORDER).listOrderClaims({ order_id: id }, { relations: ["claim_items"] })
  return { ...data[0], claims } // the graph does not know them from the order's side
}

// Four digits, without trailing zeros: exact for prices and for totals of this size.
const figure = (value) => String(Number(Number(value ?? 0).toFixed(4)))
// A text, or JSON in one order of keys whatever PostgreSQL makes of them.
const sorted = (_key, value) =>
  value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value
const plain = (value) => (value === undefined || value === null || value === "" ? null : typeof value === "string" ? value : JSON.stringify(value, sorted))

const sum = (rows, field = "amount") => (rows ?? []).reduce((total, row) => total + Number(row[field] ?? 0), 0)
const payments = (order) => (order.payment_collections ?? []).flatMap((c) => c?.payments ?? []).filter(Boolean)
const kept = (payment) => sum(payment.captures) - sum(payment.refunds)
const paid = (order) => payments(order).reduce((total, p) => total + kept(p), 0)
const due = (order) => Number(figure(Number(order.total) - paid(order)))

function facts(order) {
  const found = { [`order,${order.id}`]: head(order), [`address,${order.id}`]: address(order.shipping_address) }
  for (const item of order.items ?? []) {
    if (Number(item.detail?.quantity ?? item.quantity) > 0) found[`line,${item.id}`] = line(item)
  }
  for (const one of order.held ?? []) {
    const places = (found[`held,${lineOf(one)}`] ??= {})
    places[one.location_id] = holding(one)
  }
  for (const one of (order.fulfillments ?? []).filter((f) => f && !f.canceled_at)) found[`fulfillment,${one.id}`] = fulfilment(one)
  for (const one of (order.payment_collections ?? []).filter(Boolean)) {
    found[`payment_collection,${one.id}`] = { status: one.status, amount: figure(one.amount) }
  }
  for (const one of payments(order)) {
    found[`payment,${one.id}`] = { amount: figure(one.amount), captured: figure(sum(one.captures)), refunded: figure(sum(one.refunds)) }
  }
  for (const one of (order.returns ?? []).filter((r) => r && r.status !== "canceled")) found[`return,${one.id}`] = back(one, order)
  for (const one of order.claims.filter((c) => !c.canceled_at && c.claim_items?.length)) found[`claim,${one.id}`] = claim(one, order)
  return found
}

function head(order) {
  const known = { status: order.status, email: plain(order.email), total: figure(order.total), due: figure(due(order)) }
  for (const [key, value] of Object.entries(order.metadata ?? {})) known[`metadata.${key}`] = plain(value)
  return known
}

const address = (row) => Object.fromEntries(ADDRESS.map((field) => [field, plain(row?.[field])]))

const line = (item) => ({
  sku: plain(item.variant_sku),
  quantity: figure(item.detail?.quantity ?? item.quantity),
  unit_price: figure(item.detail?.unit_price ?? item.unit_price),
})

const fulfilment = (row) => ({
  location: row.location_id,
  items: parcel((row.items ?? []).map((i) => [i.sku, i.quantity])),
})

const named = (order, rows) => parcel(rows.map((i) => [order.items.find((line) => line.id === i.item_id)?.variant_sku, i.quantity]))
const back = (row, order) => ({ status: row.status, items: named(order, row.items ?? []) })
const claim = (row, order) => ({ type: row.type, items: named(order, row.claim_items.filter((i) => !i.is_additional_item)) })

const holding = (row) => `${figure(row.quantity)} ${row.line_item_id ? "tied" : "aside"}`

const parcel = (pairs) => pairs.map(([sku, quantity]) => `${figure(quantity)} x ${sku}`).sort().join(", ")

// [[document, field, before, after], ...]. A document that is new is called "kind,new:N"; `made` tells its id.
function compare(before, after) {
  const effects = []
  const made = {}
  const count = {}
  const documents = [...Object.keys(before), ...Object.keys(after).filter((d) => !(d in before))]
  for (const document of documents) {
    const [old, now] = [before[document] ?? {}, after[document] ?? {}]
    let name = document
    if (!(document in before)) {
      const [kind, id] = document.split(/,(.*)/)
      count[kind] = (count[kind] ?? 0) + 1
      name = `${kind},new:${count[kind]}`
      made[name] = id
    }
    for (const field of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const [was, is] = [old[field] ?? null, now[field] ?? null]
      if (was !== is) effects.push([name, field, was, is])
    }
  }
  effects.sort((a, b) => (a[0] + "," + a[1] < b[0] + "," + b[1] ? -1 : 1))
  return { effects, made }
}

module.exports = { read, facts, compare, figure, plain, parcel, holding, due, kept, paid, payments, ADDRESS }
