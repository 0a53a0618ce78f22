// Where `concur` is. Looks at nothing itself: what there is on the machine comes in as `Machine`.

import * as path from "node:path";

/** What the search has to know of the machine. */
export interface Machine {
    readonly platform: NodeJS.Platform;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly home: string;
    isFile(file: string): boolean;
}

/** What was found, as it is to be called, or where it was not. */
export type Search = { readonly binary: string; readonly onPath: boolean } | { readonly looked: readonly string[] };

/**
 * Looks for the program. `setting` is what the user says, a path or a name; with nothing said it is looked for on the
 * path, then where cargo installs. A relative path starts at `folder`.
 */
export function findBinary(setting: string, folder: string | undefined, machine: Machine): Search {
    const paths = machine.platform === "win32" ? path.win32 : path.posix;
    const wanted = expand(setting.trim(), folder, machine) || "concur";
    const named = !/[\\/]/.test(wanted);
    const onPath = (machine.env["PATH"] ?? machine.env["Path"] ?? "").split(paths.delimiter).filter((entry) => entry !== "");
    const cargo = paths.join(machine.env["CARGO_HOME"] || paths.join(machine.home, ".cargo"), "bin");
    const places = named
        ? [...onPath, ...(setting.trim() === "" ? [cargo] : [])].map((place) => paths.join(place, wanted))
        : [paths.resolve(folder ?? machine.home, wanted)];
    const files = places.flatMap((place) => endings(place, machine.platform).map((ending) => place + ending));
    const binary = files.find((file) => machine.isFile(file));
    if (binary === undefined) {
        return { looked: [...new Set(places)] };
    }
    return { binary, onPath: named && onPath.includes(paths.dirname(binary)) };
}

/** `~` and `${workspaceFolder}` as in other settings. */
function expand(setting: string, folder: string | undefined, machine: Machine): string {
    const home = setting.replace(/^~(?=[\\/]|$)/, () => machine.home);
    return home.replaceAll("${workspaceFolder}", () => folder ?? "");
}

function endings(place: string, platform: NodeJS.Platform): string[] {
    return platform === "win32" && !/\.\w+$/.test(place) ? [".exe", ".cmd"] : [""];
}
