//! One function's value to a [`Desired`].

use std::sync::Arc;

use base64::Engine as _;
use serde_json::{Map, Value};

use super::decode::Decoder;
use super::found::Found;
use super::merge::Function;
use super::value::{Data, Val, nameable};
use super::{Input, env_file, table};
use crate::diagnostic::{Diagnostic, Level, Locate, Node};
use crate::function::settings::{Environment, Secret};
use crate::function::{Code, Desired, Places, Settings, Symlinks, Target, Unmanaged, Upload, ZipSource};

/// Files of variables are at most this large: 1 MiB. A function's variables are 4 KiB in all.
const MAX_ENV_FILE: u64 = 1 << 20;

/// Decodes a function; `None` where it has no name.
pub fn function(function: Function, input: &Input, text: &Arc<dyn Locate>, found: &mut Found) -> Option<Desired> {
    let Function { named, settings } = function;
    if !matches!(settings.data, Data::Map(_)) {
        found.push(|| {
            Diagnostic::fault(format!("a function's settings are a map, not {}", settings.found()), settings.at.place())
        });
        return None;
    }
    let mut decoder = Decoder { places: Places::default(), found: &mut *found, path: Vec::new() };
    let decoded = decoder.value(&settings, &table::FUNCTION);
    let mut places = decoder.places;
    let Some(Value::Object(mut map)) = decoded else { return None };

    let written = text_of(&mut map, "function_name");
    let name = match (&named, written) {
        (None, Some(name)) => name,
        (None, None) => {
            if settings.get("function_name").is_none_or(Val::is_null) {
                found.push(|| {
                    Diagnostic::fault("the manifest has no `function_name`", start(text))
                        .help("write `function_name: NAME`, or several functions under `functions`")
                });
            }
            String::new()
        }
        (Some(entry), written) => {
            let path = vec!["function_name".to_owned()];
            if written.is_none() {
                // Where the name stands: the key under `functions`.
                places.insert(path, Some(entry.key_at.node), entry.key_at.node, Arc::clone(&entry.key_at.text));
            }
            match written {
                Some(written) if bare(&written) == entry.key => written,
                Some(written) => {
                    found.push(|| {
                        let shown = if nameable(&written) { format!("`{written}`") } else { "another".to_owned() };
                        let place = settings.get("function_name").and_then(|v| v.at.place());
                        Diagnostic::fault(
                            format!("the function is `{}` under `functions`, and {shown} here", entry.key),
                            place,
                        )
                        .help("remove `function_name`; the key is the name")
                    });
                    entry.key.clone()
                }
                None => entry.key.clone(),
            }
        }
    };

    let code = code(map.remove("code"), &settings, found);
    if settings.get("code").is_none_or(Val::is_null) {
        let place = match &named {
            Some(entry) => entry.key_at.place(),
            None => start(text),
        };
        found.push(|| {
            Diagnostic::fault("there is no `code`", place)
                .help("write `code: { dir: FOLDER }`, or name it with `--code`")
        });
    }
    let environment_unmanaged = nested(&mut map, "environment", "unmanaged").and_then(|v| unmanaged(&v));
    let file = nested(&mut map, "environment", "file");
    let tags_unmanaged = text_of(&mut map, "tags_unmanaged").and_then(|v| unmanaged(&v));
    let aliases = texts(map.remove("aliases")).unwrap_or_default();
    let provenance = map.remove("provenance").and_then(|v| v.as_bool()).unwrap_or_default();
    let target = match map.remove("target") {
        Some(Value::Object(mut map)) => Target {
            region: text_of(&mut map, "region"),
            profile: text_of(&mut map, "profile"),
            account: text_of(&mut map, "account"),
        },
        _ => Target::default(),
    };
    let checks = match map.remove("checks") {
        Some(Value::Object(map)) => {
            map.into_iter().filter_map(|(rule, level)| Some((rule, Level::parse(level.as_str()?)?))).collect()
        }
        _ => Vec::new(),
    };
    let Ok(mut settings_read) = serde_json::from_value::<Settings>(Value::Object(map)) else {
        // The table and the settings disagree; a test holds them together. The error would quote values.
        found.push(|| Diagnostic::fault("the settings cannot be read", settings.at.place()));
        return None;
    };
    if let Some(file) = file {
        add_file(&file, &settings, input, &mut settings_read, &mut places, found);
    }
    if !aliases.is_empty() && settings_read.publish != Some(true) {
        found.push(|| {
            Diagnostic::fault(
                "`aliases` needs `publish: true`: an alias points at a published version",
                places.key(&["aliases"]),
            )
            .help("add `publish: true`")
        });
    }
    if name.is_empty() && named.is_none() {
        return None;
    }
    Some(Desired {
        name,
        settings: settings_read,
        code,
        environment_unmanaged,
        tags_unmanaged,
        aliases,
        provenance,
        target,
        checks,
        base: input.base.clone(),
        file: input.name.clone(),
        manifest_path: input.path.clone(),
        places,
    })
}

