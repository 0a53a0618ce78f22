//! The picture of a run: threads side by side, time running down.
//!
//! Pure: lines in, text out. Where not all threads fit side by side at [`NARROWEST`] columns each, they are spread over
//! several pictures one below the other, each with the steps of its own threads; step numbers say what comes before what.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Paint;
use super::cell::{cut, padding, width};
use super::layout::{GAP, Lane, Page, pages};
use super::line::{Life, Line, Wait};
use super::phrase::clock;
use crate::value::ThreadId;

/// Lines of a picture after which the heads of the columns are shown again.
const SCREEN: usize = 48;

/// What is to be drawn.
pub(super) struct Picture<'a> {
    /// What happened.
    pub lines: &'a [Line],
    /// What threads are called, by their ids.
    pub labels: &'a [String],
    /// Which of these lines are told of by their number alone.
    pub left_out: Range<usize>,
    /// What threads that have not ended do at the end.
    pub ends: BTreeMap<ThreadId, String>,
}

/// A picture with its measures taken.
pub(super) struct Drawing<'a> {
    picture: &'a Picture<'a>,
    paint: Paint,
    margin: usize,
    width: usize,
    pages: Vec<Page>,
}

/// What a thread's lifeline shows while another thread does something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Absent,
    Alive,
    Asleep,
    Waiting,
}

impl State {
    fn glyph(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Alive => "│",
            Self::Asleep => "·",
            Self::Waiting => "┊",
        }
    }
}

/// A piece of a row: from which column, how wide, and the text in its colours.
struct Piece {
    at: usize,
    wide: usize,
    text: String,
}

impl<'a> Drawing<'a> {
    /// Takes measures for `width` columns in all.
    pub(super) fn new(picture: &'a Picture<'a>, width: usize, paint: Paint) -> Self {
        let last = picture.lines.iter().filter_map(|line| line.step).max().unwrap_or(0);
        let margin = last.to_string().len().max(4) + GAP + 1;
        let pages = pages(picture, width.saturating_sub(margin));
        Self { picture, paint, margin, width, pages }
    }

    /// Draws, a line at a time.
    pub(super) fn draw(&self, out: &mut dyn FnMut(&str)) {
        for (index, page) in self.pages.iter().enumerate() {
            if self.pages.len() > 1 {
                let blank = if index == 0 { "" } else { "\n" };
                out(&format!("{blank}{}\n", self.paint.bold(&page.title(self.picture.labels.len()))));
            }
            self.page(page, out);
        }
    }

    fn page(&self, page: &Page, out: &mut dyn FnMut(&str)) {
        let mut states: BTreeMap<ThreadId, State> = BTreeMap::from([(ThreadId(0), State::Alive)]);
        let (mut time, mut rows) = (0, 0);
        out(&self.head(page));
        let left_out = &self.picture.left_out;
        for (index, line) in self.picture.lines.iter().enumerate() {
            if index == left_out.start && !left_out.is_empty() {
                out(&format!(
                    "{}{}\n",
                    padding("", self.margin),
                    self.paint.dim(&format!("⋮ {} more lines", left_out.len()))
                ));
            }
            if left_out.contains(&index) {
                time = line.time;
            } else if let Some(lane) = page.lane(line.thread) {
                if rows >= SCREEN {
                    out(&self.head(page));
                    rows = 0;
                }
                if line.time > time {
                    out(&self.ruler(line.time, page));
                    time = line.time;
                    rows += 1;
                }
                match &line.life {
                    Life::Waits(wait) => self.wait(wait, lane, page, &states, out),
                    _ => out(&self.step(line, lane, page, &states)),
                }
                rows += 1;
            }
            follow(line, &mut states);
        }
        self.ends(page, out);
    }

    fn head(&self, page: &Page) -> String {
        let label = |lane: &Lane| {
            self.piece(lane, cut(&lane.label, lane.wide), |text| self.paint.bold(&self.paint.thread(lane.thread, text)))
        };
        self.row("step", page.lanes.iter().map(label).collect())
    }

    fn step(&self, line: &Line, actor: &Lane, page: &Page, states: &BTreeMap<ThreadId, State>) -> String {
        let text = self.piece(actor, cut(&line.text, actor.wide), |text| self.paint.thread(actor.thread, text));
        let step = line.step.map(|step| step.to_string()).unwrap_or_default();
        self.row(&step, self.around(text, page, states))
    }

