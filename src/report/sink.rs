//! Where a result goes. A reader that has gone away (`| head`) or a full disk ends the run instead of failing each write.
//!
//! What is told is escaped here, whoever wrote it: only what a scenario prints, and texts asked for as such, go out as they are.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Paint;
use crate::source::visible;

/// When written text goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// Each piece at once: someone is watching.
    Eager,
    /// When the buffer is full, at a pause and at the end.
    Buffered,
}

/// A buffered writer that remembers the first failure, and from then on writes nothing.
pub struct Sink {
    writer: Box<dyn Write + Send>,
    haste: Haste,
    paint: Paint,
    failure: Option<io::Error>,
    stop: Arc<AtomicBool>,
}

impl Sink {
    /// Writes to `writer`, in the colours of `paint`; sets `stop` when that fails.
    pub fn new(writer: Box<dyn Write + Send>, haste: Haste, paint: Paint, stop: Arc<AtomicBool>) -> Self {
        let writer: Box<dyn Write + Send> = Box::new(io::BufWriter::with_capacity(1 << 16, writer));
        Self { writer, haste, paint, failure: None, stop }
    }

    /// Writes what is told: nothing in it steers the terminal but our own colours.
    pub fn write(&mut self, text: &str) {
        self.pass(&visible(text, self.paint.form()));
    }

    /// Passes `text` on, byte for byte.
    pub fn pass(&mut self, text: &str) {
        if self.failure.is_none() {
            let written = self.writer.write_all(text.as_bytes());
            self.note(written);
        }
        if self.haste == Haste::Eager {
            self.flush();
        }
    }

    /// Sends out what is buffered.
    pub fn flush(&mut self) {
        if self.failure.is_none() {
            let flushed = self.writer.flush();
            self.note(flushed);
        }
    }

    /// Sends out the rest, and says what went wrong on the way.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush();
        self.failure.take().map_or(Ok(()), Err)
    }

    fn note(&mut self, result: io::Result<()>) {
        if let Err(error) = result {
            self.failure = Some(error);
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}
