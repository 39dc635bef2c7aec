// POST /admin/console/commands {key, sha256, deed, order_id, expected_version?, body, dry_run?}
//   -> {applied, replayed, effects: [[document, field, before, after], ...]}
// GET is by key, beside. The deeds and their bodies: README.md and console/deeds.
const { answering } = require("../../../../console/answer")
const { command } = require("../../../../console/command")

exports.POST = answering((req) => command(req.scope, req.auth_context.actor_id, req.body))
