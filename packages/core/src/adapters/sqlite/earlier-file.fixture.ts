/** For tests: a file as an earlier version made it. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { APPLICATION_ID } from "./schema.ts";

const KEYED = ["payments", "products", "reservations", "aggregates", "sequences", "idempotency", "customers"];
const keyed = (name: string) =>
	`CREATE TABLE ${name} (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

const MONEY = `
CREATE TABLE shipments (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, live INTEGER, due_at INTEGER, cents INTEGER, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shipments_live ON shipments (due_at, cents) WHERE live = 1;

CREATE TABLE alerts (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, state TEXT NOT NULL, mildness REAL NOT NULL, smallness REAL NOT NULL,
	raised INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_worst ON alerts (state, mildness, smallness, raised, key);
CREATE INDEX alerts_newest ON alerts (state, raised, key);
CREATE TABLE alert_totals (state TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL, cents INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER alert_added AFTER INSERT ON alerts BEGIN
	INSERT INTO alert_totals VALUES (new.state, 1, round(-new.smallness * 100))
	ON CONFLICT DO UPDATE SET count = count + 1, cents = cents + round(-new.smallness * 100);
END;
CREATE TRIGGER alert_changed AFTER UPDATE OF state, smallness ON alerts BEGIN
	UPDATE alert_totals SET count = count - 1, cents = cents - round(-old.smallness * 100) WHERE state = old.state;
	INSERT INTO alert_totals VALUES (new.state, 1, round(-new.smallness * 100))
	ON CONFLICT DO UPDATE SET count = count + 1, cents = cents + round(-new.smallness * 100);
END;
`;
const AUDIT = `
CREATE TABLE audit (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, at INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
CREATE INDEX audit_newest ON audit (at, key);
`;
const FORMAT_1 = `
CREATE TABLE partitions (
	slot INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, earliest INTEGER NOT NULL, UNIQUE (topic, partition)
) STRICT;
CREATE TABLE group_offsets (
	grp TEXT NOT NULL, slot INTEGER NOT NULL, committed INTEGER NOT NULL, PRIMARY KEY (grp, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_members (
	grp TEXT NOT NULL, slot INTEGER NOT NULL, member TEXT NOT NULL, PRIMARY KEY (grp, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, status TEXT NOT NULL, open INTEGER, flagged INTEGER NOT NULL,
	created INTEGER, country TEXT, amount REAL, customer TEXT, search TEXT, doc TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_time ON orders (created, key, country, amount, search);
CREATE INDEX orders_by_customer ON orders (customer, created, key);
CREATE INDEX orders_open ON orders (created, key) WHERE open = 1;
CREATE INDEX orders_flagged ON orders (created, key) WHERE flagged = 1;

CREATE TABLE order_events (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, order_id TEXT, doc TEXT NOT NULL) STRICT;
CREATE INDEX order_events_by_order ON order_events (order_id) WHERE order_id IS NOT NULL;

${MONEY}
CREATE TABLE minutes (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, minute INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
${AUDIT}
CREATE TABLE replays (key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, started INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
${KEYED.map(keyed).join("\n")}
`;

/** The file of a data directory in format 1 or 2. Format 2 added the table of services. */
export function earlierFile(dir: string, format: 1 | 2): DatabaseSync {
	const sql = new DatabaseSync(join(dir, "orderdeck.db"));
	sql.exec(`PRAGMA page_size = 8192; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${format}; BEGIN; ${FORMAT_1}`);
	if (format === 2) sql.exec(keyed("services"));
	sql.exec("COMMIT");
	return sql;
}

const ALERTS_12 = `
CREATE TABLE alerts (
	key TEXT NOT NULL PRIMARY KEY, cas INTEGER NOT NULL, state TEXT NOT NULL, mildness REAL NOT NULL, smallness REAL NOT NULL,
	raised INTEGER NOT NULL, currency TEXT NOT NULL, ten_thousandths INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_worst ON alerts (state, mildness, smallness, raised, key);
CREATE INDEX alerts_newest ON alerts (state, raised, key);
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

/** Makes of a file one of format 12: no rules, and alerts without a queue; those that it holds are lost. */
export function makeFormat12(sql: DatabaseSync): void {
	sql.exec(`
		ALTER TABLE orders DROP COLUMN units; ALTER TABLE orders DROP COLUMN waiting;
		DROP TABLE rules; DROP TABLE suppressions; DROP TABLE shadow_results; DROP TABLE backtests; DROP TABLE alerts; DROP TABLE alert_totals; DROP TABLE alert_hours; DROP TABLE alert_days; ${ALERTS_12}
		PRAGMA user_version = 12
	`);
}

/** Makes of a file one of format 8: an audit log without chains, no quarter hours. */
export function makeFormat8(sql: DatabaseSync): void {
	makeFormat12(sql);
	sql.exec(
		`DROP TABLE unlocks; DROP TABLE dead_letters; DROP TABLE letter_positions; DROP TABLE jobs; DROP TABLE job_chunks; DROP TABLE quarters; DROP TABLE audit; ${AUDIT} PRAGMA user_version = 8`,
	);
}

/** Makes of a file without alerts and shipments one of format 2. */
export function makeFormat2(sql: DatabaseSync): void {
	makeFormat8(sql);
	sql.exec(`
		DROP TRIGGER order_added; DROP TRIGGER order_left; DROP TRIGGER order_joined; DROP TABLE open_orders; DROP INDEX orders_cancelled;
		ALTER TABLE orders DROP COLUMN history; ALTER TABLE orders DROP COLUMN cause; ALTER TABLE orders DROP COLUMN currency; ALTER TABLE orders DROP COLUMN ten_thousandths;
	`);
	sql.exec(`DROP TABLE file_state; DROP TABLE alerts; DROP TABLE alert_totals; DROP TABLE shipments; ${MONEY} PRAGMA user_version = 2`);
}
