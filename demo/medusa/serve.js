// node serve.js DATABASE PORT: Medusa on a loopback port. The database stands among the arguments so that the process can be told apart.
const start = require("@medusajs/medusa/commands/start").default

process.chdir(__dirname)
start({ directory: __dirname, host: "127.0.0.1", port: Number(process.argv[3]) })
