// Every word of every scenario is coloured as what it is.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { read } from "../lexer.mjs";
import { tokens } from "../tokens.mjs";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
// The words as the language itself has them, and as the grammar has.
const source = readFileSync(`${root}/src/syntax/words.rs`, "utf8");
const list = (name) => [...source.split(`const ${name}: &[&str] =`)[1].split(";")[0].matchAll(/"(\w+)"/g)].map(([, word]) => word);
const reserved = new Set(list("KEYWORDS"));
const softKeywords = new Set(list("SOFT_KEYWORDS"));
const claimWords = new Set(list("CLAIM_WORDS"));
const words = JSON.parse(readFileSync(new URL("../../grammar/words.json", import.meta.url), "utf8"));

// Files that are meant to be wrong say nothing of colours.
const wrong = /^tests\/(mistakes|catalogue\/refused)\//;
const scenarios = ["scenarios", "tests"]
    .flatMap((folder) => readdirSync(`${root}/${folder}`, { recursive: true }).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith(".cdl") && !wrong.test(path))
    .sort();

const isKeyword = (scopes) => /^(keyword\.(control|other\.(statement|claim|reserved)|operator\.wordlike)|storage\.(type|modifier)\.cdl|constant\.language)/.test(scopes.at(-1));

// What the reference says of soft keywords: words where a statement begins and a name, a block or a value follows.
function isSoft({ word, begins, attribute, behind }) {
    const name = /^[\p{L}_]/u.test(behind) && !reserved.has(/^\w*/u.exec(behind)[0]);
    if (attribute) return false;
    if (word === "daemon") return behind.startsWith("thread");
    if (!begins) return false;
    if (["atomic", "critical", "process", "task"].includes(word)) return name || behind.startsWith("{");
    if (word === "sleep") return name || /^["'(\d]/.test(behind);
    if (word === "join") return name || /^([;}#(]|$)/.test(behind);
    if (word === "schedule") return behind.startsWith("{");
    return word !== "choose" && name;
}

function isClaimWord({ word, line }) {
    return claimWords.has(word) && /^\s*expect\s+((always|possible|never)\s+)?$/.test(line);
}

function wanted(found) {
    if (reserved.has(found.word)) return true;
    if (softKeywords.has(found.word)) return isSoft(found);
    if (found.word === "on") return /expect\s+(possible|never)\s+race\s+$/.test(found.line);
    return isClaimWord(found);
}

test("the lists of the grammar are those of the language", () => {
    const same = (sorts, wanted) => assert.deepEqual(Object.values(sorts).flat().sort(), [...wanted].sort());
    same(words.keywords, reserved);
    same(words.softKeywords, softKeywords);
    same(words.claimWords, claimWords);
});

test("there are scenarios to colour", () => assert.ok(scenarios.length > 150, `${scenarios.length}`));

for (const path of scenarios) {
    test(`the words of ${path} are coloured`, async () => {
        const text = readFileSync(`${root}/${path}`, "utf8").replaceAll("\r\n", "\n");
        const lines = text.split("\n");
        const starts = [];
        lines.reduce((at, line) => (starts.push(at), at + line.length + 1), 0);
        const at = new Map();
        for (const token of await tokens(text)) {
            const start = starts[token.line] + token.start;
            const place = `${path}:${token.line + 1}:${token.start + 1}`;
            assert.ok(!token.scopes.some((scope) => scope.startsWith("invalid")), `${place}: ${token.text} is invalid`);
            for (let i = start; i < start + token.text.length; i++) at.set(i, { ...token, place });
        }
        const { words: found, said } = read(text);
        assert.ok(found.length > 0);
        for (const word of found) {
            const token = at.get(word.start);
            const colour = token.scopes.slice(1).join(" ");
            assert.equal(isKeyword(token.scopes), wanted(word), `${token.place}: ${word.word} is ${colour}`);
            const embedded = token.scopes.findLastIndex((scope) => scope.startsWith("meta.embedded"));
            const around = token.scopes.slice(embedded + 1).join(" ");
            assert.ok(!/string|comment/.test(around), `${token.place}: ${word.word} is ${colour}`);
        }
        for (const { start, end } of said) {
            for (let i = start; i < end; i++) {
                const token = at.get(i);
                if (token) assert.ok(!isKeyword(token.scopes), `${token.place}: ${token.text} is ${token.scopes.at(-1)}`);
            }
        }
    });
}
