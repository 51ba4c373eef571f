//! Name, role, runtime, numbers, handler, source.

use super::{fires, found, image, managed, passes, silenced, strings, variables, with};
use crate::diagnostic::Level::{self, Deny, Warn};
use crate::diagnostic::Levels;
use crate::function::settings::{EphemeralStorage, ImageConfig};
use crate::function::{Code, Deployed, Desired, ZipSource};
use crate::preflight::support::{desired, named, subject};
use crate::preflight::{Goal, Pass, Subject, levels, run};

#[test]
fn a_sound_function_has_no_findings() {
    passes(|_| {});
    passes(image);
    passes(|d| {
        managed(d);
        d.settings.memory_size = Some(32_768);
        d.settings.timeout = Some(5400);
    });
}

#[test]
fn identity() {
    fires("function-name", Deny, "holds `.`", |d| d.name = "my.function".into());
    fires("function-name", Deny, "no name", |d| d.name = "invalid:function:name".into());
    fires("function-name", Deny, "65 characters, 1 over the limit of 64", |d| d.name = "a".repeat(65));
    passes(|d| d.name = "a".repeat(64));
    fires("function-name", Deny, "ARN of 141", |d| {
        d.name = format!("arn:aws:lambda:eu-west-1:123456789012:function:{}", "a".repeat(94))
    });
    fires("function-name", Warn, "65 characters", |d| {
        d.name = format!("arn:aws:lambda:eu-west-1:123456789012:function:{}", "a".repeat(65))
    });
    passes(|d| d.name = format!("arn:aws:lambda:eu-west-1:123456789012:function:{}", "a".repeat(64)));
    fires("function-name", Warn, "`live`", |d| d.name = "hello:live".into());
    fires("function-name", Deny, "account 123456789012", |d| {
        d.name = "123456789012:function:hello".into();
        d.settings.role = Some("arn:aws:iam::210987654321:role/hello".into());
        d.target.account = Some("210987654321".into());
    });
    fires("role-arn", Deny, "arn:aws:iam::ACCOUNT:role/r1", |d| d.settings.role = Some("r1".into()));
    fires("role-arn", Deny, "cannot run as a user", |d| {
        d.settings.role = Some("arn:aws:iam::123456789012:user/me".into())
    });
    fires("role-arn", Deny, "partition `aws-cn`", |d| {
        d.settings.role = Some("arn:aws-cn:iam::123456789012:role/x".into())
    });
    passes(|d| d.settings.role = Some("arn:aws:iam::123456789012:role/service-role/a+b=c,d.e@f".into()));
    fires("role-account", Deny, "account 123456789012", |d| d.target.account = Some("210987654321".into()));
    passes(|d| d.target.account = Some("123456789012".into()));
    fires("description-length", Deny, "257 characters", |d| d.settings.description = Some("é".repeat(257)));
    passes(|d| d.settings.description = Some("é".repeat(256)));
}

#[test]
fn runtimes() {
    let runtime = |id: &'static str| move |d: &mut Desired| d.settings.runtime = Some(id.into());
    fires("runtime-unknown", Deny, "`python3.9`", runtime("PYTHON3.9"));
    fires("runtime-unknown", Deny, "`python3.13`", runtime("pyton3.13"));
    fires("runtime-unknown", Deny, "`provided.al2023`", runtime("rust1.95"));
    fires("runtime-unknown", Deny, "no runtime", runtime("non-existent-runtime"));
    fires("runtime-unknown", Deny, "container image only", |d| {
        d.settings.runtime = Some("dotnet9".into());
        d.settings.handler = Some("App".into());
    });
    fires("runtime-unknown", Warn, "newer than", runtime("python3.16"));
    fires("runtime-unknown", Warn, "RuntimeConfig", runtime("custom"));
    passes(runtime("arn:aws:lambda:eu-west-1:123456789012:runtime/mine"));
    fires("runtime-blocked", Deny, "since 2024-01-09", runtime("python3.7"));
    fires("runtime-blocked", Deny, "provided.al2023", runtime("provided"));
    fires("runtime-deprecated", Warn, "since 2025-12-15", runtime("python3.9"));
    fires("runtime-preview", Warn, "preview", runtime("python3.15"));
    passes(runtime("provided.al2023"));
}

#[test]
fn days_come_and_go() {
    let node = with(|d| {
        d.settings.runtime = Some("nodejs22.x".into());
        d.settings.handler = Some("index.handler".into());
    });
    let on = |day| {
        let found = run(&Subject { today: day, ..subject(&node) }, Pass::Manifest, &Levels::default());
        named(&found)
    };
    // Deprecated on 2027-04-30, no new ones from 2027-06-01 on.
    assert_eq!(on(jiff::civil::date(2027, 1, 29)), []);
    assert_eq!(on(jiff::civil::date(2027, 1, 30)), [("runtime-deprecated", Warn)]);
    assert_eq!(on(jiff::civil::date(2027, 5, 31)), [("runtime-deprecated", Warn)]);
    assert_eq!(on(jiff::civil::date(2027, 6, 1)), [("runtime-blocked", Warn)]);

    let (strict, _) = levels(&node, &[(Deny, "warnings".into())]).unwrap();
    let found = run(&Subject { today: jiff::civil::date(2027, 6, 1), ..subject(&node) }, Pass::Manifest, &strict);
    assert_eq!(named(&found), [("runtime-blocked", Warn)], "a day must not break a build");
}

