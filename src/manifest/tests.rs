use super::*;
use crate::diagnostic::Level;

fn options() -> Options {
    let vars = [("A", "alpha"), ("N", "512"), ("T", "true")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    Options { vars, cwd: PathBuf::from(env!("CARGO_MANIFEST_DIR")), ..Options::default() }
}

fn with(text: &str, options: &Options) -> Loaded {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifests/valid");
    let path = Some(base.join("a.yaml"));
    load(&Input { name: "a.yaml".to_owned(), path, base, bytes: text.as_bytes().to_vec() }, options)
}

/// Each finding as `line:column-end message`.
fn findings(loaded: &Loaded) -> Vec<String> {
    loaded
        .diagnostics
        .iter()
        .map(|d| {
            let place = d.place.as_ref().map_or_else(String::new, |p| {
                let (start, end) = (p.start(), p.end());
                format!("{}:{}-{} ", start.line, start.column, end.column)
            });
            format!("{place}{}", d.message)
        })
        .collect()
}

#[track_caller]
fn good(text: &str) -> Desired {
    let mut loaded = with(text, &options());
    assert_eq!(findings(&loaded), Vec::<String>::new());
    loaded.functions.remove(0)
}

/// What is found in a function whose first three lines are right.
#[track_caller]
fn finds(rest: &str, wanted: &[&str]) {
    let loaded = with(&format!("function_name: a\ncode:\n  dir: .\n{rest}"), &options());
    assert_eq!(findings(&loaded), wanted, "{rest}");
}

#[test]
fn types_are_held() {
    finds("memory_size: \"256\"", &["4:14-19 `memory_size` wants a whole number, not quoted text"]);
    finds("memory_size: 1.5", &["4:14-17 `memory_size` wants a whole number, not a number"]);
    finds("memory_size: big", &["4:14-17 `memory_size` wants a whole number, not text"]);
    finds("memory_size: 99999999999999999999", &["4:14-34 `memory_size` wants a whole number of at most 64 bits"]);
    finds("memory_size: [1]", &["4:14-17 `memory_size` wants a whole number, not a list"]);
    finds("publish: yes", &["4:10-13 `publish` wants `true` or `false`, not `yes`"]);
    finds("publish: 'true'", &["4:10-16 `publish` wants `true` or `false`, not quoted text"]);
    finds("publish: off # x", &["4:10-13 `publish` wants `true` or `false`, not `off`"]);
    finds("layers: a", &["4:9-10 `layers` wants a list, not text"]);
    finds("layers: [a, {b: c}]", &["4:13-19 item 2 of `layers` wants text, not a map"]);
    finds("layers: [a, null]", &["4:13-17 item 2 of `layers` wants text, not null"]);
    finds("role: [a]", &["4:7-10 `role` wants text, not a list"]);
    finds("tracing_config: Active", &["4:17-23 `tracing_config` wants a map, not text"]);
    finds("environment:\n  variables:\n    - s3cret", &["6:5-13 `variables` wants a map, not a list"]);
    finds("environment:\n  variables: {A: {b: s3cret}}", &["5:18-29 `A` wants text, not a map"]);
    finds("environment:\n  unmanaged: drop", &["5:14-18 `unmanaged` wants one of `refuse`, `keep`, `remove`"]);
    finds("checks:\n  role-arn: off", &["5:13-16 `role-arn` wants one of `allow`, `warn`, `deny`"]);
    finds(
        "memory_size: \"${A}\"",
        &["4:14-20 `memory_size` wants a whole number, and the text after interpolation is none"],
    );
}

#[test]
fn nulls_mean_absent_and_warn() {
    let loaded =
        with("function_name: a\ncode: {dir: .}\nrole:\ntags: {a: ~}\nenvironment: {variables: {A: null}}", &options());
    assert_eq!(
        findings(&loaded),
        [
            "3:1-5 `role` is null, which means the same as leaving it out",
            "4:8-9 the tag `a` has no value",
            "5:27-28 the variable `A` has no value"
        ]
    );
    assert_eq!(loaded.diagnostics[0].level, Level::Warn);
    assert_eq!(loaded.diagnostics[1].level, Level::Deny);
}

#[test]
fn keys_are_known_and_single() {
    finds("rolle: x", &["4:1-6 unknown key `rolle` in the manifest"]);
    finds(
        "Rolle: x\nMemory: 1",
        &["4:1-6 unknown key `Rolle` in the manifest", "5:1-7 unknown key `Memory` in the manifest"],
    );
    finds("role: x\nrole: y", &["5:1-5 duplicate key `role`"]);
    finds("role: x\nRole: y", &["5:1-5 duplicate key `Role`: `role` is the same key"]);
    finds("tags:\n  a: b\n  a: c", &["6:3-4 duplicate key `a`"]);
    finds("tags:\n  a: b\n  A: c", &[]);
    finds(
        "vpc_config: {SubnetIds: [], subnet_ids: []}",
        &["4:29-39 duplicate key `subnet_ids`: `SubnetIds` is the same key"],
    );
    finds("x-a: {b: 1, b: 2}", &["4:13-14 duplicate key `b`"]);
    finds("variables: {}", &["4:1-10 `variables` does not stand here"]);
    finds("vpc_config: {subnet: []}", &["4:14-20 unknown key `subnet` in `vpc_config`"]);
    finds(
        "runtime_config: {}",
        &["4:1-15 `runtime_config` cannot be sent yet: it is newer than the SDK that lamctl is built with"],
    );
    finds("x-a: &a {team: web}\ntags:\n  <<: *a", &["6:3-5 merge keys (`<<`) are not part of YAML 1.2"]);
    finds("role: !Ref x", &["4:12-13 YAML tags mean nothing here"]);
    finds("? [a]\n: b", &["4:3-6 a key must be text"]);
    finds("aliases: [live]", &["4:1-8 `aliases` needs `publish: true`: an alias points at a published version"]);
}

#[test]
fn what_is_missing_is_said() {
    assert_eq!(
        findings(&with("role: x", &options())),
        ["1:1-5 the manifest has no `function_name`", "1:1-5 there is no `code`"]
    );
    assert_eq!(findings(&with("[a]", &options())), ["1:1-4 a manifest is a map of keys, not a list"]);
    assert_eq!(findings(&with("a", &options())), ["1:1-2 a manifest is a map of keys, not text"]);
}

#[test]
fn suggestions_help() {
    let help = |text: &str| {
        with(&format!("function_name: a\ncode: {{dir: .}}\n{text}"), &options()).diagnostics[0].help.clone()
    };
    assert_eq!(
        help("memory: 1").as_deref(),
        Some("run `lamctl schema` for all keys; keys `x-…` at the top level are free")
    );
    assert_eq!(help("memorysize: 1").as_deref(), Some("did you mean `memory_size`?"));
    assert_eq!(help("variables: {}").as_deref(), Some("it is `environment.variables`"));
    assert_eq!(help("region: x").as_deref(), Some("it is `target.region`"));
    assert_eq!(help("environment: {varables: {}}").as_deref(), Some("did you mean `variables`?"));
    assert_eq!(help("tracing_config: {zzz: 1}").as_deref(), Some("known here: mode"));
}

#[test]
fn interpolation_comes_after_parsing() {
    let desired = good(
        "function_name: ${A}-x\ncode: {dir: .}\nmemory_size: ${N}\npublish: \"${T}\"\ndescription: \"${A}: $${A} $A\"\ntags: {\"${A}\": \"${NO:-[1]}\"}",
    );
    assert_eq!(desired.name, "alpha-x");
    assert_eq!(desired.settings.memory_size, Some(512));
    assert_eq!(desired.settings.publish, Some(true));
    assert_eq!(desired.settings.description.as_deref(), Some("alpha: ${A} $A"));
    assert_eq!(desired.settings.tags.unwrap(), [("${A}".to_owned(), "[1]".to_owned())].into());
    finds("role: x${NO}", &["4:7-13 the variable NO is not set"]);
    let off = good("function_name: a\ncode: {dir: .}\ninterpolate: false\nrole: ${NO}");
    assert_eq!(off.settings.role.as_deref(), Some("${NO}"));
}

#[test]
fn several_functions_inherit() {
    let text = "\
defaults:
  memory_size: 128
  MemorySize: 1
  code: {dir: src, exclude: [a]}
  tags: {a: b, c: d}
  layers: [x]
functions:
  one:
    MemorySize: big
    code: {dir: other}
    tags: {c: e, a: null}
    layers: []
  two:
";
    let loaded = with(text, &options());
    assert_eq!(
        findings(&loaded),
        [
            "3:3-13 duplicate key `MemorySize`: `memory_size` is the same key",
            "9:17-20 `memory_size` wants a whole number, not text"
        ]
    );
    let loaded = with(&text.replace("  MemorySize: 1\n", "").replace("big", "256"), &options());
    assert_eq!(findings(&loaded), Vec::<String>::new());
    let [one, two] = &loaded.functions[..] else { panic!() };
    assert_eq!((one.name.as_str(), two.name.as_str()), ("one", "two"));
    assert_eq!((one.settings.memory_size, two.settings.memory_size), (Some(256), Some(128)));
    assert_eq!((one.code.dir.as_deref(), one.code.exclude.as_ref()), (Some("other"), None));
    assert_eq!(one.settings.tags.as_ref().unwrap().len(), 1);
    assert_eq!(one.settings.layers.as_deref(), Some(&[][..]));
    assert_eq!(two.places.at(&["memory_size"]).unwrap().start().line, 2);
    assert_eq!(one.places.at(&["memory_size"]).unwrap().start().line, 8);
    assert_eq!(one.places.at(&["function_name"]).unwrap().start().line, 7);
    assert_eq!(
        findings(&with("functions: {}\nrole: x", &options())),
        ["2:1-5 `role` stands beside `functions`", "1:1-10 `functions` names no function"]
    );
    assert_eq!(
        findings(&with("functions:\n  a:\n    code: {dir: .}\n    function_name: b", &options())),
        ["4:20-21 the function is `a` under `functions`, and `b` here"]
    );
    assert_eq!(findings(&with("defaults: {}", &options())), ["1:1-9 `defaults` without `functions`"]);
}

fn set(text: &str, arguments: &[&str]) -> Loaded {
    let set = arguments.iter().map(ToString::to_string).collect();
    with(text, &Options { set, ..options() })
}

#[test]
fn arguments_replace_values() {
    let text = "function_name: a\ncode: {dir: .}\nlayers: [x]\nrole: r";
    let loaded = set(
        text,
        &[
            "memory_size=512",
            "MemorySize=256",
            "description=yes: ${A}",
            "layers.1=y",
            "tags.\"a.b\"=c=d",
            "publish=true",
            "vpc_config={SubnetIds: [s]}",
            "environment.variables.TOKEN=s3cret",
            "role=null",
            "target.account=012345678901",
        ],
    );
    assert_eq!(findings(&loaded), Vec::<String>::new());
    let desired = &loaded.functions[0];
    let settings = &desired.settings;
    assert_eq!((settings.memory_size, settings.publish), (Some(256), Some(true)));
    assert_eq!(settings.description.as_deref(), Some("yes: ${A}"));
    assert_eq!(settings.layers.as_deref().unwrap(), ["x", "y"]);
    assert_eq!(settings.tags.as_ref().unwrap()["a.b"], "c=d");
    assert_eq!(settings.vpc_config.as_ref().unwrap().subnet_ids.as_deref().unwrap(), ["s"]);
    assert_eq!(settings.role, None);
    assert_eq!(desired.target.account.as_deref(), Some("012345678901"));
    let place = desired.places.at(&["environment", "variables", "TOKEN"]).unwrap();
    assert_eq!(
        (place.source.name.as_str(), place.source.shown.as_str()),
        ("--set", "environment.variables.TOKEN=******")
    );
    assert_eq!(place.start().column, 29);

    let wrong = set(
        text,
        &[
            "memory_size=big",
            "rolle=x",
            "layers.7=x",
            "role.a=b",
            "novalue",
            "a..b=s3cret",
            "publish=[",
            "vpc_config={a: 1}",
        ],
    );
    assert_eq!(
        findings(&wrong),
        [
            "1:1-6 unknown key `rolle`",
            "1:1-9 the list has 1 items; 7 is no index of it",
            "1:1-7 nothing stands below here: text is wanted",
            "1:1-8 `--set` without a `=`",
            "1:1-5 not a path",
            "1:9-10 not valid YAML; `true` or `false` is wanted",
            "1:12-18 unknown key `a` in the argument",
            "1:13-16 `memory_size` wants a whole number, not text",
        ]
    );
    assert!(!format!("{wrong:?}").contains("s3cret"));
}

#[test]
fn code_is_replaced() {
    let text = "function_name: a\ncode: {dir: ., exclude: [x], upload: {s3_bucket: b}, s3_key: k}";
    let code = |code: &str| {
        let loaded = with(text, &Options { code: Some(code.to_owned()), ..options() });
        assert_eq!(findings(&loaded), Vec::<String>::new());
        loaded.functions[0].code.clone()
    };
    let dir = code("src");
    assert!(dir.dir.unwrap().ends_with("/src"));
    assert_eq!((dir.exclude.unwrap().len(), dir.s3_key, dir.upload.is_some()), (1, None, true));
    let s3 = code("s3://b/k.zip");
    assert_eq!(
        (s3.s3_bucket.as_deref(), s3.s3_key.as_deref(), s3.exclude, s3.dir),
        (Some("b"), Some("k.zip"), None, None)
    );
    assert!(code("1.dkr.ecr.eu-west-1.amazonaws.com/a:1").image_uri.is_some());
    let loaded = with("{\"FunctionName\": \"a\"}", &Options { code: Some("no-such".to_owned()), ..options() });
    assert_eq!(findings(&loaded)[0], "1:1-8 no folder, zip, S3 object or image");
}

#[test]
fn a_request_of_the_aws_cli_reads_as_it_is() {
    let desired = good(
        "{\"FunctionName\": \"a\", \"Code\": {\"ZipFile\": \"UEsF\\nBg==\"}, \"MemorySize\": 128,\n\t\"Environment\": {\"Variables\": {\"A\": \"\\ud83d\\ude00\"}}}",
    );
    assert_eq!(desired.code.zip_file, Some(crate::function::ZipSource::Bytes(b"PK\x05\x06".to_vec())));
    assert_eq!(desired.settings.environment.unwrap().variables.unwrap()["A"].expose(), "😀");
    finds("Code: {}", &["4:1-5 duplicate key `Code`: `code` is the same key"]);
    assert_eq!(
        findings(&with("FunctionName: a\nCode: {ZipFile: '???'}", &options())),
        ["2:17-22 `ZipFile` wants the zip's bytes in base64"]
    );
}

#[test]
fn everything_reads_in_both_spellings() {
    let text = include_str!("../../tests/fixtures/manifests/valid/everything.yaml");
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
    let text = include_str!("../../tests/fixtures/manifests/members.tsv");
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
    let mut desired = good(include_str!("../../tests/fixtures/manifests/valid/everything.yaml"));
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
    let text = include_str!("../../tests/fixtures/manifests/valid/everything.yaml");
    assert!(serde_json::to_value(good(text).settings).unwrap().as_object().unwrap().values().all(|v| !v.is_null()));
}
