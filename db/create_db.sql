-- The database of the web monitor, for PostgreSQL 14 and later. `tidemark migrate URL` applies it, and so does
--
--   psql -X -v ON_ERROR_STOP=1 -f db/create_db.sql "$DATABASE_URL"
--
-- It can be run again at any time: what is there stays. All of it goes into one schema, the first that exists in the
-- search_path: `public` unless the role or the URL says otherwise. So `select … from metrics` works where people look first,
-- and whoever wants it apart says so once (`alter role … set search_path = monitor`).
--
-- Roles, none of which can log in; give them to users of your own (`grant tidemark_writer to monitor`):
--
--   tidemark_owner        owns everything: changes the schema, makes and drops partitions
--   tidemark_writer       INSERT alone, on `metrics` and `errors`: enough for one process
--   tidemark_coordinator  what the writer may, and SELECT, INSERT, UPDATE on `leases`, SELECT on `latest`: several processes or places
--   tidemark_reader       SELECT on everything
--
-- Where whoever runs this may not create roles, a notice says so, and everything belongs to them.

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'UTC';
SET LOCAL lock_timeout = '5s';
-- Two of these at once wait for each other: IF NOT EXISTS does not.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('tidemark.maintenance', 0)); END $$;

DO $$
DECLARE
  here text := current_schema();
  wanted text;
