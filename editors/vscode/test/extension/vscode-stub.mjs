// As much of VS Code as the extension touches. What the language client asks for besides, and what nothing depends on
// here, is an empty class.

import Module, { createRequire } from "node:module";

const nothing = () => ({ dispose() {} });

class EventEmitter {
    event = nothing;
    fire() {}
    dispose() {}
}

export class Uri {
    constructor(scheme, fsPath) {
        Object.assign(this, { scheme, fsPath });
    }
    static parse(text) {
        const url = new URL(text);
        return new Uri(url.protocol.slice(0, -1), decodeURIComponent(url.pathname));
    }
    static file(path) {
        return new Uri("file", path);
    }
    toString() {
        return `${this.scheme}://${encodeURI(this.fsPath)}`;
    }
}

class CancellationTokenSource {
    token = { isCancellationRequested: false, onCancellationRequested: nothing };
    cancel() {}
    dispose() {}
}

class SemanticTokens {
    constructor(data, resultId) {
        Object.assign(this, { data, resultId });
    }
}

// `refactor.inline` and the like.
class Kind {
    static Empty = new Kind("");
    constructor(value) {
        this.value = value;
    }
    append(part) {
        return new Kind(this.value ? `${this.value}.${part}` : part);
    }
}

export const { token } = new CancellationTokenSource();

// A window with these settings and documents; what is done to it is written down in `seen`.
export function stub({ settings = {}, documents = [], folder } = {}) {
    const seen = { commands: new Map(), messages: [], lines: [], terminals: [], providers: new Map() };
    const folders = folder ? [{ uri: Uri.file(folder), name: "work", index: 0 }] : undefined;
    const events = new Proxy({}, { get: (_, name) => (String(name).startsWith("on") ? nothing : undefined) });
    const some = (known) => new Proxy(known, { get: (target, name) => target[name] ?? events[name] });
    const known = {
        Uri,
        CancellationTokenSource,
        EventEmitter,
        CodeActionKind: Kind,
        SemanticTokens,
        env: some({ shell: "/bin/bash", appName: "stub", language: "en" }),
        version: "1.91.0",
        commands: some({
            registerCommand: (name, call) => (seen.commands.set(name, call), nothing()),
            executeCommand: async () => undefined,
        }),
        workspace: some({
            workspaceFolders: folders,
            textDocuments: documents,
            getWorkspaceFolder: (uri) => folders?.find((one) => uri.fsPath.startsWith(one.uri.fsPath)),
            getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
        }),
        window: some({
            activeTextEditor: undefined,
            terminals: seen.terminals,
            tabGroups: some({ all: [] }),
            visibleTextEditors: [],
            showErrorMessage: async (text, ...choices) => void seen.messages.push({ text, choices }),
            createOutputChannel: () => new Proxy({}, { get: () => nothing }),
            createTerminal: ({ name, cwd }) => {
                const terminal = { name, cwd, exitStatus: undefined, show() {}, sendText: (text) => seen.lines.push(text) };
                seen.terminals.push(terminal);
                return terminal;
            },
        }),
        languages: new Proxy(
            { createDiagnosticCollection: () => ({ ...nothing(), clear() {}, set() {} }), match: (_, document) => Number(document.languageId === "cdl") },
            {
                get: (target, name) =>
                    target[name] ?? (/^register/.test(String(name)) ? (...given) => (seen.providers.set(name, given), nothing()) : nothing),
            },
        ),
    };
    const module = new Proxy(known, { get: (target, name) => target[name] ?? class {} });
    return { module, seen };
}

// The bundle, as an editor with that module would load it.
export function load(module) {
    const require = createRequire(import.meta.url);
    const bundle = require.resolve("../../dist/extension.js");
    delete require.cache[bundle];
    const real = Module._load;
    Module._load = (name, ...rest) => (name === "vscode" ? module : real(name, ...rest));
    try {
        return require(bundle);
    } finally {
        Module._load = real;
    }
}
