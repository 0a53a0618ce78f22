//! The error codes at length. A page is one Markdown file below docs/errors and one row here.

/// What there is to say about one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code: `cdl::name::unknown`.
    pub code: &'static str,
    /// The page, in Markdown.
    pub text: &'static str,
}

macro_rules! pages {
    ($($code:literal => $file:literal),* $(,)?) => {
        /// Every page, in the order of the codes.
        pub const PAGES: &[Page] = &[$(
            Page { code: $code, text: include_str!(concat!("../../docs/errors/", $file, ".md")) },
        )*];
    };
}

pages! {
    "cdl::name::unknown" => "name/unknown",
    "cdl::run::deadlock" => "run/deadlock",
}

/// The page of `code`, which may be written without `cdl::` and in any case.
pub fn page(code: &str) -> Option<&'static Page> {
    let wanted = full(code);
    PAGES.iter().find(|page| page.code == wanted)
}

/// Codes that may have been meant, the closest first: those that are written alike, and those of the same group.
pub fn meant(code: &str) -> Vec<&'static str> {
    let wanted = full(code);
    let mut close: Vec<(f64, &'static str)> = PAGES
        .iter()
        .map(|page| {
            let last = |code: &str| code.rsplit("::").next().unwrap_or_default().to_owned();
            let whole = strsim::jaro_winkler(&wanted, page.code);
            (whole.max(strsim::jaro_winkler(&last(&wanted), &last(page.code))), page.code)
        })
        .filter(|(likeness, _)| *likeness > 0.86)
        .collect();
    close.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    close.into_iter().map(|(_, code)| code).take(3).collect()
}

/// The page's first line of prose, to list it by.
pub fn summary(page: &Page) -> &'static str {
    page.text.lines().skip(1).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

fn full(code: &str) -> String {
    let code = code.trim().to_lowercase();
    if code.starts_with("cdl::") { code } else { format!("cdl::{code}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_headed_by_its_code_and_shows_wrong_and_right() {
        for page in PAGES {
            assert_eq!(page.text.lines().next(), Some(format!("# `{}`", page.code).as_str()), "{}", page.code);
            assert!(!summary(page).is_empty(), "{}", page.code);
            for fence in ["```cdl wrong\n", "```cdl right\n"] {
                assert!(page.text.contains(fence), "{} lacks {fence}", page.code);
            }
        }
    }

    #[test]
    fn pages_stand_in_order_and_only_once() {
        assert!(PAGES.is_sorted_by(|one, other| one.code < other.code));
    }

    #[test]
    fn a_code_is_found_without_its_prefix_and_guessed_when_misspelt() {
        assert!(page("name::unknown").is_some());
        assert!(page("CDL::name::unknown").is_some());
        assert_eq!(meant("cdl::name::unknwon").first(), Some(&"cdl::name::unknown"));
        assert!(meant("zzz").is_empty());
    }
}
