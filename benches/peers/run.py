#!/usr/bin/env python3
"""Times `concur check` beside Harmony and Spin: whole processes, the same models, one run; prints Markdown tables.

    benches/peers/run.py [lessons] [models] [plain]     (no name: all three)

Needs a release build (`cargo build --release`, or CONCUR=path) and GNU time (TIME=path). The peers are looked for on PATH
or at HARMONY and SPIN; one that is missing is named and left out. Spin's time has the generating and compiling (gcc) of its
verifier in it, since whoever waits for the answer waits for that too.

The tools take turns, round by round. Medians of 5 runs, of 3 where the first takes over 5 s, 1 where it takes over 30 s.
"""
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SECONDS = 120
BYTES = 10 * 10**9


def find(name, variable, fallback=None):
    """The program at the environment variable, on PATH, or at the fallback; else None, and a word about it."""
    wanted = os.environ.get(variable, name)
    path = shutil.which(wanted) or (shutil.which(fallback) if fallback else None)
    if path is None:
        print(f"missing: {wanted} (put it on PATH, or its path into {variable})", file=sys.stderr)
    return path


CONCUR = os.environ.get("CONCUR") or find(str(ROOT / "target/release/concur"), "CONCUR", "concur")
HARMONY = find("harmony", "HARMONY")
SPIN = find("spin", "SPIN")
GCC = find("gcc", "CC")
TIME = find("time", "TIME")


@dataclass
class Run:
    """What one process took. `problem` is why it has no answer: `over 120 s`, or what it said."""

    wall: float
    cpu: float = 0.0
    memory: int = 0
    states: int = 0
    found: bool = False
    problem: str = ""


@dataclass
class Tool:
    """A way to ask: the shell command (run in a folder of its own) and how to read its answer."""

    name: str
    command: str
    read: object
    runs: list = field(default_factory=list)

    def wanted(self):
        first = self.runs[0].wall if self.runs else 0
        return 1 if first > 30 else 3 if first > 5 else 5

    def median(self, what):
        return statistics.median(getattr(run, what) for run in self.runs)


def read_concur(text):
    answer = json.loads(text)
    if not answer["complete"]:
        raise ValueError(f"cut: {answer['cut']}")
    return answer["states"], bool(answer["findings"])


def read_harmony(text):
    states = re.findall(r"\* (\d+) states", text)[-1]
    return int(states), "No issues found" not in text


def read_spin(text):
    if "max search depth too small" in text or "out of memory" in text:
        raise ValueError("gave up")
    return int(re.search(r"(\d+) states, stored", text)[1]), "errors: 0" not in text


def concur(model, flags="", name="concur"):
    return Tool(name, f"{CONCUR} check model.cdl --format json --max-memory 8GB {flags}", read_concur) if CONCUR else None


def harmony(model):
    constants = " ".join(f"-c {name}={value}" for name, value in model.constants.items())
    return Tool("Harmony", f"{HARMONY} --noweb -s {constants} {model.file}.hny", read_harmony) if HARMONY else None


def spin(model, flags=""):
    if not (SPIN and GCC):
        return None
    constants = " ".join(f"-D{name}={int(value)}" for name, value in model.constants.items())
    build = f"{SPIN} -a {constants} {model.file}.pml && {GCC} -O2 -DSAFETY -DMEMLIM=9000 {flags} -o pan pan.c"
    return Tool("Spin", f"{build} && ./pan -m1000000", read_spin)


@dataclass
class Model:
    """One of the models here with values for its constants, and whether there is something to be found in it."""

    label: str
    file: str
    constants: dict
    found: bool = False

    def write(self, folder):
        """All three texts; in the scenario, which takes no constants from outside, the `const` lines are replaced."""
        for ending in ("hny", "pml"):
            shutil.copy(HERE / f"{self.file}.{ending}", folder)
        text = (HERE / f"{self.file}.cdl").read_text()
        for name, value in self.constants.items():
            text, count = re.subn(rf"(?m)^const {name} = .*$", f"const {name} = {value}", text)
            assert count == 1, f"{self.file}.cdl: no const {name}"
        (folder / "model.cdl").write_text(text)


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def run(tool, folder):
    """One process under the limits. GNU time stands between, or this script's own memory would count as the child's."""
    took = folder / "took"
    command = [TIME, "-q", "-f", "%U %S %M", "-o", str(took), "sh", "-c", tool.command]
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, start_new_session=True, preexec_fn=limit)
    try:
        text, _ = child.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return Run(SECONDS, problem=f"over {SECONDS} s")
    wall = time.perf_counter() - begin
    user, system, memory = took.read_text().split()
    result = Run(wall, float(user) + float(system), int(memory) * 1024)
    try:
        result.states, result.found = tool.read(text)
    except (ValueError, IndexError, TypeError, KeyError):
        lines = text.strip().splitlines()
        print(f"{tool.command}: {' / '.join(lines[-3:])}", file=sys.stderr)
        result.problem = "no answer"
    return result


