// A plugin is looked for in .medusa/server/src. Plain JavaScript needs no compiler: it is only copied there.
const fs = require("fs")
const path = require("path")
const to = path.join(__dirname, ".medusa", "server", "src")
fs.rmSync(to, { recursive: true, force: true })
fs.cpSync(path.join(__dirname, "src"), to, { recursive: true })
