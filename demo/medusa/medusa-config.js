// The demo's Medusa project: everything that differs between two shops of one home comes from the environment.
const { defineConfig } = require("@medusajs/framework/utils")

const self = process.env.SHOP_URL
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: self,
      adminCors: self,
      authCors: self,
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
  },
  modules: [
    {
      // The default lock lives in one process: two servers on one database would both convert the same draft.
      resolve: "@medusajs/medusa/locking",
      options: { providers: [{ resolve: "@medusajs/medusa/locking-postgres", id: "locking-postgres", is_default: true }] },
    },
  ],
  plugins: process.env.SHOP_ADDON === "no" ? [] : [{ resolve: `${__dirname}/addon`, options: {} }],
  admin: { disable: true },
})
