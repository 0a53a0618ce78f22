//! Parser and formatter: every text is read, or refused with mistakes that can be drawn; what can be read is formatted.

#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(why) = laws::form::hold(text) {
        panic!("{why}");
    }
});
