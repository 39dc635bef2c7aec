"""What PostgreSQL itself keeps about the policy: a version comes into force only as others agreed to it, a right is lent by its owner."""

from __future__ import annotations

# In the schema that stands for {schema}; see ``postgres`` for who ``cl_me`` is.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION cl_lent(who text, whose text, asker text, moment bigint) RETURNS void
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF whose IS NULL OR cl_me() IS NULL THEN RETURN; END IF;
    IF whose = asker THEN PERFORM cl_refuse('Whoever asked approves by no delegate either'); END IF;
    IF NOT EXISTS (SELECT FROM delegation d WHERE d.delegator = whose AND d.delegate = who AND d.since <= moment AND d.until > moment
                   AND NOT EXISTS (SELECT FROM delegation_end e WHERE e.delegation = d.id)) THEN
        PERFORM cl_refuse('That right to approve is not lent to you now');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION cl_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.author := cl_me(); END IF;
    IF NEW.sha256 <> encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex') THEN
        PERFORM cl_refuse('The text is not what its hash says');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_policy_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
DECLARE asked record;
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.approver := cl_me(); END IF;
    NEW.at := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    SELECT * INTO asked FROM policy_proposal WHERE id = NEW.proposal;
    IF asked.author = NEW.approver THEN PERFORM cl_refuse('You proposed it, so someone else approves'); END IF;
    IF asked.sha256 <> NEW.sha256 THEN PERFORM cl_refuse('It is another text'); END IF;
    IF EXISTS (SELECT FROM policy_end WHERE proposal = NEW.proposal) THEN PERFORM cl_refuse('It is over'); END IF;
    PERFORM cl_lent(NEW.approver, NEW.behalf, asked.author, NEW.at);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_policy_end() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.author := cl_me(); END IF;
    IF EXISTS (SELECT FROM policy WHERE proposal = NEW.proposal) THEN PERFORM cl_refuse('It is in force'); END IF;
    IF (NEW.state = 'withdrawn') <> (NEW.author = (SELECT author FROM policy_proposal WHERE id = NEW.proposal)) THEN
        PERFORM cl_refuse('Its author takes it back, others decline it');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_policy() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
DECLARE asked record; newest int;
BEGIN
    IF cl_me() IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO asked FROM policy_proposal WHERE id = NEW.proposal;
    SELECT max(version) INTO newest FROM policy;
    IF asked IS NULL OR asked.body <> NEW.body OR asked.based_on <> newest OR NEW.version <> newest + 1
       OR EXISTS (SELECT FROM policy_end WHERE proposal = NEW.proposal) THEN
        PERFORM cl_refuse('A version comes into force as it was proposed, after the one before');
    END IF;
    IF NOT EXISTS (SELECT FROM policy_approval WHERE proposal = asked.id AND sha256 = asked.sha256
                   AND approver <> asked.author AND behalf IS DISTINCT FROM asked.author) THEN
        PERFORM cl_refuse('Another person must agree first');
    END IF;
    NEW.author := asked.author;
    NEW.since := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_delegation() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.delegator := cl_me(); END IF;
    IF NEW.delegator = NEW.delegate OR NEW.until <= NEW.since THEN
        PERFORM cl_refuse('A right is lent to somebody else, for some time');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_delegation_end() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.author := cl_me(); END IF;
    IF NOT EXISTS (SELECT FROM delegation WHERE id = NEW.delegation AND NEW.author IN (delegator, delegate)) THEN
        PERFORM cl_refuse('It is neither yours nor lent to you');
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = (
    ("policy_proposal", "BEFORE INSERT", "cl_proposal"),
    ("policy_approval", "BEFORE INSERT", "cl_policy_approval"),
    ("policy_end", "BEFORE INSERT", "cl_policy_end"),
    ("policy", "BEFORE INSERT", "cl_policy"),
    ("delegation", "BEFORE INSERT", "cl_delegation"),
    ("delegation_end", "BEFORE INSERT", "cl_delegation_end"),
)
