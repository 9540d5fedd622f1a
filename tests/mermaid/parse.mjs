// Reads diagrams from stdin, each a line that holds a JSON string, and answers each with a line: null where Mermaid
// parses it, otherwise what it says. Flowcharts are sanitised as they are parsed, which needs a document.
import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid/dist/mermaid.esm.min.mjs");

for await (const line of createInterface({ input: process.stdin })) {
  const error = await mermaid.parse(JSON.parse(line)).then(
    () => null,
    (reason) => String(reason.message),
  );
  process.stdout.write(`${JSON.stringify(error)}\n`);
}
