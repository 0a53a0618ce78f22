// What is typed into a terminal to run or check a scenario.

/** The commands of the extension that start `concur`. */
export type Verb = "script" | "check";

/** Whose rules of quoting a terminal has. */
export type Shell = "posix" | "powershell" | "cmd";

/** The shell behind `file`, the path of its program. */
export function shellOf(file: string, platform: NodeJS.Platform): Shell {
    const name = file.split(/[\\/]/).at(-1)?.toLowerCase().replace(/\.exe$/, "") ?? "";
    if (name === "pwsh" || name === "powershell") {
        return "powershell";
    }
    return name === "cmd" || (name === "" && platform === "win32") ? "cmd" : "posix";
}

/** One line that calls `words`, the first of which is a program. */
export function line(words: readonly string[], shell: Shell): string {
    const quoted = words.map((word) => quote(word, shell)).join(" ");
    // PowerShell takes a quoted word for a text, unless it is told to call it.
    return shell === "powershell" && quoted.startsWith("'") ? `& ${quoted}` : quoted;
}

function quote(word: string, shell: Shell): string {
    // A backslash is plain in the paths of Windows, and nowhere else.
    const plain = shell === "posix" ? /^[\w@%+=:,./-]+$/ : /^[\w+:./\\-]+$/;
    if (plain.test(word)) {
        return word;
    }
    switch (shell) {
        case "posix":
            return `'${word.replaceAll("'", String.raw`'\''`)}'`;
        case "powershell":
            return `'${word.replaceAll("'", "''")}'`;
        case "cmd":
            return `"${word.replaceAll('"', '""')}"`;
    }
}

/** What a command was called with: lenses give a URI as text and more words, menus an object and what else they like. */
export interface Call {
    readonly uri: unknown;
    readonly words: readonly string[];
}

/** Reads the arguments of a command. */
export function readCall(given: readonly unknown[]): Call {
    const [uri, ...rest] = given;
    return { uri, words: rest.filter((word) => typeof word === "string") };
}
