//! One tree of a manifest's YAML, bounded in nodes, with the place of each.
//!
//! The parser tells a place only in its errors. So the visitor answers every scalar with an error, which
//! the seed around it catches, and reads the place from it: one pass gives every scalar's value and place.
//! Lists and maps cannot be caught half-way; theirs is looked up when asked, by reading again.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::{self, Deserialize as _, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::mask;
use super::text::{Edits, Refused, Text, join_surrogates};
use super::token::{self, Style};
use crate::diagnostic::{Diagnostic, Locate, Node, Place, Source, Span};

/// With aliases expanded; a manifest of hundreds of functions has some ten thousand.
const MAX_NODES: usize = 100_000;
/// The parser writes the path of keys into each error: a bound on all of them together.
const MAX_PATH_BYTES: usize = 256 << 20;
/// The values' texts, aliases expanded.
const MAX_TEXT_BYTES: usize = 16 << 20;
/// Lookups of lists and maps in large files, each of which reads the file again.
const MAX_LOOKUPS: usize = 40;

#[derive(Debug)]
pub enum Kind {
    Null,
    Bool(bool),
    /// Saturated.
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<u32>),
    Map(Vec<(u32, u32)>),
}

#[derive(Debug)]
pub struct Item {
    pub kind: Kind,
    /// A scalar's first byte; for a list or a map, that of the first scalar in it, or of what is before it.
    pub start: usize,
    /// It carries a tag of its own (`!Ref`).
    pub tagged: bool,
}

/// A manifest's tree. The first node is the root; nodes are numbered in the order of the text, aliases expanded.
pub struct Tree {
    text: Text,
    /// What the parser read, where that is not the text itself.
    parsed: Option<(Text, Edits)>,
    items: Vec<Item>,
    source: Arc<Source>,
    lookups: AtomicUsize,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text may hold secrets.
        f.debug_struct("Tree").field("source", &self.source.name).field("nodes", &self.items.len()).finish()
    }
}

impl Tree {
    /// Reads a file (or standard input).
    pub fn read(name: &str, is_file: bool, bytes: &[u8]) -> Result<Arc<Tree>, Box<Diagnostic>> {
        let source = |shown| Arc::new(Source { name: name.to_owned(), is_file, shown });
        let text = Text::read(bytes).map_err(|Refused { message, help, text, span }| {
            let mut fault = Diagnostic::fault(message, Some(Place { source: source(mask::broken(&text)), span }));
            fault.help = help.map(str::to_owned);
            Box::new(fault)
        })?;
        let mut parsed = None;
        let mut built = build(&text);
        if built.is_err()
            && text.text.trim_start().starts_with('{')
            && let Some((joined, edits)) = join_surrogates(&text.text)
        {
            let joined = Text::new(joined);
            built = build(&joined);
            if built.is_ok() {
                parsed = Some((joined, edits));
            }
        }
        match built {
            Ok(mut items) => {
                if let Some((_, edits)) = &parsed {
                    items.iter_mut().for_each(|item| item.start = edits.original(item.start));
                }
                settle(&mut items);
                let placeholder = source(String::new());
                let mut tree = Tree { text, parsed, items, source: placeholder, lookups: AtomicUsize::new(0) };
                tree.source = source(mask::masked(&tree));
                Ok(Arc::new(tree))
            }
            Err(Fault { message, help, offset }) => {
                let end = text
                    .text
                    .get(offset..)
                    .and_then(|t| t.chars().next())
                    .map_or(0, |c| if c == '\n' { 0 } else { c.len_utf8() });
                let place =
                    Place { source: source(mask::broken(&text.text)), span: Span { start: offset, end: offset + end } };
                let mut fault = Diagnostic::fault(message, Some(place));
                fault.help = help.map(str::to_owned);
                Err(Box::new(fault))
            }
        }
    }

    pub fn item(&self, node: u32) -> Option<&Item> {
        self.items.get(node as usize)
    }

    pub fn text(&self) -> &str {
        &self.text.text
    }

    /// A scalar's place in the text and how it is written.
    pub fn token(&self, item: &Item) -> token::Token {
        let value = match &item.kind {
            Kind::Text(value) => Some(value.as_str()),
            _ => None,
        };
        token::scalar(&self.text.text, item.start, value)
    }

