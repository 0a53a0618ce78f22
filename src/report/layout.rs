//! Who gets how many columns: lanes are as wide as what they hold, shrink together where that is too much, and go to
//! another page where even that does not help.

use std::collections::BTreeMap;

use super::cell::width;
use super::drawing::Picture;
use super::line::Life;
use super::phrase::one_line;
use crate::value::ThreadId;

/// Blanks between two lanes.
pub(super) const GAP: usize = 2;
/// A lane is not shrunk below this.
pub(super) const NARROWEST: usize = 14;
/// A lane is not made wider than this for the sake of one long text.
const WIDEST: usize = 48;

/// A thread's column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lane {
    /// Whose.
    pub thread: ThreadId,
    /// What it is called.
    pub label: String,
    /// First column.
    pub at: usize,
    /// How many columns.
    pub wide: usize,
}

/// Lanes that stand side by side.
#[derive(Debug)]
pub(super) struct Page {
    /// From left to right.
    pub lanes: Vec<Lane>,
    first: usize,
}

impl Page {
    /// The lane of `thread`, if it is on this page.
    pub(super) fn lane(&self, thread: ThreadId) -> Option<&Lane> {
        // Lanes are in the order of their threads' ids.
        self.lanes.binary_search_by_key(&thread, |lane| lane.thread).ok().and_then(|index| self.lanes.get(index))
    }

    /// Where its last lane ends.
    pub(super) fn right(&self) -> usize {
        self.lanes.last().map_or(0, |lane| lane.at + lane.wide)
    }

    /// `threads 1 to 6 of 20`.
    pub(super) fn title(&self, all: usize) -> String {
        let last = self.first + self.lanes.len();
        if self.lanes.len() == 1 {
            format!("thread {last} of {all}")
        } else {
            format!("threads {} to {last} of {all}", self.first + 1)
        }
    }
}

/// Spreads the threads of `picture` over pages that are `room` columns wide.
pub(super) fn pages(picture: &Picture<'_>, room: usize) -> Vec<Page> {
    let wanted = wanted(picture);
    let mut pages = Vec::new();
    let mut first = 0;
    while first < wanted.len() {
        let rest = wanted.get(first..).unwrap_or_default();
        let mut taken = 0;
        let mut used = 0;
        for wide in rest {
            used += wide.min(&NARROWEST) + if taken == 0 { 0 } else { GAP };
            if used > room && taken > 0 {
                break;
            }
            taken += 1;
        }
        let lanes = rest.get(..taken).unwrap_or_default();
        pages.push(page(picture, first, lanes, room));
        first += taken.max(1);
    }
    pages
}

/// The widths that the lanes would like.
fn wanted(picture: &Picture<'_>) -> Vec<usize> {
    let mut wanted: BTreeMap<ThreadId, usize> = BTreeMap::new();
    for line in picture.lines {
        let text = match &line.life {
            Life::Waits(wait) => width(&wait.tries) + GAP + 2,
            _ => width(&line.text),
        };
        let entry = wanted.entry(line.thread).or_default();
        *entry = text.max(*entry);
    }
    let lane = |(index, label): (usize, &String)| {
        let text = wanted.get(&ThreadId::at(index)).copied().unwrap_or(0);
        let end = picture.ends.get(&ThreadId::at(index)).map_or(0, |end| width(end));
        text.max(end).max(width(&one_line(label))).clamp(6, WIDEST)
    };
    picture.labels.iter().enumerate().map(lane).collect()
}

/// One page: no lane is wider than the level at which all fit.
fn page(picture: &Picture<'_>, first: usize, wanted: &[usize], room: usize) -> Page {
    let gaps = GAP * wanted.len().saturating_sub(1);
    let fits = |level: &usize| wanted.iter().map(|wide| wide.min(level)).sum::<usize>() + gaps <= room;
    let level = (NARROWEST..=WIDEST).rev().find(fits).unwrap_or(NARROWEST.min(room.max(1)));
    let mut at = 0;
    let mut lanes = Vec::new();
    for (index, wide) in wanted.iter().enumerate() {
        let wide = (*wide).min(level);
        let label = picture.labels.get(first + index).map(|label| one_line(label)).unwrap_or_default();
        lanes.push(Lane { thread: ThreadId::at(first + index), label, at, wide });
        at += wide + GAP;
    }
    Page { lanes, first }
}
