// Every snippet, with what its places say at first, is a scenario in the one format. CONCUR names the program.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const concur = process.env.CONCUR ?? fileURLToPath(new URL("../../../target/debug/concur", import.meta.url));
const snippets = JSON.parse(readFileSync(new URL("../snippets/cdl.json", import.meta.url), "utf8"));

// What a snippet takes to be there already.
const before = { with: "lock guard\n", race: "shared counter = 2\n", raises: "", always: "shared counter = 2\n", possible: "shared counter = 2\n", invariant: "shared counter = 2\n" };
const prints = { output: 'print "hello"\n', "possible-output": 'print "hello"\n' };

// The text that a snippet inserts: `${1:name}`, `${1|one,two|}`, `$0`; a place without a text has that of its first one.
function filled(body) {
    const texts = new Map();
    return [body].flat().join("\n").replace(/\$(?:\{(\d+)(?::([^{}]*)|\|([^,|]*)[^|]*\|)?\}|(\d+))/g, (_, number, text, choice, bare) => {
        const given = text ?? choice;
        if (given !== undefined) texts.set(number, given);
        return given ?? texts.get(number ?? bare) ?? "";
    });
}

const run = (words, input) => spawnSync(concur, words, { input, encoding: "utf8" });

test("no two snippets have one prefix", () => {
    const prefixes = Object.values(snippets).map((snippet) => snippet.prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
});

for (const [name, { prefix, description, body }] of Object.entries(snippets)) {
    test(`the snippet "${name}" is a scenario`, () => {
        assert.ok(description.length > 0);
        const own = `${filled(body).trimEnd()}\n`;
        assert.ok(!/\$|\t/.test(own), own);
        const text = `${before[prefix] ?? ""}${prints[prefix] ?? ""}${own}`;
        const checked = run(["check", "-", "--time-limit", "20s"], text);
        // 0: all is well; 1, 3: the scenario has what it shows or asks about.
        assert.ok([0, 1, 3].includes(checked.status), `${text}\n${checked.stdout}${checked.stderr}`);
        if (prefix.startsWith("scenario-")) assert.equal(checked.status, 0, `${text}\n${checked.stdout}`);
        const format = run(["fmt", "-"], text);
        assert.equal(format.status, 0, format.stderr);
        assert.equal(format.stdout, text);
    });
}
