// What the routes say when they do not do what was asked. `nothing_done` is true where that is proven.
class Refusal extends Error {
  // kind: "malformed" | "missing" | "refused" | "conflict" | "key_taken" | "busy" | "unknown"
  constructor(kind, message, more = {}) {
    super(message)
    this.kind = kind
    this.more = more
  }
}

const STATUS = { malformed: 400, refused: 400, missing: 404, conflict: 409, key_taken: 409, busy: 503, unknown: 500 }

// Wraps a handler: refusals become JSON {type, message, nothing_done, ...}; anything else is Medusa's to report.
const answering = (handler) => async (req, res) => {
  try {
    res.json(await handler(req))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const nothing = error.kind !== "unknown" && error.kind !== "key_taken"
    res.status(STATUS[error.kind]).json({ type: error.kind, message: error.message, nothing_done: nothing, ...error.more })
  }
}

module.exports = { Refusal, answering }
