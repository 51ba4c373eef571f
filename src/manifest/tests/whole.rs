//! Whole manifests: everything in both spellings, secrets, files of variables, writing and reading back.

use super::*;

#[test]
fn everything_reads_in_both_spellings() {
    let text = include_str!("../../../tests/fixtures/manifests/valid/everything.yaml");
    let ours = good(text);
    let settings = serde_json::to_value(&ours.settings).unwrap();
    let theirs = good(&pascal(text));
    assert_eq!(settings, serde_json::to_value(&theirs.settings).unwrap());
    assert_eq!((ours.code.s3_bucket.as_deref(), &ours.code), (Some("artifacts"), &theirs.code));

    // Each member that can be sent is set.
    let mut map = settings;
    map["function_name"] = serde_json::Value::from(ours.name.clone());
    map["code"] = serde_json::json!({
        "zip_file": "", "s3_bucket": "", "s3_key": "", "s3_object_version": "", "s3_object_storage_mode": "",
        "image_uri": "", "source_kms_key_arn": ""
    });
    for (path, kind) in members() {
        let mut shape = &table::FUNCTION;
        let mut value = &map;
        let mut sendable = true;
        for part in path.split('.') {
            let name = part.trim_end_matches("[]");
            let field = shape.field(name).unwrap_or_else(|| panic!("{path} is not in the table"));
            assert_eq!(field.api, Some(name));
            sendable &= !field.unsendable;
            shape = &field.shape;
            if sendable {
                value = value.get(field.name).unwrap_or_else(|| panic!("{path} is not set"));
            }
            if part.ends_with("[]") {
                let shape::Shape::List(inner) = shape else { panic!("{path} is no list") };
                (shape, value) = (*inner, &value[0]);
            }
        }
        let fits = match kind.as_str() {
            "string" | "blob" => shape.is_text(),
            "integer" => matches!(shape, shape::Shape::Int),
            "double" => matches!(shape, shape::Shape::Float),
            "boolean" => matches!(shape, shape::Shape::Bool),
            "structure" => matches!(shape, shape::Shape::Struct(_)),
            "map" => matches!(shape, shape::Shape::Map(_)),
            "list" => matches!(shape, shape::Shape::List(_)),
            _ => false,
        };
        assert!(fits, "{path} is {kind}, not {shape:?}");
    }
    let variables = ours.settings.environment.unwrap().variables.unwrap();
    let values: Vec<&str> = variables.values().map(crate::function::settings::Secret::expose).collect();
    assert_eq!(values, ["012345678901", "", "0x10", "8080", "1.10", "yes", "two\nlines\n"]);
    assert_eq!(ours.settings.description.as_deref(), Some("1.10"));
    assert_eq!(ours.settings.tags.unwrap()["cost"], "0042");
    assert_eq!(ours.target.account.as_deref(), Some("012345678901"));
    assert_eq!(ours.checks, [("memory-multiple-of-64".to_owned(), Level::Allow), ("secrets".to_owned(), Level::Warn)]);
    assert_eq!(
        (ours.environment_unmanaged, ours.tags_unmanaged),
        (Some(crate::function::Unmanaged::Keep), Some(crate::function::Unmanaged::Remove))
    );
    assert_eq!((ours.aliases, ours.provenance), (vec!["live".to_owned()], true));
}

fn members() -> Vec<(String, String)> {
    let text = include_str!("../../../tests/fixtures/manifests/members.tsv");
    let rows = text.lines().filter(|l| !l.starts_with('#'));
    rows.map(|l| l.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap()).collect()
}

