/** What the API's thread and the pipeline's thread say to each other. Both ends are ours: plain data, cloned by the runtime. */
import type { Problem } from "@orderdeck/contracts/errors";
import type { Commands } from "@orderdeck/core/commands/commands";
import type { CouchbaseConfig, KafkaConfig } from "../backend-config.ts";
import type { TracesConfig } from "../tracing/trace-config.ts";
import type { PipelineStatus } from "./pipeline.ts";
import type { RolesOptions } from "./run-roles.ts";

export interface PipelineThreadOptions extends RolesOptions {
	readonly dataDir: string;
	readonly kafka: KafkaConfig | undefined;
	readonly couchbase: CouchbaseConfig | undefined;
	readonly gateway: { readonly latencyMs: number; readonly declineRate: number };
	/** Undefined: nothing is traced. */
	readonly traces: TracesConfig | undefined;
	/** Whether each event of an order is a line of the log. */
	readonly logsEvents: boolean;
}

export type CommandName = keyof Commands;
export type CommandArguments = { [C in CommandName]: Parameters<Commands[C]> };

export type ToPipeline =
	/** The first message: the thread is started before anybody knows what it shall run. */
	| { readonly kind: "start"; readonly options: PipelineThreadOptions }
	| {
			[C in CommandName]: { readonly kind: "command"; readonly id: number; readonly name: C; readonly args: CommandArguments[C] };
	  }[CommandName]
	| { readonly kind: "stop" };

export type FromPipeline =
	| { readonly kind: "ready"; readonly status: PipelineStatus }
	/** It could not start for a reason that the operator must remove: a sentence for him. */
	| { readonly kind: "refused"; readonly code: string; readonly message: string }
	| { readonly kind: "status"; readonly status: PipelineStatus }
	| { readonly kind: "answer"; readonly id: number; readonly value: unknown }
	| { readonly kind: "problem"; readonly id: number; readonly problem: Problem }
	| {
			readonly kind: "report";
			readonly level: "debug" | "info" | "warn" | "error";
			readonly event: string;
			readonly fields: Readonly<Record<string, unknown>>;
	  }
	| { readonly kind: "stopped" };