    /// A scalar's source text: as written where it is plain, else its value.
    pub fn raw(&self, item: &Item) -> (String, Style) {
        let token = self.token(item);
        let text = match &item.kind {
            Kind::Text(value) => value.clone(),
            Kind::Int(int) if token.style != Style::Plain => int.to_string(),
            Kind::Float(float) if token.style != Style::Plain => float.to_string(),
            Kind::Bool(bool) if token.style != Style::Plain => bool.to_string(),
            _ => self.text.text.get(token.start..token.end).unwrap_or_default().to_owned(),
        };
        (text, token.style)
    }

    /// Where a list or a map begins, found by reading the text again up to there.
    fn collection(&self, node: u32, item: &Item) -> usize {
        let large = self.text.text.len() > 16 << 10;
        if large && self.lookups.fetch_add(1, Ordering::Relaxed) >= MAX_LOOKUPS {
            return item.start;
        }
        let parsed = self.parsed.as_ref().map_or(&self.text, |(text, _)| text);
        let mut builder = Builder::new(parsed);
        builder.probe = Some(node);
        let Some(document) = serde_yaml::Deserializer::from_str(&parsed.text).next() else { return item.start };
        match Seed(&mut builder).deserialize(document) {
            Ok(_) => item.start,
            Err(error) => {
                let Some(place) = error.location() else { return item.start };
                let offset = parsed.offset(place.line(), place.column());
                self.parsed.as_ref().map_or(offset, |(_, edits)| edits.original(offset))
            }
        }
    }
}

impl Locate for Tree {
    fn source(&self) -> &Arc<Source> {
        &self.source
    }

    fn span(&self, node: Node) -> Span {
        let Some(item) = self.item(node.0) else { return Span::default() };
        let text = &self.text.text;
        match &item.kind {
            Kind::List(_) | Kind::Map(_) => {
                let start = token::skip_properties(text, self.collection(node.0, item)).min(text.len());
                Span { start, end: token::first_line(text, start) }
            }
            Kind::Null => {
                let token = self.token(item);
                Span { start: token.start.min(text.len()), end: token.end.min(text.len()) }
            }
            _ => {
                let token = self.token(item);
                let end = match token.style {
                    // The header alone: nobody wants carets under ten lines.
                    Style::Block => text.get(token.start..).unwrap_or_default().find(['\n', ' ', '\r']),
                    _ => text.get(token.start..token.end).unwrap_or_default().find('\n'),
                };
                Span { start: token.start, end: end.map_or(token.end, |length| token.start + length) }
            }
        }
    }
}

/// Gives lists and maps the start of the first scalar in them.
fn settle(items: &mut [Item]) {
    let mut next = None;
    for item in items.iter_mut().rev() {
        match &item.kind {
            Kind::List(children) if children.is_empty() => {}
            Kind::Map(children) if children.is_empty() => {}
            Kind::List(_) | Kind::Map(_) => item.start = next.unwrap_or(item.start),
            _ => {}
        }
        next = Some(item.start);
    }
}

struct Fault {
    message: String,
    help: Option<&'static str>,
    offset: usize,
}

fn build(text: &Text) -> Result<Vec<Item>, Fault> {
    let mut builder = Builder::new(text);
    let mut documents = serde_yaml::Deserializer::from_str(&text.text);
    let fault = |message: &str, offset| Fault { message: message.to_owned(), help: None, offset };
    let empty = || Fault {
        help: Some("run `lamctl init` for one to start from"),
        ..fault("the manifest is empty", text.text.len())
    };
    let several = |offset| Fault {
        help: Some("put several functions under `functions`"),
        ..fault("several documents in one file", offset)
    };
    let Some(first) = documents.next() else { return Err(empty()) };
    if let Err(error) = Seed(&mut builder).deserialize(first) {
        return Err(explain(&error, &builder, text));
    }
    // A scalar as the root hides from the builder what is wrong behind it.
    if let Some(Item { kind: Kind::Null | Kind::Text(_) | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_), .. }) =
        builder.items.first()
        && let Err(error) = de::IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(&text.text))
    {
        if error.to_string().contains("more than one document") {
            return Err(several(0));
        }
        return Err(explain(&error, &builder, text));
    }
    if let Some(Item { kind: Kind::Null, .. }) = builder.items.first() {
        return Err(empty());
    }
    if let Some(Item { kind: Kind::List(_) | Kind::Map(_), .. }) = builder.items.first()
        && let Some(second) = documents.next()
    {
        let mut probe = Builder::new(text);
        probe.probe = Some(0);
        let at = match Seed(&mut probe).deserialize(second) {
            Ok(_) => None,
            Err(error) => error.location(),
        };
        return Err(several(at.map_or(0, |at| text.offset(at.line(), at.column()))));
    }
    Ok(builder.items)
}

