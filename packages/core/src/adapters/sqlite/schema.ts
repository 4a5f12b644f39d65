/**
 * The tables of the embedded store. Each partition of the log has a table of its own beside these (see record-tables.ts): appends then
 * always go to the right end of a tree, which is a quarter faster than one table for all.
 */
import { FILE_STATE } from "./wal-mark.ts";

/** Marks the file as Orderdeck's: "ODck". */
export const APPLICATION_ID = 0x4f44636b;
export const SCHEMA_VERSION = 14;

/** Documents that are found by their key alone. */
const KEYED = [
	"payments",
	"products",
	"reservations",
	"aggregates",
	"sequences",
	"idempotency",
	"customers",
	"services",
	"groups",
	"job_chunks",
	"letter_positions",
	"unlocks",
	"rules",
	"backtests",
];

export const keyed = (name: string) =>
	`CREATE TABLE IF NOT EXISTS ${name} (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

const ADD = "ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + excluded.ten_thousandths";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Counts an alert in each of the tables of sums, or takes it out of them again. */
const countAlert = (row: "new" | "old", way: "in" | "out"): string => {
	const [hour, day] = [HOUR_MS, DAY_MS].map((ms) => `${row}.raised - ${row}.raised % ${ms}`);
	const totals = `state = ${row}.state AND stoppable = ${row}.stoppable AND rule = ${row}.rule AND currency = ${row}.currency`;
	const hours = `hour = ${hour} AND rule = ${row}.rule AND outcome = ${row}.outcome AND currency = ${row}.currency`;
	const days = `rule = ${row}.rule AND country = ${row}.country AND day = ${day} AND verdict = ${row}.verdict`;
	return way === "in"
		? `INSERT INTO alert_totals VALUES (${row}.state, ${row}.stoppable, ${row}.rule, ${row}.currency, 1, ${row}.ten_thousandths) ${ADD};
	INSERT INTO alert_hours VALUES (${hour}, ${row}.rule, ${row}.outcome, ${row}.currency, 1, ${row}.ten_thousandths) ${ADD};
	INSERT INTO alert_days SELECT ${row}.rule, ${row}.country, ${day}, ${row}.verdict, 1 WHERE ${row}.verdict IS NOT NULL
	ON CONFLICT DO UPDATE SET count = count + 1;`
		: `UPDATE alert_totals SET count = count - 1, ten_thousandths = ten_thousandths - ${row}.ten_thousandths WHERE ${totals};
	UPDATE alert_hours SET count = count - 1, ten_thousandths = ten_thousandths - ${row}.ten_thousandths WHERE ${hours};
	UPDATE alert_days SET count = count - 1 WHERE ${days};`;
};

/**
 * Alerts, with indexes for every list, and sums that triggers keep: by state, by hour and outcome, and the verdicts by rule, country and day.
 * mildness and smallness are score and amount negated: the worst come first in ascending order. claimed_by and expires are set while the alert
 * is claimed, verdict while it is resolved, changed once an operator has changed it. outcome is the verdict, else the state. Money in columns is
 * in ten-thousandths of its currency's unit; currency is empty where an alert states none.
 */
export const ALERTS = `
CREATE TABLE alerts (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, state TEXT NOT NULL, stoppable INTEGER NOT NULL, mildness REAL NOT NULL,
	smallness REAL NOT NULL, raised INTEGER NOT NULL, rule TEXT NOT NULL, country TEXT NOT NULL, order_id TEXT NOT NULL, claimed_by TEXT,
	expires INTEGER, verdict TEXT, outcome TEXT NOT NULL, changed INTEGER, currency TEXT NOT NULL, ten_thousandths INTEGER NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_worst ON alerts (state, stoppable, mildness, smallness, raised, key);
CREATE INDEX alerts_worst_of_rule ON alerts (rule, state, stoppable, mildness, smallness, raised, key);
CREATE INDEX alerts_by_age ON alerts (state, stoppable, raised, key, mildness, smallness);
CREATE INDEX alerts_by_age_of_rule ON alerts (rule, state, stoppable, raised, key, mildness, smallness);
CREATE INDEX alerts_of_order ON alerts (order_id);
CREATE INDEX alerts_claimed ON alerts (claimed_by, expires, state, stoppable, mildness, smallness, raised, key, rule, currency, ten_thousandths)
WHERE claimed_by IS NOT NULL;
CREATE INDEX alerts_expiring ON alerts (expires, key) WHERE expires IS NOT NULL;
CREATE INDEX alerts_changed ON alerts (changed, key) WHERE changed IS NOT NULL;
CREATE INDEX alerts_verdicts ON alerts (raised, key, rule, verdict, order_id) WHERE verdict IS NOT NULL;
CREATE TABLE alert_totals (
	state TEXT NOT NULL, stoppable INTEGER NOT NULL, rule TEXT NOT NULL, currency TEXT NOT NULL, count INTEGER NOT NULL,
	ten_thousandths INTEGER NOT NULL, PRIMARY KEY (state, stoppable, rule, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_hours (
	hour INTEGER NOT NULL, rule TEXT NOT NULL, outcome TEXT NOT NULL, currency TEXT NOT NULL, count INTEGER NOT NULL,
	ten_thousandths INTEGER NOT NULL, PRIMARY KEY (hour, rule, outcome, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_days (
	rule TEXT NOT NULL, country TEXT NOT NULL, day INTEGER NOT NULL, verdict TEXT NOT NULL, count INTEGER NOT NULL,
	PRIMARY KEY (rule, country, day, verdict)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER alert_added AFTER INSERT ON alerts BEGIN
	${countAlert("new", "in")}
END;
CREATE TRIGGER alert_changed AFTER UPDATE OF state, stoppable, rule, country, raised, verdict, outcome, currency, ten_thousandths ON alerts BEGIN
	${countAlert("old", "out")}
	${countAlert("new", "in")}
END;
`;
/** Counts and sums of the orders in progress by status and currency, kept by triggers: however many wait, reading them stays quick. */
export const OPEN_ORDERS = `
CREATE TABLE open_orders (
	status TEXT NOT NULL, currency TEXT NOT NULL, count INTEGER NOT NULL, ten_thousandths INTEGER NOT NULL, PRIMARY KEY (status, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER order_added AFTER INSERT ON orders WHEN new.open = 1 BEGIN
	INSERT INTO open_orders VALUES (new.status, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
CREATE TRIGGER order_left AFTER UPDATE OF status, open, currency, ten_thousandths ON orders
WHEN old.open = 1 AND (old.status <> new.status OR new.open IS NULL OR old.currency <> new.currency OR old.ten_thousandths <> new.ten_thousandths) BEGIN
	UPDATE open_orders SET count = count - 1, ten_thousandths = ten_thousandths - old.ten_thousandths
	WHERE status = old.status AND currency = old.currency;
END;
CREATE TRIGGER order_joined AFTER UPDATE OF status, open, currency, ten_thousandths ON orders
WHEN new.open = 1 AND (old.status <> new.status OR old.open IS NULL OR old.currency <> new.currency OR old.ten_thousandths <> new.ten_thousandths) BEGIN
	INSERT INTO open_orders VALUES (new.status, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
`;
/** Quarter hours by hour and partition; the keys sort in the order of time. */
export const QUARTERS =
	"CREATE TABLE IF NOT EXISTS quarters (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;";
/** Finds the orders cancelled for one cause, and counts those of a range of dates: a millisecond for 30,000. */
export const ORDERS_CANCELLED = "CREATE INDEX orders_cancelled ON orders (cause, created, key) WHERE cause IS NOT NULL;";
/** The audit log is filtered on the entries of its first index alone; nothing in it can be changed or removed. */
export const AUDIT = `
CREATE INDEX audit_newest ON audit (at, key, actor, action, target, outcome);
CREATE INDEX audit_of_target ON audit (target, at, key);
CREATE INDEX audit_chains ON audit (writer, seq) WHERE writer IS NOT NULL;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;
export const SHIPMENTS_DUE = "CREATE INDEX shipments_due ON shipments (due_at) WHERE due_at IS NOT NULL;";
/** The first index finds the newest letters under any filter without reading a document, the second counts and sums those of a state. */
export const DEAD_LETTERS = `
CREATE TABLE IF NOT EXISTS dead_letters (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, state TEXT NOT NULL, grp TEXT NOT NULL, reason TEXT NOT NULL, topic TEXT,
	at INTEGER NOT NULL, currency TEXT, ten_thousandths INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS dead_letters_newest ON dead_letters (at, key, state, grp, reason, topic);
CREATE INDEX IF NOT EXISTS dead_letters_by_state ON dead_letters (state, grp, reason, currency, ten_thousandths, at);
`;

/** The first is found by its rule and its end, the second counted by its rule and version, and removed by its time. */
export const RULE_TABLES = `
CREATE TABLE IF NOT EXISTS suppressions (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, rule TEXT NOT NULL, until INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS suppressions_of_rule ON suppressions (rule, until);
CREATE TABLE IF NOT EXISTS shadow_results (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, rule TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
	live INTEGER NOT NULL, shadow INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS shadow_results_of_rule ON shadow_results (rule, version, at, live, shadow);
CREATE INDEX IF NOT EXISTS shadow_results_oldest ON shadow_results (at);
`;

export const JOBS = `
CREATE TABLE IF NOT EXISTS jobs (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, started INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_newest ON jobs (started, key);
`;

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

-- created, country, amount, currency, customer, search and units follow from the order as it arrived and never change; only status does, and
-- waiting (since when it waits, NULL once it does not), which are in no index. open is 1 while the order is in progress and NULL after: few are in progress, so finding them by status stays quick. cause is
-- set while the order is cancelled. history has the bodies of its events.
CREATE TABLE orders (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, status TEXT NOT NULL, open INTEGER, cause TEXT, flagged INTEGER NOT NULL,
	created INTEGER, country TEXT, amount REAL, customer TEXT, search TEXT, units INTEGER, waiting INTEGER, currency TEXT,
	ten_thousandths INTEGER, doc TEXT NOT NULL, history TEXT
) STRICT;
CREATE INDEX orders_by_time ON orders (created, key, country, amount, search);
CREATE INDEX orders_by_customer ON orders (customer, created, key);
CREATE INDEX orders_open ON orders (created, key) WHERE open = 1;
CREATE INDEX orders_flagged ON orders (created, key) WHERE flagged = 1;
${ORDERS_CANCELLED}
${OPEN_ORDERS}
-- Events of earlier versions, until they are moved into the history of their orders. An event's id begins with its order's, so the key finds an order's events; order_id is set only where it does not.
CREATE TABLE order_events (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, order_id TEXT, doc TEXT NOT NULL) STRICT;
CREATE INDEX order_events_by_order ON order_events (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE shipments (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, due_at INTEGER, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
${SHIPMENTS_DUE}

${ALERTS}
CREATE TABLE minutes (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, minute INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
${QUARTERS}
-- writer and seq: the chain that the record is part of; NULL for those of earlier versions.
CREATE TABLE audit (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
	outcome TEXT NOT NULL, writer TEXT, seq INTEGER, doc TEXT NOT NULL
) STRICT;
${AUDIT}
CREATE TABLE replays (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, started INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
${JOBS}
${DEAD_LETTERS}
${RULE_TABLES}
${KEYED.map(keyed).join("\n")}
${FILE_STATE}
`;
