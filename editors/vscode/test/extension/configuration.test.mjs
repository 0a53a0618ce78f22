import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { tokens } from "../tokens.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const manifest = read("package.json");
const configuration = read("language-configuration.json");

test("every file that the manifest names is there", () => {
    const { languages, grammars, snippets } = manifest.contributes;
    const named = [manifest.main, manifest.icon, ...grammars.map((one) => one.path), ...snippets.map((one) => one.path), ...languages.map((one) => one.configuration)];
    for (const path of named) assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path);
});

test("every command in a menu is one of the manifest", () => {
    const known = manifest.contributes.commands.map((one) => one.command);
    for (const { command } of Object.values(manifest.contributes.menus).flat()) assert.ok(known.includes(command), command);
});

test("a line that opens a bracket indents the next one, one that closes it comes back", () => {
    const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
    const increases = (line) => new RegExp(increaseIndentPattern).test(line);
    for (const line of ["thread a {", "    } else {  # or not", "print f(", "let xs = ["]) assert.ok(increases(line), line);
    for (const line of ["# thread a {", "    | thread a {", "thread a { pass }", 'print "{x}"', "x = 1"]) assert.ok(!increases(line), line);
    const decreases = (line) => new RegExp(decreaseIndentPattern).test(line);
    assert.ok(decreases("    }") && decreases("])") && !decreases("x = [1]") && !decreases("{ }"));
});

// What VS Code makes of Enter with `before` and `behind` around it, if one of the rules fits: the lines from the new one on.
// It puts a tab before what `indent` appends, but before what `indentOutdent` appends only if that is nothing.
function entered(before, behind = "") {
    const rule = configuration.onEnterRules.find((rule) => new RegExp(rule.beforeText).test(before) && new RegExp(rule.afterText ?? "").test(behind));
    if (rule === undefined) return undefined;
    const { indent, appendText = "" } = rule.action;
    const outer = /^\s*/.exec(before)[0];
    const deeper = indent === "indent" || (indent === "indentOutdent" && appendText === "");
    const inner = (outer + (deeper ? "\t" : "") + appendText).replaceAll("\t", "    ");
    return indent === "indentOutdent" ? [inner, outer + behind] : [inner + behind];
}

test("a new line behind one of output is output too, until an empty one", () => {
    assert.deepEqual(entered("    | hello"), ["    | "]);
    assert.equal(entered("    | "), undefined);
});

test("the first line of output stands inside of its block, closed already or not", () => {
    assert.deepEqual(entered("expect output {", "}"), ["    | ", "}"]);
    assert.deepEqual(entered("    expect always output {", "}"), ["        | ", "    }"]);
    assert.deepEqual(entered("expect possible output {"), ["    | "]);
    assert.deepEqual(entered("    expect output {"), ["        | "]);
    assert.equal(entered("thread output {"), undefined);
});

test("a thread's name keeps the colour of the grammar as the server comes", async () => {
    const [{ scopes }] = manifest.contributes.semanticTokenScopes;
    const name = (await tokens("thread ann { pass }")).find((token) => token.text === "ann");
    assert.deepEqual(scopes.event, [name.scopes.at(-1)]);
});

test("a word is a name or a number with its unit, in any alphabet", () => {
    const { pattern, flags } = configuration.wordPattern;
    assert.deepEqual("größe += 1.5s;x_1".match(new RegExp(pattern, `g${flags}`)), ["größe", "1.5s", "x_1"]);
});
