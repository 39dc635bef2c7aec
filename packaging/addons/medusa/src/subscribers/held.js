// What is held aside for lines that Medusa has let go, or holds as a whole again, is let go too: it knows of reservations with a line only.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { alone } = require("../console/lock")
const { held, lineOf, release } = require("../console/holding")
const { read } = require("../console/facts")

const sum = (rows) => rows.reduce((total, row) => total + row.quantity, 0)
const open = (item) => Number(item.detail.quantity) - Number(item.detail.fulfilled_quantity)

async function follow({ event, container }) {
  const id = event.data.order_id ?? event.data.id
  await alone(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), id, async () => {
    const order = await read(container, id)
    const touched = (event.data.actions ?? []).map((one) => one.details?.reference_id).filter(Boolean) // lines that went are no items
    const rows = await held(container, [...new Set([...order.items.map((item) => item.id), ...touched])])
    const items = order.status === "canceled" ? [] : order.items
    const left = (line) => items.filter((item) => item.id === line).reduce((total, item) => total + open(item), 0)
    const over = rows.filter((row) => !row.line_item_id && sum(rows.filter((r) => lineOf(r) === lineOf(row))) > left(lineOf(row)))
    await release(container, over)
  })
}

module.exports.default = follow
module.exports.config = { event: ["order.canceled", "order-edit.confirmed"] }
