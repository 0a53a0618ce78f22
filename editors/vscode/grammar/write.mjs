// Writes syntaxes/cdl.tmLanguage.json; with --check, only says whether it is up to date.

import { readFileSync, writeFileSync } from "node:fs";
import { grammar } from "./cdl.mjs";

const file = new URL("../syntaxes/cdl.tmLanguage.json", import.meta.url);
const text = `${JSON.stringify(grammar, null, 2)}\n`;

if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
    console.error("syntaxes/cdl.tmLanguage.json is not what grammar/cdl.mjs makes: run `npm run grammar`");
    process.exit(1);
}
