//! Compiles the generated parser and its scanner.

fn main() {
    let files = ["src/parser.c", "src/scanner.c"];
    cc::Build::new().std("c11").include("src").flag_if_supported("-Wno-unused").files(files).compile("tree-sitter-cdl");
    files.iter().for_each(|file| println!("cargo:rerun-if-changed={file}"));
}
