//! Bars of blocks, and the line that says how far many runs have come.

use std::time::Duration;

use super::Distribution;
use crate::report::cell::cut;

/// Columns of the bar of [`progress`].
const COLUMNS: usize = 24;

/// `part` of `whole` in so many columns, to an eighth of one; never nothing where there is a part.
pub(super) fn bar(part: u64, whole: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let most = columns.saturating_mul(8);
    let eighths = u128::from(part) * most as u128 / u128::from(whole.max(1));
    let eighths = usize::try_from(eighths).unwrap_or(most).clamp(usize::from(part > 0), most);
    let last = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{last}{}", "█".repeat(eighths / 8), " ".repeat(columns - eighths.div_ceil(8)))
}

/// `███▊       312 of 1000 runs  8120 runs/s  3 different`, in `width` columns.
pub fn progress(asked: u64, distribution: &Distribution, time: Duration, width: usize) -> String {
    let (runs, distinct) = (distribution.runs(), distribution.distinct());
    let rate = u128::from(runs) * 1_000_000 / time.as_micros().max(1);
    let bar = bar(runs, asked, COLUMNS);
    // The last column stays free: a terminal would go to the next line.
    cut(&format!("{bar}  {runs} of {asked} runs  {rate} runs/s  {distinct} different"), width.saturating_sub(1))
}
