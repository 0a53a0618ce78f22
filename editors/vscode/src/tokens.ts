// What the server's tokens add to the colours of the grammar: what a name stands for.

/**
 * What the grammar colours already, and finer: a theme knows one keyword of the server's, but several sorts of words of a
 * grammar, escapes in a string and units behind a number. Coloured twice, all of them would change as the server comes.
 */
const KNOWN: ReadonlySet<string> = new Set(["keyword", "string", "number", "comment"]);

/** How many numbers make a token: lines and columns from the one before it, its length, type and modifiers. */
const SIZE = 5;

/** The tokens of `data` that the grammar does not know; `types` are the names of the types. */
export function meanings(data: Uint32Array, types: readonly string[]): Uint32Array {
    const kept: number[] = [];
    // From the token that was kept last to where the next one is counted from.
    let lines = 0;
    let columns = 0;
    for (let at = 0; at + SIZE <= data.length; at += SIZE) {
        const [line = 0, column = 0, length = 0, type = 0, modifiers = 0] = data.subarray(at, at + SIZE);
        lines += line;
        columns = line === 0 ? columns + column : column;
        if (!KNOWN.has(types[type] ?? "")) {
            kept.push(lines, columns, length, type, modifiers);
            lines = 0;
            columns = 0;
        }
    }
    return Uint32Array.from(kept);
}
