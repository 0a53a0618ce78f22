//! Questions to the explorer, asked in a line.

#![allow(dead_code, reason = "each test file asks its own")]

use std::collections::{BTreeMap, BTreeSet};

use concur::explore::{self, EndKind, Explored, Key, Options, Outputs, Question};
use concur::machine::Scenario;
use concur::program::VariableId;
use concur::source::Source;
use concur::value;

/// A scenario that has no mistake in it.
pub(crate) fn load(text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new("explored.cdl", text));
    loaded.scenario.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
}

/// All that a search finds, without schedules. It must come to its end.
pub(crate) fn search(scenario: &Scenario, question: &Question, options: &Options) -> Explored {
    let explored = explore::explore(scenario, question, options, &|_| Vec::new(), &mut |_| {});
    assert_eq!(explored.cut, None, "{:?}", explored.progress);
    explored
}

/// The variables with these names.
pub(crate) fn variables(scenario: &Scenario, names: &[&str]) -> Vec<VariableId> {
    let declared = &scenario.image.program.variables;
    let id = |name: &&str| declared.iter().position(|variable| variable.name == *name).unwrap();
    names.iter().map(|name| VariableId(u32::try_from(id(name)).unwrap())).collect()
}

/// Every end: its kind, what was printed (if that is asked for), and the values of the variables asked for.
pub(crate) fn ends(scenario: &Scenario, explored: &Explored) -> BTreeSet<(EndKind, String, Vec<String>)> {
    let end = |finding: &explore::Finding| {
        let Key::Ending { kind, .. } = finding.key else { return None };
        let (printed, values) = finding.ending.clone()?;
        let repr = |value: &Option<value::Value>| {
            value.as_ref().map_or_else(String::new, |value| value::repr(value, &*scenario.image))
        };
        Some((kind, printed, values.iter().map(repr).collect()))
    };
    explored.findings.iter().filter_map(end).collect()
}

/// The values that some variables have at the end of every schedule.
pub(crate) fn finals(text: &str, names: &[&str]) -> BTreeSet<(EndKind, Vec<String>)> {
    let scenario = load(text);
    let question = Question { endings: Some(variables(&scenario, names)), ..Question::default() };
    let explored = search(&scenario, &question, &Options::default());
    ends(&scenario, &explored).into_iter().map(|(kind, _, values)| (kind, values)).collect()
}

/// What every schedule prints, lines joined by blanks, with how it ends.
pub(crate) fn outputs(text: &str) -> BTreeSet<(EndKind, String)> {
    let scenario = load(text);
    let question = Question { outputs: Outputs::Collected, endings: Some(Vec::new()), ..Question::default() };
    let explored = search(&scenario, &question, &Options::default());
    let joined = |text: String| text.lines().collect::<Vec<_>>().join(" ");
    ends(&scenario, &explored).into_iter().map(|(kind, printed, _)| (kind, joined(printed))).collect()
}

/// Whether some schedule prints exactly this.
pub(crate) fn prints(scenario: &Scenario, wanted: &str) -> bool {
    let question =
        Question { outputs: Outputs::Wanted(wanted.into()), endings: Some(Vec::new()), ..Question::default() };
    let explored = search(scenario, &question, &Options::default());
    let whole = u32::try_from(wanted.len()).unwrap();
    explored.findings.iter().any(|finding| matches!(finding.key, Key::Ending { output, .. } if output == whole))
}

/// What can be found besides ends, with the number of steps of a shortest schedule.
pub(crate) fn findings(text: &str) -> BTreeMap<Key, u32> {
    let scenario = load(text);
    let options = Options { reduction: false, ..Options::default() };
    let explored = search(&scenario, &Question::default(), &options);
    explored.findings.into_iter().map(|finding| (finding.key, finding.discovery.depth)).collect()
}
