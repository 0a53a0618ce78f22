// The extension: `concur lsp` behind CDL files, and commands that run and check them in a terminal.

import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { findBinary, type Machine } from "./binary.js";
import { line, readCall, shellOf, type Verb } from "./command.js";
import { meanings } from "./tokens.js";

const machine: Machine = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
};

let client: LanguageClient | undefined;
let changes: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    context.subscriptions.push(
        vscode.commands.registerCommand("concur.run", (...given) => inTerminal("script", given)),
        vscode.commands.registerCommand("concur.check", (...given) => inTerminal("check", given)),
        vscode.commands.registerCommand("concur.restartServer", () => restart()),
        vscode.workspace.onDidChangeConfiguration((change) => {
            if (change.affectsConfiguration("concur")) {
                void restart();
            }
        }),
    );
    await restart();
}

export async function deactivate(): Promise<void> {
    await inTurn(stop);
}

/** Starts the server anew. */
function restart(): Promise<void> {
    return inTurn(async () => {
        await stop();
        await start();
    });
}

/** One change of the server after the other: a second may come while the first is under way. */
function inTurn(change: () => Promise<void>): Promise<void> {
    // What goes wrong with a server, the client tells the user itself; the next change must come all the same.
    changes = changes.then(change).catch((error: unknown) => console.error(error));
    return changes;
}

async function start(): Promise<void> {
    const found = locate(undefined);
    if (found === undefined) {
        return;
    }
    client = new LanguageClient(
        "concur",
        "concur",
        { command: found.binary, args: ["lsp"] },
        {
            documentSelector: [{ language: "cdl" }],
            initializationOptions: {
                checkOnSave: vscode.workspace.getConfiguration("concur").get<boolean>("checkOnSave", true),
            },
            middleware: {
                provideDocumentSemanticTokens: async (document, token, next) => adding(await next(document, token)),
                provideDocumentRangeSemanticTokens: async (document, range, token, next) => adding(await next(document, range, token)),
            },
        },
    );
    await client.start();
}

async function stop(): Promise<void> {
    const old = client;
    client = undefined;
    await old?.dispose().catch(() => "one that did not start cannot be stopped either");
}

/** Of what the server says of colours, what the grammar does not know. */
function adding(tokens: vscode.SemanticTokens | null | undefined): vscode.SemanticTokens | null | undefined {
    const types = client?.initializeResult?.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
    return tokens && new vscode.SemanticTokens(meanings(tokens.data, types), tokens.resultId);
}

/** Where `concur` is; where it is not, says so and what helps. */
function locate(uri: vscode.Uri | undefined): { binary: string; onPath: boolean } | undefined {
    const folder = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
    const setting = vscode.workspace.getConfiguration("concur", uri).get<string>("path", "");
    const found = findBinary(setting, folder?.uri.fsPath, machine);
    if ("binary" in found) {
        return found;
    }
    void offerHelp(setting, found.looked);
    return undefined;
}

async function offerHelp(setting: string, looked: readonly string[]): Promise<void> {
    const what =
        setting === ""
            ? "The program concur is neither on the PATH nor where cargo installs."
            : `There is no program ${looked.length === 1 ? looked[0] : setting}, which the setting concur.path names.`;
    const help = "`cargo install --path .` in a clone of concur installs it; or set concur.path to where it is.";
    const settings = "Open Settings";
    const again = "Try Again";
    switch (await vscode.window.showErrorMessage(`${what} ${help}`, settings, again)) {
        case settings:
            await vscode.commands.executeCommand("workbench.action.openSettings", "concur.path");
            break;
        case again:
            await restart();
            break;
    }
}

/** Runs `concur VERB FILE WORDS` in a terminal, where the same line can be changed and repeated. */
async function inTerminal(verb: Verb, given: readonly unknown[]): Promise<void> {
    const call = readCall(given);
    const uri = uriOf(call.uri) ?? vscode.window.activeTextEditor?.document.uri;
    const document = uri && vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (uri?.scheme !== "file") {
        void vscode.window.showErrorMessage("concur runs files: save this scenario first.");
        return;
    }
    if (document?.isDirty && !(await document.save())) {
        return;
    }
    const found = locate(uri);
    if (found === undefined) {
        return;
    }
    const words = [found.onPath ? "concur" : found.binary, verb, uri.fsPath, ...call.words];
    const terminal = terminalFor(uri);
    terminal.show(true);
    terminal.sendText(line(words, shellOf(vscode.env.shell, process.platform)));
}

function uriOf(given: unknown): vscode.Uri | undefined {
    if (typeof given === "string") {
        return vscode.Uri.parse(given);
    }
    return given instanceof vscode.Uri ? given : undefined;
}

/** The terminal that is kept for scenarios. */
function terminalFor(uri: vscode.Uri): vscode.Terminal {
    const name = "concur";
    const kept = vscode.window.terminals.find((terminal) => terminal.name === name && terminal.exitStatus === undefined);
    const cwd = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
    return kept ?? vscode.window.createTerminal({ name, cwd });
}
