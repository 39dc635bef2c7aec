// At every start: triggers on tables that are new, or that Medusa has made again, since the last one.
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils")

module.exports = async function follow({ container }) {
  const pg = container.resolve(ContainerRegistrationKeys.PG_CONNECTION, { allowUnregistered: true })
  if (!pg) return
  const { rows } = await pg.raw("select to_regproc('console_follow') is not null as ready")
  if (rows[0].ready) await pg.raw("select console_follow()")
}
