//! The JSON Schema of the manifest, for editors; made from the table.

use serde_json::{Map, Value, json};

use super::shape::{Field, Shape};
use super::table::{FIELDS, MANIFEST};

/// The schema, draft 2020-12. Both spellings of a key are known; that they exclude each other is not said
/// for each, `lamctl check` finds it.
pub fn schema() -> Value {
    let mut one = properties(FIELDS);
    let Shape::Struct(root) = MANIFEST else { return Value::Null };
    let mut several = Map::new();
    for field in root {
        match field.name {
            "interpolate" => {
                one.insert(field.name.to_owned(), described(field));
                several.insert(field.name.to_owned(), described(field));
            }
            "defaults" => {
                several.insert(field.name.to_owned(), json!({ "description": field.doc, "$ref": "#/$defs/function" }));
            }
            _ => {
                let each = json!({ "anyOf": [{ "$ref": "#/$defs/function" }, { "type": "null" }] });
                several.insert(
                    field.name.to_owned(),
                    json!({ "description": field.doc, "type": "object", "additionalProperties": each }),
                );
            }
        }
    }
    let function = json!({
        "type": "object",
        "properties": properties(FIELDS),
        "additionalProperties": false,
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lamctl manifest",
        "description": "one AWS Lambda function, or several under `functions`; every member of CreateFunction in snake_case or in the API's spelling",
        "type": "object",
        "if": { "anyOf": [{ "required": ["functions"] }, { "required": ["defaults"] }] },
        "then": {
            "properties": several,
            "patternProperties": { "^x-": true },
            "additionalProperties": false,
            "required": ["functions"],
        },
        "else": {
            "properties": one,
            "patternProperties": { "^x-": true },
            "additionalProperties": false,
            "anyOf": [{ "required": ["function_name"] }, { "required": ["FunctionName"] }],
        },
        "$defs": { "function": function },
    })
}

fn properties(fields: &'static [Field]) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields {
        map.insert(field.name.to_owned(), described(field));
        if let Some(api) = field.api {
            map.insert(api.to_owned(), described(field));
        }
    }
    map
}

fn described(field: &'static Field) -> Value {
    let mut schema = of(&field.shape);
    if let Value::Object(map) = &mut schema {
        map.insert("description".to_owned(), Value::from(field.doc));
    }
    schema
}

fn of(shape: &'static Shape) -> Value {
    // Numbers and booleans may come from interpolation; null means that the key is absent.
    let interpolated =
        |kind: &str| json!({ "anyOf": [{ "type": [kind, "null"] }, { "type": "string", "pattern": "\\$\\{" }] });
    match shape {
        Shape::Text => json!({ "type": ["string", "number", "boolean", "null"] }),
        Shape::Secret => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Int => interpolated("integer"),
        Shape::Float => interpolated("number"),
        Shape::Bool => interpolated("boolean"),
        Shape::OneOf(words) => {
            json!({ "anyOf": [{ "enum": words }, { "type": "string", "pattern": "\\$\\{" }, { "type": "null" }] })
        }
        Shape::List(inner) => json!({ "type": ["array", "null"], "items": of(inner) }),
        Shape::Map(inner) => json!({ "type": ["object", "null"], "additionalProperties": of(inner) }),
        Shape::Struct(fields) => {
            json!({ "type": ["object", "null"], "properties": properties(fields), "additionalProperties": false })
        }
    }
}
