// Bundles the extension into dist/, with the licences of what is in the bundle; and to out/ what tests load alone.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

rmSync("dist", { recursive: true, force: true });

const { metafile } = await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    format: "cjs",
    external: ["vscode"],
    minify: true,
    metafile: true,
});
await build({ ...common, entryPoints: ["src/binary.ts", "src/command.ts", "src/tokens.ts"], outdir: "out", format: "esm", outExtension: { ".js": ".mjs" } });

const packages = new Set(
    Object.keys(metafile.inputs).flatMap((input) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.slice(0, 1) ?? []),
);
const notices = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (file === undefined) throw new Error(`${name} has no licence to be shown`);
    return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync("dist/third-party.txt", notices.join(`\n${"-".repeat(72)}\n\n`));
