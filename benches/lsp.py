#!/usr/bin/env python3
"""How far `concur lsp` is behind someone who types, in a scenario of 2,000 lines.

Over standard input and output, as an editor does it: each change is one letter, and the clock runs until the diagnostics of
that version have come, or the answer to a request made right behind it. A burst is 20 letters at once, each with a request for
completion and one for colours, all but the last two cancelled. Prints milliseconds: median, 95 in 100, most.

    cargo build --release && python3 benches/lsp.py [LINES]
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

SERVER = Path(__file__).parent.parent / "target/release/concur"
ROUNDS = 60
URI = "file:///big.cdl"


def scenario(lines):
    text, number = ["shared total = 0"], 0
    while len(text) + 12 < lines:
        number += 1
        text += f"""# account {number}
shared balance_{number} = {number}
lock lock_{number}
fn withdraw_{number}(amount, by=1) {{
    with lock_{number} {{
        if balance_{number} >= amount {{
            balance_{number} -= amount * by
            print "took {{amount}} of {{balance_{number}}}"
        }}
    }}
}}
thread t_{number} {{ withdraw_{number}({number}) }}""".split("\n")
    return "\n".join(text) + "\njoin\n" * (lines - len(text))


class Editor:
    def __init__(self):
        self.server = subprocess.Popen([SERVER, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.server.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.server.stdout.read(length))

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while (message := self.receive()).get("id") != self.asked:
            pass
        return message["result"]

    def diagnostics(self, version):
        while True:
            message = self.receive()
            if message.get("params", {}).get("version") == version:
                return message["params"]["diagnostics"]


def report(what, times):
    times = sorted(time * 1000 for time in times)
    print(f"{what:42} {statistics.median(times):6.1f} {times[int(len(times) * 0.95)]:6.1f} {times[-1]:6.1f}")


def main():
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    editor = Editor()
    document = {"uri": URI, "languageId": "cdl", "version": 1, "text": scenario(lines)}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    assert editor.diagnostics(1) == []
    version = 1
    middle = {"line": 7 + 12 * (lines // 24), "character": 12}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}}
    text = {"textDocument": {"uri": URI}}

    def change(start, end, letters):
        nonlocal version
        version += 1
        edit = {"range": {"start": start, "end": end}, "text": letters}
        editor.notify("textDocument/didChange", {"textDocument": {"uri": URI, "version": version}, "contentChanges": [edit]})

    asked = {
        "completion": {**text, "position": {**middle, "character": 13}},
        "hover": {**text, "position": middle},
        "semanticTokens/full": text,
        "inlayHint": {**text, "range": whole},
        "documentSymbol": text,
        "foldingRange": text,
        "codeLens": text,
        "formatting": {**text, "options": {"tabSize": 4, "insertSpaces": True}},
    }
    print(f"{lines} lines, ms from a change to                 median  95 %   most")
    typed = {**middle, "character": 13}
    for what, params in [("diagnostics", None), *asked.items()]:
        times = []
        for round in range(ROUNDS):
            start, end, letters = (middle, middle, "x") if round % 2 == 0 else (middle, typed, "")
            began = time.perf_counter()
            change(start, end, letters)
            if params is None:
                found = editor.diagnostics(version)
                assert bool(found) == (round % 2 == 0), found
            else:
                editor.request("textDocument/" + what, params)
            times.append(time.perf_counter() - began)
        report(what, times)
    times = []
    for _ in range(ROUNDS // 4):
        began = time.perf_counter()
        for letter in range(20):
            start, end, letters = (middle, middle, "x") if letter % 2 == 0 else (middle, typed, "")
            change(start, end, letters)
            for what in ["completion", "semanticTokens/full"]:
                editor.asked += 1
                editor.send({"id": editor.asked, "method": "textDocument/" + what, "params": asked[what]})
                if letter < 19:
                    editor.notify("$/cancelRequest", {"id": editor.asked})
        while editor.receive().get("id") != editor.asked:
            pass
        times.append(time.perf_counter() - began)
    report("a burst", times)
    editor.request("shutdown", None)
    editor.notify("exit", None)
    editor.server.wait()


main()
