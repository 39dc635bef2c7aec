// Every deed: check(context, order) refuses before anything is written; predict(context, order, after) changes the facts as the deed
// would; perform(context, order) does it; found(context, order): it was done under this key; undo(context): takes back what is half done;
// see(context, order): the order with what else the deed is about;
// resumes: perform goes on from whatever it finds done, so a half is never taken for nothing.
const { claim_goods } = require("./claim_goods")
const { note, link } = require("./metadata")
const { correct_line } = require("./correct_line")
const { correct_address, cancel_order } = require("./order")
const { move_reservations } = require("./move_reservations")
const { create_payment_link, mark_paid, capture } = require("./payment")
const { return_goods } = require("./return_goods")

exports.DEEDS = { note, link, correct_line, correct_address, cancel_order, create_payment_link, mark_paid, capture, claim_goods, return_goods, move_reservations }
