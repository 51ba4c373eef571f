//! `--set path.to.key=value` and `--code SOURCE`: values from the command line, put in place of the
//! manifest's. Findings point into the argument.

use std::path::Path;
use std::sync::Arc;

use super::found::Found;
use super::keys;
use super::mask;
use super::node::Tree;
use super::shape::Shape;
use super::suggest;
use super::table::{self, FIELDS};
use super::value::{self, At, Data, Entry, Fixed, Val};
use crate::diagnostic::{Diagnostic, Locate, Node, Source, Span};

/// An argument as a text to point into: the path, the value, and the whole.
struct Argument {
    text: Arc<dyn Locate>,
}

const PATH: Node = Node(0);
const VALUE: Node = Node(1);

impl Argument {
    fn new(option: &str, argument: &str, split: usize, hidden: bool) -> Argument {
        let path = Span { start: 0, end: split };
        let value = Span { start: (split + 1).min(argument.len()), end: argument.len() };
        let shown = if hidden { mask::spans(argument, &[value]) } else { argument.to_owned() };
        let source = Arc::new(Source { name: option.to_owned(), is_file: false, shown });
        Argument { text: Arc::new(Fixed { source, spans: vec![path, value] }) }
    }

    fn at(&self, node: Node) -> At {
        At { text: Arc::clone(&self.text), node }
    }

    fn fault(&self, node: Node, message: impl Into<String>) -> Diagnostic {
        Diagnostic::fault(message, self.at(node).place())
    }
}

/// The segments of a path: separated by dots, in double quotes where a key has dots of its own.
fn segments(path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    let mut rest = path;
    loop {
        let (segment, tail) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (segment, tail) = quoted.split_once('"')?;
                (segment, tail)
            }
            None => rest.split_at(rest.find('.').unwrap_or(rest.len())),
        };
        if segment.is_empty() {
            return None;
        }
        segments.push(segment.to_owned());
        match tail.strip_prefix('.') {
            Some(tail) => rest = tail,
            None => return tail.is_empty().then_some(segments),
        }
    }
}

/// The `=` that ends the path: the first outside quotes.
fn split(argument: &str) -> Option<usize> {
    let mut quoted = false;
    for (offset, byte) in argument.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'=' if !quoted => return Some(offset),
            _ => {}
        }
    }
    None
}

/// Applies one `--set`.
pub fn set(root: &mut Val, argument: &str, found: &mut Found) {
    let Some(at) = split(argument) else {
        let whole = Argument::new("--set", argument, argument.len(), false);
        let masked = Argument::new("--set", &mask::all(argument), argument.len(), false);
        let whole = if value::nameable(argument) { whole } else { masked };
        found.push(|| whole.fault(PATH, "`--set` without a `=`").help("write `--set path.to.key=value`"));
        return;
    };
    let (path, given) = (argument.get(..at).unwrap_or_default(), argument.get(at + 1..).unwrap_or_default());
    let Some(segments) = segments(path) else {
        let shown = Argument::new("--set", argument, at, true);
        found.push(|| shown.fault(PATH, "not a path").help("write `--set path.to.key=value`; quote keys with dots"));
        return;
    };
    // Where nothing known says otherwise, the value is a secret.
    let mut shape = Some(&table::MANIFEST);
    for (depth, segment) in segments.iter().enumerate() {
        shape = shape.and_then(|s| match (depth, s.under(segment)) {
            (0, None) => table::FUNCTION.under(segment),
            (_, under) => under,
        });
    }
    let hidden = !shape.is_some_and(|s| {
        s.is_text() && !matches!(s, Shape::Secret) || matches!(s, Shape::Int | Shape::Float | Shape::Bool)
    });
    let argument = Argument::new("--set", argument, at, hidden);
    let value = match shape {
        Some(shape) => parse(given, shape, &argument, found),
        None => Some(Val::new(Data::Null, "", argument.at(VALUE))),
    };
    if let Some(value) = value {
        put(root, &segments, 0, Some(&table::MANIFEST), value, &argument, found);
    }
}

