//! What can stand behind a dot: the methods and attributes of what stands before it.

use super::{Candidate, Rest};
use crate::assist::shape::Shape;
use crate::assist::topic::Member;
use crate::assist::vocabulary::{Sort, Vocabulary};

/// The members of `receiver`; nothing if it is made of names that nobody knows.
pub(super) fn members(receiver: &str, rest: Rest<'_>, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let Some(shape) = vocabulary.shape(receiver) else { return Vec::new() };
    let mut members = shape.members();
    // In the order of their names, and for one name the first comes first.
    members.sort_by_key(|member| member.name);
    let owners = |name: &str| -> Vec<&str> {
        members.iter().filter(|member| member.name == name).map(|member| member.owner).collect()
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    for member in &members {
        if candidates.last().is_none_or(|last: &Candidate| last.name() != member.name) {
            // Where it may be a member of anything, that is said.
            let of = if shape == Shape::Unknown { owners(member.name) } else { Vec::new() };
            candidates.push(candidate(member, &of, rest));
        }
    }
    candidates
}

fn candidate(member: &Member, owners: &[&str], rest: Rest<'_>) -> Candidate {
    let name = member.name;
    let typed = match member.parameters.as_deref() {
        Some("") if !rest.calls() => format!("{name}()"),
        Some(_) if !rest.calls() => format!("{name}("),
        _ => name.to_owned(),
    };
    let sort = if member.parameters.is_some() { Sort::Method } else { Sort::Attribute };
    let of = if owners.is_empty() { String::new() } else { format!("  of {}", owners.join(", ")) };
    Candidate { shown: format!("{}{of}", member.form()), typed, sort, doc: member.doc.to_owned(), rank: 0 }
}
