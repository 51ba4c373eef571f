//! Small values for the tests of planning.

use bytes::Bytes;

use super::CodeFacts;
use crate::function::{Code, Deployed, Desired, Places, Remote, Settings, Target};
use crate::package::{Artifact, Body};

pub(super) fn artifact(sha256: &str) -> Artifact {
    Artifact {
        body: Body::Memory(Bytes::from_static(b"zip")),
        sha256: sha256.into(),
        zipped_bytes: 3,
        unzipped_bytes: 3,
        files: 1,
        compressed: Vec::new(),
    }
}

pub(super) fn facts(artifact: &Artifact) -> CodeFacts<'_> {
    CodeFacts { package: Some(artifact), ..CodeFacts::default() }
}

pub(super) fn desired(settings: serde_json::Value) -> Desired {
    Desired {
        name: "hello".into(),
        settings: self::settings(settings),
        code: Code { dir: Some("src".into()), ..Code::default() },
        environment_unmanaged: None,
        tags_unmanaged: None,
        aliases: Vec::new(),
        provenance: false,
        target: Target::default(),
        checks: Vec::new(),
        base: "/".into(),
        file: "deploy.yaml".into(),
        manifest_path: None,
        places: Places::default(),
    }
}

pub(super) fn settings(settings: serde_json::Value) -> Settings {
    serde_json::from_value(settings).unwrap()
}

/// A function with code `old`.
pub(super) fn deployed(settings: serde_json::Value) -> Deployed {
    Deployed {
        configuration: Remote {
            name: "hello".into(),
            arn: Some("arn:aws:lambda:eu-west-1:123456789012:function:hello".into()),
            version: Some("$LATEST".into()),
            settings: self::settings(settings),
            state: Some("Active".into()),
            last_update_status: Some("Successful".into()),
            code_sha256: Some("old".into()),
            revision_id: Some("r1".into()),
            ..Remote::default()
        },
        ..Deployed::default()
    }
}
