import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { line, readCall, shellOf } from "../../out/command.mjs";

test("plain words stay as they are, so that the line can be read", () => {
    assert.equal(line(["concur", "script", "/work/bank.cdl"], "posix"), "concur script /work/bank.cdl");
    assert.equal(line(["concur", "check", "C:\\work\\bank.cdl"], "cmd"), "concur check C:\\work\\bank.cdl");
});

test("a shell gives back every word as it was", () => {
    const words = ["my file.cdl", "it's", "main a*1 b", "$HOME", "`x`", 'say "hi"', "a\\b", "", "größe", "a;b", "x\ny", "#1", "!x", "~"];
    const { stdout } = spawnSync("bash", ["-c", line(["printf", "%s\\0", ...words], "posix")], { encoding: "utf8" });
    assert.deepEqual(stdout.split("\0").slice(0, -1), words);
});

test("other shells have other quotes", () => {
    assert.equal(line(["C:\\my tools\\concur.exe", "check", "it's.cdl"], "powershell"), "& 'C:\\my tools\\concur.exe' check 'it''s.cdl'");
    assert.equal(line(["concur", "check", "my file.cdl"], "powershell"), "concur check 'my file.cdl'");
    assert.equal(line(["concur", "check", "my file.cdl"], "cmd"), 'concur check "my file.cdl"');
});

test("a shell is known by its program", () => {
    assert.equal(shellOf("/usr/bin/fish", "linux"), "posix");
    assert.equal(shellOf("C:\\Program Files\\PowerShell\\7\\pwsh.exe", "win32"), "powershell");
    assert.equal(shellOf("C:\\WINDOWS\\System32\\cmd.exe", "win32"), "cmd");
    assert.equal(shellOf("C:\\Program Files\\Git\\bin\\bash.exe", "win32"), "posix");
    assert.equal(shellOf("", "win32"), "cmd");
});

test("a lens gives a file and more words, a menu also what is of no use", () => {
    assert.deepEqual(readCall(["file:///a.cdl", "--schedule", "main a*1"]), { uri: "file:///a.cdl", words: ["--schedule", "main a*1"] });
    assert.deepEqual(readCall(["uri", { groupId: 0 }, ["uri"]]), { uri: "uri", words: [] });
    assert.deepEqual(readCall([]), { uri: undefined, words: [] });
});
