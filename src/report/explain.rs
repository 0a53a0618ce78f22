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
    "cdl::assign::slice" => "assign/slice",
    "cdl::assign::target" => "assign/target",
    "cdl::call::arguments" => "call/arguments",
    "cdl::call::attribute" => "call/attribute",
    "cdl::call::method" => "call/method",
    "cdl::call::not_a_value" => "call/not_a_value",
    "cdl::call::not_callable" => "call/not_callable",
    "cdl::call::parentheses" => "call/parentheses",
    "cdl::check::claim" => "check/claim",
    "cdl::check::endless" => "check/endless",
    "cdl::check::invariant" => "check/invariant",
    "cdl::check::livelock" => "check/livelock",
    "cdl::check::now" => "check/now",
    "cdl::check::race" => "check/race",
    "cdl::claim::local" => "claim/local",
    "cdl::claim::quantifier" => "claim/quantifier",
    "cdl::claim::unknown" => "claim/unknown",
    "cdl::constant::not_constant" => "constant/not_constant",
    "cdl::constant::raises" => "constant/raises",
    "cdl::file::encoding" => "file/encoding",
    "cdl::file::folder" => "file/folder",
    "cdl::file::match" => "file/match",
    "cdl::file::missing" => "file/missing",
    "cdl::file::none" => "file/none",
    "cdl::file::size" => "file/size",
    "cdl::file::unreadable" => "file/unreadable",
    "cdl::limit::array" => "limit/array",
    "cdl::limit::expression" => "limit/expression",
    "cdl::limit::nesting" => "limit/nesting",
    "cdl::name::captured" => "name/captured",
    "cdl::name::constant" => "name/constant",
    "cdl::name::copied" => "name/copied",
    "cdl::name::duplicate" => "name/duplicate",
    "cdl::name::exception" => "name/exception",
    "cdl::name::local_of_main" => "name/local_of_main",
    "cdl::name::python" => "name/python",
    "cdl::name::undeclared" => "name/undeclared",
    "cdl::name::unknown" => "name/unknown",
    "cdl::place::loop" => "place/loop",
    "cdl::place::raise" => "place/raise",
    "cdl::place::return" => "place/return",
    "cdl::place::top_level" => "place/top_level",
    "cdl::run::deadlock" => "run/deadlock",
    "cdl::run::limit" => "run/limit",
    "cdl::run::overlap" => "run/overlap",
    "cdl::run::unasked" => "run/unasked",
    "cdl::run::uncaught" => "run/uncaught",
    "cdl::schedule::blocked" => "schedule/blocked",
    "cdl::schedule::choice" => "schedule/choice",
    "cdl::schedule::duplicate" => "schedule/duplicate",
    "cdl::schedule::ended" => "schedule/ended",
    "cdl::schedule::unknown_thread" => "schedule/unknown_thread",
    "cdl::syntax::argument_order" => "syntax/argument_order",
    "cdl::syntax::arrow" => "syntax/arrow",
    "cdl::syntax::assign_in_expression" => "syntax/assign_in_expression",
    "cdl::syntax::backslash" => "syntax/backslash",
    "cdl::syntax::bar" => "syntax/bar",
    "cdl::syntax::bare_block" => "syntax/bare_block",
    "cdl::syntax::bare_except" => "syntax/bare_except",
    "cdl::syntax::brace_line" => "syntax/brace_line",
    "cdl::syntax::c_for" => "syntax/c_for",
    "cdl::syntax::chained_assignment" => "syntax/chained_assignment",
    "cdl::syntax::character" => "syntax/character",
    "cdl::syntax::claim" => "syntax/claim",
    "cdl::syntax::class" => "syntax/class",
    "cdl::syntax::code_point" => "syntax/code_point",
    "cdl::syntax::colon_block" => "syntax/colon_block",
    "cdl::syntax::comment" => "syntax/comment",
    "cdl::syntax::conversion" => "syntax/conversion",
    "cdl::syntax::decorator" => "syntax/decorator",
    "cdl::syntax::def" => "syntax/def",
    "cdl::syntax::default_order" => "syntax/default_order",
    "cdl::syntax::del" => "syntax/del",
    "cdl::syntax::dict_comprehension" => "syntax/dict_comprehension",
    "cdl::syntax::dict_entry" => "syntax/dict_entry",
    "cdl::syntax::else_if" => "syntax/else_if",
    "cdl::syntax::empty_index" => "syntax/empty_index",
    "cdl::syntax::empty_interpolation" => "syntax/empty_interpolation",
    "cdl::syntax::escape" => "syntax/escape",
    "cdl::syntax::except_list" => "syntax/except_list",
    "cdl::syntax::generator" => "syntax/generator",
    "cdl::syntax::global" => "syntax/global",
    "cdl::syntax::import" => "syntax/import",
    "cdl::syntax::increment" => "syntax/increment",
    "cdl::syntax::integer" => "syntax/integer",
    "cdl::syntax::is" => "syntax/is",
    "cdl::syntax::join_argument" => "syntax/join_argument",
    "cdl::syntax::lambda" => "syntax/lambda",
    "cdl::syntax::later" => "syntax/later",
    "cdl::syntax::logic" => "syntax/logic",
    "cdl::syntax::lonely_clause" => "syntax/lonely_clause",
    "cdl::syntax::lonely_try" => "syntax/lonely_try",
    "cdl::syntax::mismatched_bracket" => "syntax/mismatched_bracket",
    "cdl::syntax::missing_block" => "syntax/missing_block",
    "cdl::syntax::missing_comma" => "syntax/missing_comma",
    "cdl::syntax::missing_condition" => "syntax/missing_condition",
    "cdl::syntax::missing_in" => "syntax/missing_in",
    "cdl::syntax::missing_operator" => "syntax/missing_operator",
    "cdl::syntax::missing_parameters" => "syntax/missing_parameters",
    "cdl::syntax::missing_value" => "syntax/missing_value",
    "cdl::syntax::name_digit" => "syntax/name_digit",
    "cdl::syntax::not_operand" => "syntax/not_operand",
    "cdl::syntax::number" => "syntax/number",
    "cdl::syntax::output" => "syntax/output",
    "cdl::syntax::print_argument" => "syntax/print_argument",
    "cdl::syntax::reserved" => "syntax/reserved",
    "cdl::syntax::schedule_entry" => "syntax/schedule_entry",
    "cdl::syntax::set" => "syntax/set",
    "cdl::syntax::single_brace" => "syntax/single_brace",
    "cdl::syntax::smart_quotes" => "syntax/smart_quotes",
    "cdl::syntax::stray_bracket" => "syntax/stray_bracket",
    "cdl::syntax::string_prefix" => "syntax/string_prefix",
    "cdl::syntax::ternary" => "syntax/ternary",
    "cdl::syntax::thread_body" => "syntax/thread_body",
    "cdl::syntax::triple_equals" => "syntax/triple_equals",
    "cdl::syntax::triple_quoted" => "syntax/triple_quoted",
    "cdl::syntax::tuple" => "syntax/tuple",
    "cdl::syntax::typed" => "syntax/typed",
    "cdl::syntax::unclosed" => "syntax/unclosed",
    "cdl::syntax::unclosed_interpolation" => "syntax/unclosed_interpolation",
    "cdl::syntax::unclosed_string" => "syntax/unclosed_string",
    "cdl::syntax::unexpected" => "syntax/unexpected",
    "cdl::syntax::unit" => "syntax/unit",
    "cdl::syntax::unknown_statement" => "syntax/unknown_statement",
    "cdl::syntax::walrus" => "syntax/walrus",
    "cdl::with::unsupported" => "with/unsupported",
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
            // What is wrong with a file is mended by a command, not in CDL.
            let about_a_file = page.code.starts_with("cdl::file::");
            for fence in if about_a_file { &["```console\n"][..] } else { &["```cdl wrong\n", "```cdl right\n"] } {
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