/// The value of an argument: as it stands where text is wanted, else YAML.
fn parse(given: &str, shape: &'static Shape, argument: &Argument, found: &mut Found) -> Option<Val> {
    let at = argument.at(VALUE);
    if given == "null" {
        return Some(Val::new(Data::Null, given, at));
    }
    if shape.is_text() {
        return Some(Val::text(given, at));
    }
    let Ok(tree) = Tree::read("--set", false, given.as_bytes()) else {
        found.push(|| argument.fault(VALUE, format!("not valid YAML; {} is wanted", shape.wanted())));
        return None;
    };
    let mut inner = Found::default();
    let text: Arc<dyn Locate> = Arc::clone(&tree) as _;
    let mut value = value::of(&tree, &text, &mut inner);
    let structure = inner.len();
    value = keys::respelled(value, shape, "the argument", &mut inner);
    for diagnostic in inner.finish() {
        // Places inside the value become the whole value.
        found.push(|| Diagnostic { place: at.place(), ..diagnostic });
    }
    if structure > 0 {
        return None;
    }
    relocate(&mut value, &at);
    Some(value)
}

fn relocate(value: &mut Val, at: &At) {
    value.at = at.clone();
    match &mut value.data {
        Data::List(items) => items.iter_mut().for_each(|v| relocate(v, at)),
        Data::Map(entries) => {
            for entry in entries {
                entry.key_at = at.clone();
                relocate(&mut entry.value, at);
            }
        }
        _ => {}
    }
}

fn put(
    here: &mut Val,
    path: &[String],
    depth: usize,
    shape: Option<&'static Shape>,
    value: Val,
    argument: &Argument,
    found: &mut Found,
) {
    let Some(segment) = path.get(depth) else {
        *here = value;
        return;
    };
    let in_function = |shape: &'static Shape| {
        (depth == 0).then(|| FIELDS.iter().find(|f| f.is_named(segment))).flatten().or(shape.field(segment))
    };
    match shape {
        Some(Shape::List(inner)) => {
            let Ok(index) = segment.parse::<usize>() else {
                found.push(|| argument.fault(PATH, format!("`{segment}` is no index of a list")));
                return;
            };
            if here.is_null() {
                here.data = Data::List(Vec::new());
            }
            let Data::List(items) = &mut here.data else {
                found.push(|| argument.fault(PATH, "the manifest has no list here"));
                return;
            };
            if index == items.len() {
                items.push(Val::new(Data::Null, "", argument.at(VALUE)));
            }
            let length = items.len();
            match items.get_mut(index) {
                Some(item) => put(item, path, depth + 1, Some(inner), value, argument, found),
                None => found
                    .push(|| argument.fault(PATH, format!("the list has {length} items; {index} is no index of it"))),
            }
        }
        Some(shape @ (Shape::Struct(_) | Shape::Map(_))) => {
            let (key, under) = match shape {
                Shape::Map(inner) => (segment.clone(), Some(*inner)),
                _ => match in_function(shape) {
                    Some(field) => (field.name.to_owned(), Some(&field.shape)),
                    None => {
                        let Shape::Struct(fields) = shape else { return };
                        let all = fields.iter().chain(if depth == 0 { FIELDS } else { &[] }).map(|f| f.name);
                        let near = suggest::nearest(segment, all);
                        found.push(|| {
                            let fault = argument.fault(PATH, format!("unknown key{}", value::named(segment)));
                            match near {
                                Some(near) => fault.help(format!("did you mean `{near}`?")),
                                None => fault.help("run `lamctl schema` for all keys"),
                            }
                        });
                        return;
                    }
                },
            };
            if !matches!(here.data, Data::Map(_)) {
                *here = Val::new(Data::Map(Vec::new()), "", argument.at(VALUE));
            }
            let Data::Map(entries) = &mut here.data else { return };
            if !entries.iter().any(|e| e.key == key) {
                let empty = Val::new(Data::Null, "", argument.at(VALUE));
                entries.push(Entry {
                    spelled: segment.clone(),
                    key: key.clone(),
                    key_at: argument.at(PATH),
                    value: empty,
                });
            }
            let last = depth + 1 == path.len();
            if let Some(entry) = entries.iter_mut().find(|e| e.key == key) {
                if last {
                    entry.key_at = argument.at(PATH);
                    entry.spelled = segment.clone();
                }
                put(&mut entry.value, path, depth + 1, under, value, argument, found);
            }
            // `null` takes the key away; in `functions` it takes an inherited value away.
            if last && path.first().is_none_or(|first| first != "functions") {
                entries.retain(|e| e.key != key || !e.value.is_null());
            }
        }
        _ => {
            found.push(|| {
                argument.fault(
                    PATH,
                    format!(
                        "nothing stands below here: {} is wanted",
                        shape.map_or_else(|| "text".to_owned(), Shape::wanted)
                    ),
                )
            });
        }
    }
}

