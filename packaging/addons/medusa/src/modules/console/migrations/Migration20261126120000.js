// Tables of the add-on, and the triggers by which PostgreSQL itself writes the change feed.
const { Migration } = require("@medusajs/framework/mikro-orm/migrations")

const TABLES = `
create table if not exists console_epoch (token text not null);
insert into console_epoch select replace(gen_random_uuid()::text, '-', '') where not exists (select from console_epoch);

create table if not exists console_change (
  seq bigint generated always as identity primary key,
  position xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  topic text not null,
  id text not null,
  kind text not null,
  unique (position, topic, id, kind)
);

create table if not exists console_command (
  key text primary key,
  sha256 text not null,
  deed text not null,
  order_id text not null,
  body jsonb not null,
  actor text not null,
  state text not null check (state in ('started', 'done')),
  before jsonb not null,
  answer jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create index if not exists console_command_order on console_command (order_id);
`

// One row for each transaction, topic, record and kind, however many rows of it were touched.
const NOTE = `
create or replace function console_note(topic text, id text, kind text) returns void language sql as $$
  insert into console_change (topic, id, kind) select topic, id, kind where id is not null on conflict do nothing
$$;
`

// TG_ARGV: topic, and an expression over the row r that gives the id of the order (or customer, product, ...).
const TRIGGER = `
create or replace function console_trigger() returns trigger language plpgsql as $$
declare
  r jsonb := to_jsonb(case when TG_OP = 'DELETE' then OLD else NEW end);
  was jsonb := case when TG_OP = 'UPDATE' then to_jsonb(OLD) end;
  topic text := TG_ARGV[0];
  whole boolean := TG_ARGV[2] = 'whole';
  found text;
begin
  if TG_OP = 'UPDATE' and r - 'updated_at' = was - 'updated_at' then
    return null;
  end if;
  execute 'select ' || TG_ARGV[1] into found using r;
  if TG_TABLE_NAME = 'order' then
    topic := case when (r->>'is_draft_order')::boolean then 'draft' else 'order' end;
    if was is not null and (was->>'is_draft_order')::boolean and topic = 'order' then
      perform console_note('draft', found, 'deleted');
    end if;
  end if;
  perform console_note(topic, found,
    case when whole and (TG_OP = 'DELETE' or r->>'deleted_at' is not null) then 'deleted' else 'changed' end);
  return null;
end
$$;
`

const ORDER = "$1->>'order_id'"
const OF_LINE = `coalesce($1->>'order_id', (select order_id from order_item where item_id = $1->>'%' limit 1))`
const OF_COLLECTION = `coalesce((select order_id from order_payment_collection where payment_collection_id = $1->>'%' limit 1), $1->>'%')`
const OF_PAYMENT = `(select coalesce(l.order_id, p.payment_collection_id) from payment p
  left join order_payment_collection l using (payment_collection_id) where p.id = $1->>'payment_id' limit 1)`
const OF_FULFILMENT = `(select order_id from order_fulfillment where fulfillment_id = $1->>'%' limit 1)`
const of = (path, column) => path.replaceAll("%", column)

