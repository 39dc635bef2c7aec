// Deeds that write only the order's metadata, each under keys of its own.
const { updateOrderWorkflow } = require("@medusajs/medusa/core-flows")
const { Refusal } = require("../answer")
const { plain } = require("../facts")

const write = (context, metadata) =>
  updateOrderWorkflow(context.scope).run({ input: { id: context.order_id, user_id: context.actor, metadata } })

const place = (context) => `note:${context.key}`

// body {text}: a note for colleagues
exports.note = {
  check({ body }) {
    if (typeof body.text !== "string" || !body.text.trim() || body.text.length > 5000) {
      throw new Refusal("malformed", "A note has from 1 to 5,000 characters of text.")
    }
  },
  predict(context, order, after) {
    after[`order,${order.id}`][`metadata.${place(context)}`] = plain(written(context))
  },
  perform: (context) => write(context, { [place(context)]: written(context) }),
  found: (context, order) => place(context) in (order.metadata ?? {}),
}

const written = ({ body, actor }) => ({ text: body.text, by: actor })

// body {erp_ref, erp_state}: which document of the ERP this order is, and how far that is; both empty: none any more. Medusa drops
// a metadata key whose value is empty.
exports.link = {
  check({ body }) {
    if (typeof body.erp_ref !== "string" || typeof body.erp_state !== "string" || (!body.erp_ref && body.erp_state)) {
      throw new Refusal("malformed", "erp_ref and erp_state are texts; without the first there is no second.")
    }
  },
  predict({ body }, order, after) {
    Object.assign(after[`order,${order.id}`], { "metadata.erp_ref": plain(body.erp_ref), "metadata.erp_state": plain(body.erp_state) })
  },
  perform: (context) => write(context, { erp_ref: context.body.erp_ref, erp_state: context.body.erp_state }),
  found: ({ body }, order) => (order.metadata?.erp_ref ?? "") === body.erp_ref && (order.metadata?.erp_state ?? "") === body.erp_state,
}
