/** What electron-builder is started with. */
import { packaging } from "./build/packaging.ts";

export default packaging(process.env);