BEGIN
  IF current_setting('server_version_num')::int < 140000 THEN
    RAISE EXCEPTION 'PostgreSQL 14 or later is needed; this is %', current_setting('server_version');
  END IF;
  IF here IS NULL THEN
    RAISE EXCEPTION 'no schema of the search_path (%) exists', current_setting('search_path')
      USING HINT = 'CREATE SCHEMA it first, or set another search_path.';
  END IF;
  FOREACH wanted IN ARRAY ARRAY['tidemark_owner', 'tidemark_writer', 'tidemark_coordinator', 'tidemark_reader'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      END IF;
      IF NOT has_schema_privilege(wanted, here, 'usage') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', here, wanted);
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN RAISE WARNING 'the role % is not there, and % may not create it', wanted, current_user;
    END;
  END LOOP;
  -- Not the superuser, if one runs this, should own what runs with its owner's rights.
  IF to_regclass('metrics') IS NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidemark_owner') THEN
    BEGIN
      -- From 16 on who creates a role may give it to others, and is not yet it.
      IF NOT pg_has_role('tidemark_owner', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'member' ELSE 'set' END) THEN
        EXECUTE format('GRANT tidemark_owner TO %I', current_user);
      END IF;
      EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO tidemark_owner', here);
      IF has_schema_privilege('tidemark_owner', here, 'create') THEN
        PERFORM set_config('role', 'tidemark_owner', true);
      END IF;
    EXCEPTION
      WHEN insufficient_privilege THEN RAISE WARNING 'everything will belong to %: %', current_user, SQLERRM;
    END;
  ELSIF to_regclass('metrics') IS NOT NULL THEN
    SELECT pg_get_userbyid(relowner) INTO wanted FROM pg_class WHERE oid = to_regclass('metrics');
    PERFORM set_config('role', wanted, true);
  END IF;
END
$$;

-- One row: which version of this file was applied, and what maintenance goes by.
CREATE TABLE IF NOT EXISTS tidemark_schema (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  keep integer CHECK (keep > 0),
  keep_hourly integer CHECK (keep_hourly > 0),
  ahead integer NOT NULL DEFAULT 7 CHECK (ahead BETWEEN 1 AND 366),
  kept_from date
);
COMMENT ON COLUMN tidemark_schema.keep IS 'days after which checks are dropped; null: never';
COMMENT ON COLUMN tidemark_schema.keep_hourly IS 'days after which hourly rollups are dropped; null: never';
COMMENT ON COLUMN tidemark_schema.ahead IS 'days for which there are partitions beforehand';
COMMENT ON COLUMN tidemark_schema.kept_from IS 'older days have been dropped, and are not begun anew by a row that comes late';

DO $$
DECLARE
  found integer := (SELECT version FROM tidemark_schema);
BEGIN
  IF found > 1 THEN
    RAISE EXCEPTION 'this database has version % of the schema, and this is version 1', found
      USING HINT = 'Use the tidemark that made it, or a later one.';
  END IF;
END
$$;
INSERT INTO tidemark_schema (version) VALUES (1) ON CONFLICT DO NOTHING;

-- What a target is called, in 16 bytes: the key stays short where a URL is 9,600 bytes long. 128 bits of SHA-256.
CREATE OR REPLACE FUNCTION tidemark_target(name text) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT substr(encode(sha256(replace(name, '\', '\\')::bytea), 'hex'), 1, 32)::uuid $$;

-- A row for every check. Columns are in the order that leaves no gaps between them.
CREATE TABLE IF NOT EXISTS metrics (
  scheduled_at timestamptz NOT NULL CONSTRAINT metrics_scheduled_at_finite CHECK (isfinite(scheduled_at)),
  request_timestamp timestamptz CONSTRAINT metrics_request_timestamp_finite CHECK (isfinite(request_timestamp)),
  response_time double precision,
  bytes bigint,
  certificate double precision,
  dns real,
  connect real,
  proxy real,
  tls real,
  wait real,
  body real,
  lag real,
  every integer,
  status_code smallint,
  redirects smallint,
  family smallint,
  maintenance boolean NOT NULL DEFAULT false,
  reused boolean,
  certificate_due boolean,
  target uuid GENERATED ALWAYS AS (substr(encode(sha256(replace(name, '\', '\\')::bytea), 'hex'), 1, 32)::uuid) STORED,
  location text NOT NULL DEFAULT 'default',
  class text NOT NULL,
  phase text,
  name text NOT NULL,
  url text NOT NULL,
  address text,
  detail text,
  final_url text,
  note text,
  "group" text,
  tags jsonb,
  CONSTRAINT metrics_pkey PRIMARY KEY (target, location, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE metrics IS 'a row for every check, by UTC day of when it was due; times are in milliseconds';
COMMENT ON COLUMN metrics.scheduled_at IS 'when it was due';
COMMENT ON COLUMN metrics.request_timestamp IS 'when it was begun; null: it was not';
COMMENT ON COLUMN metrics.response_time IS 'milliseconds from the first look-up to the last byte; null: no whole answer came';
COMMENT ON COLUMN metrics.certificate IS 'milliseconds for which the certificate that ends first is still valid';
COMMENT ON COLUMN metrics.lag IS 'milliseconds by which it was begun late: ours, and no fault of the site';
COMMENT ON COLUMN metrics.every IS 'milliseconds from one check of the target to the next';
COMMENT ON COLUMN metrics.target IS 'of its name: tidemark_target(name)';
COMMENT ON COLUMN metrics.location IS 'where the monitor runs that checked it';
COMMENT ON COLUMN metrics.name IS 'what the target is called; its URL where it has no name';
-- One hour of a day is read without the rest of it.
DO $$
BEGIN
  -- IF NOT EXISTS would lock the table before it looks, and whoever stores checks would wait.
  IF to_regclass('metrics_scheduled_at') IS NULL THEN
    CREATE INDEX metrics_scheduled_at ON metrics USING brin (scheduled_at) WITH (autosummarize = on);
  END IF;
END
$$;

-- What failed: class is neither ok nor slow. The row is in `metrics` too, under the same key.
CREATE TABLE IF NOT EXISTS errors (
  scheduled_at timestamptz NOT NULL CONSTRAINT errors_scheduled_at_finite CHECK (isfinite(scheduled_at)),
  request_timestamp timestamptz CONSTRAINT errors_request_timestamp_finite CHECK (isfinite(request_timestamp)),
  status_code smallint,
  maintenance boolean NOT NULL DEFAULT false,
  target uuid GENERATED ALWAYS AS (substr(encode(sha256(replace(name, '\', '\\')::bytea), 'hex'), 1, 32)::uuid) STORED,
  location text NOT NULL DEFAULT 'default',
  class text NOT NULL,
  phase text,
  detail text,
  name text NOT NULL,
  url text NOT NULL,
  address text,
  final_url text,
  note text,
  CONSTRAINT errors_pkey PRIMARY KEY (target, location, scheduled_at)
) PARTITION BY RANGE (scheduled_at);
COMMENT ON TABLE errors IS 'what failed, by UTC day: class says what, phase where, detail why';

-- The net for rows of days that have no partition. It is emptied by maintenance, and should be empty.
CREATE TABLE IF NOT EXISTS metrics_default PARTITION OF metrics DEFAULT;
CREATE TABLE IF NOT EXISTS errors_default PARTITION OF errors DEFAULT;

-- Who checks what: of several processes of a location each holds some of the parts.
CREATE TABLE IF NOT EXISTS leases (
  location text NOT NULL,
  part text NOT NULL,
  holder text,
  fence bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT leases_pkey PRIMARY KEY (location, part)
) WITH (fillfactor = 50);
COMMENT ON COLUMN leases.part IS 'what is held: a target by its name, or what else is divided';
COMMENT ON COLUMN leases.fence IS 'grows with each change of hands';

-- The newest row of each target and place, kept by the trigger below: reading it scans no checks. Its target is copied, not made again.
CREATE TABLE IF NOT EXISTS newest (
  LIKE metrics INCLUDING DEFAULTS,
  CONSTRAINT newest_pkey PRIMARY KEY (target, location)
) WITH (fillfactor = 50);
CREATE OR REPLACE VIEW latest AS SELECT * FROM newest;
COMMENT ON VIEW latest IS 'the newest row of metrics of each target and location';

-- Hours and days whose rollup is behind: a row for every statement that has stored checks, so it is committed with them and none is missed.
CREATE TABLE IF NOT EXISTS rollup_pending (
  start timestamptz NOT NULL,
  span interval NOT NULL
);
DO $$
BEGIN
  IF to_regclass('rollup_pending_start') IS NULL THEN
    CREATE INDEX rollup_pending_start ON rollup_pending (start);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION tidemark_note_checks() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
BEGIN
  -- In one order, so that writers wait for each other and never in a circle.
  INSERT INTO newest AS known (target, scheduled_at, request_timestamp, response_time, bytes, certificate, dns, connect, proxy, tls, wait,
      body, lag, every, status_code, redirects, family, maintenance, reused, certificate_due, location, class, phase, name, url,
      address, detail, final_url, note, "group", tags)
    SELECT DISTINCT ON (target, location) target, scheduled_at, request_timestamp, response_time, bytes, certificate, dns, connect,
      proxy, tls, wait, body, lag, every, status_code, redirects, family, maintenance, reused, certificate_due, location, class,
      phase, name, url, address, detail, final_url, note, "group", tags
    FROM stored ORDER BY target, location, scheduled_at DESC
  ON CONFLICT (target, location) DO UPDATE SET
      (scheduled_at, request_timestamp, response_time, bytes, certificate, dns, connect, proxy, tls, wait, body, lag, every,
       status_code, redirects, family, maintenance, reused, certificate_due, class, phase, name, url, address, detail,
       final_url, note, "group", tags)
    = (excluded.scheduled_at, excluded.request_timestamp, excluded.response_time, excluded.bytes, excluded.certificate,
       excluded.dns, excluded.connect, excluded.proxy, excluded.tls, excluded.wait, excluded.body, excluded.lag, excluded.every,
       excluded.status_code, excluded.redirects, excluded.family, excluded.maintenance, excluded.reused,
       excluded.certificate_due, excluded.class, excluded.phase, excluded.name, excluded.url, excluded.address,
       excluded.detail, excluded.final_url, excluded.note, excluded."group", excluded.tags)
    WHERE known.scheduled_at < excluded.scheduled_at;
  INSERT INTO rollup_pending (start, span)
    SELECT DISTINCT date_trunc('hour', scheduled_at, 'UTC'), interval '1 hour' FROM stored;
  RETURN NULL;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('metrics') AND tgname = 'note_checks') THEN
    CREATE TRIGGER note_checks AFTER INSERT ON metrics REFERENCING NEW TABLE AS stored
      FOR EACH STATEMENT EXECUTE FUNCTION tidemark_note_checks();
  END IF;
END
$$;

-- Partitions ---------------------------------------------------------------------------------------------------------------

-- Makes the partition of a UTC day, and moves into it what waits for it in the default partition, in one transaction; says how many
-- rows that were, null where the partition was there. LIKE and ATTACH do not wait for those who read and write other days.
-- Gives up (55P03) after 300 ms rather than let others queue behind it.
CREATE OR REPLACE FUNCTION tidemark_make_partition(parent text, day date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' SET lock_timeout = '300ms'
  AS $$
DECLARE
  child text := parent || to_char(day, '"_"YYYYMMDD');
  net text := parent || '_default';
  columns text;
  moved bigint;
BEGIN
  IF parent NOT IN ('metrics', 'errors') THEN RAISE EXCEPTION 'no table of checks: %', parent; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tidemark.maintenance', 0));
  IF EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(parent) AND inhrelid = to_regclass(child)) THEN
    RETURN NULL;
  END IF;
  IF to_regclass(child) IS NOT NULL THEN
    RAISE EXCEPTION 'there is a % that is no partition of %', child, parent
      USING ERRCODE = 'duplicate_table', HINT = format('Rename or drop it: ALTER TABLE %I RENAME TO …', child);
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
  -- From here on nobody adds to it what would stand in the way.
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', net);
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute
    WHERE attrelid = to_regclass(parent) AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
  EXECUTE format(
    'WITH moved AS (DELETE FROM %1$I WHERE scheduled_at >= %4$L AND scheduled_at < %5$L RETURNING %3$s)
     INSERT INTO %2$I (%3$s) SELECT %3$s FROM moved',
    net, child, columns, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  GET DIAGNOSTICS moved = ROW_COUNT;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    parent, child, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(parent) AND inhrelid = to_regclass(child)) THEN
    RAISE EXCEPTION '% did not become a partition of %', child, parent;
  END IF;
  RETURN moved;
END
$$;

-- Drops the partition of a UTC day; says whether there was one. Gives up (55P03) after 300 ms: while it waits, all who write wait.
CREATE OR REPLACE FUNCTION tidemark_drop_partition(parent text, day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' SET lock_timeout = '300ms'
  AS $$
DECLARE
  child text := parent || to_char(day, '"_"YYYYMMDD');
BEGIN
  IF parent NOT IN ('metrics', 'errors') THEN RAISE EXCEPTION 'no table of checks: %', parent; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tidemark.maintenance', 0));
  IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(parent) AND inhrelid = to_regclass(child)) THEN
    RETURN false;
  END IF;
  -- What nobody has rolled up yet would be gone for good.
  IF parent = 'metrics' THEN
    PERFORM tidemark_roll_hour(hour) FROM (
      SELECT DISTINCT start AS hour FROM rollup_pending
      WHERE span = interval '1 hour' AND (start AT TIME ZONE 'UTC')::date = day
    ) AS pending;
  END IF;
  EXECUTE format('DROP TABLE %I', child);
  UPDATE tidemark_schema SET kept_from = greatest(kept_from, day + 1);
  RETURN true;
END
$$;

-- The days of the partitions that are really attached.
CREATE OR REPLACE VIEW tidemark_partitions AS
  SELECT parent.relname::text AS parent, to_date(right(child.relname, 8), 'YYYYMMDD') AS day, child.relname::text AS name
  FROM pg_inherits
  JOIN pg_class AS parent ON parent.oid = inhparent
  JOIN pg_class AS child ON child.oid = inhrelid
  WHERE inhparent IN (to_regclass('metrics'), to_regclass('errors')) AND child.relname ~ '_[0-9]{8}$';

-- Everything that is to be done at a moment, in order; nothing of it is done. All days are days of UTC: no zone, and no clock but `at`.
CREATE OR REPLACE FUNCTION tidemark_plan(at timestamptz, ahead integer, keep integer, keep_hourly integer)
  RETURNS TABLE (step text, relation text, start timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET timezone = 'UTC'
  AS $$
DECLARE
  today date := (at AT TIME ZONE 'UTC')::date;
  -- Of what is dropped by now or was dropped before nothing is begun anew.
  first_day date := greatest(today - keep, (SELECT kept_from FROM tidemark_schema), '-infinity');
BEGIN
  RETURN QUERY
    WITH wanted AS (
      SELECT parent, today + n AS day FROM unnest(ARRAY['metrics', 'errors']) AS parent, generate_series(0, ahead) AS n
      UNION
      SELECT 'metrics', (m.scheduled_at AT TIME ZONE 'UTC')::date FROM metrics_default AS m
      UNION
      SELECT 'errors', (e.scheduled_at AT TIME ZONE 'UTC')::date FROM errors_default AS e
    )
    SELECT 'make', w.parent, w.day::timestamp AT TIME ZONE 'UTC' FROM wanted AS w
    WHERE w.day BETWEEN first_day AND today + ahead
      AND NOT EXISTS (SELECT FROM tidemark_partitions AS p WHERE p.parent = w.parent AND p.day = w.day)
    ORDER BY w.day, w.parent DESC;
  IF first_day > '-infinity' THEN
    RETURN QUERY SELECT 'sweep', 'metrics', first_day::timestamp AT TIME ZONE 'UTC'
      WHERE EXISTS (SELECT FROM metrics_default AS m WHERE m.scheduled_at < first_day::timestamp AT TIME ZONE 'UTC');
    RETURN QUERY SELECT 'sweep', 'errors', first_day::timestamp AT TIME ZONE 'UTC'
      WHERE EXISTS (SELECT FROM errors_default AS e WHERE e.scheduled_at < first_day::timestamp AT TIME ZONE 'UTC');
  END IF;
  RETURN QUERY
    SELECT DISTINCT 'roll', 'rollup_hourly', p.start FROM rollup_pending AS p
    WHERE p.span = interval '1 hour' AND p.start + p.span <= at ORDER BY 3;
  -- A day follows from its hours.
  RETURN QUERY
    SELECT DISTINCT 'roll', 'rollup_daily', date_trunc('day', p.start, 'UTC') FROM rollup_pending AS p
    WHERE date_trunc('day', p.start, 'UTC') + interval '24 hours' <= at ORDER BY 3;
  RETURN QUERY
    SELECT 'drop', p.parent, p.day::timestamp AT TIME ZONE 'UTC' FROM tidemark_partitions AS p
    WHERE p.day < today - keep ORDER BY 3, 2 DESC;
  RETURN QUERY
    SELECT 'forget', 'newest', (today - keep)::timestamp AT TIME ZONE 'UTC'
    WHERE EXISTS (SELECT FROM newest AS n WHERE n.scheduled_at < (today - keep)::timestamp AT TIME ZONE 'UTC');
  RETURN QUERY
    SELECT 'forget', 'rollup_hourly', (today - keep_hourly)::timestamp AT TIME ZONE 'UTC'
    WHERE EXISTS (SELECT FROM rollup_hourly AS h WHERE h.start < (today - keep_hourly)::timestamp AT TIME ZONE 'UTC');
END
$$;

-- Does one step of a plan; says to how many rows, or partitions.
CREATE OR REPLACE FUNCTION tidemark_step(step text, relation text, start timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' SET lock_timeout = '300ms'
  AS $$
DECLARE
  done bigint := 0;
BEGIN
  CASE step || ' ' || relation
    WHEN 'make metrics', 'make errors' THEN done := tidemark_make_partition(relation, start::date);
    WHEN 'drop metrics', 'drop errors' THEN done := tidemark_drop_partition(relation, start::date)::int;
    WHEN 'sweep metrics' THEN DELETE FROM metrics_default WHERE scheduled_at < start; GET DIAGNOSTICS done = ROW_COUNT;
    WHEN 'sweep errors' THEN DELETE FROM errors_default WHERE scheduled_at < start; GET DIAGNOSTICS done = ROW_COUNT;
    WHEN 'roll rollup_hourly' THEN done := tidemark_roll_hour(start);
    WHEN 'roll rollup_daily' THEN done := tidemark_roll_day(start);
    WHEN 'forget newest' THEN DELETE FROM newest WHERE scheduled_at < start; GET DIAGNOSTICS done = ROW_COUNT;
    WHEN 'forget rollup_hourly' THEN
      DELETE FROM rollup_hourly AS h WHERE h.start < tidemark_step.start;
      GET DIAGNOSTICS done = ROW_COUNT;
  END CASE;
  RETURN done;
END
$$;

-- What `tidemark migrate` does by the settings that it has stored, for those who have no timer of the owner: the writer may call
-- it, and choose nothing. A step for which somebody is in the way is left for the next call; says how many those were.
CREATE OR REPLACE FUNCTION tidemark_maintain() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  task record;
  left_over integer := 0;
  busy text[] := '{}';
BEGIN
  -- Partitions last: what they lock stays locked until all of this is over.
  FOR task IN
    SELECT p.* FROM tidemark_schema AS s, tidemark_plan(now(), s.ahead, s.keep, s.keep_hourly) WITH ORDINALITY AS p
    ORDER BY p.step IN ('make', 'sweep'), p.step = 'drop', p.ordinality
  LOOP
    BEGIN
      -- Who is in the way of one is in the way of its like: each try would make others wait.
      IF task.step || task.relation = ANY (busy) THEN
        left_over := left_over + 1;
      ELSE
        PERFORM tidemark_step(task.step, task.relation, task.start);
      END IF;
    EXCEPTION
      WHEN lock_not_available OR deadlock_detected THEN
        left_over := left_over + 1;
        busy := busy || (task.step || task.relation);
    END;
  END LOOP;
  RETURN left_over;
END
$$;

-- What somebody should be told of: rows in the default partitions, days for which there are partitions from today on, hours whose rollup is behind.
CREATE OR REPLACE FUNCTION tidemark_health(at timestamptz DEFAULT now())
  RETURNS TABLE (in_default bigint, days_ahead integer, hours_behind integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET timezone = 'UTC'
  AS $$
DECLARE
  today date := (at AT TIME ZONE 'UTC')::date;
BEGIN
  RETURN QUERY SELECT
    (SELECT count(*) FROM metrics_default) + (SELECT count(*) FROM errors_default),
    -- Up to the first day that one of the tables has no partition for.
    (SELECT min(n)::integer - 1 FROM generate_series(0, 400) AS n
      WHERE (SELECT count(*) FROM tidemark_partitions AS p WHERE p.day = today + n) < 2),
    (SELECT count(DISTINCT p.start)::integer FROM rollup_pending AS p
      WHERE p.span = interval '1 hour' AND p.start + p.span <= at);
END
$$;

-- Sketches -----------------------------------------------------------------------------------------------------------------
--
-- The distribution of response times, as `percentile` of Tidemark keeps it, in bytes that can be merged: version (1 byte, 1),
-- n (8), least (8), greatest (8), floor (2), then up to 64 values as they are, ascending (8 each), or buckets, ascending: number (4)
-- and how many values are in it and those below (8). All big-endian. A bucket is a 64th of an octave, its number the leading
-- 17 bits of the double behind the sign, negated for negative values; 0 is for zeros, and for what lies in octaves up to the floor.

CREATE OR REPLACE FUNCTION tidemark_int8(bytes bytea, at integer) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT ('x' || encode(substr(bytes, at + 1, 8), 'hex'))::bit(64)::bigint $$;

CREATE OR REPLACE FUNCTION tidemark_float8(bytes bytea, at integer) RETURNS double precision
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
DECLARE
  -- Of what every search_path has, so that it needs none of its own: that would take longer than all the rest.
  bits bigint := ('x' || encode(substr(bytes, at + 1, 8), 'hex'))::bit(64)::bigint;
  exponent integer := (bits >> 52) & 2047;
  fraction double precision := (bits & 4503599627370495)::double precision / 4503599627370496;
BEGIN
  RETURN (CASE WHEN bits < 0 THEN -1 ELSE 1 END)
    * (CASE WHEN exponent = 0 THEN fraction * 2::double precision ^ -1022
       ELSE (1 + fraction) * 2::double precision ^ (exponent - 1023) END);
END
$$;

-- The number of the bucket of the double that is there.
CREATE OR REPLACE FUNCTION tidemark_bucket(bytes bytea, at integer) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT (1 - 2 * (get_byte(bytes, at) >> 7))
    * (((get_byte(bytes, at) & 127) << 10) | (get_byte(bytes, at + 1) << 2) | (get_byte(bytes, at + 2) >> 6)) $$;

-- Buckets to bytes. Of more than 64 octaves those nearest to 0 are counted as 0.
CREATE OR REPLACE FUNCTION tidemark_pack(n bigint, lowest double precision, highest double precision, bottom integer,
    buckets integer[], counts bigint[]) RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  AS $$
DECLARE
  cut integer;
BEGIN
  SELECT coalesce(max(octave) FILTER (WHERE pages > 64), 0) INTO cut FROM (
    SELECT octave, sum(count(*)) OVER (ORDER BY octave DESC) AS pages
    FROM (SELECT DISTINCT abs(b) / 64 AS octave, b < 0 AS negative FROM unnest(buckets) AS b WHERE abs(b) / 64 > bottom) AS pages
    GROUP BY octave
  ) AS octaves;
  cut := greatest(cut, bottom);
  RETURN (
    SELECT '\x01'::bytea || int8send(n) || float8send(lowest) || float8send(highest) || int2send(cut::smallint)
      || string_agg(int4send(bucket) || int8send(upto), '' ORDER BY bucket)
    FROM (
      SELECT CASE WHEN abs(b) / 64 <= cut THEN 0 ELSE b END AS bucket,
        (sum(sum(c)) OVER (ORDER BY CASE WHEN abs(b) / 64 <= cut THEN 0 ELSE b END))::bigint AS upto
      FROM unnest(buckets, counts) AS u (b, c) GROUP BY 1
    ) AS cumulated
  );
END
$$;

-- The sketch of some finite values; null for none.
CREATE OR REPLACE FUNCTION tidemark_sketch_of(of_values double precision[]) RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
DECLARE
  n integer := cardinality(of_values);
BEGIN
  IF n = 0 THEN RETURN NULL; END IF;
  IF n <= 64 THEN
    RETURN (SELECT '\x01'::bytea || int8send(n) || float8send(min(v)) || float8send(max(v)) || '\x0000'::bytea
      || string_agg(float8send(v), '' ORDER BY v) FROM unnest(of_values) AS v);
  END IF;
  RETURN (
    SELECT tidemark_pack(n, min(lowest), max(highest), 0, array_agg(bucket), array_agg(many))
    FROM (
      SELECT tidemark_bucket(float8send(v), 0) AS bucket, count(*) AS many, min(v) AS lowest, max(v) AS highest
      FROM unnest(of_values) AS v GROUP BY 1
    ) AS counted
  );
END
$$;

-- The sketch of the values behind several.
CREATE OR REPLACE FUNCTION tidemark_merged(sketches bytea[]) RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
DECLARE
  total bigint;
  lowest double precision;
  highest double precision;
  bottom integer;
BEGIN
  SELECT sum(tidemark_int8(s, 1)), min(tidemark_float8(s, 9)), max(tidemark_float8(s, 17)), max(get_byte(s, 25) * 256 + get_byte(s, 26))
    INTO total, lowest, highest, bottom
    FROM unnest(sketches) AS s WHERE s IS NOT NULL;
  IF total IS NULL THEN RETURN NULL; END IF;
  IF total <= 64 THEN
    RETURN (
      SELECT '\x01'::bytea || int8send(total) || float8send(lowest) || float8send(highest) || '\x0000'::bytea
        || string_agg(value, '' ORDER BY tidemark_float8(value, 0))
      FROM (
        SELECT substr(s, 28 + 8 * i, 8) AS value
        FROM unnest(sketches) AS s, generate_series(0, tidemark_int8(s, 1)::integer - 1) AS i WHERE s IS NOT NULL
      ) AS kept
    );
  END IF;
  RETURN (
    SELECT tidemark_pack(total, lowest, highest, bottom, array_agg(bucket), array_agg(many))
    FROM (
      SELECT bucket, sum(many)::bigint AS many
      FROM (
        SELECT tidemark_bucket(s, 27 + 8 * i) AS bucket, 1 AS many
        FROM unnest(sketches) AS s, generate_series(0, tidemark_int8(s, 1)::integer - 1) AS i
        WHERE s IS NOT NULL AND tidemark_int8(s, 1) <= 64
        UNION ALL
        SELECT ('x' || encode(substr(s, 28 + 12 * i, 4), 'hex'))::bit(32)::integer,
          tidemark_int8(s, 31 + 12 * i) - CASE WHEN i = 0 THEN 0 ELSE tidemark_int8(s, 19 + 12 * i) END
        FROM unnest(sketches) AS s, generate_series(0, (length(s) - 27) / 12 - 1) AS i
        WHERE s IS NOT NULL AND tidemark_int8(s, 1) > 64
      ) AS single GROUP BY bucket
    ) AS counted
  );
END
$$;

DO $$
BEGIN
  IF to_regprocedure('merged(bytea)') IS NULL THEN
    CREATE AGGREGATE merged(bytea) (SFUNC = array_append, STYPE = bytea[], INITCOND = '{}', FINALFUNC = tidemark_merged);
  END IF;
END
$$;

-- The p-th percentile by nearest rank, p above 0 and below 100: exact up to 64 values, else within 1 %; null of no sketch.
CREATE OR REPLACE FUNCTION percentile_of(sketch bytea, p numeric) RETURNS double precision
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
DECLARE
  n bigint := tidemark_int8(sketch, 1);
  rank bigint := ceil(n * p / 100);
  low integer := 0;
  high integer;
  middle integer;
  bucket integer;
BEGIN
  IF NOT (p > 0 AND p < 100) THEN RAISE EXCEPTION '% is no percentile: it must lie between 0 and 100', p; END IF;
  IF get_byte(sketch, 0) <> 1 THEN RAISE EXCEPTION 'a sketch of version %, and not 1', get_byte(sketch, 0); END IF;
  IF n <= 64 THEN RETURN tidemark_float8(sketch, 27 + 8 * (rank::integer - 1)); END IF;
  -- The first bucket up to which there are that many.
  high := (length(sketch) - 27) / 12 - 1;
  WHILE low < high LOOP
    middle := (low + high) / 2;
    IF tidemark_int8(sketch, 31 + 12 * middle) >= rank THEN high := middle; ELSE low := middle + 1; END IF;
  END LOOP;
  bucket := ('x' || encode(substr(sketch, 28 + 12 * low, 4), 'hex'))::bit(32)::integer;
  IF bucket = 0 THEN RETURN 0; END IF;
  RETURN least(tidemark_float8(sketch, 17), greatest(tidemark_float8(sketch, 9),
    sign(bucket) * (1 + (abs(bucket) % 64 + 0.5::double precision) / 64) * 2::double precision ^ (abs(bucket) / 64 - 1023)));
END
$$;

-- Rollups ------------------------------------------------------------------------------------------------------------------
--
-- Made of what `metrics` holds, so a row that came late, or from another process, is in them like any other: whatever stored it has
-- noted its hour, and an hour is made anew as a whole. `up` is ok or slow, `down` what failed by itself; neither counts checks in
-- maintenance. `times` is the sketch of the response times of those that were ok or slow.

CREATE TABLE IF NOT EXISTS rollup_hourly (
  start timestamptz NOT NULL,
  checks integer NOT NULL,
  up integer NOT NULL,
  slow integer NOT NULL,
  down integer NOT NULL,
  unknown integer NOT NULL,
  missed integer NOT NULL,
  maintenance integer NOT NULL,
  target uuid NOT NULL,
  location text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  times bytea,
  CONSTRAINT rollup_hourly_pkey PRIMARY KEY (start, target, location)
);
CREATE TABLE IF NOT EXISTS rollup_daily (
  LIKE rollup_hourly,
  CONSTRAINT rollup_daily_pkey PRIMARY KEY (start, target, location)
);

-- One hour, of its checks; says of how many targets. It takes its notes before it looks: who stores more after that has noted it again.
CREATE OR REPLACE FUNCTION tidemark_roll_hour(hour timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC'
  AS $$
DECLARE
  rolled bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tidemark.rollup', 0));
  DELETE FROM rollup_pending AS p WHERE p.start = hour AND p.span = interval '1 hour';
  -- Of a day that has been dropped only what came late is left: the rollup that there is knows more.
  IF NOT EXISTS (SELECT FROM tidemark_partitions AS p WHERE p.parent = 'metrics' AND p.day = (hour AT TIME ZONE 'UTC')::date)
    AND hour < (SELECT kept_from::timestamp AT TIME ZONE 'UTC' FROM tidemark_schema) THEN
    RETURN 0;
  END IF;
  INSERT INTO rollup_hourly (start, checks, up, slow, down, unknown, missed, maintenance, target, location, name, url, times)
    SELECT hour, count(*),
      count(*) FILTER (WHERE m.class IN ('ok', 'slow') AND NOT m.maintenance),
      count(*) FILTER (WHERE m.class = 'slow' AND NOT m.maintenance),
      count(*) FILTER (WHERE m.class NOT IN ('ok', 'slow', 'unknown', 'missed') AND NOT m.maintenance),
      count(*) FILTER (WHERE m.class = 'unknown'),
      count(*) FILTER (WHERE m.class = 'missed'),
      count(*) FILTER (WHERE m.maintenance),
      m.target, m.location, max(m.name), max(m.url),
      tidemark_sketch_of(array_agg(m.response_time)
        FILTER (WHERE m.class IN ('ok', 'slow') AND m.response_time < 'infinity' AND m.response_time > '-infinity'))
    FROM metrics AS m
    WHERE m.scheduled_at >= hour AND m.scheduled_at < hour + interval '1 hour'
    GROUP BY m.target, m.location
  ON CONFLICT (start, target, location) DO UPDATE SET
    (checks, up, slow, down, unknown, missed, maintenance, name, url, times)
    = (excluded.checks, excluded.up, excluded.slow, excluded.down, excluded.unknown, excluded.missed, excluded.maintenance,
       excluded.name, excluded.url, excluded.times);
  GET DIAGNOSTICS rolled = ROW_COUNT;
  INSERT INTO rollup_pending (start, span) VALUES (date_trunc('day', hour, 'UTC'), interval '1 day');
  RETURN rolled;
END
$$;

-- One day of UTC, of its hours.
CREATE OR REPLACE FUNCTION tidemark_roll_day(day timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC'
  AS $$
DECLARE
  rolled bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tidemark.rollup', 0));
  DELETE FROM rollup_pending AS p WHERE p.start = day AND p.span = interval '1 day';
  INSERT INTO rollup_daily (start, checks, up, slow, down, unknown, missed, maintenance, target, location, name, url, times)
    SELECT day, sum(h.checks), sum(h.up), sum(h.slow), sum(h.down), sum(h.unknown), sum(h.missed), sum(h.maintenance),
      h.target, h.location, max(h.name), max(h.url), merged(h.times)
    FROM rollup_hourly AS h
    WHERE h.start >= day AND h.start < day + interval '24 hours'
    GROUP BY h.target, h.location
  ON CONFLICT (start, target, location) DO UPDATE SET
    (checks, up, slow, down, unknown, missed, maintenance, name, url, times)
    = (excluded.checks, excluded.up, excluded.slow, excluded.down, excluded.unknown, excluded.missed, excluded.maintenance,
       excluded.name, excluded.url, excluded.times);
  GET DIAGNOSTICS rolled = ROW_COUNT;
  RETURN rolled;
END
$$;

-- The rollups for people: shares and percentiles.
CREATE OR REPLACE VIEW hourly AS
  SELECT start, name, location, checks, up, down, up::double precision / nullif(up + down, 0) AS share,
    percentile_of(times, 50) AS p50, percentile_of(times, 95) AS p95, percentile_of(times, 99) AS p99,
    slow, unknown, missed, maintenance, url, target, times
  FROM rollup_hourly;
CREATE OR REPLACE VIEW daily AS
  SELECT start, name, location, checks, up, down, up::double precision / nullif(up + down, 0) AS share,
    percentile_of(times, 50) AS p50, percentile_of(times, 95) AS p95, percentile_of(times, 99) AS p99,
    slow, unknown, missed, maintenance, url, target, times
  FROM rollup_daily;

-- Rights -------------------------------------------------------------------------------------------------------------------

DO $$
DECLARE
  here text := current_schema();
  routine regprocedure;
  role text;
BEGIN
  -- What runs with its owner's rights finds nothing that others have put in its way, and is for the owner alone.
  FOR routine IN
    SELECT p.oid::regprocedure FROM pg_proc AS p
    WHERE p.pronamespace = here::regnamespace AND p.prosecdef AND p.proname LIKE 'tidemark\_%'
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', routine, here);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
  END LOOP;
  -- Functions in plpgsql that others of them use, called from where the search_path is another one.
  FOR routine IN
    SELECT p.oid::regprocedure FROM pg_proc AS p
    WHERE p.pronamespace = here::regnamespace
      AND p.proname IN ('tidemark_pack', 'tidemark_sketch_of', 'tidemark_merged', 'percentile_of')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', routine, here);
  END LOOP;
  FOREACH role IN ARRAY ARRAY['tidemark_writer', 'tidemark_coordinator', 'tidemark_reader'] LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION tidemark_health(timestamptz) TO %I', role);
    IF role = 'tidemark_reader' THEN
      EXECUTE format('GRANT SELECT ON metrics, errors, latest, leases, rollup_hourly, rollup_daily, hourly, daily, tidemark_partitions, tidemark_schema TO %I', role);
    ELSE
      EXECUTE format('GRANT INSERT ON metrics, errors TO %I', role);
      EXECUTE format('GRANT EXECUTE ON FUNCTION tidemark_maintain() TO %I', role);
    END IF;
    IF role = 'tidemark_coordinator' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON leases TO %I', role);
      EXECUTE format('GRANT SELECT ON latest TO %I', role);
    END IF;
  END LOOP;
END
$$;

-- So that checks can be stored from here on; a hand that is in the way is no reason to fail.
DO $$ BEGIN PERFORM tidemark_maintain(); END $$;

COMMIT;
