//! Values with their places: what the stages between the tree and the decoded settings hand on. A value
//! keeps its place when it is inherited, respelled or replaced.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::found::Found;
use super::node::{Kind, Tree};
use super::token::Style;
use crate::diagnostic::{Diagnostic, Locate, Node, Place, Source, Span};

/// Where something stands.
#[derive(Clone, Debug)]
pub struct At {
    pub text: Arc<dyn Locate>,
    pub node: Node,
}

impl At {
    pub fn place(&self) -> Option<Place> {
        Some(Place { source: Arc::clone(self.text.source()), span: self.text.span(self.node) })
    }
}

#[derive(Clone)]
pub enum Data {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text,
    List(Vec<Val>),
    Map(Vec<Entry>),
}

/// A value.
#[derive(Clone)]
pub struct Val {
    pub data: Data,
    /// A scalar's text: as in the source where it is plain.
    pub text: String,
    pub quoted: bool,
    /// Something was put in place of `${…}`: numbers and booleans are read from it.
    pub interpolated: bool,
    pub at: At,
}

impl fmt::Debug for Val {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may be a secret.
        write!(f, "{} at {:?}", self.found(), self.at.node)
    }
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Respelled, where the table knows the key.
    pub key: String,
    /// As written.
    pub spelled: String,
    pub key_at: At,
    pub value: Val,
}

impl Val {
    pub fn new(data: Data, text: impl Into<String>, at: At) -> Val {
        Val { data, text: text.into(), quoted: false, interpolated: false, at }
    }

    pub fn text(text: impl Into<String>, at: At) -> Val {
        Val { quoted: true, ..Val::new(Data::Text, text, at) }
    }

    /// What it is, for messages.
    pub fn found(&self) -> &'static str {
        match &self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Int(_) => "a whole number",
            Data::Float(_) => "a number",
            Data::Text if self.quoted => "quoted text",
            Data::Text => "text",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }

    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Val> {
        self.entries().iter().find(|e| e.key == key).map(|e| &e.value)
    }

    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// All values in it, itself included.
    pub fn count(&self) -> usize {
        1 + match &self.data {
            Data::List(items) => items.iter().map(Val::count).sum(),
            Data::Map(entries) => entries.iter().map(|e| e.value.count()).sum::<usize>(),
            _ => 0,
        }
    }
}

/// Places in a text whose spans are known: arguments, files of variables.
#[derive(Debug)]
pub struct Fixed {
    pub source: Arc<Source>,
    pub spans: Vec<Span>,
}

impl Locate for Fixed {
    fn source(&self) -> &Arc<Source> {
        &self.source
    }

    fn span(&self, node: Node) -> Span {
        self.spans.get(node.0 as usize).copied().unwrap_or_default()
    }
}

/// Whether a key may be named in a message: not where a slip of the pen made a key of a value.
pub fn nameable(key: &str) -> bool {
    (1..=64).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':'))
}

/// A key for a message.
pub fn named(key: &str) -> String {
    if nameable(key) { format!(" `{key}`") } else { String::new() }
}

/// The tree's values; what is wrong with its structure, whatever the keys mean, goes to `found`.
pub fn of(tree: &Arc<Tree>, text: &Arc<dyn Locate>, found: &mut Found) -> Val {
    convert(tree, text, 0, found)
}

fn convert(tree: &Arc<Tree>, text: &Arc<dyn Locate>, node: u32, found: &mut Found) -> Val {
    let at = At { text: Arc::clone(text), node: Node(node) };
    let Some(item) = tree.item(node) else { return Val::new(Data::Null, "", at) };
    if item.tagged {
        found.push(|| {
            Diagnostic::fault("YAML tags mean nothing here", at.place())
                .help("write the value itself; CloudFormation's functions are not known to lamctl")
        });
    }
    let data = match &item.kind {
        Kind::Null => Data::Null,
        Kind::Bool(value) => Data::Bool(*value),
        Kind::Int(value) => Data::Int(*value),
        Kind::Float(value) => Data::Float(*value),
        Kind::Text(_) => Data::Text,
        Kind::List(children) => {
            let children = children.iter().map(|child| convert(tree, text, *child, found)).collect();
            return Val::new(Data::List(children), "", at);
        }
        Kind::Map(children) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(children.len());
            let mut seen: HashMap<String, u32> = HashMap::new();
            for (key, value) in children {
                let key_at = At { text: Arc::clone(text), node: Node(*key) };
                let Some(name) = key_name(tree, *key) else {
                    found.push(|| Diagnostic::fault("a key must be text", key_at.place()));
                    continue;
                };
                if name == "<<" {
                    found.push(|| {
                        Diagnostic::fault("merge keys (`<<`) are not part of YAML 1.2", key_at.place())
                            .help("put what several functions share under `defaults`")
                    });
                    continue;
                }
                if let Some(first) = seen.get(&name) {
                    let first = At { text: Arc::clone(text), node: Node(*first) };
                    found.push(|| {
                        let line = first.place().map_or(0, |p| p.start().line);
                        Diagnostic::fault(format!("duplicate key{}", named(&name)), key_at.place())
                            .help(format!("remove one; the first is on line {line}"))
                    });
                    continue;
                }
                seen.insert(name.clone(), *key);
                let value = convert(tree, text, *value, found);
                entries.push(Entry { key: name.clone(), spelled: name, key_at, value });
            }
            return Val::new(Data::Map(entries), "", at);
        }
    };
    let (raw, style) = tree.raw(item);
    Val { data, text: raw, quoted: style != Style::Plain, interpolated: false, at }
}

/// A key's text, as written: `on`, `8080`, `true` are keys as good as any.
pub fn key_name(tree: &Tree, node: u32) -> Option<String> {
    let item = tree.item(node)?;
    match item.kind {
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        _ => Some(tree.raw(item).0),
    }
}
