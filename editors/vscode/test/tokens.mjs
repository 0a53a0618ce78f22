// Texts as VS Code would colour them: by the same library, with the grammars of this folder.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const files = {
    "source.cdl": () => read("../syntaxes/cdl.tmLanguage.json"),
    "markdown.cdl.codeblock": () => read("../syntaxes/markdown.tmLanguage.json"),
    "text.html.markdown": () => readFileSync(require.resolve("tm-grammars/grammars/markdown.json"), "utf8"),
};

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);

const registry = new textmate.Registry({
    onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => (files[scope] ? textmate.parseRawGrammar(files[scope](), `${scope}.json`) : null),
    getInjections: (scope) => (scope === "text.html.markdown" ? ["markdown.cdl.codeblock"] : []),
});

// The pieces of `text`: { line, start, end, text, scopes }, lines and columns from 0.
export async function tokens(text, scope = "source.cdl") {
    const grammar = await registry.loadGrammar(scope);
    let stack = textmate.INITIAL;
    return text.split(/\r?\n/).flatMap((source, line) => {
        const result = grammar.tokenizeLine(source, stack);
        stack = result.ruleStack;
        return result.tokens.map(({ startIndex, endIndex, scopes }) => {
            const end = Math.min(endIndex, source.length);
            return { line, start: startIndex, end, text: source.slice(startIndex, end), scopes };
        });
    });
}
