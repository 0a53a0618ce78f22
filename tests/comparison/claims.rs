//! What claims come to, as `concur check` says it, and as all that there is to find says it.

use std::collections::BTreeSet;

use concur::check;
use concur::program::VariableId;
use concur::syntax::ast::{ClaimKind, Expression, ExpressionKind, Quantifier};
use concur::value::is_subclass;

use super::{Configuration, Difference, Plain, different, same};
use crate::reference::Sight;

impl Plain<'_> {
    /// The verdicts on all claims, and the outputs that some schedule prints.
    pub(super) fn compare_claims(&self, configuration: Configuration) -> Result<(), Difference> {
        let check = check::check(self.scenario, &configuration.options(), &mut |_| {});
        if check.bug.is_some() || check.cut.is_some() {
            let what = format!("{:?}, {:?}", check.bug, check.cut);
            return Err(different("findings do not run again", configuration, &what));
        }
        let is_stuck = check.problems.iter().any(|problem| problem.key == concur::explore::Key::Stuck);
        let claims = 0..self.scenario.image.program.claims.len();
        let right: BTreeSet<(usize, bool)> =
            claims.filter_map(|claim| Some((claim, self.holds(claim, is_stuck)?))).collect();
        // What is printed may be too much for the plain search.
        let known = |claim: usize| right.iter().any(|(other, _)| *other == claim);
        let verdicts = check.claims.iter().filter(|verdict| known(verdict.claim));
        let verdicts = verdicts.filter_map(|verdict| Some((verdict.claim, verdict.holds?))).collect();
        same("claims", configuration, &verdicts, &right)?;
        self.compare_matches(configuration)
    }

    /// Whether a claim holds, if it is one about all schedules.
    fn holds(&self, claim: usize, is_stuck: bool) -> Option<bool> {
        let program = &self.scenario.image.program;
        let sights: BTreeSet<&Sight> = self.found.sights.keys().collect();
        let before = program.claims.get(..claim)?;
        let happens = |quantifier: Quantifier, event: &dyn Fn(&Sight) -> bool| {
            let happens = sights.iter().any(|sight| event(sight));
            if quantifier == Quantifier::Never { !happens } else { happens }
        };
        Some(match &program.claims.get(claim)?.claim.kind {
            ClaimKind::Invariant(_) => {
                let index = before.iter().filter(|claim| matches!(claim.claim.kind, ClaimKind::Invariant(_))).count();
                !sights.contains(&Sight::Invariant(index))
            }
            ClaimKind::State { quantifier, .. } => {
                let index = before.iter().filter(|claim| matches!(claim.claim.kind, ClaimKind::State { .. })).count();
                let ends = |holds| sights.contains(&Sight::End(index, holds));
                match quantifier {
                    Quantifier::Always => !ends(Some(false)) && !ends(None),
                    Quantifier::Never => !ends(Some(true)) && !ends(None),
                    Quantifier::Possible => ends(Some(true)),
                }
            }
            ClaimKind::Deadlock(quantifier) => {
                let happens = sights.contains(&Sight::Deadlock) || is_stuck;
                if *quantifier == Quantifier::Never { !happens } else { happens }
            }
            ClaimKind::Race { quantifier, on: None } => {
                happens(*quantifier, &|sight| matches!(sight, Sight::Race(_) | Sight::RaceOn(..)))
            }
            ClaimKind::Race { quantifier, on: Some(on) } => {
                let path = |claim: usize| self.scenario.image.elements.get(claim).is_some_and(|path| !path.is_empty());
                let element = (0..claim).filter(|before| path(*before)).count();
                let variable = self.variable(on)?;
                match path(claim) {
                    true => happens(*quantifier, &|sight| *sight == Sight::RaceOn(variable, element)),
                    false => happens(
                        *quantifier,
                        &|sight| matches!(sight, Sight::Race(on) | Sight::RaceOn(on, _) if *on == variable),
                    ),
                }
            }
            ClaimKind::Raises { quantifier, exception } => happens(*quantifier, &|sight| match sight {
                Sight::Uncaught(type_name, _) => {
                    exception.as_ref().is_none_or(|wanted| is_subclass(type_name, &wanted.text))
                }
                _ => false,
            }),
            ClaimKind::Overlap { quantifier, section } => happens(*quantifier, &|sight| match sight {
                Sight::Overlap(name) => section.as_ref().is_none_or(|wanted| wanted.text == *name),
                _ => false,
            }),
            ClaimKind::Output { possible: true, lines, .. } => {
                let wanted: String = lines.iter().map(|line| format!("{line}\n")).collect();
                self.printed.as_ref()?.iter().any(|(_, printed, _)| *printed == wanted)
            }
            _ => return None,
        })
    }

    fn variable(&self, on: &Expression) -> Option<VariableId> {
        let mut root = on;
        while let ExpressionKind::Index { object, .. } = &root.kind {
            root = object;
        }
        let ExpressionKind::Name(name) = &root.kind else { return None };
        let index = self.scenario.image.program.variables.iter().position(|variable| variable.name == *name)?;
        Some(VariableId(u32::try_from(index).ok()?))
    }

    /// A schedule is found that prints what one prints, and none that prints something else.
    fn compare_matches(&self, configuration: Configuration) -> Result<(), Difference> {
        let Some(printed) = &self.printed else { return Ok(()) };
        let longest = printed.iter().max_by_key(|(_, printed, _)| printed.len()).map(|(_, printed, _)| printed.clone());
        let wanted = longest.iter().flat_map(|text| [(text.clone(), true), (format!("{text}no more\n"), false)]);
        for (text, is_printed) in wanted {
            let found = check::matching(self.scenario, &text, &configuration.options(), &mut |_| {});
            if found.bug.is_some() || found.cut.is_some() || found.replay.is_some() != is_printed {
                let details =
                    format!("{text:?}: printed by a schedule: {is_printed}, {:?}, {:?}", found.bug, found.cut);
                return Err(different("matches", configuration, &details));
            }
        }
        Ok(())
    }
}