// table, topic, whose id, and "whole" where the row itself is the record.
const FOLLOWED = [
  ["order", "order", "$1->>'id'", "whole"],
  ["order_item", "order", ORDER, "part"],
  ["order_line_item", "order", of(OF_LINE, "id"), "part"],
  ["order_summary", "order", ORDER, "part"],
  ["order_shipping", "order", ORDER, "part"],
  ["order_address", "order", `(select id from "order" o where o.shipping_address_id = $1->>'id' or o.billing_address_id = $1->>'id' limit 1)`, "part"],
  ["order_change", "order", ORDER, "part"],
  ["order_change_action", "order", ORDER, "part"],
  ["order_transaction", "payment", ORDER, "part"],
  ["order_credit_line", "payment", ORDER, "part"],
  ["return", "order", ORDER, "part"],
  ["return_item", "order", `(select order_id from "return" where id = $1->>'return_id')`, "part"],
  ["order_claim", "order", ORDER, "part"],
  ["order_claim_item", "order", "(select order_id from order_claim where id = $1->>'claim_id')", "part"],
  ["order_exchange", "order", ORDER, "part"],
  ["order_exchange_item", "order", "(select order_id from order_exchange where id = $1->>'exchange_id')", "part"],
  ["order_fulfillment", "order", ORDER, "part"],
  ["fulfillment", "order", of(OF_FULFILMENT, "id"), "part"],
  ["fulfillment_label", "order", of(OF_FULFILMENT, "fulfillment_id"), "part"],
  ["reservation_item", "order", of(OF_LINE, "line_item_id"), "part"],
  ["order_payment_collection", "payment", ORDER, "part"],
  ["payment_collection", "payment", of(OF_COLLECTION, "id"), "part"],
  ["payment_session", "payment", of(OF_COLLECTION, "payment_collection_id"), "part"],
  ["payment", "payment", of(OF_COLLECTION, "payment_collection_id"), "part"],
  ["capture", "payment", OF_PAYMENT, "part"],
  ["refund", "payment", OF_PAYMENT, "part"],
  ["customer", "customer", "$1->>'id'", "whole"],
  ["customer_address", "customer", "$1->>'customer_id'", "part"],
  ["customer_group_customer", "customer", "$1->>'customer_id'", "part"],
  ["customer_group", "customer_group", "$1->>'id'", "whole"],
  ["product", "product", "$1->>'id'", "whole"],
  ["product_variant", "product", "$1->>'product_id'", "part"],
  ["product_variant_price_set", "product", "(select product_id from product_variant where id = $1->>'variant_id')", "part"],
  ["price", "product", `case when $1->>'price_list_id' is null then (select v.product_id from product_variant_price_set l
    join product_variant v on v.id = l.variant_id where l.price_set_id = $1->>'price_set_id' limit 1) end`, "part"],
  ["price", "price_list", "$1->>'price_list_id'", "part"],
  ["price_list", "price_list", "$1->>'id'", "whole"],
  ["price_list_rule", "price_list", "$1->>'price_list_id'", "part"],
]

const text = (value) => `'${value.replaceAll("'", "''")}'`
const rows = FOLLOWED.map((row) => `(${row.map(text).join(", ")})`).join(",\n    ")

// Medusa's modules make their tables in no fixed order, so what is missing now is followed at the next start.
const FOLLOW = `
create or replace function console_follow() returns void language plpgsql as $$
declare
  f record;
begin
  for f in select * from (values
    ${rows}
  ) as followed (name, topic, whose, part) loop
    if to_regclass(format('%I', f.name)) is not null and not exists (
      select from pg_trigger where tgrelid = to_regclass(format('%I', f.name)) and tgname = 'console_' || f.topic
    ) then
      execute format('create trigger %I after insert or update or delete on %I for each row execute function console_trigger(%L, %L, %L)',
        'console_' || f.topic, f.name, f.topic, f.whose, f.part);
    end if;
  end loop;
end
$$;
select console_follow();
`

const FORGET = `
do $$
declare
  t record;
begin
  for t in select tgrelid::regclass as name, tgname from pg_trigger where tgfoid = to_regproc('console_trigger') loop
    execute format('drop trigger %I on %s', t.tgname, t.name);
  end loop;
end
$$;
drop function if exists console_follow(), console_trigger(), console_note(text, text, text);
drop table if exists console_change, console_command, console_epoch;
`

class Migration20261126120000 extends Migration {
  async up() {
    for (const statement of [TABLES, NOTE, TRIGGER, FOLLOW]) this.addSql(statement)
  }

  async down() {
    this.addSql(FORGET)
  }
}

module.exports = { Migration20261126120000 }