/// The parser's error in words; its own quote values, but for those of the syntax.
fn explain(error: &serde_yaml::Error, builder: &Builder<'_>, text: &Text) -> Fault {
    let offset = error.location().map(|at| text.offset(at.line(), at.column()));
    let offset = offset.unwrap_or_else(|| builder.items.last().map_or(0, |item| item.start));
    if let Some(stop) = builder.stop {
        return Fault { message: stop.to_owned(), help: None, offset };
    }
    let shown = error.to_string();
    // A message with a path or a value in it is none of these, so no such text gets through.
    let known: [(&str, &str, Option<&str>); 18] = [
        ("unknown anchor", "no anchor of this name stands before this alias", None),
        ("recursion limit exceeded", "lists and maps are nested deeper than 128 levels", None),
        ("repetition limit exceeded", "the aliases expand to too much", None),
        (
            "mapping values are not allowed in this context",
            "no key can stand here: a second `:` on the line, a missing one above, or a wrong indentation",
            Some("quote a value that contains `: `, or mend the indentation"),
        ),
        ("did not find expected key", "a key is expected here", Some("mend the indentation or the quotes before it")),
        (
            "could not find expected ':'",
            "a `:` is missing after the key",
            Some("write `key: value`, with a space after the colon"),
        ),
        (
            "found character that cannot start any token",
            "a value cannot begin with this character",
            Some("put the value in quotes; indent with spaces, not with tabs"),
        ),
        ("found a tab character", "a tab in the indentation", Some("indent with spaces")),
        ("did not find expected ',' or ']'", "a `,` or `]` is missing in the list", None),
        ("did not find expected ',' or '}'", "a `,` or `}` is missing in the map", None),
        ("did not find expected '-' indicator", "a `-` is expected here: the list is indented unevenly", None),
        ("block sequence entries are not allowed", "a list cannot begin here", Some("put it on a line of its own")),
        ("found unexpected end of stream", "the text ends inside a quoted value", Some("close the quotes")),
        ("found unknown escape character", "an unknown escape", Some("use single quotes, or write `\\\\`")),
        ("control characters are not allowed", "a control character", Some("remove it, or write it as an escape")),
        (
            "did not find expected alphabetic or numeric",
            "an anchor's or alias's name is expected here",
            Some("put a value that begins with `*` or `&` in quotes"),
        ),
        ("invalid Unicode character code", "an escape that is no character", None),
        ("did not find expected <document start>", "text after the end of the document", None),
    ];
    let head = shown.split(" at line ").next().unwrap_or_default();
    for (theirs, ours, help) in known {
        if head.starts_with(theirs) || shown.starts_with(theirs) {
            return Fault { message: format!("not valid YAML: {ours}"), help, offset };
        }
    }
    Fault { message: "not valid YAML".to_owned(), help: None, offset }
}

struct Builder<'t> {
    text: &'t Text,
    items: Vec<Item>,
    /// The scalar whose error is on its way.
    pending: Option<Kind>,
    /// Fail at this node, so that the error has its place.
    probe: Option<u32>,
    stop: Option<&'static str>,
    path_bytes: usize,
    spent: usize,
    text_bytes: usize,
}

impl<'t> Builder<'t> {
    fn new(text: &'t Text) -> Self {
        Builder {
            text,
            items: Vec::new(),
            pending: None,
            probe: None,
            stop: None,
            path_bytes: 0,
            spent: 0,
            text_bytes: 0,
        }
    }