    /// A wait reaches from the one who waits over to the column of the one who stands in the way, if that is on its
    /// right and there is room; else the reason stands behind it, or below it.
    fn wait(
        &self,
        wait: &Wait,
        lane: &Lane,
        page: &Page,
        states: &BTreeMap<ThreadId, State>,
        out: &mut dyn FnMut(&str),
    ) {
        let room = self.width.saturating_sub(self.margin);
        let holder = wait.holder.and_then(|thread| page.lane(thread));
        let tries = cut(&wait.tries, room.saturating_sub(lane.at + 2));
        let after = lane.at + width(&tries);
        let reach = holder.map(|holder| holder.at).filter(|at| *at >= after + 4 && at + width(&wait.why) <= room);
        let dashes = reach.map_or(room.saturating_sub(after + 1).min(3), |at| at - after - 2);
        let why = |text: &str| match wait.holder {
            Some(thread) => self.paint.thread(thread, text),
            None => self.paint.dim(text),
        };
        let drawn = format!("{} {}", self.paint.thread(lane.thread, &tries), self.paint.dim(&"┄".repeat(dashes)));
        let mut piece = Piece { at: lane.at, wide: width(&tries) + 1 + dashes, text: drawn };
        let fits = lane.at + piece.wide + 1 + width(&wait.why) <= room;
        if !wait.why.is_empty() && fits {
            piece.wide += 1 + width(&wait.why);
            piece.text = format!("{} {}", piece.text, why(&wait.why));
        }
        out(&self.row("", self.around(piece, page, states)));
        if !wait.why.is_empty() && !fits {
            let words = cut(&wait.why, room);
            let at = (lane.at + 2).min(room.saturating_sub(width(&words)));
            let below = Piece { at, wide: width(&words), text: why(&words) };
            out(&self.row("", self.around(below, page, states)));
        }
    }

    fn ruler(&self, time: i64, page: &Page) -> String {
        let head = format!("{:─>1$} {2} ", "", 2, clock(time));
        let rest = page.right().saturating_add(self.margin).saturating_sub(width(&head));
        format!("{}\n", self.paint.dim(&format!("{head}{}", "─".repeat(rest))))
    }

    fn ends(&self, page: &Page, out: &mut dyn FnMut(&str)) {
        let end = |lane: &Lane| {
            let text = self.picture.ends.get(&lane.thread)?;
            Some(self.piece(lane, cut(text, lane.wide), |text| self.paint.bad(text)))
        };
        let pieces: Vec<Piece> = page.lanes.iter().filter_map(end).collect();
        if !pieces.is_empty() {
            out(&self.row("end", pieces));
        }
    }

    fn piece(&self, lane: &Lane, text: String, colors: impl Fn(&str) -> String) -> Piece {
        Piece { at: lane.at, wide: width(&text), text: colors(&text) }
    }

    /// `piece` among the lifelines that it does not cover.
    fn around(&self, piece: Piece, page: &Page, states: &BTreeMap<ThreadId, State>) -> Vec<Piece> {
        let (from, to) = (piece.at, piece.at + piece.wide);
        let free = page.lanes.iter().filter(|lane| lane.at > to || lane.at + 1 < from);
        let mut pieces: Vec<Piece> = free
            .filter_map(|lane| {
                let glyph = states.get(&lane.thread).copied().unwrap_or(State::Absent).glyph();
                (!glyph.is_empty()).then(|| self.piece(lane, glyph.to_owned(), |text| self.paint.dim(text)))
            })
            .collect();
        pieces.push(piece);
        pieces.sort_by_key(|piece| piece.at);
        pieces
    }

    fn row(&self, step: &str, pieces: Vec<Piece>) -> String {
        let mut row = format!("{}{}", " ".repeat(self.margin.saturating_sub(GAP + width(step))), self.paint.dim(step));
        let mut at = 0;
        let mut blanks = GAP;
        for piece in pieces {
            blanks += piece.at.saturating_sub(at);
            row.push_str(&padding("", blanks));
            row.push_str(&piece.text);
            (at, blanks) = (piece.at + piece.wide, 0);
        }
        row.push('\n');
        row
    }
}

fn follow(line: &Line, states: &mut BTreeMap<ThreadId, State>) {
    let state = match &line.life {
        Life::Runs | Life::Starts(_) => State::Alive,
        Life::Sleeps => State::Asleep,
        Life::Ends => State::Absent,
        Life::Waits(_) => State::Waiting,
    };
    states.insert(line.thread, state);
    if let Life::Starts(thread) = line.life {
        states.insert(thread, State::Alive);
    }
}