def measure(tools, write, found=None):
    """Runs the tools in turn until each has as many runs as its first one asks for; `found` is the answer they must give."""
    tools = [tool for tool in tools if tool]
    while any(len(tool.runs) < tool.wanted() for tool in tools):
        for tool in tools:
            if len(tool.runs) >= tool.wanted():
                continue
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder))
                one = run(tool, Path(folder))
            if not one.problem and found is not None and one.found != found:
                one.problem = "another answer"
            tool.runs.append(one)
            if one.problem:
                break_off(tool)
    return tools


def break_off(tool):
    """A tool without an answer is not asked again."""
    tool.runs = [tool.runs[-1]]
    tool.wanted = lambda: 1


def seconds(value):
    """GNU time counts in hundredths of a second, so what is less than one is not known."""
    return "< 10 ms" if value == 0 else f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def megabytes(value):
    return f"{value / 1e6:,.0f} MB"


def cells(tool):
    if tool.runs[0].problem:
        return [tool.runs[0].problem, "", "", ""]
    states = f"{tool.median('states'):,.0f}"
    return [states, seconds(tool.median("wall")), seconds(tool.median("cpu")), megabytes(tool.median("memory"))]


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def head(*cells):
    row(*cells)
    row(*("---" for _ in cells))


MODELS = [
    Model("lost update, 3 x 3", "lost_update", {"N": 3, "K": 3}),
    Model("lost update, 5 x 3", "lost_update", {"N": 5, "K": 3}),
    Model("dining, ordered, 8", "dining", {"N": 8, "ORDERED": True}),
    Model("dining, ordered, 10", "dining", {"N": 10, "ORDERED": True}),
    Model("dining, naive, 7: shortest deadlock", "dining", {"N": 7, "ORDERED": False}, found=True),
]


def models():
    """The same models for all three, each as it comes: with its reductions, on as many cores as it takes."""
    head("model", "tool", "states", "time", "CPU", "peak memory", "concur takes of that")
    for model in MODELS:
        breadth = "-DBFS" if model.found else ""
        tools = measure([concur(model), harmony(model), spin(model, breadth)], model.write, model.found)
        ours = next((tool for tool in tools if tool.name == "concur" and not tool.runs[0].problem), None)
        for tool in tools:
            answered = ours and tool is not ours and tool.runs[0].wall
            least = "< " if tool.runs[0].problem.startswith("over") else ""
            ratio = f"{least}{ours.median('wall') / tool.median('wall'):.3f}" if answered else ""
            row(model.label if tool is tools[0] else "", tool.name, *cells(tool), ratio)


def lessons():
    """Our lessons have no counterpart for the peers: beside them stands the least that those take for anything."""
    least = Model("two philosophers, ordered", "dining", {"N": 2, "ORDERED": True})
    head("whole process", "tool", "states", "time", "CPU", "peak memory")
    for tool in measure([concur(least), harmony(least), spin(least)], least.write, False):
        row(least.label, tool.name, *cells(tool))
    for lesson in sorted((ROOT / "scenarios").glob("*.cdl")):
        for tool in measure([concur(lesson)], lambda folder: shutil.copy(lesson, folder / "model.cdl")):
            row(f"`{lesson.name}`", tool.name, *cells(tool))


def plain():
    """Every order of steps: what one state costs. Rates are those of the fastest run: what else goes on only slows down."""
    head("model", "tool", "states", "time", "fastest", "CPU", "states/s", "peak memory", "bytes/state")
    for n in (8, 9):
        model = Model(f"dining, ordered, {n}", "dining", {"N": n, "ORDERED": True})
        tools = [concur(model, f"--no-reduction --jobs {jobs}", f"concur, {jobs} core{'s'[:jobs - 1]}") for jobs in (1, 2)]
        for tool in measure(tools, model.write, False):
            states, wall, cpu, memory = cells(tool)
            fastest = min(run.wall for run in tool.runs)
            rate = f"{tool.median('states') / fastest:,.0f}"
            each = f"{tool.median('memory') / max(tool.median('states'), 1):.0f}"
            row(model.label, tool.name, states, wall, seconds(fastest), cpu, rate, memory, each)


def main():
    parts = {"lessons": lessons, "models": models, "plain": plain}
    names = sys.argv[1:] or list(parts)
    if unknown := [name for name in names if name not in parts]:
        sys.exit(f"no part {unknown[0]}: there are {', '.join(parts)}")
    if TIME is None:
        sys.exit("nothing is measured without GNU time")
    for name in names:
        print(f"\n### {name}\n")
        parts[name]()


if __name__ == "__main__":
    main()
