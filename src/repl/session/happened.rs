//! What is new in a trace.

use crate::repl::notes::say;
use crate::report::{Kept, Paint};

/// Lines of a trace that are shown after one entry, at most, and how many of them from its end.
const SHOWN: usize = 30;
const SHOWN_AT_END: usize = 20;

/// What stands in `now` and not in `before`; the middle of much is left out.
pub(super) fn happened(before: &[Kept], now: &[Kept], paint: Paint) -> String {
    let same = before.iter().zip(now).take_while(|(one, other)| one == other).count();
    // That a thread waits may show earlier once there is more for it to do: that alone is nothing new.
    let steps = |lines: &[Kept]| lines.iter().filter(|line| line.is_step).cloned().collect::<Vec<_>>();
    let old = steps(before);
    let behind = match steps(now).starts_with(&old) {
        true => {
            now.iter().enumerate().filter(|(_, line)| line.is_step).nth(old.len().wrapping_sub(1)).map(|(at, _)| at + 1)
        }
        false => None,
    };
    let first = same.max(behind.unwrap_or(0));
    let told = now.iter().skip(first).take_while(|line| !line.is_step && before.contains(line)).count();
    let new = now.get(first + told..).unwrap_or_default();
    let line = |line: &Kept| format!("{}\n", line.text);
    let Some(left_out) = new.len().checked_sub(SHOWN).filter(|more| *more > 0) else {
        return new.iter().map(line).collect();
    };
    let (first, last) = (new.iter().take(SHOWN - SHOWN_AT_END), new.iter().skip(new.len() - SHOWN_AT_END));
    let between = say(paint, &format!("... {left_out} more lines (`:trace` shows all) ..."));
    first.map(line).collect::<String>() + &between + &last.map(line).collect::<String>()
}
