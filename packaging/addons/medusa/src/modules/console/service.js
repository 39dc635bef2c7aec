// Medusa asks every module for a service; the routes speak SQL themselves.
module.exports = class ConsoleService {}