    fn begin<E: de::Error>(&mut self) -> Result<u32, E> {
        self.spent += self.path_bytes;
        if self.items.len() >= MAX_NODES {
            self.stop = Some("the manifest has more than 100,000 values, aliases expanded");
        } else if self.spent > MAX_PATH_BYTES {
            self.stop = Some("the manifest has too many values under too long keys");
        }
        if self.stop.is_some() {
            return Err(E::custom(""));
        }
        let node = self.items.len() as u32;
        let start = self.items.last().map_or(0, |item| item.start);
        self.items.push(Item { kind: Kind::Null, start, tagged: false });
        Ok(node)
    }

    fn fill<'de, D: de::Deserializer<'de>>(&mut self, node: u32, deserializer: D) -> Result<(), D::Error> {
        self.pending = None;
        match deserializer.deserialize_any(Build { builder: self, node }) {
            Ok(()) => Ok(()),
            Err(error) => {
                let Some(kind) = self.pending.take() else { return Err(error) };
                let start = place(&error.to_string()).map_or(0, |(line, column)| self.text.offset(line, column));
                if let Some(item) = self.items.get_mut(node as usize) {
                    item.kind = kind;
                    item.start = start;
                }
                Ok(())
            }
        }
    }
}

/// The line and column at the end of one of the parser's messages.
fn place(message: &str) -> Option<(usize, usize)> {
    let (_, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

struct Seed<'b, 't>(&'b mut Builder<'t>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = u32;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        let node = self.0.begin()?;
        self.0.fill(node, deserializer)?;
        Ok(node)
    }
}

/// Fills a node that has its number already: what stands behind a tag.
struct Behind<'b, 't> {
    builder: &'b mut Builder<'t>,
    node: u32,
}

impl<'de> DeserializeSeed<'de> for Behind<'_, '_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.builder.fill(self.node, deserializer)
    }
}

struct Build<'b, 't> {
    builder: &'b mut Builder<'t>,
    node: u32,
}

impl Build<'_, '_> {
    fn scalar<E: de::Error>(self, kind: Kind) -> Result<(), E> {
        if self.builder.probe != Some(self.node) {
            self.builder.pending = Some(kind);
        }
        Err(E::custom(""))
    }

    fn probed<E: de::Error>(&self) -> Result<(), E> {
        if self.builder.probe == Some(self.node) { Err(E::custom("")) } else { Ok(()) }
    }

    fn set(self, kind: Kind) {
        if let Some(item) = self.builder.items.get_mut(self.node as usize) {
            item.kind = kind;
        }
    }
}

impl<'de> Visitor<'de> for Build<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.scalar(Kind::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.scalar(Kind::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Kind::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Kind::Int(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(Kind::Int(value.into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.scalar(Kind::Int(value))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.scalar(Kind::Int(i128::try_from(value).unwrap_or(i128::MAX)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Kind::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.builder.text_bytes += value.len();
        if self.builder.text_bytes > MAX_TEXT_BYTES {
            self.builder.stop = Some("the manifest's aliases expand to more than 16 MiB");
            return Err(E::custom(""));
        }
        self.scalar(Kind::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.probed()?;
        let mut children = Vec::new();
        while let Some(child) = list.next_element_seed(Seed(self.builder))? {
            children.push(child);
        }
        self.set(Kind::List(children));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.probed()?;
        let mut children = Vec::new();
        while let Some(key) = map.next_key_seed(Seed(self.builder))? {
            let length = match self.builder.items.get(key as usize).map(|item| &item.kind) {
                Some(Kind::Text(text)) => text.len() + 1,
                _ => 8,
            };
            self.builder.path_bytes += length;
            let value = map.next_value_seed(Seed(self.builder))?;
            self.builder.path_bytes -= length;
            children.push((key, value));
        }
        self.set(Kind::Map(children));
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        self.probed()?;
        let (_, content): (de::IgnoredAny, _) = tagged.variant()?;
        let Build { builder, node } = self;
        if let Some(item) = builder.items.get_mut(node as usize) {
            item.tagged = true;
        }
        content.newtype_variant_seed(Behind { builder, node })
    }
}

#[cfg(test)]
mod tests;