/// The first line of the manifest: for what is missing.
fn start(text: &Arc<dyn Locate>) -> Option<crate::diagnostic::Place> {
    // The first key.
    Some(crate::diagnostic::Place { source: Arc::clone(text.source()), span: text.span(Node(1)) })
}

fn bare(name: &str) -> &str {
    match name.split_once("function:") {
        Some((_, rest)) => rest.split(':').next().unwrap_or(rest),
        None => name.rsplit(':').next().unwrap_or(name),
    }
}

fn text_of(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    match map.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn nested(map: &mut Map<String, Value>, outer: &str, key: &str) -> Option<String> {
    map.get_mut(outer)?.as_object_mut().and_then(|map| text_of(map, key))
}

fn texts(value: Option<Value>) -> Option<Vec<String>> {
    let Some(Value::Array(items)) = value else { return None };
    Some(items.into_iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
}

fn unmanaged(word: &str) -> Option<Unmanaged> {
    match word {
        "refuse" => Some(Unmanaged::Refuse),
        "keep" => Some(Unmanaged::Keep),
        "remove" => Some(Unmanaged::Remove),
        _ => None,
    }
}

fn code(value: Option<Value>, settings: &Val, found: &mut Found) -> Code {
    let Some(Value::Object(mut map)) = value else { return Code::default() };
    let upload = match map.remove("upload") {
        Some(Value::Object(mut map)) => {
            Some(Upload { s3_bucket: text_of(&mut map, "s3_bucket"), s3_prefix: text_of(&mut map, "s3_prefix") })
        }
        _ => None,
    };
    let symlinks = text_of(&mut map, "symlinks").and_then(|word| match word.as_str() {
        "follow" => Some(Symlinks::Follow),
        "keep" => Some(Symlinks::Keep),
        "error" => Some(Symlinks::Error),
        _ => None,
    });
    let spelled = settings.get("code").and_then(|code| code.entries().iter().find(|e| e.key == "zip_file"));
    let zip_file = text_of(&mut map, "zip_file").and_then(|text| match spelled {
        Some(entry) if entry.spelled == "ZipFile" => {
            let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            match base64::engine::general_purpose::STANDARD.decode(compact) {
                Ok(bytes) => Some(ZipSource::Bytes(bytes)),
                Err(_) => {
                    found.push(|| {
                        Diagnostic::fault("`ZipFile` wants the zip's bytes in base64", entry.value.at.place())
                            .help("write `zip_file` for the path of a zip")
                    });
                    None
                }
            }
        }
        _ => Some(ZipSource::Path(text)),
    });
    Code {
        dir: text_of(&mut map, "dir"),
        include: texts(map.remove("include")),
        exclude: texts(map.remove("exclude")),
        symlinks,
        zip_file,
        upload,
        s3_bucket: text_of(&mut map, "s3_bucket"),
        s3_key: text_of(&mut map, "s3_key"),
        s3_object_version: text_of(&mut map, "s3_object_version"),
        s3_object_storage_mode: text_of(&mut map, "s3_object_storage_mode"),
        image_uri: text_of(&mut map, "image_uri"),
        source_kms_key_arn: text_of(&mut map, "source_kms_key_arn"),
    }
}

/// Adds the variables of `environment.file`; those of the manifest win.
fn add_file(file: &str, value: &Val, input: &Input, settings: &mut Settings, places: &mut Places, found: &mut Found) {
    let at = value.get("environment").and_then(|e| e.get("file")).map(|v| v.at.clone());
    let place = || at.as_ref().and_then(super::value::At::place);
    let path = input.base.join(file);
    let size = std::fs::metadata(&path).map(|meta| (meta.len(), meta.is_file()));
    let bytes = match size {
        Ok((_, false)) => Err("is no file".to_owned()),
        Ok((size, true)) if size > MAX_ENV_FILE => Err("is larger than 1 MiB".to_owned()),
        _ => std::fs::read(&path).map_err(|e| format!("cannot be read: {}", e.kind())),
    };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()));
    let text = match text {
        Ok(text) => text,
        Err(why) => {
            let shown =
                if nameable(&file.replace(['/', ' '], "")) { format!("`{file}`") } else { "the file".to_owned() };
            found.push(|| {
                Diagnostic::fault(format!("{shown} {why}"), place()).help("paths start at the manifest's folder")
            });
            return;
        }
    };
    let name = std::path::Path::new(&input.name).parent().map_or_else(|| file.into(), |folder| folder.join(file));
    let (vars, located) = env_file(&name.to_string_lossy(), &text, found);
    let environment = settings.environment.get_or_insert_with(Environment::default);
    let own = environment.variables.get_or_insert_default();
    let written: std::collections::BTreeSet<String> = own.keys().cloned().collect();
    for (index, var) in vars.into_iter().enumerate() {
        if written.contains(&var.key) {
            continue;
        }
        let node = Node(u32::try_from(index).unwrap_or_default());
        let path = ["environment", "variables", &var.key].map(str::to_owned).to_vec();
        places.insert(path, Some(node), node, Arc::clone(&located));
        own.insert(var.key, Secret::new(var.value));
    }
}
