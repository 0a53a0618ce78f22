//! How many arguments a built-in function or method takes, and CPython's words when it gets others. C functions of
//! different ages word it differently; each kind is a variant.

use std::sync::Arc;

use super::{Exception, Value};

/// An argument given by name.
pub type Keyword = (Arc<str>, Value);

/// What arguments are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// None.
    Zero,
    /// Exactly one, by position.
    One,
    /// By position, as in `pop expected at most 1 argument, got 2`, and `keywords` by name only.
    Expected {
        /// The fewest.
        minimum: usize,
        /// The most; none: any number.
        maximum: Option<usize>,
        /// Those given by name.
        keywords: &'static [&'static str],
    },
    /// By position, as in `find() takes at most 3 arguments (4 given)`.
    Takes {
        /// The fewest.
        minimum: usize,
        /// The most.
        maximum: usize,
    },
    /// By position or name; a name of `""` is by position only.
    Named {
        /// The fewest.
        minimum: usize,
        /// The names in order.
        names: &'static [&'static str],
        /// What is said when there are too few.
        missing: &'static str,
    },
}

impl Arity {
    /// The fewest arguments.
    pub fn minimum(self) -> usize {
        match self {
            Self::Zero => 0,
            Self::One => 1,
            Self::Expected { minimum, .. } | Self::Takes { minimum, .. } | Self::Named { minimum, .. } => minimum,
        }
    }

    /// The most by position; none: any number.
    pub fn maximum(self) -> Option<usize> {
        match self {
            Self::Zero => Some(0),
            Self::One => Some(1),
            Self::Expected { maximum, .. } => maximum,
            Self::Takes { maximum, .. } => Some(maximum),
            Self::Named { names, .. } => Some(names.len()),
        }
    }

    /// The names under which arguments may be given.
    pub fn keywords(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Self::Expected { keywords, .. } => keywords,
            Self::Named { names, .. } => names,
            _ => &[],
        };
        names.iter().copied().filter(|name| !name.is_empty())
    }
}

/// The arguments of one call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    /// `append`.
    pub(super) name: &'a str,
    /// The type whose method it is.
    pub(super) owner: Option<&'a str>,
    pub(super) arguments: &'a [Value],
    pub(super) keywords: &'a [Keyword],
}

impl<'a> Call<'a> {
    /// The `position`-th argument.
    pub(super) fn argument(&self, position: usize) -> Option<&'a Value> {
        self.arguments.get(position)
    }

    /// The `position`-th argument, which `check` has seen to be there.
    pub(super) fn required(&self, position: usize) -> Result<&'a Value, Exception> {
        let missing = || Exception::type_error(format!("{}() missing required argument", self.name));
        self.argument(position).ok_or_else(missing)
    }

    /// An argument given by name.
    pub(super) fn keyword(&self, name: &str) -> Option<&'a Value> {
        self.keywords.iter().find(|(given, _)| &**given == name).map(|(_, value)| value)
    }

    /// An argument given by position or name.
    pub(super) fn named(&self, position: usize, name: &str) -> Option<&'a Value> {
        self.argument(position).or_else(|| self.keyword(name))
    }

    /// Fails unless `arity` takes these arguments.
    #[inline]
    pub(super) fn check(&self, arity: Arity) -> Result<(), Exception> {
        let given = self.arguments.len();
        let fits = given >= arity.minimum() && arity.maximum().is_none_or(|most| given <= most);
        if fits && self.keywords.is_empty() { Ok(()) } else { self.check_slowly(arity) }
    }

    #[cold]
    fn check_slowly(&self, arity: Arity) -> Result<(), Exception> {
        let (name, given) = (self.name, self.arguments.len());
        let qualified = self.owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}.{name}"));
        let message = match arity {
            Arity::Zero | Arity::One if !self.keywords.is_empty() => {
                format!("{qualified}() takes no keyword arguments")
            }
            Arity::Zero => format!("{qualified}() takes no arguments ({given} given)"),
            Arity::One => format!("{qualified}() takes exactly one argument ({given} given)"),
            Arity::Expected { minimum, maximum, keywords } => {
                if keywords.is_empty() && !self.keywords.is_empty() {
                    format!("{qualified}() takes no keyword arguments")
                } else if let Some(message) = expected(name, given, minimum, maximum) {
                    message
                } else {
                    return self.check_names(keywords);
                }
            }
            Arity::Takes { .. } if !self.keywords.is_empty() => format!("{name}() takes no keyword arguments"),
            Arity::Takes { minimum, maximum } => {
                let (few, limit) = if given < minimum { ("least", minimum) } else { ("most", maximum) };
                format!("{name}() takes at {few} {} ({given} given)", plural(limit))
            }
            Arity::Named { minimum, names, missing } => {
                let all = given + self.keywords.len();
                if all > names.len() {
                    format!("{name}() takes at most {} ({all} given)", plural(names.len()))
                } else if names.iter().take(minimum).enumerate().any(|(i, name)| self.named(i, name).is_none()) {
                    missing.to_owned()
                } else {
                    return self.check_names(names);
                }
            }
        };
        Err(Exception::type_error(message))
    }

    /// Fails if a keyword is unknown, or was given by position too.
    fn check_names(&self, names: &[&str]) -> Result<(), Exception> {
        // `sorted` hands its keywords on to the method of lists.
        let name = if self.name == "sorted" { "sort" } else { self.name };
        for (given, _) in self.keywords {
            let message = match names.iter().position(|known| **known == **given && !known.is_empty()) {
                None => format!("'{given}' is an invalid keyword argument for {name}()"),
                Some(position) if names.len() > 1 && position < self.arguments.len() => {
                    format!("argument for {name}() given by name ('{given}') and position ({})", position + 1)
                }
                Some(_) => continue,
            };
            return Err(Exception::type_error(message));
        }
        Ok(())
    }
}

fn expected(name: &str, given: usize, minimum: usize, maximum: Option<usize>) -> Option<String> {
    if given >= minimum && maximum.is_none_or(|most| given <= most) {
        return None;
    }
    Some(if maximum == Some(minimum) {
        format!("{name} expected {}, got {given}", plural(minimum))
    } else if given < minimum {
        format!("{name} expected at least {}, got {given}", plural(minimum))
    } else {
        format!("{name} expected at most {}, got {given}", plural(maximum.unwrap_or(0)))
    })
}

fn plural(count: usize) -> String {
    if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") }
}
