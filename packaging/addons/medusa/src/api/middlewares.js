// Where Medusa's RBAC is on, these routes ask for what the same deeds need elsewhere on /admin; where it is off, nothing is asked.
// And a line that leaves from several places is tied to the one that it is fulfilled from.
const { defineMiddlewares } = require("@medusajs/framework/http")
const { tied } = require("../console/tie")

const may = (resource, ...operations) => operations.map((operation) => ({ resource, operation }))

module.exports.default = defineMiddlewares({
  routes: [
    { matcher: "/admin/console/changes", method: ["GET"], policies: may("order", "read") },
    { matcher: "/admin/console/commands/:key", method: ["GET"], policies: may("order", "read") },
    {
      matcher: "/admin/console/commands",
      method: ["POST"],
      policies: [
        ...may("order", "read", "update"),
        ...may("order_change", "create", "update"),
        ...may("payment", "create", "update"),
        ...may("fulfillment", "create"),
        ...may("return", "create", "update"),
        ...may("order_claim", "create", "update"),
        ...may("reservation_item", "create", "delete"),
      ],
    },
    { matcher: "/admin/orders/:id/fulfillments", method: ["POST"], middlewares: [tied] },
  ],
})
