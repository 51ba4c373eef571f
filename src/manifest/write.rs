//! Settings back into a manifest's text, for `lamctl import`.

use std::fmt::Write as _;

use serde_json::Value;

use crate::function::{Code, Settings, Symlinks, ZipSource};

/// What `import` found deployed.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    pub name: String,
    /// Without the variables that shall be placeholders.
    pub settings: Settings,
    pub code: Code,
    /// Variables written as `${NAME}`, so that their values stay out of the file.
    pub placeholders: Vec<String>,
    /// Comment lines at the top, without `#`.
    pub comments: Vec<String>,
    pub aliases: Vec<String>,
}

/// The manifest's text. Reading it again gives the same name, settings, code and aliases.
pub fn write(imported: &Imported) -> String {
    let mut out = String::new();
    for comment in &imported.comments {
        for line in comment.lines() {
            let line: String = line.chars().filter(|c| !c.is_control()).collect();
            let _ = writeln!(out, "# {}", line.trim_end());
        }
    }
    let _ = writeln!(out, "function_name: {}", quoted(&imported.name));
    let mut settings = serde_json::to_value(&imported.settings).unwrap_or_default();
    escape(&mut settings);
    let environment = settings.as_object_mut().and_then(|map| map.remove("environment"));
    if let Value::Object(map) = &settings {
        for (key, value) in map {
            entry(&mut out, 0, key, value);
        }
    }
    let variables = environment.as_ref().and_then(|e| e.get("variables")).and_then(Value::as_object);
    if variables.is_some() || environment.is_some() || !imported.placeholders.is_empty() {
        let mut all = variables.cloned().unwrap_or_default();
        for name in &imported.placeholders {
            all.insert(name.clone(), Value::String(format!("${{{name}}}")));
        }
        if variables.is_none() && all.is_empty() {
            out.push_str("environment: {}\n");
        } else {
            out.push_str("environment:\n");
            entry(&mut out, 1, "variables", &Value::Object(all));
        }
    }
    if !imported.aliases.is_empty() {
        let mut aliases = Value::from(imported.aliases.clone());
        escape(&mut aliases);
        entry(&mut out, 0, "aliases", &aliases);
    }
    let mut code = code(&imported.code);
    escape(&mut code);
    entry(&mut out, 0, "code", &code);
    out
}

/// A literal `${` is written `$${`.
fn escape(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace("${", "$${"),
        Value::Array(items) => items.iter_mut().for_each(escape),
        Value::Object(map) => map.values_mut().for_each(escape),
        _ => {}
    }
}

fn code(code: &Code) -> Value {
    let mut map = serde_json::Map::new();
    let mut text = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), Value::from(value.clone()));
        }
    };
    text("dir", &code.dir);
    text("s3_bucket", &code.s3_bucket);
    text("s3_key", &code.s3_key);
    text("s3_object_version", &code.s3_object_version);
    text("s3_object_storage_mode", &code.s3_object_storage_mode);
    text("image_uri", &code.image_uri);
    text("source_kms_key_arn", &code.source_kms_key_arn);
    match &code.zip_file {
        Some(ZipSource::Path(path)) => drop(map.insert("zip_file".to_owned(), Value::from(path.clone()))),
        Some(ZipSource::Bytes(bytes)) => {
            use base64::Engine as _;
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            map.insert("ZipFile".to_owned(), Value::from(text));
        }
        None => {}
    }
    for (key, patterns) in [("include", &code.include), ("exclude", &code.exclude)] {
        if let Some(patterns) = patterns {
            map.insert(key.to_owned(), Value::from(patterns.clone()));
        }
    }
    if let Some(symlinks) = code.symlinks {
        let word = match symlinks {
            Symlinks::Follow => "follow",
            Symlinks::Keep => "keep",
            Symlinks::Error => "error",
        };
        map.insert("symlinks".to_owned(), Value::from(word));
    }
    if let Some(upload) = &code.upload {
        let mut block = serde_json::Map::new();
        for (key, value) in [("s3_bucket", &upload.s3_bucket), ("s3_prefix", &upload.s3_prefix)] {
            if let Some(value) = value {
                block.insert(key.to_owned(), Value::from(value.clone()));
            }
        }
        map.insert("upload".to_owned(), Value::Object(block));
    }
    Value::Object(map)
}

fn entry(out: &mut String, depth: usize, key: &str, value: &Value) {
    let indent = "  ".repeat(depth);
    let key = quoted(key);
    match value {
        Value::Object(map) if !map.is_empty() => {
            let _ = writeln!(out, "{indent}{key}:");
            for (key, value) in map {
                entry(out, depth + 1, key, value);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let _ = writeln!(out, "{indent}{key}:");
            for item in items {
                let mut block = String::new();
                match item {
                    Value::Object(map) if !map.is_empty() => {
                        for (key, value) in map {
                            entry(&mut block, depth + 2, key, value);
                        }
                        // The first line's indentation holds the dash.
                        let _ = write!(out, "{indent}  - {}", block.trim_start());
                    }
                    other => {
                        let _ = writeln!(out, "{indent}  - {}", flow(other));
                    }
                }
            }
        }
        value => {
            let _ = writeln!(out, "{indent}{key}: {}", flow(value));
        }
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A scalar that reads back as this very text: plain where that is beyond doubt, else in double quotes.
pub fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | ':'))
        && !text.ends_with(':')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
