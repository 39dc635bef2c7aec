// What is held for lines of an order goes to the locations that they will leave from. Only what changes place: never more, never less.
const { Modules } = require("@medusajs/framework/utils")
const { Refusal } = require("../answer")
const { holding } = require("../facts")
const { aside, held, lineOf, release, reserve, restore, stocked } = require("../holding")

const count = (value) => Number.isInteger(value) && value > 0
const sum = (rows) => rows.reduce((total, row) => total + row.quantity, 0)
const ids = ({ body }) => body.lines.map((line) => line.id)
const sorted = (rows) => [...rows].sort((a, b) => (a.location_id < b.location_id ? -1 : 1))
const at = (rows) => JSON.stringify(sorted(rows).map((row) => [row.location_id, Number(row.quantity)]))

// What will be held for a line: at the first place tied to it, at the others aside.
const wanted = (line, item) =>
  line.to.map(({ location_id, quantity }, n) => ({
    inventory_item_id: item,
    location_id,
    quantity,
    ...(n ? { description: aside(line.id) } : { line_item_id: line.id }),
  }))
const shape = (rows) => JSON.stringify(sorted(rows).map((row) => [row.location_id, holding(row)]))
const own = (order, line) => order.held.filter((row) => lineOf(row) === line.id)

function shaped(line) {
  const places = (rows) =>
    Array.isArray(rows) && rows.length > 0 && rows.length <= 20 && rows.every((row) => row?.location_id && count(row.quantity)) &&
    new Set(rows.map((row) => row.location_id)).size === rows.length
  return typeof line?.id === "string" && places(line.from) && places(line.to) && sum(line.from) === sum(line.to)
}

// Refused where one of the places has too little that nobody else holds.
async function enough({ scope, body, stocked }, order) {
  const levels = await scope.resolve(Modules.INVENTORY).listInventoryLevels({ inventory_item_id: Object.values(stocked) }, { take: null })
  const asked = new Map()
  for (const line of body.lines) {
    const add = (row, by) => {
      const key = `${stocked[line.id]} ${row.location_id}`
      asked.set(key, (asked.get(key) ?? 0) + by * row.quantity)
    }
    line.to.forEach((row) => add(row, 1))
    own(order, line).forEach((row) => add(row, -1))
  }
  for (const [key, more] of asked) {
    const level = levels.find((one) => `${one.inventory_item_id} ${one.location_id}` === key)
    if (more > 0 && (!level || Number(level.stocked_quantity) - Number(level.reserved_quantity) < more)) {
      throw new Refusal("refused", `There are no ${more} more free at location ${key.split(" ")[1]}.`)
    }
  }
}

// body {lines: [{id, from: [{location_id, quantity}], to: [{location_id, quantity}]}]}: the line is tied to the first place of `to`
exports.move_reservations = {
  // Part of the order while it is looked at, so that what is told of it tells these too.
  async see(context, order) {
    return { ...order, held: await held(context.scope, order.items.map((i) => i.id)) }
  },

  async check(context, order) {
    const { lines } = context.body
    if (!Array.isArray(lines) || !lines.length || lines.length > 100 || !lines.every(shaped)) {
      throw new Refusal("malformed", "lines are 1 to 100 of {id, from, to}, as many pieces in both.")
    }
    if (order.status !== "pending") throw new Refusal("refused", `The order is ${order.status}.`)
    for (const line of lines) {
      const item = order.items.find((i) => i.id === line.id)
      if (!item) throw new Refusal("refused", `There is no line ${line.id}.`)
      if (at(own(order, line)) !== at(line.from)) throw new Refusal("conflict", `What is held for ${item.variant_sku} has changed.`)
    }
    context.stocked = await stocked(context.scope, order, ids(context))
    await enough(context, order)
  },

  predict({ body, stocked }, order, after) {
    for (const line of body.lines) {
      after[`held,${line.id}`] = Object.fromEntries(wanted(line, stocked[line.id]).map((row) => [row.location_id, holding(row)]))
    }
  },

  remember: async (context, order) => ({ reservations: order.held.filter((row) => ids(context).includes(lineOf(row))) }),

  async perform(context) {
    const { scope, body, stocked, before } = context
    await release(scope, before.reservations)
    await reserve(scope, body.lines.flatMap((line) => wanted(line, stocked[line.id])))
  },

  found: (context, order) => context.body.lines.every((line) => shape(own(order, line)) === shape(wanted(line))),

  undo: (context) => restore(context.scope, ids(context), context.before.reservations),
}
