//! From a function's value to typed settings, with a finding for each value of the wrong type.

use serde_json::{Map, Number, Value};

use super::found::Found;
use super::shape::Shape;
use super::value::{Data, Entry, Val, named};
use crate::diagnostic::Diagnostic;
use crate::function::Places;

/// What a value decodes to, and where its parts stand.
#[derive(Debug)]
pub struct Decoder<'f> {
    pub places: Places,
    pub found: &'f mut Found,
    pub path: Vec<String>,
}

impl Decoder<'_> {
    /// Decodes a value of this shape; `None` where it is absent or wrong.
    pub fn value(&mut self, value: &Val, shape: &'static Shape) -> Option<Value> {
        match (shape, &value.data) {
            (Shape::Struct(_), Data::Map(entries)) => {
                let mut map = Map::new();
                for entry in entries {
                    let Some(field) = shape.field(&entry.key) else { continue };
                    if let Some(value) = self.entry(entry, &field.shape, false) {
                        map.insert(field.name.to_owned(), value);
                    }
                }
                Some(Value::Object(map))
            }
            (Shape::Map(inner), Data::Map(entries)) => {
                let mut map = Map::new();
                for entry in entries {
                    if let Some(value) = self.entry(entry, inner, true) {
                        map.insert(entry.key.clone(), value);
                    }
                }
                Some(Value::Object(map))
            }
            (Shape::List(inner), Data::List(items)) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    self.path.push(index.to_string());
                    self.places.insert(self.path.clone(), None, item.at.node, item.at.text.clone());
                    let decoded = self.value(item, inner);
                    self.path.pop();
                    list.push(decoded?);
                }
                Some(Value::Array(list))
            }
            (Shape::Text | Shape::Secret, Data::Text | Data::Bool(_) | Data::Int(_) | Data::Float(_)) => {
                Some(Value::String(value.text.clone()))
            }
            (Shape::OneOf(words), Data::Text | Data::Bool(_)) if words.contains(&value.text.as_str()) => {
                Some(Value::String(value.text.clone()))
            }
            (Shape::Bool, Data::Bool(bool)) if !value.quoted => Some(Value::Bool(*bool)),
            (Shape::Bool, Data::Text) if value.interpolated && matches!(value.text.as_str(), "true" | "false") => {
                Some(Value::Bool(value.text == "true"))
            }
            (Shape::Int, Data::Int(int)) => match i64::try_from(*int) {
                Ok(int) => Some(Value::Number(int.into())),
                Err(_) => self.wrong(value, format!("{} wants a whole number of at most 64 bits", self.subject())),
            },
            (Shape::Int, Data::Text) if value.interpolated => match value.text.parse::<i64>() {
                Ok(int) => Some(Value::Number(int.into())),
                Err(_) => self.mismatch(value, shape),
            },
            (Shape::Float, Data::Int(int)) => self.float(value, *int as f64),
            (Shape::Float, Data::Float(float)) => self.float(value, *float),
            (Shape::Float, Data::Text) if value.interpolated => match value.text.parse::<f64>() {
                Ok(float) => self.float(value, float),
                Err(_) => self.mismatch(value, shape),
            },
            _ => self.mismatch(value, shape),
        }
    }

    fn entry(&mut self, entry: &Entry, shape: &'static Shape, free: bool) -> Option<Value> {
        self.path.push(entry.key.clone());
        let decoded = if entry.value.is_null() {
            if free {
                let kind = match self.path.first().map(String::as_str) {
                    Some("environment") => "variable",
                    Some("tags") => "tag",
                    _ => "entry",
                };
                let name = named(&entry.key);
                self.found.push(|| {
                    Diagnostic::fault(format!("the {kind}{name} has no value"), entry.key_at.place())
                        .help("write `''` for an empty one, or remove it")
                });
            } else {
                self.found.push(|| {
                    Diagnostic::warning(
                        format!("`{}` is null, which means the same as leaving it out", entry.spelled),
                        entry.key_at.place(),
                    )
                    .help("remove it; `{}`, `[]` or `''` clear a setting")
                });
            }
            None
        } else {
            self.places.insert(
                self.path.clone(),
                Some(entry.key_at.node),
                entry.value.at.node,
                entry.value.at.text.clone(),
            );
            self.value(&entry.value, shape)
        };
        self.path.pop();
        decoded
    }

    fn float(&mut self, value: &Val, float: f64) -> Option<Value> {
        match Number::from_f64(float) {
            Some(number) => Some(Value::Number(number)),
            None => self.wrong(value, format!("{} wants a finite number", self.subject())),
        }
    }

    /// The innermost key that may be named.
    fn subject(&self) -> String {
        let index = self.path.last().and_then(|last| last.parse::<usize>().ok());
        let mut keys = self.path.iter().rev().filter(|key| key.parse::<usize>().is_err());
        match (index, keys.next()) {
            (Some(index), Some(key)) => format!("item {} of{}", index + 1, named(key)),
            (_, Some(key)) if super::value::nameable(key) => format!("`{key}`"),
            _ => "this".to_owned(),
        }
    }

    fn mismatch(&mut self, value: &Val, shape: &'static Shape) -> Option<Value> {
        let subject = self.subject();
        let wanted = shape.wanted();
        let message = match (&value.data, shape) {
            (Data::Text | Data::Bool(_), Shape::OneOf(_)) => format!("{subject} wants {wanted}"),
            (Data::Text, Shape::Bool)
                if matches!(value.text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n") =>
            {
                format!("{subject} wants `true` or `false`, not `{}`", value.text)
            }
            (Data::Text, _) if value.interpolated => {
                format!("{subject} wants {wanted}, and the text after interpolation is none")
            }
            (_, _) => format!("{subject} wants {wanted}, not {}", value.found()),
        };
        let help = match (&value.data, shape) {
            (Data::Text, Shape::Int | Shape::Float | Shape::Bool) if value.quoted && !value.interpolated => {
                Some("remove the quotes")
            }
            (Data::Text, Shape::Bool)
                if value.text.eq_ignore_ascii_case("yes")
                    || value.text.eq_ignore_ascii_case("on")
                    || value.text == "y" =>
            {
                Some("write `true`")
            }
            (Data::Text, Shape::Bool)
                if value.text.eq_ignore_ascii_case("no")
                    || value.text.eq_ignore_ascii_case("off")
                    || value.text == "n" =>
            {
                Some("write `false`")
            }
            (Data::Text | Data::Int(_) | Data::Bool(_) | Data::Float(_), Shape::List(_)) => {
                Some("write it as a list: `[…]`")
            }
            (Data::Map(_) | Data::List(_), Shape::Secret) => Some("put JSON in quotes: a variable is text"),
            _ => None,
        };
        self.found.push(|| {
            let fault = Diagnostic::fault(message, value.at.place());
            match help {
                Some(help) => fault.help(help),
                None => fault,
            }
        });
        None
    }

    fn wrong(&mut self, value: &Val, message: String) -> Option<Value> {
        self.found.push(|| Diagnostic::fault(message, value.at.place()));
        None
    }
}
