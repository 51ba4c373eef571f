//! The command lines, and what is there before them.

use crate::support::{CANARY, Place};

/// A command line that changes something.
pub struct Scenario {
    pub name: &'static str,
    /// Command lines that make what is there before.
    pub before: &'static [&'static [&'static str]],
    /// Faults of those.
    pub before_faults: &'static [&'static str],
    pub args: &'static [&'static str],
    /// Where the command line itself is refused once its first run got through: what its error names.
    pub go_on: Option<&'static [&'static str]>,
    /// Those kinds of faults alone, where a run is dear.
    pub kinds: Option<&'static [&'static str]>,
    /// A bucket is there.
    pub bucket: bool,
}

const PLAIN: Scenario =
    Scenario { name: "", before: &[], before_faults: &[], args: &[], go_on: None, kinds: None, bucket: false };
const FIRST: &[&str] = &["deploy", "-f", "first.yaml"];
const SECOND: &[&str] = &["deploy", "-f", "second.yaml"];
const THIRD: &[&str] = &["deploy", "-f", "third.yaml"];

/// Sources and manifests of all scenarios.
pub fn place() -> Place {
    let place = Place::new();
    for version in ["one", "two", "three"] {
        place.write(&format!("{version}/app.py"), format!("def handler(event, context):\n    return \"{version}\"\n"));
    }
    let manifest = |code: &str, rest: &str| {
        format!(
            "function_name: hello\nruntime: python3.13\nhandler: app.handler\n\
             role: arn:aws:iam::000000000000:role/hello\ncode: {{dir: {code}}}\n{rest}"
        )
    };
    let first = format!(
        "description: first\nenvironment: {{variables: {{TOKEN: \"{CANARY}\"}}}}\ntags: {{team: web, old: x}}\n\
         publish: true\naliases: [live]\n"
    );
    place.write("plain.yaml", manifest("one", &format!("environment: {{variables: {{TOKEN: \"{CANARY}\"}}}}\n")));
    place.write("guarded.yaml", manifest("one", &format!("{first}target: {{account: \"000000000000\"}}\n")));
    place.write("first.yaml", manifest("one", &first));
    place.write("code.yaml", manifest("two", "description: first\n"));
    place.write(
        "configuration.yaml",
        manifest("one", &format!("description: first\nmemory_size: 512\nenvironment: {{variables: {{TOKEN: \"{CANARY}\", MORE: \"{CANARY}2\"}}}}\n")),
    );
    place.write(
        "second.yaml",
        manifest(
            "two",
            &format!(
                "description: second\nmemory_size: 512\nenvironment: {{variables: {{TOKEN: \"{CANARY}2\"}}}}\n\
                 tags: {{team: api}}\ntags_unmanaged: remove\n\
                 code_signing_config_arn: arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0f6c334abcdea4d8b\n\
                 publish: true\naliases: [live, next]\n"
            ),
        ),
    );
    place.write(
        "third.yaml",
        manifest(
            "three",
            &format!("description: third\nenvironment: {{variables: {{TOKEN: \"{CANARY}3\"}}}}\npublish: true\naliases: [live]\n"),
        ),
    );
    place
}

pub fn create_plain() -> Scenario {
    Scenario {
        name: "create",
        args: &["create", "-f", "plain.yaml"],
        go_on: Some(&["deploy", "-f", "plain.yaml"]),
        ..PLAIN
    }
}

pub fn create_with_guard_version_and_aliases() -> Scenario {
    Scenario {
        name: "create, publish, alias",
        args: &["create", "-f", "guarded.yaml"],
        go_on: Some(&["deploy", "-f", "guarded.yaml"]),
        ..PLAIN
    }
}

pub fn deploy_creates() -> Scenario {
    Scenario { name: "deploy of a new function", args: FIRST, ..PLAIN }
}

pub fn deploy_code() -> Scenario {
    Scenario { name: "deploy of code", before: &[FIRST], args: &["deploy", "-f", "code.yaml"], ..PLAIN }
}

pub fn deploy_configuration() -> Scenario {
    Scenario {
        name: "deploy of configuration",
        before: &[FIRST],
        args: &["deploy", "-f", "configuration.yaml"],
        ..PLAIN
    }
}

pub fn deploy_everything() -> Scenario {
    Scenario { name: "deploy of everything", before: &[FIRST], args: SECOND, ..PLAIN }
}

