"""Tables of the facts, in the mirror. Days are ISO dates of the reporting zone, pieces ten-thousandths, money minor units."""

from __future__ import annotations

from collections.abc import Mapping

PIECES = "CAST(round(CAST({0} AS REAL) * 10000) AS INTEGER)"  # quantities are text with at most four digits after the point

DDL = """
-- A sale is one kind of order: booked, neither return nor replacement (that makes good what failed and would better it).
-- paid_on: the last day on which an invoice of it was settled; NULL while one is open or nothing is billed.
CREATE TABLE booked (source TEXT, key TEXT, customer TEXT, day TEXT, requested TEXT, web_origin TEXT, net INTEGER, net_currency TEXT,
    worth INTEGER, currency TEXT, paid_on TEXT, PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE INDEX booked_day ON booked(day);
CREATE INDEX booked_customer ON booked(source, customer, day);
CREATE INDEX booked_from_shop ON booked(web_origin) WHERE web_origin IS NOT NULL;
-- What became of a line of goods. waits_until: the first promise of what has not left; lacking: of what has no goods yet; unpromised: a
-- part of it has no promise; first_pieces: in the line's first shipment.
CREATE TABLE line_fact (source TEXT, sale TEXT, line TEXT, wanted INTEGER, delivered INTEGER, open INTEGER, moves_done INTEGER, due TEXT,
    last_day TEXT, first_day TEXT, first_pieces INTEGER, late_done INTEGER, waits_until TEXT, unpromised INTEGER, lacking TEXT,
    PRIMARY KEY (source, sale, line)) WITHOUT ROWID;
CREATE INDEX line_fact_due ON line_fact(due);
CREATE INDEX line_fact_first ON line_fact(first_day);
-- Of an order with goods. docs: 1 right, 0 corrected, NULL not billed yet; spoiled: somebody complained; back: pieces that came back.
CREATE TABLE order_fact (source TEXT, sale TEXT, day TEXT, due TEXT, open INTEGER, shipped INTEGER, filled INTEGER, late_done INTEGER,
    waits_until TEXT, unpromised INTEGER, first_day TEXT, last_day TEXT, delivered INTEGER, shipments INTEGER, docs INTEGER,
    spoiled INTEGER, back INTEGER, PRIMARY KEY (source, sale)) WITHOUT ROWID;
CREATE INDEX order_fact_due ON order_fact(due);
CREATE INDEX order_fact_first ON order_fact(first_day);
CREATE INDEX order_fact_last ON order_fact(last_day);
-- Pieces of a line that have no goods yet.
CREATE TABLE waiting (source TEXT, sale TEXT, line TEXT, move TEXT, moved INTEGER, wanted INTEGER, promised TEXT,
    PRIMARY KEY (source, sale, move)) WITHOUT ROWID;
CREATE INDEX waiting_promised ON waiting(promised);
CREATE INDEX waiting_move ON waiting(source, move);
-- A shipment of booked goods. left_on: when the last of it left; open: how much of it has not.
CREATE TABLE delivery (source TEXT, shipment TEXT, requested TEXT, promised TEXT, planned TEXT, left_on TEXT, open INTEGER,
    done INTEGER, damaged INTEGER, PRIMARY KEY (source, shipment)) WITHOUT ROWID;
CREATE INDEX delivery_requested ON delivery(requested);
CREATE INDEX delivery_promised ON delivery(promised);
CREATE INDEX delivery_planned ON delivery(planned);
CREATE INDEX delivery_left ON delivery(left_on);
-- A return that came in, and when its credit note was posted.
CREATE TABLE returned (source TEXT, key TEXT, asked TEXT, received TEXT, credited TEXT, PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE INDEX returned_received ON returned(received);
CREATE INDEX returned_credited ON returned(credited);
-- A posted invoice or credit note, and which orders it charges.
CREATE TABLE bill (source TEXT, key TEXT, customer TEXT, day TEXT, total INTEGER, total_currency TEXT, net INTEGER, prepaid INTEGER,
    PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE INDEX bill_day ON bill(day);
CREATE TABLE bill_of (source TEXT, sale TEXT, invoice TEXT, PRIMARY KEY (source, sale, invoice)) WITHOUT ROWID;
CREATE INDEX bill_of_invoice ON bill_of(source, invoice);
-- Each row of the order list; counts: whether it is an order placed with us. worth: as booked, value: as the list has it,
-- both without carriage.
CREATE TABLE ordered (source TEXT, model TEXT, key TEXT, day TEXT, counts INTEGER, who TEXT, worth INTEGER, currency TEXT,
    value INTEGER, value_currency TEXT, PRIMARY KEY (source, model, key)) WITHOUT ROWID;
CREATE INDEX ordered_day ON ordered(day);
-- When something last changed that counts for a day; day '': for all of them.
CREATE TABLE fact_day (family TEXT, day TEXT, seq INTEGER NOT NULL, PRIMARY KEY (family, day)) WITHOUT ROWID;
CREATE TABLE fact_clock (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, epoch TEXT NOT NULL);
INSERT INTO fact_clock VALUES (1, 0, lower(hex(randomblob(8))));
CREATE INDEX sale_returns ON sale(source, returns) WHERE returns IS NOT NULL;
CREATE INDEX sale_entered ON sale(created_at) WHERE web_origin IS NOT NULL;
CREATE INDEX sale_quoted ON sale(quoted_on) WHERE valid_days IS NOT NULL;
CREATE INDEX sale_under_way ON sale(source, key) WHERE state IN ('draft', 'quoted', 'confirmed', 'processing')
    AND shipment_state <> 'sent' AND returns IS NULL AND complaint IS NULL;
CREATE INDEX receivable_invoice ON receivable(source, invoice) WHERE invoice IS NOT NULL;
CREATE INDEX receivable_open ON receivable(source) WHERE NOT reconciled;
"""
TABLES = ("booked", "line_fact", "order_fact", "waiting", "delivery", "returned", "bill", "bill_of", "ordered")
# family -> columns of its facts that figures count days by
DAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "goods": {
        "booked": ("day",),
        "order_fact": ("due", "first_day", "last_day"),
        "line_fact": ("due", "first_day"),
        "returned": ("received", "credited"),
        "delivery": ("requested", "promised", "planned", "left_on"),
    },
    "bill": {"bill": ("day",)},
    "placed": {"ordered": ("day",)},
}
FAMILIES = (*DAYS, "price")  # what a product or a price list says today bears on all days
