"""Asks CPython 3.11 what its values do, for ../golden.rs:  python3.11 generate.py > golden.tsv

With --all it keeps every row; otherwise each error message once for each operation, and a sample of the rest. A row is: operation, arguments as JSON, then the repr of the result or `!TYPE: MESSAGE`.
"""
import itertools, json, math, operator, sys

assert sys.version_info[:2] == (3, 11)
N, P, D = float("nan"), float("inf"), dict


def encode(value):
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    if isinstance(value, dict):
        return {"dict": [[encode(k), encode(v)] for k, v in value.items()]}
    return value


def settle(value):
    """What the language has instead: lists for tuples, views and iterators."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise OverflowError("int too large: CDL's integers have 64 bits")
    if isinstance(value, (range, str, bytes, int, float, type(None))):
        return value
    if isinstance(value, dict):
        return {k: settle(v) for k, v in value.items()}
    return [settle(item) for item in value]


class Skip(Exception):
    pass


def row(name, arguments, action):
    try:
        result = settle(action())
        if isinstance(result, complex):
            return
        text = repr(result)
    except Skip:
        return
    except Exception as error:
        text = f"!{type(error).__name__}: {error}"
    text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    text = "".join(c if ord(c) < 0xD800 else c for c in text)
    rows.append((name, json.dumps([encode(a) for a in arguments]), text))


rows = []
binary = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
          "//": operator.floordiv, "%": operator.mod, "**": operator.pow}
augmented = {"+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "/=": operator.itruediv,
             "//=": operator.ifloordiv, "%=": operator.imod, "**=": operator.ipow}
comparing = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
             ">=": operator.ge, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b}
samples = [3, -2, 0, True, 2.5, -0.0, "ab", [1, "a"], None, {"k": 1}, range(3)]
numbers = [7, -7, 2, -2, 0, 1.5, -1.5, 0.0, 1e300, P, N, True, 2**62, -(2**63), 2**53 + 1]


def arithmetic():
    for (name, call), (left, right) in itertools.product(binary.items(), itertools.product(samples, samples)):
        if name == "%" and isinstance(left, str):
            continue
        if name == "**" and isinstance(left, (int, float)) and isinstance(right, float) and left < 0:
            continue
        row(name, [left, right], lambda: call(left, right))
    for (name, call), (left, right) in itertools.product(binary.items(), itertools.product(numbers, numbers)):
        if name == "**" and (abs(right) > 60 or left < 0 and isinstance(right, float) and right % 1 != 0):
            continue
        row(name, [left, right], lambda: call(left, right))
    for name, call in augmented.items():
        for left, right in [(1, "a"), ("a", 1), ([1], 1), ([1], "ab"), ([1], [2]), ([1], range(2)), ([1], {"k": 1}), (None, 1),
                            (2, 3), ([1], 2), ("a", "b"), ({}, 1), ([1], None), (range(2), 1), ("a", 2), (5, 0), (1.5, 0), (2, [1])]:
            if name == "%=" and isinstance(left, str):
                continue
            copy = list(left) if isinstance(left, list) else left
            row(name, [left, right], lambda: call(copy, right))
    for value in samples:
        row("-x", [value], lambda: -value)
        row("+x", [value], lambda: +value)
        row("not", [value], lambda: not value)
    row("-x", [-(2**63)], lambda: 2**63)


def comparisons():
    others = [1, 1.0, True, "a", "abc", "", [1], [1, 2], [1.0, 2], [], {"a": 1}, {"a": 1.0}, {"b": 2, "a": 1}, {"a": 1, "b": 2},
              None, range(3), range(0, 3), range(0), range(5, 2), N, 2**53 + 1, float(2**53), [1, "a"], [1, None], [[1], 2], [[1], 3]]
    for (name, call), (left, right) in itertools.product(comparing.items(), itertools.product(others, others)):
        row(name, [left, right], lambda: call(left, right))


def places():
    dictionary = {"a": 1, 1: "one", None: 2, 2.5: 3}
    for value in ["héllo", "abc", [1, 2, 3], range(2, 12, 3), range(10, 0, -4), dictionary, 5, None, 1.5, True]:
        for at in [0, 1, -1, 3, -4, True, "a", None, 1.0, 2.5, [1], {}, 2**40, "no\n", range(1)]:
            row("index", [value, at], lambda: value[at])
            if isinstance(value, (list, dict)):
                copy = value.copy()
                def assign():
                    copy[at] = 9
                    return copy
                row("set_index", [value, at, 9], assign)
            else:
                def assign():
                    value[at] = 9
                row("set_index", [value, at, 9], assign)
    steps = [None, 1, 2, -1, -2, 0, "x"]
    bounds = [None, 0, 1, -1, -2, 2, 5, -9, "x", 1.0]
    for value in ["héllo", [1, 2, 3], range(2, 12, 3), {"a": 1}, 5]:
        for start, end, step in itertools.product(bounds, bounds, steps):
            row("slice", [value, start, end, step], lambda: value[start:end:step])
    for value in samples:
        row("iterate", [value], lambda: list(value) if hasattr(value, "__iter__") else iter(value))


def texts():
    hard = ["", "it's", '"', "'\"", "tab\t\n\r\\", "\x00\x7f\x80\xa0\xad", "é漢😀\u200b\ue000\u2028", "\u0378", "\ufeff"]
    floats = [0.1, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 1.5e300, 5e-324, P, -P, N, -0.0, 1.0, 100.0, 2 / 3, 1e22, 1e23, 9999999999999998.0]
    for value in samples + hard + floats + [{1: [2.0, {"x": None}]}, [], {}, [[]], range(1, 9, 2), range(0, 9, 1), -(2**63), 2**63 - 1]:
        row("repr", [value], lambda: value)
        row("str", [value], lambda: str(value))
        row("truth", [value], lambda: bool(value))


def formats():
    specs = ["", "5", "<5", ">5", "^5", "^6", "*^7", "=6", "05", "+", "-", " ", "+05", ",", "_", "010,", "d", "b", "#b", "o", "#o", "x", "#x",
             "X", "#X", "c", "e", "E", "f", "F", "g", "G", "%", "s", "n", ".2f", ".0f", "#.0f", "8.3f", "+.1e", ".3", ".3g", "#g", ".10g", ",.2f",
             "_.2f", "_x", "_b", ",x", ",d", "020_d", "q", ".2d", "5.2s", ".2s", ".1%", ".0%", "é>6", "<<5", "0<5", "<05", "z", "zf", "5q", "5 ", ".", ".x",
             "#s", "+s", ",s", "=5s", "=5", "0=5", ",_", "_,", "__", ",,", " d", "+c", "#c", ",c", "s5", "dd", "1000000000000000000000", ".1000000000000000000000f",
             "012.4", "+012.3e", "#.3g", "#e", "G", "#G", ".0e", ".0g", "#.0g", ",g", "0", "00", "010", "-5", "+g", "^+9.2f", "*=+9.2f", "\x00>4"]
    values = [42, -42, 0, 1234567, True, 3.14159, -0.5, 0.0, 1e20, 1234567.891, 123456789.0, 1e-7, P, N, -P, "hello", "é漢", "", [1], None, {}, range(3), 2.5, 0.125, 99999.5]
    for value, spec in itertools.product(values, specs):
        row("format", [value, spec], lambda: format(value, spec))
    for code in [97, 0x1F600, -1, 0x110000, 10]:
        row("format", [code, "c"], lambda: format(code, "c"))
        row("format", [code, "<4c"], lambda: format(code, "<4c"))


def methods():
    def call(receiver, name, arguments, keywords=None):
        keywords = keywords or {}
        copy = receiver.copy() if isinstance(receiver, (list, dict)) else receiver
        def action():
            result = getattr(copy, name)(*arguments, **keywords)
            return [result, copy]
        row("method " + name, [receiver, list(arguments), keywords], action)

    xs = [3, 1, 2, 1]
    for name in ["append", "pop", "insert", "remove", "extend", "index", "count", "clear", "reverse", "sort", "copy", "push"]:
        for arguments in [[], [1], [0], [9], ["ab"], [[7, 8]], [1, 5], [-1], [-9, 5], [1, 2], [1, 2, 9], [1, 2, 3, 4], [None], [range(2)], ["a", 1], [{"k": 1}], [1, 2, "x"], [2.0]]:
            if name == "sort" and len(arguments) > 2:
                continue
            call(xs, name, arguments)
        call([], name, [])
        call([], name, [0])
        call(xs, name, [], {"reverse": True})
        if name != "sort":
            call(xs, name, [1], {"x": True})
    call(xs, "sort", [], {"reverse": 0})
    call(xs, "sort", [], {"reverse": "x"})
    call(xs, "sort", [], {"reverse": None})
    call(xs, "sort", [], {"x": 1})
    call(xs, "sort", [], {"reverse": 1, "x": 1})
    call([1, "a"], "sort", [])
    call([[1, 2], [1], [0, 5]], "sort", [])
    call(["b", "a", "c"], "sort", [], {"reverse": True})
    call([1, True, 1.0, 0], "sort", [], {"reverse": True})
    d = {"a": 1, "b": 2}
    for name in ["get", "keys", "values", "items", "pop", "clear", "update", "setdefault", "copy", "has_key"]:
        for arguments in [[], ["a"], ["z"], ["z", 0], ["a", 5], [1, 2, 3], [[1]], [{"c": 3, "a": 0}], [[["x", 1], ["y", 2]]], [[["x"]]], [[1]], [None], [5], ["ab"], [[[[1], 2]]]]:
            call(d, name, arguments)
        if name != "update":  # its keywords are entries in Python, and none here
            call(d, name, ["a"], {"x": 1})
            call(d, name, [], {"x": 1})
    s = " Hello, wörld hello "
    for name in ["upper", "lower", "strip", "lstrip", "rstrip", "split", "join", "startswith", "endswith", "replace", "find", "count",
                 "title", "capitalize", "isdigit", "isalpha", "index", "swap"]:
        for arguments in [[], ["l"], [" "], [" H"], [None], [1], [""], ["l", 1], ["l", 5], ["l", 5, 9], ["l", -9, -2], ["l", "L"], ["l", "L", 1], ["l", "L", -1], ["", "-"],
                          ["", "-", 3], ["l", 1, 2, 3], [["a", "b"]], [["a", 1]], ["l", None], [["l", " "]], ["zz"], ["l", 1.5], [None, 1], [" ", 1], [range(3)], ["l", 99], ["l", 0, 99], ["", 99]]:
            if name in ("startswith", "endswith") and arguments and isinstance(arguments[0], list):
                continue
            call(s, name, arguments)
        call(s, name, [], {"x": 1})
    for text in ["", "a b  c", "a\tb\nc ", "ABC", "abc", "123", "1²", "١", "ǆ ß", "they're bill's", "ΑΣ", "x\x1cy\u2003z", "line\r\ntwo\n\x0bthree", "A1", " \n"]:
        for name in ["upper", "lower", "title", "capitalize", "split", "strip", "isdigit", "isalpha"]:
            call(text, name, [])
    call("a,b,,c", "split", [","])
    call("a,b,,c", "split", [], {"sep": ",", "maxsplit": 1})
    call("a  b c", "split", [], {"maxsplit": 1})
    call("a,b", "split", [","], {"sep": ","})
    call("a,b", "split", [","], {"maxsplit": "x"})
    call("-", "join", ["abc"])
    call("-", "join", [{"k": 1, "l": 2}])
    call("-", "join", [[]])
    call("aXbX", "endswith", ["X"])
    for name in ["append", "upper", "get", "x"]:
        for value in [1, None, 1.5, True, range(2)]:
            call(value, name, [])


def builtin_calls():
    import builtins
    def call(name, arguments, keywords=None):
        keywords = keywords or {}
        if keywords and name in ("dict", "str"):
            return
        function = getattr(builtins, name)
        row("builtin " + name, [list(arguments), keywords], lambda: function(*arguments, **keywords))

    basics = [[], [1], [-1.5], ["a"], [[3, 1, 2]], [None], [range(4)], [{"b": 1, "a": 2}], [[1, "a"]], [1, 2], [1, 2, 3], [1, 2, 3, 4], ["b", "a"], [[]], [""], [True],
              [[1, 2], [3, 4, 5]], [[0.1, 0.2, 0.3]], [[0, ""]], [[1, 1.0, True]], [1, "a"], [[[1], [2]]], [["a", "b"]], [N], [P], ["12"], [" -1_000 "], ["1.5"], ["x"], [0, 0], [5, 0, -2], [1, 2, 0],
              [1.5, 2], [1, None], [[], 1], [[1, 2], 10], [[1], 0.5], [[[1]], []], [["a"], ""], ["ff", 16], ["0x1f", 0], ["z", 36], ["1", 1], [3.7], [-3.7], [1e30], [2**63 - 1], [-(2**63)], ["9223372036854775808"],
              [2.5], [3.5], [0.5], [2.675, 2], [1234.5, -2], [1250, -2], [15, -1], [25, -1], [1.5, None], [[1, None]], ["inf"], ["-nan"], ["1e5"], ["1_0.5"], ["_1"], ["1__0"], ["."], ["1e"], ["\u0661\u0662"], ["+5"], ["- 5"], [""], ["0b11"], ["0x"], ["1\n"],
              [[1, 2], 1], [[1, 2], "a"], [7, -2], [7.5, 2], [7, 0], [7.5, 0], [[True, True]], [[[1, 2], [3, 4]]], [[], []], [[1, 2], "ab", range(5)], [1, [2]], [[1], 2], ["5", 10], [5, 10], ["9", 8], ["5", 99], ["5", "x"],
              [-0.0], [5e-324], [123456.789, -3], [1.005, 2], [1e22], [0.1, 0.2], ["a", 1], [range(0)], [range(5, 0, -2)], [[2.5, 1]]]
    for name in ["len", "range", "min", "max", "abs", "sum", "sorted", "str", "int", "float", "bool", "list", "enumerate", "zip", "any", "all",
                 "round", "reversed", "repr", "dict", "divmod"]:
        for arguments in basics:
            if name == "str" and len(arguments) > 1:
                continue
            call(name, arguments)
        call(name, [[3, 1, 2]], {"reverse": True})
        call(name, [[]], {"default": 7})
        call(name, [[3, 1]], {"start": 2})
        if name != "enumerate":  # which of two errors comes first
            call(name, [], {"x": 1})
        call(name, [[[3, 1]]], {"x": 1})
        call(name, [1, 2], {"default": 1})
        call(name, [[[1], [2]]], {"strict": True})
    call("sum", [[1], 2], {"start": 3})
    call("sorted", [[2, 1]], {"reverse": "x"})
    call("sorted", [[2, 1]], {"reverse": 0})
    call("sorted", [[1, True, 1.0]], {"reverse": True})
    call("zip", [[1], [1, 2]], {"strict": True})
    call("zip", [[1, 2], [1]], {"strict": True})
    call("enumerate", [], {"iterable": "ab", "start": 1})
    call("round", [2.345], {"ndigits": 1})
    call("int", ["11"], {"base": 2})
    call("sum", [[2**62, 2**62, -(2**62)]])
    call("sum", [[2**62, 2**62]])
    call("sum", [[1e100, 1.0, -1e100]])
    call("min", [[1, "a"]])
    call("max", ["a", 1])
    call("max", [[N, 1.0]])
    call("max", [1, 1.0])
    call("min", [True, 1])


for part in [arithmetic, comparisons, places, texts, formats, methods, builtin_calls]:
    part()

seen, sizes, places = set(), {}, {}
for name, _, _ in rows:
    sizes[name] = sizes.get(name, 0) + 1
for name, arguments, result in rows:
    # A stride that shares no factor with the lengths of the loops above goes through all their combinations.
    most = 300 if name == "format" else 120 if name in ("repr", "str", "slice") else 30
    stride = max(1, sizes[name] // most) | 1
    places[name] = places.get(name, 0) + 1
    new_error = result.startswith("!") and (name, result) not in seen
    seen.add((name, result))
    if "--all" in sys.argv or new_error or places[name] % stride == 0 and not result.startswith("!"):
        print(name, arguments, result, sep="\t")
