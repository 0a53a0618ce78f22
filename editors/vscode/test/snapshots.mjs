// Holds the colours of every scenario, and of the samples in test/grammar/, to test/snapshots/; with --update, writes them
// there. The tool wants a snapshot beside its text, so the texts are copied to the snapshots, and git does not see the copies.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const sources = { "": join(here, "../../scenarios"), samples: join(here, "test/grammar") };
const snapshots = join(here, "test/snapshots");
const update = process.argv.includes("--update");

const files = (folder, ending) =>
    readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).sort();

const say = (names, what) => names.length > 0 && console.error(`${what}: ${names.join(", ")}`);

mkdirSync(snapshots, { recursive: true });
files(snapshots, ".cdl").forEach((name) => rmSync(join(snapshots, name)));
const wanted = Object.entries(sources).flatMap(([below, folder]) =>
    files(folder, ".cdl").map((file) => {
        const name = join(below, file);
        mkdirSync(dirname(join(snapshots, name)), { recursive: true });
        copyFileSync(join(folder, file), join(snapshots, name));
        return name;
    }),
);

const kept = files(snapshots, ".snap").map((name) => name.slice(0, -".snap".length));
const old = kept.filter((name) => !wanted.includes(name));
const missing = wanted.filter((name) => !kept.includes(name));
if (update) {
    old.forEach((name) => rmSync(join(snapshots, `${name}.snap`)));
} else if (old.length + missing.length > 0) {
    say(old, "snapshots without their texts");
    say(missing, "texts without their snapshots");
    console.error("npm run bless writes them anew");
    process.exit(1);
}

const tool = join(here, "node_modules/.bin/vscode-tmgrammar-snap");
const options = update ? ["--updateSnapshot"] : [];
const run = spawnSync(tool, [...options, "test/snapshots/**/*.cdl"], { cwd: here, encoding: "utf8" });
const said = `${run.stdout}${run.stderr}`.split("\n").filter((line) => !/^(✓ |Generating |Updating )/.test(line));
console.log(said.join("\n").trim());
console.log(`${wanted.length} texts ${run.status === 0 ? "are coloured as their snapshots say" : "were compared"}`);
process.exit(run.status ?? 1);
