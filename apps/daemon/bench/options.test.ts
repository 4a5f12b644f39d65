import { describe, expect, test } from "vitest";
import { InvalidOptions, parseOptions, usage } from "./options.ts";

const NAMES = ["pipeline", "lists", "console"];
const COMPARABLE = ["pipeline", "lists"];
const parse = (...args: string[]) => parseOptions(args, NAMES, COMPARABLE);

describe("the command line of the bench", () => {
	test("without a name everything is measured, with --against everything that can be compared", () => {
		expect(parse()).toMatchObject({ names: NAMES, against: undefined });
		expect(parse("--against", "565aec7")).toMatchObject({ names: COMPARABLE, against: "565aec7", rounds: 5 });
	});

	test("names may stand before and after options, and are measured in the order of the table", () => {
		expect(parse("lists", "--against=HEAD~1", "pipeline", "--rounds", "3")).toMatchObject({
			names: ["pipeline", "lists"],
			against: "HEAD~1",
			rounds: 3,
		});
	});

	test.each([
		[["pipelin"], /pipelin; the names are pipeline, lists, console/],
		[["--against", "HEAD", "console"], /--against compares is named console; the names are pipeline, lists/],
		[["constructor"], /constructor/],
		[["--agaynst", "HEAD"], /--agaynst/],
		[["--against"], /--against/],
		[["--against", ""], /--against needs a commit/],
		[["--documents", "lists"], /--documents measures nothing: it goes without names, --against and --record/],
		[["--documents", "--record"], /--documents measures nothing/],
		[["--documents", "--against", "HEAD"], /--documents measures nothing/],
		[["--rounds", "3"], /--rounds needs --against/],
		[["--against", "HEAD", "--rounds", "0"], /--rounds 0 is not a number from 1 to 99/],
		[["--against", "HEAD", "--rounds", "2.5"], /--rounds 2.5/],
		[["--against", "HEAD", "--rounds", "1e1"], /--rounds 1e1/],
		[["--against", "HEAD", "--rounds", "100"], /--rounds 100/],
	])("%j is refused with what is accepted", (args, message) => {
		expect(() => parse(...args)).toThrow(InvalidOptions);
		expect(() => parse(...args)).toThrow(message);
	});

	test("what is measured is recorded only on request", () => {
		expect(parse().record).toBe(false);
		expect(parse("--record", "lists")).toMatchObject({ record: true, documents: false, names: ["lists"] });
		expect(parse("--documents")).toMatchObject({ record: false, documents: true });
	});

	test("--help is accepted, and the usage lists every name and option", () => {
		expect(parse("--help").help).toBe(true);
		for (const part of [...NAMES, "--against", "--rounds", "--record", "--documents", "--help"])
			expect(usage(NAMES, COMPARABLE)).toContain(part);
	});
});