#[test]
fn what_is_deployed_decides_about_updates() {
    let mut old = Deployed::default();
    old.configuration.settings.runtime = Some("python3.6".into());
    let judge = |d: &Desired, deployed: Option<&Deployed>| {
        let subject = Subject { goal: Goal::Deploy, deployed: Some(deployed), ..subject(d) };
        named(&run(&subject, Pass::Deployed, &Levels::default()))
    };
    let silent = with(|d| {
        d.settings.runtime = None;
        d.settings.role = None;
    });
    assert_eq!(judge(&silent, Some(&old)), [("runtime-blocked", Deny)]);
    assert_eq!(judge(&desired(), Some(&old)), [], "a move to another runtime is free");
    assert_eq!(judge(&silent, None), [("required-to-create", Deny), ("required-to-create", Deny)]);
    let blocked = with(|d| d.settings.runtime = Some("python3.7".into()));
    assert_eq!(judge(&blocked, None), [("runtime-blocked", Deny)]);
    old.configuration.settings.runtime = Some("python3.7".into());
    assert_eq!(judge(&blocked, Some(&old)), [], "updates are taken until 2027-03-03");
    // Before it is known, neither stops a deploy.
    let subject = Subject { goal: Goal::Deploy, ..subject(&silent) };
    assert_eq!(named(&run(&subject, Pass::Manifest, &Levels::default())), []);
}

#[test]
fn numbers() {
    let memory = |mb: i64| move |d: &mut Desired| d.settings.memory_size = Some(mb);
    fires("memory-multiple-of-64", Deny, "192 or 256", memory(200));
    fires("memory-multiple-of-64", Deny, "-A memory-multiple-of-64", memory(129));
    fires("memory-range", Deny, "below the least, 128 MB", memory(127));
    fires("memory-range", Deny, "over the limit of 10240 MB", memory(10_241));
    fires("memory-range", Deny, "below", memory(i64::MIN));
    passes(memory(128));
    passes(memory(10_240));
    fires("timeout-range", Deny, "901 s", |d| d.settings.timeout = Some(901));
    fires("timeout-range", Deny, "below", |d| d.settings.timeout = Some(0));
    passes(|d| d.settings.timeout = Some(900));
    let storage =
        |size: Option<i64>| move |d: &mut Desired| d.settings.ephemeral_storage = Some(EphemeralStorage { size });
    fires("ephemeral-storage", Deny, "511 MB", storage(Some(511)));
    fires("ephemeral-storage", Deny, "10241 MB", storage(Some(10_241)));
    fires("ephemeral-storage", Deny, "no size", storage(None));
    passes(storage(Some(512)));
    passes(storage(Some(10_240)));
    // The quota is asked for by name.
    let large = with(|d| {
        d.settings.memory_size = Some(3072);
        d.checks = vec![("memory-quota".into(), Deny)];
    });
    let (asked, _) = levels(&large, &[]).unwrap();
    assert_eq!(named(&run(&subject(&large), Pass::Manifest, &asked)), [("memory-quota", Deny)]);
    // A function that exists may have a capacity provider.
    let long = with(|d| d.settings.timeout = Some(5400));
    let found = run(&Subject { goal: Goal::Deploy, ..subject(&long) }, Pass::Manifest, &Levels::default());
    assert_eq!(named(&found), [("timeout-range", Warn)]);
}

