/**
 * The tables of the embedded store. Each partition of the log has a table of its own beside these (see record-tables.ts): appends then
 * always go to the right end of a tree, which is a quarter faster than one table for all.
 */
import { FILE_STATE } from "./wal-mark.ts";

/** Marks the file as Orderdeck's: "ODck". */
export const APPLICATION_ID = 0x4f44636b;
export const SCHEMA_VERSION = 6;

/** Documents that are found by their key alone. */
const KEYED = ["payments", "products", "reservations", "aggregates", "sequences", "idempotency", "customers", "services", "groups"];

export const keyed = (name: string) =>
	`CREATE TABLE IF NOT EXISTS ${name} (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/**
 * Sums of the alerts by state and currency, kept by triggers. Money in columns is in ten-thousandths of its currency's unit; currency is
 * empty where an alert states none.
 */
export const ALERT_TOTALS = `
CREATE TABLE alert_totals (
	state TEXT NOT NULL, currency TEXT NOT NULL, count INTEGER NOT NULL, ten_thousandths INTEGER NOT NULL, PRIMARY KEY (state, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER alert_added AFTER INSERT ON alerts BEGIN
	INSERT INTO alert_totals VALUES (new.state, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
CREATE TRIGGER alert_changed AFTER UPDATE OF state, currency, ten_thousandths ON alerts BEGIN
	UPDATE alert_totals SET count = count - 1, ten_thousandths = ten_thousandths - old.ten_thousandths
	WHERE state = old.state AND currency = old.currency;
	INSERT INTO alert_totals VALUES (new.state, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
`;
/** Covers the sums of what is in progress. */
export const SHIPMENTS_LIVE = "CREATE INDEX shipments_live ON shipments (due_at, currency, ten_thousandths) WHERE live = 1;";

export const SCHEMA = `
CREATE TABLE partitions (
	slot INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, earliest INTEGER NOT NULL, UNIQUE (topic, partition)
) STRICT;
CREATE TABLE group_offsets (
	grp TEXT NOT NULL, slot INTEGER NOT NULL, committed INTEGER NOT NULL, PRIMARY KEY (grp, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_members (
	grp TEXT NOT NULL, slot INTEGER NOT NULL, member TEXT NOT NULL, PRIMARY KEY (grp, slot)
) STRICT, WITHOUT ROWID;

-- created, country, amount, customer and search follow from the order as it arrived and never change; only status does, which is in no
-- index. open is 1 while the order is in progress and NULL after: few are in progress, so finding them by status stays quick.
CREATE TABLE orders (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, status TEXT NOT NULL, open INTEGER, flagged INTEGER NOT NULL,
	created INTEGER, country TEXT, amount REAL, customer TEXT, search TEXT, doc TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_time ON orders (created, key, country, amount, search);
CREATE INDEX orders_by_customer ON orders (customer, created, key);
CREATE INDEX orders_open ON orders (created, key) WHERE open = 1;
CREATE INDEX orders_flagged ON orders (created, key) WHERE flagged = 1;

-- An event's id begins with its order's, so the key finds an order's events; order_id is set only where it does not.
CREATE TABLE order_events (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, order_id TEXT, doc TEXT NOT NULL) STRICT;
CREATE INDEX order_events_by_order ON order_events (order_id) WHERE order_id IS NOT NULL;

-- live is 1 while the shipment is in progress or due; its money is set while it is in progress.
CREATE TABLE shipments (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, live INTEGER, due_at INTEGER, currency TEXT, ten_thousandths INTEGER, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
${SHIPMENTS_LIVE}

-- mildness and smallness are score and amount negated: the worst come first in ascending order.
CREATE TABLE alerts (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, state TEXT NOT NULL, mildness REAL NOT NULL, smallness REAL NOT NULL,
	raised INTEGER NOT NULL, currency TEXT NOT NULL, ten_thousandths INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_worst ON alerts (state, mildness, smallness, raised, key);
CREATE INDEX alerts_newest ON alerts (state, raised, key);
${ALERT_TOTALS}
CREATE TABLE minutes (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, minute INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
CREATE TABLE audit (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, at INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
CREATE INDEX audit_newest ON audit (at, key);
CREATE TABLE replays (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, started INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
${KEYED.map(keyed).join("\n")}
${FILE_STATE}
`;
