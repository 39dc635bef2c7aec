// What a variant is called.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const { Refusal } = require("../answer")

exports.sku = async ({ scope }, id) => {
  const query = scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "variant", fields: ["id", "sku"], filters: { id } })
  if (!data[0]) throw new Refusal("refused", `There is no variant ${id}.`)
  return data[0].sku
}
