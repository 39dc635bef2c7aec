// The module exists for its tables: migrations run with Medusa's own, and the triggers are looked after at every start.
const { Module } = require("@medusajs/framework/utils")
const ConsoleService = require("./service")
const follow = require("./follow")

exports.default = Module("console", { service: ConsoleService, loaders: [follow] })