pub fn deploy_nothing() -> Scenario {
    Scenario { name: "deploy of nothing", before: &[FIRST], args: FIRST, ..PLAIN }
}

pub fn deploy_with_smoke_test() -> Scenario {
    Scenario {
        name: "deploy with a smoke test",
        before: &[FIRST],
        args: &["deploy", "-f", "third.yaml", "--smoke", "{}"],
        ..PLAIN
    }
}

pub fn deploy_replaces_a_failed_function() -> Scenario {
    Scenario {
        name: "deploy --replace-failed",
        before: &[&["create", "-f", "plain.yaml"]],
        before_faults: &["CreateFunction:failed=InvalidSubnet"],
        args: &["deploy", "-f", "plain.yaml", "--replace-failed"],
        ..PLAIN
    }
}

pub fn alias_is_made() -> Scenario {
    Scenario {
        name: "alias set, new",
        before: &[FIRST, SECOND],
        args: &["alias", "set", "hello", "--alias", "beta", "--to", "1", "--weight", "2=0.25"],
        ..PLAIN
    }
}

pub fn alias_is_moved() -> Scenario {
    Scenario {
        name: "alias set, existing",
        before: &[FIRST, SECOND],
        args: &["alias", "set", "hello", "--alias", "live", "--to", "1"],
        ..PLAIN
    }
}

pub fn alias_is_deleted() -> Scenario {
    Scenario {
        name: "alias delete",
        before: &[FIRST, SECOND],
        args: &["alias", "delete", "hello", "--alias", "next"],
        ..PLAIN
    }
}

pub fn rollback() -> Scenario {
    Scenario {
        name: "rollback",
        before: &[FIRST, SECOND, THIRD],
        args: &["rollback", "hello", "--alias", "live", "--yes"],
        ..PLAIN
    }
}

pub fn prune() -> Scenario {
    Scenario {
        name: "versions prune",
        before: &[FIRST, SECOND, THIRD],
        args: &["versions", "prune", "hello", "--keep", "1"],
        ..PLAIN
    }
}

pub fn delete() -> Scenario {
    Scenario { name: "delete", before: &[FIRST], args: &["delete", "hello", "--yes"], ..PLAIN }
}

pub fn delete_version() -> Scenario {
    Scenario {
        name: "delete --version",
        before: &[FIRST, SECOND, THIRD],
        args: &["delete", "hello", "--version", "1", "--yes"],
        ..PLAIN
    }
}

pub fn rollback_to_a_version() -> Scenario {
    Scenario {
        name: "rollback --to",
        before: &[FIRST, SECOND, THIRD],
        args: &["rollback", "hello", "--alias", "live", "--to", "1", "--yes"],
        ..PLAIN
    }
}

/// A package of 51 MiB, which does not fit into a request.
pub fn create_staged() -> Scenario {
    Scenario {
        name: "create, staged in S3",
        args: &["create", "-f", "large.yaml"],
        go_on: Some(&["deploy", "-f", "large.yaml"]),
        kinds: Some(&["cut", "lost", "503-lost", "empty", "hang-lost", "forbidden*", "lost*", "500*"]),
        bucket: true,
        ..PLAIN
    }
}

/// The sources and manifests, and the large package.
pub fn place_of(scenario: &Scenario) -> Place {
    let place = place();
    if scenario.bucket {
        use std::io::Write as _;
        let file = std::fs::File::create(place.path().join("large.zip")).expect("the file");
        let mut writer = zip::ZipWriter::new(file);
        let stored = zip::write::SimpleFileOptions::DEFAULT.compression_method(zip::CompressionMethod::Stored);
        writer.start_file("app.py", stored).expect("an entry");
        writer.write_all(b"def handler(event, context):\n    return 1\n").expect("written");
        writer.start_file("noise.bin", stored).expect("an entry");
        writer.write_all(&vec![7; 51 << 20]).expect("written");
        writer.finish().expect("a zip");
        place.write(
            "large.yaml",
            format!(
                "function_name: hello\nruntime: python3.13\nhandler: app.handler\n\
                 role: arn:aws:iam::000000000000:role/hello\nenvironment: {{variables: {{TOKEN: \"{CANARY}\"}}}}\n\
                 code: {{zip_file: large.zip, upload: {{s3_bucket: packages}}}}\n"
            ),
        );
    }
    place
}
