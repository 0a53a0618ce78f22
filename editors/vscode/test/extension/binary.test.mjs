import assert from "node:assert/strict";
import { test } from "node:test";
import { findBinary } from "../../out/binary.mjs";

// A machine on which these files are.
const machine = (files, more = {}) => ({
    platform: "linux",
    env: { PATH: "/usr/local/bin:/usr/bin" },
    home: "/home/ann",
    isFile: (file) => files.includes(file),
    ...more,
});
const windows = (files) =>
    machine(files, { platform: "win32", env: { Path: "C:\\Tools;C:\\Windows" }, home: "C:\\Users\\ann" });

test("without a setting it is the first one on the path", () => {
    const found = findBinary("", undefined, machine(["/usr/bin/concur", "/usr/local/bin/concur"]));
    assert.deepEqual(found, { binary: "/usr/local/bin/concur", onPath: true });
});

test("cargo's folder comes after the path, wherever it is", () => {
    const home = machine(["/home/ann/.cargo/bin/concur"]);
    assert.deepEqual(findBinary("", undefined, home), { binary: "/home/ann/.cargo/bin/concur", onPath: false });
    const moved = machine(["/opt/cargo/bin/concur"], { env: { PATH: "/bin", CARGO_HOME: "/opt/cargo" } });
    assert.deepEqual(findBinary("", undefined, moved), { binary: "/opt/cargo/bin/concur", onPath: false });
});

test("a setting is a path, from the folder or the home on, and nothing else is looked at", () => {
    const found = (setting, file) => findBinary(setting, "/work", machine([file, "/usr/bin/concur"]));
    assert.deepEqual(found("/opt/concur", "/opt/concur"), { binary: "/opt/concur", onPath: false });
    assert.deepEqual(found("target/debug/concur", "/work/target/debug/concur"), { binary: "/work/target/debug/concur", onPath: false });
    assert.deepEqual(found("${workspaceFolder}/bin/concur", "/work/bin/concur"), { binary: "/work/bin/concur", onPath: false });
    assert.deepEqual(found("~/bin/concur", "/home/ann/bin/concur"), { binary: "/home/ann/bin/concur", onPath: false });
    assert.deepEqual(found("/opt/concur", "/elsewhere"), { looked: ["/opt/concur"] });
});

test("a setting without a slash is a name on the path", () => {
    assert.deepEqual(findBinary("concur-beta", "/work", machine(["/usr/bin/concur-beta"])), { binary: "/usr/bin/concur-beta", onPath: true });
});

test("blanks around a setting do not matter", () => {
    assert.deepEqual(findBinary("  ", undefined, machine(["/usr/bin/concur"])), { binary: "/usr/bin/concur", onPath: true });
});

test("where it is not, all places are named", () => {
    assert.deepEqual(findBinary("", undefined, machine([])), {
        looked: ["/usr/local/bin/concur", "/usr/bin/concur", "/home/ann/.cargo/bin/concur"],
    });
});

test("on Windows it has an ending", () => {
    assert.deepEqual(findBinary("", undefined, windows(["C:\\Windows\\concur.exe"])), { binary: "C:\\Windows\\concur.exe", onPath: true });
    assert.deepEqual(findBinary("bin\\concur", "C:\\work", windows(["C:\\work\\bin\\concur.exe"])), { binary: "C:\\work\\bin\\concur.exe", onPath: false });
    assert.deepEqual(findBinary("D:\\concur.exe", "C:\\work", windows(["D:\\concur.exe"])), { binary: "D:\\concur.exe", onPath: false });
});
