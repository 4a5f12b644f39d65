/** The fields of a rule, by its kind, with what changes struck through above them. */
import { Select, TextInput } from "@mantine/core";
import { RULE_KINDS, type RuleKind } from "@orderdeck/contracts/rules/entities";
import { MOST_ORDERS_IN_WINDOW } from "@orderdeck/contracts/rules/requests";
import type { ReactNode } from "react";
import { numberIn } from "../../format/number-text.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { CountryField } from "./country-field.tsx";
import { type DraftIssues, draftIssues, type RuleDraft } from "./rule-draft.ts";
import { KIND_WORDS } from "./rule-words.ts";
import classes from "./rules.module.css";
import { StateField } from "./state-field.tsx";
import type { ValueChange, ValueName } from "./value-changes.ts";

export interface RuleFieldsProps {
	readonly draft: RuleDraft;
	/** The countries of the version in force. */
	readonly safeBefore: readonly string[];
	readonly changes: readonly ValueChange[];
	/** Why what it flags cannot be drafted; undefined where it can. */
	readonly unreadable: string | undefined;
	/** Why it cannot be changed. */
	readonly blocked: string | undefined;
	readonly onChange: (change: Partial<RuleDraft>) => void;
}

export function RuleFields(props: RuleFieldsProps) {
	const { draft, blocked, onChange } = props;
	const isNew = draft.version === 0;
	const issues = draftIssues(draft);
	return (
		<div className={classes.form} data-kind={draft.kind} data-new={isNew || undefined}>
			{isNew && <NewFields {...props} issues={issues} />}
			{draft.kind === "velocity" ? <VelocityFields {...props} issues={issues} /> : <AmountFields {...props} issues={issues} />}
			<div>
				<span className={classes.label}>
					State
					<Was changes={props.changes} of={["enabled", "snoozed"]} />
				</span>
				<StateField
					draft={draft}
					isChanged={props.changes.some(({ name }) => name === "enabled" || name === "snoozed")}
					disabled={blocked !== undefined}
					title={blocked}
					onChange={onChange}
				/>
			</div>
			<TextInput
				className={classes.why}
				label={isNew ? "Reason for the rule" : "Reason for the change"}
				value={draft.why}
				maxLength={500}
				disabled={blocked !== undefined}
				title={blocked}
				onChange={(event) => onChange({ why: event.currentTarget.value })}
			/>
		</div>
	);
}

type FieldsProps = RuleFieldsProps & { readonly issues: DraftIssues };

function AmountFields({ draft, changes, safeBefore, unreadable, issues, onChange }: FieldsProps) {
	const given = { disabled: unreadable !== undefined, title: unreadable };
	return (
		<>
			<div className={classes.amount}>
				<Label changes={changes} of="limit" words="Amount over" />
				<NumberField
					{...given}
					aria-label="Amount over"
					value={draft.limit}
					onChange={(limit) => onChange({ limit })}
					min={0}
					max={1e9}
					error={draft.limit === "" ? undefined : issues.limit}
					data-changed={isChanged(changes, "limit")}
				/>
				<TextInput
					{...given}
					aria-label="Currency"
					value={draft.currency}
					maxLength={3}
					autoComplete="off"
					spellCheck={false}
					error={issues.currency !== undefined}
					onChange={(event) => onChange({ currency: event.currentTarget.value.toUpperCase() })}
				/>
			</div>
			{draft.kind === "amount-by-country" && (
				<CountryField
					{...given}
					label="Safe countries"
					head={<Label changes={changes} of="countries" words="Safe countries" />}
					countries={draft.countries}
					before={safeBefore}
					onChange={(countries) => onChange({ countries })}
				/>
			)}
		</>
	);
}

function VelocityFields({ draft, changes, unreadable, issues, onChange }: FieldsProps) {
	const given = { disabled: unreadable !== undefined, title: unreadable, className: classes.field };
	return (
		<>
			<NumberField
				{...given}
				label={<Label changes={changes} of="limit" words="Orders allowed" />}
				aria-label="Orders allowed"
				value={draft.limit}
				onChange={(limit) => onChange({ limit })}
				min={1}
				max={MOST_ORDERS_IN_WINDOW}
				error={draft.limit === "" ? undefined : issues.limit}
				rightSection={<Flagged limit={numberIn(draft.limit)} />}
				rightSectionWidth={84}
				data-changed={isChanged(changes, "limit")}
			/>
			<NumberField
				{...given}
				label={<Label changes={changes} of="window" words="Within, min" />}
				aria-label="Within, min"
				value={draft.window}
				onChange={(window) => onChange({ window })}
				min={1}
				max={1_440}
				error={draft.window === "" ? undefined : issues.window}
				data-changed={isChanged(changes, "window")}
			/>
		</>
	);
}

/** The limit is what is still allowed. */
function Flagged({ limit }: { limit: number }) {
	return Number.isInteger(limit) ? <span className="t3 xs tn">flags the {ordinal(limit + 1)}</span> : null;
}

const ENDINGS: Readonly<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd", other: "th", many: "th", zero: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

function ordinal(count: number): string {
	return `${count}${ENDINGS[ordinals.select(count)]}`;
}

function NewFields({ draft, blocked, issues, onChange }: FieldsProps) {
	const given = { disabled: blocked !== undefined, title: blocked };
	return (
		<>
			<Select
				{...given}
				label="Kind"
				size="xs"
				data={RULE_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
				value={draft.kind}
				allowDeselect={false}
				onChange={(kind) => onChange({ kind: kindOf(kind) ?? draft.kind })}
			/>
			<TextInput
				{...given}
				label="Name"
				value={draft.name}
				maxLength={64}
				onChange={(event) => onChange({ name: event.currentTarget.value })}
			/>
			<TextInput
				{...given}
				className={classes.code}
				label="Reason of its alerts"
				placeholder="CARD_TESTING"
				value={draft.alertReason}
				maxLength={64}
				autoComplete="off"
				spellCheck={false}
				error={draft.alertReason === "" ? undefined : issues.alertReason}
				onChange={(event) => onChange({ alertReason: event.currentTarget.value })}
			/>
		</>
	);
}

function kindOf(text: string | null): RuleKind | undefined {
	return RULE_KINDS.find((kind) => kind === text);
}

function Label({ changes, of, words }: { changes: readonly ValueChange[]; of: ValueName; words: ReactNode }) {
	return (
		<span className={classes.label}>
			{words}
			<Was changes={changes} of={[of]} />
		</span>
	);
}

function Was({ changes, of }: { changes: readonly ValueChange[]; of: readonly ValueName[] }) {
	const before = changes.filter(({ name }) => of.includes(name)).map((change) => change.before);
	return before.length === 0 ? null : <del className="tn ell">{before.join(", ")}</del>;
}

function isChanged(changes: readonly ValueChange[], of: ValueName): true | undefined {
	return changes.some(({ name }) => name === of) || undefined;
}