/// Applies `--code`: the source of the `code` block becomes this one.
pub fn code(function: &mut Val, given: &str, cwd: &Path, found: &mut Found) {
    let argument = Argument::new("--code", given, given.len(), false);
    let at = || argument.at(PATH);
    let entry = |key: &str, text: &str| Entry {
        key: key.to_owned(),
        spelled: key.to_owned(),
        key_at: at(),
        value: Val::text(text, at()),
    };
    let absolute = || cwd.join(given).to_string_lossy().into_owned();
    let (sources, kept): (Vec<Entry>, &[&str]) = match form(given, cwd) {
        Some(Form::S3 { bucket, key }) => {
            (vec![entry("s3_bucket", bucket), entry("s3_key", key)], &["source_kms_key_arn", "s3_object_storage_mode"])
        }
        Some(Form::Dir) => {
            (vec![entry("dir", &absolute())], &["include", "exclude", "symlinks", "upload", "source_kms_key_arn"])
        }
        Some(Form::Zip) => (vec![entry("zip_file", &absolute())], &["upload", "source_kms_key_arn"]),
        Some(Form::Image) => (vec![entry("image_uri", given)], &[]),
        None => {
            found.push(|| {
                argument
                    .fault(PATH, "no folder, zip, S3 object or image")
                    .help("name an existing folder, a .zip or .jar file, s3://BUCKET/KEY, or an image's URI")
            });
            return;
        }
    };
    if !matches!(function.data, Data::Map(_)) {
        return;
    }
    let Data::Map(entries) = &mut function.data else { return };
    let old = entries.iter().position(|e| e.key == "code").map(|i| entries.remove(i));
    let mut block: Vec<Entry> = old.map_or_else(Vec::new, |old| match old.value.data {
        Data::Map(entries) => entries.into_iter().filter(|e| kept.contains(&e.key.as_str())).collect(),
        _ => Vec::new(),
    });
    block.extend(sources);
    let value = Val::new(Data::Map(block), "", at());
    entries.push(Entry { key: "code".to_owned(), spelled: "code".to_owned(), key_at: at(), value });
}

#[derive(Debug, PartialEq, Eq)]
enum Form<'a> {
    Dir,
    Zip,
    S3 { bucket: &'a str, key: &'a str },
    Image,
}

/// What an argument names, by its form; a folder and a file by being there.
fn form<'a>(given: &'a str, cwd: &Path) -> Option<Form<'a>> {
    if let Some(object) = given.strip_prefix("s3://") {
        let (bucket, key) = object.split_once('/')?;
        return (!bucket.is_empty() && !key.is_empty()).then_some(Form::S3 { bucket, key });
    }
    let path = cwd.join(given);
    if given.is_empty() {
        return None;
    }
    if path.is_dir() {
        return Some(Form::Dir);
    }
    let lower = given.to_ascii_lowercase();
    if path.is_file() || lower.ends_with(".zip") || lower.ends_with(".jar") {
        return Some(Form::Zip);
    }
    // host/repository[:tag|@digest]: the host has a dot or a port.
    let (host, repository) = given.split_once('/')?;
    let image = (host.contains('.') || host.contains(':')) && !host.starts_with('.') && !repository.is_empty();
    image.then_some(Form::Image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_at_dots() {
        assert_eq!(segments("a.b.0").unwrap(), ["a", "b", "0"]);
        assert_eq!(segments("tags.\"a.b\"").unwrap(), ["tags", "a.b"]);
        assert_eq!(segments("\"a.b\".c").unwrap(), ["a.b", "c"]);
        for wrong in ["", ".", "a.", ".a", "\"a", "\"a\"b"] {
            assert_eq!(segments(wrong), None, "{wrong}");
        }
        assert_eq!(split("tags.\"a=b\"=c=d"), Some(10));
    }

    #[test]
    fn code_is_known_by_its_form() {
        let cwd = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(form("src", cwd), Some(Form::Dir));
        assert_eq!(form("Cargo.toml", cwd), Some(Form::Zip));
        assert_eq!(form("no/such.zip", cwd), Some(Form::Zip));
        assert_eq!(form("s3://b/k/l", cwd), Some(Form::S3 { bucket: "b", key: "k/l" }));
        assert_eq!(form("s3://b", cwd), None);
        assert_eq!(form("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b", cwd), Some(Form::Image));
        assert_eq!(form("./no/such", cwd), None);
        assert_eq!(form("no-such", cwd), None);
        assert_eq!(form("", cwd), None);
    }
}
