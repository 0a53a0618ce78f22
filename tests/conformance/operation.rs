//! What a line of the table tells a thread to do, taken apart. It is a small part of CDL.

/// An operation.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// `l.acquire(timeout=20ms)`, or an attribute: `bar.n_waiting`.
    Call(Call),
    /// `with l { OPERATION }`.
    With { object: String, body: Box<Operation> },
    /// `try { OPERATION } except TYPE`: says whether it is caught.
    Try { body: Box<Operation>, type_name: String },
    /// `raise TYPE("message")`.
    Raise { type_name: String, message: String },
    /// `f = p.submit(seven)`.
    Keep { name: String, call: Call },
    /// `drop p.map(note, [1, 2])`: what it gives is not looked at.
    Drop(Call),
    /// `number += 1`.
    Add { amount: i64 },
    /// `number` or `ran`.
    Look(String),
    /// `pause()`: time passes, for what gives no sign when it is over.
    Pause,
}

/// A call of a method.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) object: String,
    pub(crate) method: String,
    arguments: Vec<(Option<String>, String)>,
}

impl Operation {
    /// Takes apart what a line says.
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim();
        if text == "pause()" {
            return Self::Pause;
        }
        if let Some(rest) = text.strip_prefix("with ") {
            let (object, body) = rest.split_once('{').unwrap();
            let body = Box::new(Self::read(body.strip_suffix('}').unwrap()));
            return Self::With { object: object.trim().to_owned(), body };
        }
        if let Some(rest) = text.strip_prefix("try {") {
            let (body, type_name) = rest.rsplit_once("} except ").unwrap();
            return Self::Try { body: Box::new(Self::read(body)), type_name: type_name.to_owned() };
        }
        if let Some(rest) = text.strip_prefix("raise ") {
            let (type_name, message) = rest.split_once('(').unwrap();
            let message = message.trim_matches([')', '"']).to_owned();
            return Self::Raise { type_name: type_name.to_owned(), message };
        }
        if let Some(call) = text.strip_prefix("drop ") {
            return Self::Drop(Call::read(call));
        }
        if let Some(amount) = text.strip_prefix("number += ") {
            return Self::Add { amount: amount.parse().unwrap() };
        }
        if let Some((name, call)) = text.split_once(" = ") {
            return Self::Keep { name: name.to_owned(), call: Call::read(call) };
        }
        if text.contains('.') { Self::Call(Call::read(text)) } else { Self::Look(text.to_owned()) }
    }

    /// The name of what it keeps for later.
    pub(crate) fn keeps(text: &str) -> Option<String> {
        match Self::read(text) {
            Self::Keep { name, .. } => Some(name),
            _ => None,
        }
    }
}

impl Call {
    fn read(text: &str) -> Self {
        let (object, rest) = text.split_once('.').unwrap_or_else(|| panic!("`{text}` is no call"));
        let (method, arguments) = rest.split_once('(').unwrap_or((rest, ")"));
        let arguments = arguments_of(arguments.strip_suffix(')').unwrap());
        Self { object: object.to_owned(), method: method.to_owned(), arguments }
    }

    /// An argument by its place among those without names, or by its name.
    pub(crate) fn argument(&self, place: usize, name: &str) -> Option<&str> {
        let named = self.arguments.iter().find(|(its, _)| its.as_deref() == Some(name));
        let placed = self.arguments.get(place).filter(|(its, _)| its.is_none());
        named.or(placed).map(|(_, value)| value.as_str())
    }
}

/// What stands in the parentheses of a call or a declaration.
pub(crate) fn arguments_of(text: &str) -> Vec<(Option<String>, String)> {
    let mut depth = 0;
    let parts = text.split(|sign| {
        depth += i32::from(sign == '[') - i32::from(sign == ']');
        sign == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    let named = |part: &str| match part.split_once('=').filter(|(name, rest)| is_name(name) && !rest.starts_with('=')) {
        Some((name, value)) => (Some(name.to_owned()), value.trim_matches('"').to_owned()),
        None => (None, part.to_owned()),
    };
    parts.map(named).collect()
}

fn is_name(text: &str) -> bool {
    text.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_')
}
