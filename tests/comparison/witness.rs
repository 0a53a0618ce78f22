//! A schedule that is shown, judged: the conductor follows it as it is printed, and what was found must show at its end.

use concur::check;
use concur::conduct;
use concur::explore::{Finding, Key, Outputs, Question};
use concur::run::{End, Run};
use concur::source::Source;
use concur::syntax;

use super::{Configuration, Difference, Plain, different};
use crate::reference::node::repr;
use crate::reference::{self, Node, Printed, Sight};

impl Plain<'_> {
    /// What was found shows where its schedule ends.
    pub(super) fn judge(
        &self,
        finding: &Finding,
        question: &Question,
        configuration: Configuration,
    ) -> Result<(), Difference> {
        let key = &finding.key;
        let replay = check::replay(self.scenario, question, finding);
        let (Some(witness), Some(replay)) = (&finding.witness, replay) else {
            let is_one_of_many = matches!(key, Key::Ending { .. });
            let none = different("no schedule", configuration, &format!("for {key:?}"));
            return if is_one_of_many { Ok(()) } else { Err(none) };
        };
        let wrong = |what: &str, details: &str| {
            let schedule = &replay.schedule;
            Err(different(what, configuration, &format!("{key:?} by schedule {{ {schedule} }}: {details}")))
        };
        if !replay.shows {
            return wrong("a replay does not show it", &format!("{:?}", replay.run.end));
        }
        let depth = u64::from(finding.discovery.depth);
        // A search looks for who is stuck only where it is likely to show.
        let is_exact = witness.shortest && !configuration.reduction && *key != Key::Stuck;
        let exceeds = if is_exact { witness.steps != depth } else { witness.steps > depth };
        if exceeds {
            return wrong("how long a schedule is", &format!("{} steps, {depth} are enough", witness.steps));
        }
        let source = Source::new("the schedule", replay.schedule.as_str());
        let schedule = match syntax::parse_schedule(&source) {
            Ok(schedule) => schedule,
            Err(errors) => return wrong("a schedule that cannot be read", &format!("{errors:?}")),
        };
        let options = conduct::Options {
            schedule: Some((source, schedule)),
            stops_with_schedule: true,
            max_steps: u64::MAX,
            ..conduct::Options::default()
        };
        let (run, Printed(printed), machine) = conduct::play(self.scenario, options, Printed::default());
        if matches!(run.end, End::Parted { .. } | End::Broken(_)) || run.steps != witness.steps {
            return wrong("a schedule that cannot be followed", &format!("{} steps, {:?}", run.steps, run.end));
        }
        let node = Node::at(machine, self.rules, String::new(), !run.uncaught.is_empty());
        // Where threads are asked for the time that is left to them, the conductor's clock makes another state.
        let tells_time = self.scenario.source().text().contains("wait_for");
        if !tells_time && !self.found.graph.knows(node.digest()) {
            return wrong(
                "a schedule leads to a state that there is not",
                &format!("{:?}", node.machine.world.variables),
            );
        }
        // What is printed counts only where it is asked for.
        let printed = if question.outputs == Outputs::Collected { printed } else { String::new() };
        match self.shows(finding, &run, &node, &printed, tells_time) {
            true => Ok(()),
            false => wrong("a schedule does not show it", &format!("{:?}", run.end)),
        }
    }

    fn shows(&self, finding: &Finding, run: &Run, node: &Node, printed: &str, tells_time: bool) -> bool {
        let sees = |sight: &Sight| reference::seen(node, &self.asked).contains(sight);
        match &finding.key {
            Key::Deadlock => sees(&Sight::Deadlock) && self.found.deadlocks.contains(&node.left()),
            Key::Stuck => {
                let stuck = &finding.witness.as_ref().unwrap().stuck;
                !stuck.is_empty() && (tells_time || self.found.graph.are_stuck(node.digest(), stuck))
            }
            Key::Race(variable) => sees(&Sight::Race(*variable)),
            Key::RaceOn(variable, element) => sees(&Sight::RaceOn(*variable, *element)),
            Key::Overlap(section) => run.overlaps.iter().any(|overlap| overlap.section == *section),
            Key::Uncaught { type_name, place } => {
                let is_it = |uncaught: &concur::run::Uncaught| {
                    *uncaught.exception.type_name == **type_name && uncaught.place == *place
                };
                run.uncaught.iter().any(is_it)
            }
            Key::Invariant(index) => sees(&Sight::Invariant(*index)),
            Key::End { condition, holds } => sees(&Sight::End(*condition, *holds)),
            Key::Ending { kind, .. } => {
                let Some((output, values)) = &finding.ending else { return false };
                let values: Vec<String> = values.iter().map(|value| repr(value.as_ref(), &node.machine)).collect();
                let (ends, _, comes_to) = node.outcome();
                node.movers().is_empty() && ends == *kind && comes_to == values && output == printed
            }
            _ => true,
        }
    }
}
