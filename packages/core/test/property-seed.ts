/** Set up before each file of tests: properties draw from the run's seed. A failure prints it, and the path to the smallest counterexample. */
import fc from "fast-check";
import { seed } from "./random.ts";

fc.configureGlobal({ seed });
