//! The reference of all keys, for the README; made from the table.

use super::shape::{Field, Shape};
use super::table::{FIELDS, MANIFEST};

/// A Markdown table of all keys: key, the API's name, type, meaning.
pub fn reference_markdown() -> String {
    let mut out = String::from("| key | in the API | type | meaning |\n|---|---|---|---|\n");
    rows(FIELDS, "", &mut out);
    if let Shape::Struct(root) = MANIFEST {
        for field in root {
            row(field, field.name, &mut out);
        }
    }
    out
}

fn rows(fields: &'static [Field], prefix: &str, out: &mut String) {
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        row(field, &path, out);
        match &field.shape {
            Shape::Struct(inner) => rows(inner, &format!("{path}."), out),
            Shape::List(Shape::Struct(inner)) => rows(inner, &format!("{path}[]."), out),
            _ => {}
        }
    }
}

fn row(field: &Field, path: &str, out: &mut String) {
    let api = field.api.map_or_else(|| "–".to_owned(), |api| format!("`{api}`"));
    let doc = field.doc.replace('|', "\\|");
    out.push_str(&format!("| `{path}` | {api} | {} | {doc} |\n", kind(&field.shape)));
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::OneOf(_) => "text",
        Shape::Secret => "secret",
        Shape::Int => "integer",
        Shape::Float => "number",
        Shape::Bool => "boolean",
        Shape::List(Shape::Text) => "list of text",
        Shape::List(_) => "list",
        Shape::Map(Shape::Struct(_)) => "map of functions",
        Shape::Map(_) => "map of text",
        Shape::Struct(_) => "map",
    }
}
