#!/usr/bin/env python3
"""How much memory `concur check` takes at most, beside the limit that it was given.

Programs of the kinds that once took the whole machine: counters, texts and lists that grow, threads that start threads, many
threads, large values, and searches whose shortest schedule costs more than the search. Prints for each the peak of resident
memory, as the operating system counted it, the time, and how the check ended.

    cargo build --release && python3 benches/memory.py [PROGRAM]
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONCUR = Path(os.environ.get("CONCUR", Path(__file__).parent.parent / "target/release/concur"))
LIMIT, SECONDS = 500, 10

PROGRAMS = {
    "a counter that grows": "shared x = 0\nthread a { loop { x += 1 } }\n",
    "20,000 increments": "shared x = 0\nthread a { for i in 0..20000 { x += 1 } }\njoin\n",
    "80,000 increments": "shared x = 0\nthread a { for i in 0..80000 { x += 1 } }\njoin\n",
    "a text that grows": 'shared s = ""\nthread a { loop { s += "abcdefghij" } }\nthread b { loop { s += "x" } }\n',
    "a list that grows": "shared xs = []\nthread a { loop { xs.append(1) } }\n",
    "threads that start threads": "fn f() { thread f() }\nf()\n",
    "a list of 4,000,000": "let x = [0] * 4000000\nshared ys = x\n"
    "thread a { for i in 0..1000 { ys[i] = 1 } }\nthread b { for i in 0..1000 { ys[i] = 2 } }\n",
    "20,000 threads at a semaphore": "semaphore s(0)\nfor i in 0..20000 { thread { s.acquire() } }\ns.release(20000)\njoin\n",
    "two threads that count apart": "rlock m\nshared i = 0\n"
    "thread a { loop { with m { i = i + 2; if i == 5 { assert False } } } }\nthread b { loop { with m { i = i - 1 } } }\n",
    "writes out of order, 20 + 1": "shared x = 0\nshared y = 0\nfn write() { x = 1; y = -1 }\n"
    "for i in 0..20 { thread write() }\n"
    "thread reader { let a = x; let b = y; assert (a == 0 and b == 0) or (a == 1 and b == -1) }\n",
    "two stages, 20 + 1": "lock l1\nlock l2\nshared d1 = 0\nshared d2 = 0\n"
    "fn stage() { with l1 { d1 = 1 }; with l2 { d2 = d1 + 1 } }\nfor i in 0..20 { thread stage() }\n"
    "thread reader { let seen = 0; with l1 { seen = d1 }; let then = 0; with l2 { then = d2 }; assert seen == 1 or then == 0 }\n",
    "100 consumers": "queue q\nfor i in 0..100 { thread { q.get() } }\nfor i in 0..99 { q.put(i) }\n",
}


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"limit {LIMIT} MB and {SECONDS} s\n")
    print(f"{'program':32} {'peak':>8} {'time':>8}  end")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.cdl"
        for name, text in PROGRAMS.items():
            if wanted not in name:
                continue
            path.write_text(text)
            command = [CONCUR, "check", f"--max-memory={LIMIT}MB", f"--time-limit={SECONDS}s", "program.cdl"]
            begun = time.monotonic()
            child = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            told = child.stdout.read()
            _, _, usage = os.wait4(child.pid, 0)
            last = next((line for line in reversed(told.splitlines()) if "states" in line), "nothing was told")
            end = last.replace("program.cdl", "").split()
            print(f"{name:32} {usage.ru_maxrss / 1000:5.0f} MB {time.monotonic() - begun:6.2f} s  {' '.join(end)}", flush=True)


main()
