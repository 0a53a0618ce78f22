"""Reads what bat makes of the text of every snapshot of the TextMate grammar, in the theme `sorts`, and holds it to that.

Usage: colours.py BAT (with BAT_CONFIG_DIR and BAT_CACHE_PATH set to where the syntax is)
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SNAPSHOTS = ROOT / "editors/vscode/test/snapshots"

# The colours of the theme, by their number.
COLOURS = ["plain", "comment", "string", "keyword", "constant", "number", "builtin", "exception", "function", "escape",
           "invalid", "thread", "parameter"]

# What a scope of the TextMate grammar comes to; the first one that fits. None: any colour will do.
SORTS = [
    (r"^comment\.|^punctuation\.definition\.comment", "comment"),
    (r"^string\.|^punctuation\.definition\.string", "string"),
    (r"^constant\.character\.escape", "escape"),
    (r"^keyword\.(control|other\.(statement|claim|reserved)|operator\.wordlike)|^storage\.(type|modifier)\.cdl", "keyword"),
    (r"^constant\.language", "constant"),
    (r"^constant\.numeric|^keyword\.other\.unit", "number"),
    (r"^support\.function\.builtin", "builtin"),
    (r"^support\.class\.exception", "exception"),
    (r"^entity\.name\.function\.cdl", "function"),
    (r"^entity\.name\.type\.thread", "thread"),
    (r"^variable\.parameter", "parameter"),
    (r"^invalid", "invalid"),
    (r"^(variable|entity|keyword\.operator|punctuation)", "plain"),
]


def coloured(bat, text):
    """The lines of a text: for each character, its sort."""
    words = [bat, "--color=always", "--style=plain", "--paging=never", "--tabs=0", "--wrap=never", "--theme=sorts", "--language=cdl"]
    lines = []
    for line in subprocess.run(words, input=text, check=True, capture_output=True, text=True).stdout.split("\n"):
        sort, sorts, text = "plain", [], ""
        for escape, number, piece in re.findall(r"(\x1b\[(?:0|38;2;0;0;(\d+))m)|([^\x1b]+)", line):
            if escape:
                sort = COLOURS[int(number)] if number else "plain"
            else:
                text += piece
                sorts += [sort] * len(piece)
        lines.append((text, sorts))
    return lines


def wanted(snapshot):
    """The pieces of a snapshot: line, first and last column, sort, scope."""
    line = -1
    for text in snapshot.split("\n"):
        if text.startswith(">"):
            line += 1
        elif found := re.match(r"#( *)(\^+) (.*)$", text):
            start, scope = len(found[1]), found[3].split()[-1]
            sort = next((sort for pattern, sort in SORTS if re.search(pattern, scope)), None)
            yield line, start, start + len(found[2]), sort, scope


def main():
    bat = sys.argv[1]
    snapshots = sorted(SNAPSHOTS.rglob("*.snap"))
    wrong, seen = [], set()
    for path in snapshots:
        name, snapshot = path.relative_to(SNAPSHOTS), path.read_text()
        source = "\n".join(line[1:] for line in snapshot.split("\n") if line.startswith(">"))
        lines = coloured(bat, source)
        if "\n".join(text for text, _ in lines).rstrip("\n") != source.rstrip("\n"):
            sys.exit(f"{name}: bat does not print the text as it is")
        for line, start, end, sort, scope in wanted(snapshot):
            text, sorts = lines[line]
            found = {one for one, character in zip(sorts[start:end], text[start:end]) if not character.isspace()}
            if sort is not None and found - {sort}:
                wrong.append(f"{name}:{line + 1}:{start + 1}: `{text[start:end]}` ({scope}) is {', '.join(found)}")
            if found:
                seen.add(sort)
    missing = {sort for _, sort in SORTS} - seen
    if wrong or missing:
        print("\n".join(wrong[:40]))
        sys.exit(f"{len(wrong)} pieces in a wrong colour; nowhere is {', '.join(missing) or 'nothing'}")
    print(f"{len(snapshots)} passed, 0 failed")


if __name__ == "__main__":
    main()
