// medusa exec people.js: every person of the JSON file SHOP_PEOPLE [{email, first_name, last_name, password}] can sign in; run again, it renews passwords.
const fs = require("fs")
const { Modules } = require("@medusajs/framework/utils")

module.exports.default = async ({ container }) => {
  const people = JSON.parse(fs.readFileSync(process.env.SHOP_PEOPLE, "utf-8"))
  const users = container.resolve(Modules.USER)
  const auth = container.resolve(Modules.AUTH)
  for (const { password, ...person } of people) {
    const [known] = await users.listUsers({ email: person.email })
    if (known) {
      await check(auth.updateProvider("emailpass", { entity_id: person.email, password }))
      continue
    }
    const user = await users.createUsers(person)
    const { authIdentity } = await check(auth.register("emailpass", { body: { email: person.email, password } }))
    await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } })
  }
}

async function check(asked) {
  const answer = await asked
  if (!answer.success) throw new Error(answer.error)
  return answer
}
