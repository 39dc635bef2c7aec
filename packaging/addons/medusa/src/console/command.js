// A command is done once for its key: begun on record, done by Medusa's own workflows, and if we crash between, found again or undone.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { Refusal } = require("./answer")
const ledger = require("./ledger")
const { alone } = require("./lock")
const { compare, facts, read } = require("./facts")
const { DEEDS } = require("./deeds")

const text = (value, least, most) => typeof value === "string" && value.length >= least && value.length <= most

function checked(asked, actor) {
  const { key, sha256, deed, order_id, expected_version, body = {}, dry_run = false } = asked ?? {}
  const wrong =
    (!(dry_run && key === undefined) && !text(key, 8, 100) && "key") ||
    (!dry_run && !(text(sha256, 64, 64) && /^[0-9a-f]+$/.test(sha256)) && "sha256") ||
    (!Object.hasOwn(DEEDS, deed) && "deed") ||
    (!text(order_id, 1, 100) && "order_id") ||
    (expected_version !== undefined && !Number.isInteger(expected_version) && "expected_version") ||
    ((typeof body !== "object" || body === null || Array.isArray(body)) && "body")
  if (wrong) throw new Refusal("malformed", `The command's ${wrong} is missing or malformed.`)
  return { key, sha256, deed, order_id, expected_version, body, actor, dry_run }
}

// See README.md. `asked` is the request's body, `actor` the user who is signed in.
async function command(scope, actor, asked) {
  const wish = checked(asked, actor)
  const deed = DEEDS[wish.deed]
  const pg = scope.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const context = { scope, pg, ...wish }
  context.read = async () => {
    const order = await read(scope, wish.order_id)
    return deed.see ? deed.see(context, order) : order
  }
  if (wish.dry_run) return rehearse(deed, context)
  return alone(pg, wish.order_id, async () => {
    const known = await ledger.find(pg, wish.key)
    if (known) {
      if (known.sha256 !== wish.sha256) throw new Refusal("key_taken", "This key was used for another command.")
      if (known.state === "done") return { applied: true, replayed: true, ...known.answer }
      context.before = known.before
      if (await deed.found(context, await context.read())) return finish(deed, context)
      if (deed.resumes) return carry(deed, context, await context.read())
      await deed.undo?.(context)
      await ledger.strike(pg, wish.key)
    }
    return perform(deed, context)
  })
}

async function rehearse(deed, context) {
  const now = await context.read()
  await examine(deed, context, now)
  const before = facts(now)
  const after = structuredClone(before)
  await deed.predict(context, now, after)
  return { applied: false, replayed: false, ...compare(before, after) }
}

async function examine(deed, context, now) {
  if (context.expected_version !== undefined && Number(now.version) !== context.expected_version) {
    throw new Refusal("conflict", `The order is at version ${now.version}.`, { version: Number(now.version) })
  }
  await deed.check(context, now)
}

async function perform(deed, context) {
  const now = await context.read()
  await examine(deed, context, now)
  context.before = { facts: facts(now), version: now.version, ...(await deed.remember?.(context, now)) }
  await ledger.start(context.pg, context, context.before)
  return carry(deed, context, now)
}

async function carry(deed, context, now) {
  try {
    await deed.perform(context, now)
  } catch (error) {
    await refuse(deed, context, error)
  }
  return finish(deed, context)
}

async function finish(deed, context) {
  const now = await context.read()
  const answer = { ...compare(context.before.facts, facts(now)), ...deed.tell?.(context, now) }
  await ledger.finish(context.pg, context.key, answer)
  return { applied: true, replayed: false, ...answer }
}

// Medusa said no, or broke, on the way. Only where everything is as it was before is it a refusal; else nobody knows yet.
async function refuse(deed, context, error) {
  let left
  try {
    await deed.undo?.(context)
    left = compare(context.before.facts, facts(await context.read())).effects
  } catch (second) {
    throw new Refusal("unknown", `${error.message} (and then: ${second.message})`)
  }
  if (left.length) throw new Refusal("unknown", error.message, { effects: left })
  await ledger.strike(context.pg, context.key)
  throw new Refusal("refused", error.message)
}

module.exports = { command }
