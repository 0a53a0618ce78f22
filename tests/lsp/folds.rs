//! What of a text can be folded.

use crate::client::Editor;
use crate::list;

/// The text as it looks with everything folded: of each fold the first line alone, and what is behind its last.
fn folded(text: &str) -> String {
    let (mut editor, _) = Editor::with(text);
    let folds = editor.of("textDocument/foldingRange");
    editor.end();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut shown = Vec::new();
    let mut hidden = 0;
    for (line, written) in text.lines().enumerate() {
        if line < hidden {
            continue;
        }
        let fold = list(&folds).iter().find(|fold| number(&fold["startLine"]) == line);
        hidden = fold.map_or(0, |fold| number(&fold["endLine"]) + 1);
        shown.push(if fold.is_some() { format!("{written} ...") } else { written.to_owned() });
    }
    shown.join("\n")
}

#[test]
fn what_goes_on_behind_a_block_stays_to_be_seen() {
    let text = "shared x = 0\nif x == 0 {\n    x = 1\n} elif x == 1 {\n    x = 2\n} else {\n    x = 3\n}\n\
                try {\n    x = 4\n} except ValueError {\n    x = 5\n} finally { x = 6 }\n\
                while x > 6 {\n    x = 7\n}\nif x == 8 {\n    x = 8\n}\nelse {\n    x = 9\n}\nif x == 1 {\n} else { pass }\n";
    insta::assert_snapshot!("blocks_folded", folded(text));
}

#[test]
fn brackets_of_several_lines_can_be_folded() {
    let text = "let xs = [\n    1,\n    2,\n]\nlet d = {\n    1: [\n        2\n    ]\n}\nprint max(\n    1,\n    2\n)\n\
                fn f(\n    a,\n    b=1\n) {\n    return (\n        a +\n        b\n    )\n}\n\
                let ts = [thread {\n    pass\n}, thread {\n    pass\n}]\nprint \"{xs}\"\n\
                expect output {\n    | [\n    | 2\n}\nexpect possible xs ==\n    1\nschedule {\n    main\n}\n";
    insta::assert_snapshot!("brackets_folded", folded(text));
}
