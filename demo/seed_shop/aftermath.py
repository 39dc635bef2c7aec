"""What no API call brings about: orders that are days old, a bank that declined, an authorisation that ran out, a broken order."""

from __future__ import annotations

from typing import Any

# How long after its order something happened; never later than a few minutes ago.
_SHIFTS = """
create temp table moved on commit drop as
    select o.id, o.created_at - (now() - age.hours * interval '1 hour') as back
    from "order" o join unnest(array[{ids}]::text[], array[{ages}]::float[]) as age(id, hours) on age.id = o.id;
create function pg_temp.at(happened timestamptz, back interval, later interval) returns timestamptz language sql as
    $$ select case when happened is null then null else least(happened - back + later, now() - interval '4 minutes') end $$;
update "order" o set created_at = pg_temp.at(o.created_at, back, '0'), updated_at = pg_temp.at(o.updated_at, back, '3 hours'),
    canceled_at = pg_temp.at(o.canceled_at, back, '2 hours')
    from moved where moved.id = o.id;
update order_change c set created_at = pg_temp.at(c.created_at, back, '1 hour'), updated_at = pg_temp.at(c.updated_at, back, '1 hour'),
    confirmed_at = pg_temp.at(c.confirmed_at, back, '1 hour') from moved where moved.id = c.order_id;
update payment p set created_at = pg_temp.at(p.created_at, back, '20 minutes'),
    captured_at = pg_temp.at(p.captured_at, back, '20 minutes'), updated_at = pg_temp.at(p.updated_at, back, '20 minutes')
    from order_payment_collection l join moved on moved.id = l.order_id where l.payment_collection_id = p.payment_collection_id;
update capture k set created_at = pg_temp.at(k.created_at, back, '20 minutes')
    from payment p join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
    join moved on moved.id = l.order_id where p.id = k.payment_id;
update fulfillment f set created_at = pg_temp.at(f.created_at, back, '20 hours'), packed_at = pg_temp.at(f.packed_at, back, '22 hours'),
    shipped_at = pg_temp.at(f.shipped_at, back, '26 hours'), delivered_at = pg_temp.at(f.delivered_at, back, '50 hours'),
    updated_at = pg_temp.at(f.updated_at, back, '50 hours')
    from order_fulfillment l join moved on moved.id = l.order_id where l.fulfillment_id = f.id;
update return r set created_at = pg_temp.at(r.created_at, back, '90 hours'), requested_at = pg_temp.at(r.requested_at, back, '90 hours'),
    updated_at = pg_temp.at(r.updated_at, back, '90 hours') from moved where moved.id = r.order_id;
update order_claim c set created_at = pg_temp.at(c.created_at, back, '70 hours'), updated_at = pg_temp.at(c.updated_at, back, '70 hours')
    from moved where moved.id = c.order_id;
"""
_CART = """
update cart set created_at = now() - interval '{hours} hours', updated_at = now() - interval '{hours} hours' where id = '{id}';
"""
_SESSION = """
update payment_session s set status = '{status}', data = '{data}'::jsonb, authorized_at = {authorized},
    created_at = o.created_at + interval '20 minutes', updated_at = o.created_at + interval '20 minutes'
    from order_payment_collection l join "order" o on o.id = l.order_id
    where l.payment_collection_id = s.payment_collection_id and o.id = '{id}';
"""
_DECLINED = '{"error": {"code": "card_declined", "decline_code": "insufficient_funds", "message": "The card was declined."}, "attempts": 1}'
_EXPIRED = '{"authorization": {"expires_after_days": 7, "expired": true}}'
_AUTHORISED = """
insert into payment (id, amount, raw_amount, currency_code, provider_id, data, payment_collection_id, payment_session_id,
        created_at, updated_at)
    select 'pay_' || upper(substr(md5(s.id), 1, 26)), s.amount, s.raw_amount, s.currency_code, s.provider_id, s.data,
        s.payment_collection_id, s.id, s.created_at, s.updated_at
    from payment_session s join order_payment_collection l on l.payment_collection_id = s.payment_collection_id
    where l.order_id = '{id}';
update payment_collection c set status = 'authorized', authorized_amount = c.amount, raw_authorized_amount = c.raw_amount
    from order_payment_collection l where l.payment_collection_id = c.id and l.order_id = '{id}';
"""
_WITHOUT_LINES = """
update order_item set deleted_at = now() where order_id = '{id}';
"""


def statement(description: dict[str, Any]) -> str:
    """SQL for a freshly seeded shop, to be run in one go; ``description`` as build.py gives it. Medusa ids hold no quotes."""
    stories: dict[str, list[dict[str, Any]]] = description["shop_orders"]
    aged = [(row["id"], row["age"]) for rows in stories.values() for row in rows]
    aged += [(number, 30.0 * n + 6) for n, number in enumerate(description["shop_drafts"])]
    parts = [_SHIFTS.format(ids=", ".join(f"'{i}'" for i, _ in aged), ages=", ".join(str(a) for _, a in aged))]
    parts += [_CART.format(id=cart, hours=2 + 17 * n) for n, cart in enumerate(description["shop_carts"])]
    for row in stories["payment_declined"]:
        parts.append(_SESSION.format(id=row["id"], status="error", data=_DECLINED, authorized="null"))
    for row in stories["payment_expired"]:
        parts.append(_SESSION.format(id=row["id"], status="authorized", data=_EXPIRED, authorized="o.created_at"))
        parts.append(_AUTHORISED.format(id=row["id"]))
    parts += [_WITHOUT_LINES.format(id=row["id"]) for row in stories["malformed"]]
    return "begin;\n" + "".join(parts) + "commit;\n"
