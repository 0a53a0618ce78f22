// Lessons are Markdown: their fences marked `cdl` are coloured, and nothing else is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tokens } from "../tokens.mjs";

const scopes = async (text) => new Map((await tokens(text, "text.html.markdown")).map((token) => [`${token.line}:${token.text}`, token.scopes]));

test("a fence marked cdl is CDL up to its end", async () => {
    const found = await scopes('expect this\n\n```cdl\nlock l\nprint "{x}"\n```\n\nlock l\n');
    assert.ok(found.get("3:lock").includes("storage.type.cdl"));
    assert.ok(found.get("3:lock").includes("meta.embedded.block.cdl"));
    assert.ok(found.get("4:x").includes("variable.other.readwrite.cdl"));
    assert.ok(!found.get("7:lock l").some((scope) => scope.endsWith(".cdl")));
});

test("what is left open in a fence ends with it", async () => {
    const found = await scopes('```cdl wrong\nprint "{x\nf(1, {\n```\nfn text\n');
    assert.ok(found.get("1:print").includes("keyword.other.statement.cdl"));
    assert.ok(!found.get("4:fn text").some((scope) => scope.endsWith(".cdl")));
});

test("a longer fence, one of tildes and one in a list are fences too", async () => {
    const found = await scopes("````cdl\nfn f() { }\n````\n\n~~~cdl\nfn g() { }\n~~~\n\n- a list\n\n  ```cdl\n  fn h() { }\n  ```\n\nfn\n");
    for (const place of ["1:fn", "5:fn", "11:fn"]) assert.ok(found.get(place)?.includes("storage.type.cdl"), place);
    assert.ok(!found.get("14:fn").includes("storage.type.cdl"));
});

test("other fences are not CDL", async () => {
    const found = await scopes("```cdl-like\nfn f() { }\n```\n\n```trace\nfn f() { }\n```\n");
    for (const [place, names] of found) assert.ok(!names.includes("source.cdl") && !names.some((name) => name.endsWith(".cdl")), place);
});

test("the pages of the reference come out in colours", async () => {
    const text = readFileSync(new URL("../../../../docs/reference/claims.md", import.meta.url), "utf8");
    const found = await tokens(text, "text.html.markdown");
    const expects = found.filter((token) => token.text === "expect" && token.scopes.includes("keyword.other.claim.cdl"));
    const wanted = [...text.matchAll(/^```cdl\n(.*?)^```$/gms)].flatMap(([, fence]) => fence.match(/^expect/gm) ?? []);
    assert.equal(expects.length, wanted.length);
    assert.ok(wanted.length > 8);
});
