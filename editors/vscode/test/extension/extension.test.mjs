import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { load, stub, token, Uri } from "./vscode-stub.mjs";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const concur = process.env.CONCUR ?? fileURLToPath(new URL("../../../../target/debug/concur", import.meta.url));

// A folder with an executable `concur` in it that notes what it was called with.
function work() {
    const folder = mkdtempSync(join(tmpdir(), "concur-"));
    const binary = join(folder, "concur");
    writeFileSync(binary, `#!/bin/sh\necho "$@" > "${folder}/called"\nexec sleep 1\n`);
    chmodSync(binary, 0o755);
    return { folder, binary, called: join(folder, "called") };
}

async function activate(options) {
    const { module, seen } = stub(options);
    const extension = load(module);
    return { seen, extension, active: extension.activate({ subscriptions: [] }) };
}

test("every command of the manifest is there, and no other", async () => {
    const { seen, active } = await activate({ settings: { path: "/nowhere/concur" } });
    await active;
    assert.deepEqual([...seen.commands.keys()].sort(), manifest.contributes.commands.map((one) => one.command).sort());
});

test("without the program there is a message that says what to do", async () => {
    const { seen, active } = await activate({ settings: { path: "/nowhere/concur" } });
    await active;
    assert.equal(seen.messages.length, 1);
    const [{ text, choices }] = seen.messages;
    assert.match(text, /no program \/nowhere\/concur/);
    assert.match(text, /cargo install --path \./);
    assert.match(text, /concur\.path/);
    assert.deepEqual(choices, ["Open Settings", "Try Again"]);
});

test("with the program its server is started", async () => {
    const { binary, called } = work();
    await activate({ settings: { path: binary } });
    for (let waited = 0; !existsSync(called) && waited < 5000; waited += 50) await new Promise((done) => setTimeout(done, 50));
    assert.equal(readFileSync(called, "utf8"), "lsp\n");
});

test("whether saving starts a check is said to the server", async () => {
    const { folder, binary } = work();
    writeFileSync(binary, `#!/bin/sh\nexec timeout 1 cat > "${folder}/said"\n`);
    await activate({ settings: { path: binary, checkOnSave: false } });
    const said = () => (existsSync(`${folder}/said`) ? readFileSync(`${folder}/said`, "utf8") : "");
    for (let waited = 0; !said().includes("initializationOptions") && waited < 5000; waited += 50) await new Promise((done) => setTimeout(done, 50));
    assert.match(said(), /"initializationOptions":\{"checkOnSave":false\}/);
});

test("the lenses of the real server are commands that work", { timeout: 30_000 }, async () => {
    const uri = Uri.file("/work/bank.cdl");
    const document = { uri, languageId: "cdl", version: 1, isDirty: false, getText: () => "lock l\nexpect never deadlock\n" };
    const { seen, extension, active } = await activate({ settings: { path: concur }, documents: [document], folder: "/work" });
    await active;
    assert.deepEqual(seen.messages, []);
    assert.ok(seen.providers.has("registerHoverProvider"));
    const [, provider] = seen.providers.get("registerCodeLensProvider");
    const lenses = await provider.provideCodeLenses(document, token);
    for (const { command } of lenses) await seen.commands.get(command.command)(...command.arguments);
    assert.equal(seen.lines[0], `${concur} script /work/bank.cdl`);
    assert.equal(seen.lines[1], `${concur} check /work/bank.cdl`);
    assert.equal(seen.lines.length, lenses.length);
    await extension.deactivate();
    assert.deepEqual(seen.messages, []);
});

test("the real server colours names, and leaves what the grammar colours as it is", { timeout: 30_000 }, async () => {
    const lines = ["shared x = 1  # one", "lock m", "fn f(a) { with m { x += a } }", 'thread t { print "x\\n", x, 2s; sleep 1 }', "expect always x == 1"];
    const document = { uri: Uri.file("/work/names.cdl"), languageId: "cdl", version: 1, isDirty: false, getText: () => lines.join("\n") };
    const { seen, extension, active } = await activate({ settings: { path: concur }, documents: [document], folder: "/work" });
    await active;
    const [, full] = seen.providers.get("registerDocumentSemanticTokensProvider");
    const [, ranged] = seen.providers.get("registerDocumentRangeSemanticTokensProvider");
    const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    for (const { data } of [await full.provideDocumentSemanticTokens(document, token), await ranged.provideDocumentRangeSemanticTokens(document, whole, token)]) {
        const found = [];
        for (let at = 0, line = 0, column = 0; at < data.length; at += 5) {
            [line, column] = [line + data[at], (data[at] === 0 ? column : 0) + data[at + 1]];
            found.push(lines[line].slice(column, column + data[at + 2]));
        }
        assert.deepEqual(found, ["x", "m", "f", "a", "m", "x", "a", "t", "x", "x"]);
    }
    await extension.deactivate();
});

test("commands save the file and type the line into one terminal", async () => {
    const { folder, binary } = work();
    const uri = Uri.file(`${folder}/my bank.cdl`);
    let saved = 0;
    const documents = [{ uri, isDirty: true, save: async () => ((saved += 1), true) }];
    const { seen } = await activate({ settings: { path: binary }, documents, folder });
    await seen.commands.get("concur.run")(uri.toString(), "--schedule", "main a*1");
    await seen.commands.get("concur.check")(uri, { groupId: 0 });
    assert.deepEqual(seen.lines, [
        `${binary} script '${folder}/my bank.cdl' --schedule 'main a*1'`,
        `${binary} check '${folder}/my bank.cdl'`,
    ]);
    assert.equal(saved, 2);
    assert.deepEqual(seen.terminals.map(({ name, cwd }) => [name, cwd]), [["concur", folder]]);
});

test("a text that is no file yet is not run", async () => {
    const { seen, active } = await activate({ settings: { path: "/nowhere/concur" } });
    await active;
    seen.messages.length = 0;
    await seen.commands.get("concur.check")(new Uri("untitled", "Untitled-1"));
    assert.match(seen.messages[0].text, /save this scenario first/);
    assert.deepEqual(seen.lines, []);
});
