/** A gateway in a process of its own: sends its port to its parent, and ends with it. Argument: the mock server's port. */
import { createGateway } from "./gateway.ts";

const gateway = await createGateway({ upstream: Number(process.argv[2]) });
process.on("disconnect", () => void gateway[Symbol.asyncDispose]());
process.send?.(gateway.port);
