//! What a manifest may hold: one table of all keys ([`super::table`]) that drives decoding, suggestions,
//! masking, the JSON Schema and the reference in the README.

/// The type of a value.
#[derive(Debug)]
pub enum Shape {
    Text,
    /// Text that no output may show.
    Secret,
    Int,
    Float,
    Bool,
    /// One of lamctl's own words. The API's enums are text: their values are the rules' business.
    OneOf(&'static [&'static str]),
    List(&'static Shape),
    /// Keys of the user's own, never respelled.
    Map(&'static Shape),
    Struct(&'static [Field]),
}

/// A key.
#[derive(Debug)]
pub struct Field {
    /// snake_case, as aws-sdk-lambda's builders spell it.
    pub name: &'static str,
    /// The API's spelling; `None` for lamctl's own keys.
    pub api: Option<&'static str>,
    pub shape: Shape,
    /// One line: what it is, with units and limits.
    pub doc: &'static str,
    /// Known to the API, but not to the SDK release that lamctl is built with.
    pub unsendable: bool,
}

impl Field {
    pub const fn api(name: &'static str, api: &'static str, shape: Shape, doc: &'static str) -> Field {
        Field { name, api: Some(api), shape, doc, unsendable: false }
    }

    pub const fn own(name: &'static str, shape: Shape, doc: &'static str) -> Field {
        Field { name, api: None, shape, doc, unsendable: false }
    }

    pub const fn unsendable(name: &'static str, api: &'static str, shape: Shape, doc: &'static str) -> Field {
        Field { name, api: Some(api), shape, doc, unsendable: true }
    }

    pub fn is_named(&self, key: &str) -> bool {
        self.name == key || self.api == Some(key)
    }
}

impl Shape {
    /// What is wanted, for messages.
    pub fn wanted(&self) -> String {
        match self {
            Shape::Text | Shape::Secret => "text".to_owned(),
            Shape::Int => "a whole number".to_owned(),
            Shape::Float => "a number".to_owned(),
            Shape::Bool => "`true` or `false`".to_owned(),
            Shape::OneOf(words) => {
                let words: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
                format!("one of {}", words.join(", "))
            }
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) | Shape::Struct(_) => "a map".to_owned(),
        }
    }

    /// Whether a bare argument is its value as it stands.
    pub fn is_text(&self) -> bool {
        matches!(self, Shape::Text | Shape::Secret | Shape::OneOf(_))
    }

    pub fn field(&self, key: &str) -> Option<&'static Field> {
        match self {
            Shape::Struct(fields) => fields.iter().find(|f| f.is_named(key)),
            _ => None,
        }
    }

    /// The shape of what stands under a key.
    pub fn under(&self, key: &str) -> Option<&'static Shape> {
        match self {
            Shape::Struct(_) => self.field(key).map(|f| &f.shape),
            Shape::Map(shape) | Shape::List(shape) => Some(shape),
            _ => None,
        }
    }
}
