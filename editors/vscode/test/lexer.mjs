// A second reading of CDL's words, by hand and with no regular expression of the grammar: which words of a valid file are
// code, where statements begin, and what stands behind each word.

const isWord = (character) => character !== undefined && /[\p{L}\p{M}\p{N}_]/u.test(character);

// Each word of `text` outside of strings, comments, output lines and schedules, and what is `said` rather than code.
export function read(text) {
    const found = { words: [], said: [] };
    const open = [{ kind: "block" }];
    let at = 0;
    let begins = true;
    let before = ""; // the sign or word before
    const top = () => open.at(-1);
    const lineEnd = () => (text.indexOf("\n", at) + 1 || text.length + 1) - 1;
    const say = (end) => {
        found.said.push({ start: at, end });
        at = end;
    };
    const behind = () => text.slice(at, lineEnd()).trimStart();
    const opened = () => {
        const line = text.slice(text.lastIndexOf("\n", at) + 1, at).trim().split(/[;{}]/).at(-1).trim();
        if (line === "schedule") return "schedule";
        if (/^expect\s+((always|possible|never)\s+)?output$/.test(line)) return "output";
        return /[=(\[,:]$|\bin$|\breturn$|\bprint$/.test(text.slice(0, at).trimEnd()) ? "dict" : "block";
    };
    while (at < text.length) {
        const character = text[at];
        const { kind, quote } = top();
        if (kind === "text") {
            if (character === "\\") say(at + 2);
            else if (character === quote) say(at + 1), open.pop(), (before = "value");
            else if (text.startsWith("{{", at)) say(at + 2);
            else if (character === "{") open.push({ kind: "hole" }), at++;
            else say(at + 1);
        } else if (kind === "format" && character !== "}" && character !== "{") {
            say(at + 1);
        } else if (kind === "schedule") {
            if (character === "}") open.pop();
            at++;
        } else if (kind === "output" && character === "|") {
            say(lineEnd());
        } else if (character === "#") {
            say(lineEnd());
        } else if (character === '"' || character === "'") {
            open.push({ kind: "text", quote: character });
            say(at + 1);
            begins = false;
        } else if (character === "{") {
            const kind = top().kind === "format" ? "hole" : opened();
            open.push({ kind });
            at++;
            begins = kind === "block";
            before = "";
        } else if (character === "}") {
            if (open.pop().kind === "format") open.pop();
            at++;
            begins = top().kind === "block";
            before = "}";
        } else if ("([".includes(character)) {
            open.push({ kind: "value" });
            at++;
            begins = false;
            before = character;
        } else if (")]".includes(character)) {
            open.pop();
            at++;
            before = "value";
        } else if (character === ":" && kind === "hole") {
            open.push({ kind: "format" });
            at++;
        } else if (character === "\n") {
            begins ||= kind === "block" && !(before !== "" && "+-*/%<>=!,.".includes(before));
            at++;
        } else if (character === ";") {
            begins = kind === "block";
            before = "";
            at++;
        } else if (isWord(character)) {
            const start = at;
            while (isWord(text[at]) || (/\d/.test(character) && text[at] === "." && /\d/.test(text[at + 1]))) at++;
            const word = text.slice(start, at);
            const attribute = before === "." && text[start - 2] !== ".";
            if (!/\d/.test(character)) found.words.push({ word, start, begins, attribute, behind: behind(), line: text.slice(text.lastIndexOf("\n", start) + 1, start) });
            begins = false;
            before = ["and", "or", "not", "in"].includes(word) ? "+" : "value";
        } else {
            if (character.trim() !== "") (before = character), (begins = false);
            at++;
        }
    }
    return found;
}