/// The same manifest in the API's spelling, but for `zip_file`, whose meaning differs.
fn pascal(text: &str) -> String {
    fn names(fields: &'static [shape::Field], out: &mut Vec<(&'static str, &'static str)>) {
        for field in fields {
            out.extend(field.api.filter(|api| *api != "ZipFile").map(|api| (field.name, api)));
            match &field.shape {
                shape::Shape::Struct(inner) | shape::Shape::List(shape::Shape::Struct(inner)) => names(inner, out),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    names(table::FIELDS, &mut all);
    let mut upload = false;
    text.lines().fold(String::new(), |mut out, line| {
        let key = line.trim_start_matches([' ', '-']);
        upload = (upload && line.starts_with("    ")) || key.starts_with("upload:");
        let map = key.ends_with(':') || key.contains(": ");
        let respelled = all
            .iter()
            .find(|(name, _)| map && !upload && key.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')));
        out.push_str(&match respelled {
            Some((name, api)) => line.replacen(name, api, 1),
            None => line.to_owned(),
        });
        out.push('\n');
        out
    })
}

#[test]
fn secrets_are_masked() {
    let text = "\
function_name: a
code: {dir: .}
x-env: &env
  A: c4nary/1 # c4nary/2
  # B: c4nary/3
  C: \"c4nary/4 é
    c4nary/5\"
environment:
  variables:
    <<: *env
    D: c4nary/6
    E: [c4nary/7]
    F: |
      c4nary/8
       c4nary/9
    # G: c4nary/10
  Variables: {H: c4nary/11, c4nary/12, I: {J: c4nary/13}}
  other: c4nary/14
defaults: {Environment: {variables: {K: c4nary/15}}}
role: [c4nary/16]
unknown: {a: c4nary/17}
memory_size: 64 # MB
";
    let loaded = with(text, &options());
    let shown = &loaded.diagnostics[0].place.as_ref().unwrap().source.shown;
    assert!(!shown.contains("c4nary"), "{shown}");
    assert!(!format!("{loaded:?}").contains("c4nary"));
    assert_eq!(shown.len(), text.len());
    assert!(shown.contains("\n    D: *"), "{shown}");
    assert!(shown.ends_with("memory_size: 64 # MB\n"), "{shown}");
    let broken = with(&text.replace("role: [", "role: [["), &options());
    let shown = &broken.diagnostics[0].place.as_ref().unwrap().source.shown;
    assert_eq!(broken.diagnostics.len(), 1);
    assert!(!shown.contains("c4nary"), "{shown}");
}

#[test]
fn files_of_variables_are_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("v.env"), "A=1\nB=c4nary\nbroken c4nary\n").unwrap();
    let text = "function_name: a\ncode: {dir: .}\nenvironment:\n  file: v.env\n  variables: {A: own}";
    let mut input =
        Input { name: "sub/a.yaml".to_owned(), path: None, base: folder.path().to_owned(), bytes: text.into() };
    let loaded = load(&input, &options());
    assert_eq!(findings(&loaded), ["3:1-14 not a line of KEY=VALUE"]);
    assert!(!format!("{loaded:?}").contains("c4nary"));
    let desired = &loaded.functions[0];
    let variables = desired.settings.environment.clone().unwrap().variables.unwrap();
    assert_eq!((variables["A"].expose(), variables["B"].expose()), ("own", "c4nary"));
    let place = desired.places.at(&["environment", "variables", "B"]).unwrap();
    assert_eq!((place.source.name.as_str(), place.start().line), ("sub/v.env", 2));
    input.bytes = text.replace("v.env", "none.env").into();
    assert_eq!(findings(&load(&input, &options())), ["4:9-17 `none.env` cannot be read: entity not found"]);
}

#[test]
fn files_for_interpolation_are_read() {
    let env_files = vec![("x.env".to_owned(), b"A=no\nB=1\nC=1".to_vec()), ("y.env".to_owned(), b"B=2".to_vec())];
    let loaded = with("function_name: ${A}-${B}-${C}\ncode: {dir: .}", &Options { env_files, ..options() });
    assert_eq!(findings(&loaded), Vec::<String>::new());
    assert_eq!(loaded.functions[0].name, "alpha-2-1");
}

#[test]
fn what_is_written_reads_back() {
    let mut desired = good(include_str!("../../../tests/fixtures/manifests/valid/everything.yaml"));
    desired.settings.description = Some("${X} \"q\" \\ \u{1}\u{85}\u{2028}\n: # é😀".to_owned());
    desired.settings.tags.get_or_insert_default().insert("aws: #x".to_owned(), "1e3".to_owned());
    desired.settings.layers = Some(Vec::new());
    let imported = Imported {
        name: desired.name.clone(),
        settings: desired.settings.clone(),
        code: desired.code.clone(),
        aliases: desired.aliases.clone(),
        comments: vec!["from AWS\nsecond".to_owned()],
        placeholders: Vec::new(),
    };
    let text = write(&imported);
    let again = good(&text);
    assert_eq!(again.settings, desired.settings);
    assert_eq!((again.code, again.name, again.aliases), (desired.code, desired.name, desired.aliases));

    let imported = Imported { name: "a".to_owned(), placeholders: vec!["A".to_owned()], ..Imported::default() };
    let again = with(&write(&imported), &options());
    assert_eq!(
        again.functions[0].settings.environment.as_ref().unwrap().variables.as_ref().unwrap()["A"].expose(),
        "alpha"
    );
}

#[test]
fn a_template_works_as_it_stands() {
    let text = template("hello", "python3.13", "app.handler", "src", Some("arn:aws:iam::123456789012:role/hello"));
    let desired = good(&text);
    assert_eq!((desired.name.as_str(), desired.code.dir.as_deref()), ("hello", Some("src")));
    let uncommented = text
        .replace("# environment", "environment")
        .replace("#   variables:", "  variables:")
        .replace("#     STAGE", "    STAGE");
    assert!(good(&uncommented).settings.environment.is_some());
    assert_eq!(
        findings(&with(&template("1.10", "python3.13", "a.b", ".", None), &options())),
        ["9:7-64 the variable LAMBDA_ROLE is not set: set it to the ARN of the execution role"]
    );
}

#[test]
fn schema_and_reference_know_every_key() {
    let schema = schema().to_string();
    let reference = reference_markdown();
    for (path, _) in members() {
        let last = path.rsplit('.').next().unwrap().trim_end_matches("[]");
        assert!(schema.contains(&format!("\"{last}\":")), "{path}");
        assert!(reference.contains(&format!("| `{last}` |")), "{path}");
    }
    assert!(schema.contains("\"tags_unmanaged\":") && reference.contains("`code.upload.s3_prefix`"));
}

/// Every name of the table is a name of [`crate::function::Settings`]: what decodes is never refused there.
#[test]
fn the_table_and_the_settings_agree() {
    let text = include_str!("../../../tests/fixtures/manifests/valid/everything.yaml");
    assert!(serde_json::to_value(good(text).settings).unwrap().as_object().unwrap().values().all(|v| !v.is_null()));
}
