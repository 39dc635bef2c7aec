// GET /admin/console/hello -> {version, epoch, server_time (ISO 8601 UTC), store, currencies [code, default first], user {id, email}}
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { answering } = require("../../../../console/answer")
const { epoch } = require("../../../../console/epoch")

const VERSION = "1.1"

exports.GET = answering(async (req) => {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const stores = await query.graph({ entity: "store", fields: ["name", "supported_currencies.*"] })
  const users = await query.graph({ entity: "user", fields: ["id", "email"], filters: { id: req.auth_context.actor_id } })
  const currencies = stores.data[0].supported_currencies.sort((a, b) => b.is_default - a.is_default)
  return {
    version: VERSION,
    epoch: await epoch(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION)),
    server_time: new Date().toISOString(),
    store: stores.data[0].name,
    currencies: currencies.map((c) => c.currency_code),
    user: users.data[0] ?? { id: req.auth_context.actor_id, email: null },
  }
})
