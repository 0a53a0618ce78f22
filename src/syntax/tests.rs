//! What the room gives for right and for wrong text.

mod balance;
mod hostile;
mod mistakes;
mod shapes;
mod typing;

use super::*;

/// The two scenarios of the language's description.
pub(super) const BANK: &str = r#"# bank.cdl: a lock makes each transfer one indivisible step
shared balance = 1000
lock account_lock

fn withdraw(amount) {
    with account_lock {
        if balance >= amount {
            let new_balance = balance - amount
            print "Withdrawing {amount}..."
            sleep 100ms
            balance = new_balance
        } else {
            raise ValueError("Insufficient balance")
        }
    }
}

fn deposit(amount) {
    with account_lock {
        let new_balance = balance + amount
        print "Depositing {amount}..."
        sleep 100ms
        balance = new_balance
    }
}

pool executor(max_workers=3)
with executor {
    executor.submit(withdraw, 700)
    executor.submit(deposit, 1000)
    executor.submit(withdraw, 300)
}

print "Final account balance: {balance}"

expect output {
    | Withdrawing 700...
    | Depositing 1000...
    | Withdrawing 300...
    | Final account balance: 1000
}
expect always balance == 1000
"#;

/// The second one.
pub(super) const CONDITION: &str = r#"# condition.cdl
condition cond
shared queue = []

thread consumer {
    with cond {
        print "Consumer waiting for item..."
        while len(queue) == 0 { cond.wait() }
        let item = queue.pop(0)
        print "Consumer got item: {item}"
    }
}
sleep 1s        # the consumer waits first
thread producer {
    with cond {
        print "Producer creating item..."
        queue.append("data")
        cond.notify()
    }
}
"#;

/// Parses, and checks what holds for every text: places lie in the text, on characters.
pub(super) fn parsed(text: &str) -> Parsed {
    let source = Source::new("test.cdl", text);
    let parsed = parse(&source);
    for diagnostic in &parsed.diagnostics {
        assert!(CODES.contains(&diagnostic.code), "{} is not listed", diagnostic.code);
        for label in &diagnostic.labels {
            assert!(text.get(label.span.range()).is_some(), "{:?} is no place in {text:?}", diagnostic);
        }
    }
    for statement in &parsed.script.statements {
        assert!(text.get(statement.span.range()).is_some(), "{:?} is no place in {text:?}", statement.span);
    }
    parsed
}

/// Codes with the text underlined.
pub(super) fn complaints(text: &str) -> Vec<(String, String)> {
    let short = |code: &str| code.trim_start_matches("cdl::").trim_start_matches("syntax::").to_owned();
    let under = |span: crate::source::Span| text.get(span.range()).unwrap_or("?").to_owned();
    parsed(text).diagnostics.iter().map(|d| (short(d.code), under(d.span()))).collect()
}

/// The tree of a text without mistakes.
pub(super) fn right(text: &str) -> Vec<ast::Statement> {
    let parsed = parsed(text);
    assert_eq!(parsed.diagnostics, [], "in {text:?}");
    parsed.script.statements
}