#[test]
fn handlers() {
    let check = |runtime: &'static str, handler: String, expected: Option<Level>| {
        let d = with(|d| {
            d.settings.runtime = Some(runtime.into());
            d.settings.handler = Some(handler.clone());
        });
        let found = found(&d);
        let levels: Vec<_> = found.iter().filter(|f| f.rule == Some("handler-format")).map(|f| f.level).collect();
        assert_eq!(levels, expected.into_iter().collect::<Vec<_>>(), "{runtime} {handler} {found:?}");
    };
    let table: &[(&str, &str, Option<Level>)] = &[
        ("python3.13", "app.handler", None),
        ("python3.13", "src/pkg.app.handler", None),
        ("python3.13", "app", Some(Deny)),
        ("python3.13", ".handler", Some(Deny)),
        ("python3.13", "app:handler", Some(Deny)),
        ("python3.13", "app.py", Some(Warn)),
        ("python3.13", "app .handler", Some(Deny)),
        ("python3.13", "", Some(Deny)),
        ("python3.16", "app", Some(Warn)),
        ("nodejs22.x", "dist/index.handler", None),
        ("nodejs22.x", "index.api.v1.handler", None),
        ("nodejs22.x", "a.b/index", Some(Deny)),
        ("nodejs22.x", "../index.handler", Some(Deny)),
        ("nodejs22.x", "index.", Some(Deny)),
        ("nodejs22.x", "index.mjs.handler", Some(Warn)),
        ("java21", "com.example.Handler::handleRequest", None),
        ("java21", "com.example.Outer$Inner", None),
        ("java21", "com.example.Handler::", Some(Deny)),
        ("java21", "com.example.Handler:run", Some(Deny)),
        ("dotnet8", "App::App.Function::Run", None),
        ("dotnet8", "App", None),
        ("dotnet8", "App::App.Function", Some(Deny)),
        ("dotnet8", "App:Run", Some(Deny)),
        ("ruby3.4", "app.handler", None),
        ("ruby3.4", "app.App::Handler.run", None),
        ("ruby3.4", "app", Some(Deny)),
        ("ruby3.4", "a.b.c.d", Some(Deny)),
        ("provided.al2023", "anything", None),
    ];
    for (runtime, handler, expected) in table {
        check(runtime, (*handler).to_owned(), *expected);
    }
    check("provided.al2023", "a".repeat(128), None);
    check("provided.al2023", "a".repeat(129), Some(Deny));
    fires("handler-format", Warn, "no dot", |d| {
        d.settings.handler = Some("app".into());
        d.settings.environment = variables(&[("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrap")]);
    });
    silenced("handler-format", &with(|d| d.settings.handler = Some("app".into())), Pass::Manifest);
}

#[test]
fn required_and_forbidden() {
    fires("required-to-create", Deny, "`role`", |d| d.settings.role = None);
    fires("required-to-create", Deny, "`runtime`", |d| d.settings.runtime = None);
    fires("required-to-create", Deny, "`handler`", |d| d.settings.handler = None);
    fires("forbidden-for-image", Deny, "`runtime`", |d| {
        image(d);
        d.settings.runtime = Some("python3.13".into());
    });
    fires("forbidden-for-image", Deny, "`code_signing_config_arn`", |d| {
        image(d);
        d.settings.code_signing_config_arn =
            Some("arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0".into());
    });
    fires("forbidden-for-image", Deny, "`s3_object_storage_mode`", |d| {
        image(d);
        d.code.s3_object_storage_mode = Some("COPY".into());
    });
    let command = Some(ImageConfig { command: strings(&["run"]), ..ImageConfig::default() });
    fires("forbidden-for-image", Deny, "`image_config`", |d| d.settings.image_config = command.clone());
    passes(|d| {
        image(d);
        d.settings.image_config = command.clone();
    });
}

#[test]
fn sources() {
    let code = |code: Code| move |d: &mut Desired| d.code = code;
    let s3 = || Code { s3_bucket: Some("bucket".into()), s3_key: Some("k".into()), ..Code::default() };
    fires("code-source", Deny, "no source", code(Code::default()));
    fires("code-source", Deny, "`dir` and `zip_file`", |d| d.code.zip_file = Some(ZipSource::Path("a.zip".into())));
    fires("code-source", Deny, "without `s3_key`", code(Code { s3_key: None, ..s3() }));
    fires("code-source", Deny, "without `s3_bucket`", code(Code { s3_bucket: None, ..s3() }));
    fires("code-source", Deny, "bare name", code(Code { s3_bucket: Some("s3://b".into()), ..s3() }));
    fires(
        "code-source",
        Deny,
        "s3_object_version",
        code(Code { s3_object_storage_mode: Some("REFERENCE".into()), ..s3() }),
    );
    fires("code-source", Deny, "wrong case", code(Code { s3_object_storage_mode: Some("Copy".into()), ..s3() }));
    fires("code-source", Warn, "no effect", code(Code { exclude: strings(&["x"]), ..s3() }));
    fires("code-source", Deny, "1025", code(Code { s3_key: Some("k".repeat(1025)), ..s3() }));
    fires("code-source", Deny, "image_uri", |d| {
        image(d);
        d.settings.package_type = Some("Zip".into());
        d.settings.runtime = Some("python3.13".into());
        d.settings.handler = Some("app.handler".into());
    });
    passes(code(s3()));
    passes(code(Code { s3_key: Some("k".repeat(1024)), ..s3() }));
    let uri = |uri: &'static str| {
        move |d: &mut Desired| {
            image(d);
            d.code.image_uri = Some(uri.into());
        }
    };
    fires("image-uri", Deny, "private ECR repository", uri("public.ecr.aws/lambda/python:3.13"));
    fires("image-uri", Deny, "FIPS", uri("123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/app"));
    fires("image-uri", Deny, "no image", uri("python:3.13"));
    passes(uri(
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b:c@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ));
    let local = with(uri("localhost:5000/app"));
    let found = run(&Subject { custom_endpoint: true, ..subject(&local) }, Pass::Manifest, &Levels::default());
    assert_eq!(named(&found), [("image-uri", Warn)]);
}
