//! Load, 2,000 steps, and the schedule of these steps again.

#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

use std::hash::{DefaultHasher, Hasher};

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The same text gives the same run.
    let mut seed = DefaultHasher::new();
    seed.write(text.as_bytes());
    if let Err(why) = laws::runs::hold(text, seed.finish(), 2000) {
        panic!("{why}");
    }
});
