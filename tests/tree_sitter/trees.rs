//! Two trees of one text, as lists of what stands where: the parser's own, and tree-sitter's.

use std::fmt;

use concur::source::{Severity, Source};
use concur::syntax::ast::{Block, Expression, ExpressionKind, Script, Statement, StatementKind};
use concur::syntax::{parse, walk};
use tree_sitter::{Node, Parser, Tree};

/// What could not be read.
const UNREAD: &str = "?";

/// A statement, block or expression with its place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    start: usize,
    end: usize,
    kind: String,
}

impl Part {
    /// Whether the parser could make anything of it.
    pub(crate) fn is_read(&self) -> bool {
        self.kind != UNREAD
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{} {}", self.start, self.end, self.kind)
    }
}

pub(crate) fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_cdl::LANGUAGE.into()).unwrap();
    parser
}

pub(crate) fn read(text: &str) -> Tree {
    parser().parse(text, None).unwrap()
}

/// The tree of a text without errors.
pub(crate) fn accepted(text: &str) -> Option<Script> {
    let parsed = parse(&Source::new("test.cdl", text));
    let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
    let lost = own_parts(&parsed.script).iter().any(|part| !part.is_read());
    (!wrong && !lost).then_some(parsed.script)
}

/// All nodes, outer before inner, each with the field of its parent that it stands in.
pub(crate) fn nodes<'t>(tree: &'t Tree) -> Vec<(Node<'t>, Option<&'static str>)> {
    let mut cursor = tree.walk();
    let mut found = Vec::new();
    loop {
        found.push((cursor.node(), cursor.field_name()));
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

/// What of a tree could not be read, in words.
pub(crate) fn flaws(tree: &Tree, text: &str) -> Vec<String> {
    let wrong = nodes(tree).into_iter().filter(|(node, _)| node.is_error() || node.is_missing());
    wrong
        .map(|(node, _)| {
            let place = node.start_position();
            format!("{}:{} {}", place.row + 1, place.column + 1, text.get(node.byte_range()).unwrap_or_default())
        })
        .collect()
}

/// What the parser's own tree consists of.
pub(crate) fn own_parts(script: &Script) -> Vec<Part> {
    struct Collector(Vec<Part>);
    impl walk::Visitor for Collector {
        fn statement(&mut self, statement: &mut Statement) {
            self.add(statement.span.range(), statement_node(&statement.kind));
        }
        fn block(&mut self, block: &mut Block) {
            self.add(block.span.range(), "block");
        }
        fn expression(&mut self, expression: &mut Expression) {
            self.add(expression.span.range(), expression_node(&expression.kind));
        }
    }
    impl Collector {
        fn add(&mut self, place: std::ops::Range<usize>, kind: &str) {
            self.0.push(Part { start: place.start, end: place.end, kind: kind.to_owned() });
        }
    }
    let mut collector = Collector(Vec::new());
    walk::walk(&mut script.clone(), &mut collector);
    collector.0.sort();
    collector.0
}

/// The same of a tree-sitter tree.
pub(crate) fn parts(tree: &Tree) -> Vec<Part> {
    let mut found = Vec::new();
    for (node, field) in nodes(tree) {
        if !node.is_named() || !counts(node, field) {
            continue;
        }
        let (start, end) = if is_expression(node) { place(node) } else { (node.start_byte(), node.end_byte()) };
        let thread = node.kind() == "expression_statement" && node.named_child(0).is_some_and(is_thread);
        let kind = if thread { "thread_start" } else { node.kind() };
        found.push(Part { start, end, kind: kind.to_owned() });
    }
    found.sort();
    found
}

fn is_thread(node: Node<'_>) -> bool {
    node.kind() == "thread_start"
}

/// Whether the parser's own tree has a node of its own for it.
fn counts(node: Node<'_>, field: Option<&str>) -> bool {
    let Some(parent) = node.parent() else { return false };
    match node.kind() {
        "block" => true,
        // These only name something.
        "name" => {
            let named = matches!(field, Some("name" | "binding" | "exception" | "section"));
            !named && !matches!(parent.kind(), "targets" | "handler_types")
        }
        // The parser's own tree knows what is in parentheses by its shape alone.
        "paren" => false,
        // `thread f(x)`: callee and arguments are the thread's.
        "call" => !is_thread(parent),
        // A thread that is a statement is that statement.
        "thread_start" => parent.kind() != "expression_statement",
        kind => is_expression(node) || STATEMENTS.iter().any(|(_, name)| *name == kind),
    }
}

fn is_expression(node: Node<'_>) -> bool {
    node.is_named() && (node.kind() == "paren" || EXPRESSIONS.contains(&node.kind()))
}

/// The place of an expression as the parser has it: its parentheses are a part of it, but a name is no more than the name.
fn place(node: Node<'_>) -> (usize, usize) {
    let mut whole = node;
    while let Some(paren) = whole.parent().filter(|parent| parent.kind() == "paren" && node.kind() != "name") {
        whole = paren;
    }
    if whole.kind() == "paren" {
        return written(whole);
    }
    let mut cursor = whole.walk();
    let children: Vec<Node<'_>> = whole.children(&mut cursor).filter(|child| !child.is_extra()).collect();
    let [first, last] = [children.first(), children.last()].map(|end| end.filter(|end| is_expression(**end)));
    (
        first.map_or(whole.start_byte(), |first| written(*first).0),
        last.map_or(whole.end_byte(), |last| written(*last).1),
    )
}

/// From where to where an operand counts for what it is an operand of.
fn written(node: Node<'_>) -> (usize, usize) {
    let mut inside = node;
    while inside.kind() == "paren" {
        let mut cursor = inside.walk();
        let Some(next) = inside.named_children(&mut cursor).find(|child| !child.is_extra()) else { break };
        inside = next;
    }
    match (node.kind(), inside.kind()) {
        ("paren", "name") => (inside.start_byte(), inside.end_byte()),
        ("paren", _) => (node.start_byte(), node.end_byte()),
        _ => place(node),
    }
}

/// The statements of the parser's own tree, by the first word of how `Debug` shows them, and what tree-sitter calls them.
const STATEMENTS: [(&str, &str); 29] = [
    ("Variable", "variable"),
    ("Objects", "objects"),
    ("Function", "function"),
    ("Claim", "claim"),
    ("Invariant", "invariant"),
    ("Schedule", "schedule"),
    ("Let", "let_statement"),
    ("Assign", "assign"),
    ("Update", "update"),
    ("If", "if_statement"),
    ("While", "while_statement"),
    ("Loop", "loop_statement"),
    ("For", "for_statement"),
    ("Break", "break_statement"),
    ("Continue", "continue_statement"),
    ("Return", "return_statement"),
    ("Pass", "pass_statement"),
    ("Print", "print"),
    ("Sleep", "sleep"),
    ("Yield", "yield_statement"),
    ("Assert", "assert"),
    ("Raise", "raise"),
    ("Try", "try_statement"),
    ("With", "with_statement"),
    ("Atomic", "atomic_block"),
    ("Critical", "critical"),
    ("Join", "join"),
    ("Thread", "thread_start"),
    ("Expression", "expression_statement"),
];

fn statement_node(kind: &StatementKind) -> &'static str {
    use concur::syntax::ast::ClaimKind;
    if let StatementKind::Claim(claim) = kind
        && let ClaimKind::Invariant(_) = claim.kind
    {
        return "invariant";
    }
    let shown = format!("{kind:?}");
    let word = shown.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    STATEMENTS.iter().find(|(own, _)| *own == word).map_or(UNREAD, |(_, node)| node)
}

const EXPRESSIONS: [&str; 21] = [
    "none",
    "true",
    "false",
    "int",
    "float",
    "duration",
    "string",
    "name",
    "list",
    "dict",
    "comprehension",
    "range",
    "unary",
    "binary",
    "compare",
    "logical",
    "conditional",
    "call",
    "attribute",
    "index",
    "slice",
];

fn expression_node(kind: &ExpressionKind) -> &'static str {
    use ExpressionKind as E;
    match kind {
        E::None => "none",
        E::Bool(true) => "true",
        E::Bool(false) => "false",
        E::Int(_) => "int",
        E::Float(_) => "float",
        E::Duration(_) => "duration",
        E::Str(_) => "string",
        E::Name(_) => "name",
        E::List(_) => "list",
        E::Dict(_) => "dict",
        E::Comprehension { .. } => "comprehension",
        E::Range { .. } => "range",
        E::Unary { .. } => "unary",
        E::Binary { .. } => "binary",
        E::Compare { .. } => "compare",
        E::Logical { .. } => "logical",
        E::Conditional { .. } => "conditional",
        E::Call { .. } => "call",
        E::Attribute { .. } => "attribute",
        E::Index { .. } => "index",
        E::Slice { .. } => "slice",
        E::Thread(_) => "thread_start",
        E::Error => UNREAD,
    }
}
