// GET /admin/console/commands/KEY -> {key, sha256, deed, order_id, state: "started" | "done", actor, effects | null, started_at, finished_at}
// 404: no effect, or none yet (only sending the command again settles it).
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { Refusal, answering } = require("../../../../../console/answer")
const ledger = require("../../../../../console/ledger")

exports.GET = answering(async (req) => {
  const row = await ledger.find(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION), req.params.key)
  if (!row) throw new Refusal("missing", "There is no command with this key.")
  const { before, body, answer, ...told } = row
  return { ...told, effects: answer?.effects ?? null, made: answer?.made ?? null }
})
