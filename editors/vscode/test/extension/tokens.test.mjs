import assert from "node:assert/strict";
import { test } from "node:test";
import { meanings } from "../../out/tokens.mjs";

const types = ["keyword", "variable", "string"];
const kept = (...tokens) => [...meanings(Uint32Array.from(tokens.flat()), types)];

test("names stay where they are as the words around them go", () => {
    // `let x = "a" + y`
    assert.deepEqual(kept([0, 0, 3, 0, 0], [0, 4, 1, 1, 1], [0, 4, 3, 2, 0], [0, 6, 1, 1, 2]), [0, 4, 1, 1, 1, 0, 10, 1, 1, 2]);
});

test("names on a line of their own are counted from its start", () => {
    assert.deepEqual(kept([0, 9, 1, 1, 0], [1, 4, 3, 0, 0], [0, 5, 1, 1, 0]), [0, 9, 1, 1, 0, 1, 9, 1, 1, 0]);
    assert.deepEqual(kept([1, 4, 3, 0, 0], [2, 8, 1, 1, 0], [0, 2, 1, 1, 0]), [3, 8, 1, 1, 0, 0, 2, 1, 1, 0]);
});

test("where nothing is a name, nothing is left", () => {
    assert.deepEqual(kept(), []);
    assert.deepEqual(kept([0, 0, 5, 0, 0], [0, 6, 3, 2, 0]), []);
});
