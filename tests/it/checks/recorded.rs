//! Every recorded refusal of a create that can be told without a network, through the whole program: denied
//! by the rule named for it, with exit code 4, at its place.

use serde_json::Value;

use super::packages::{hollow, zip_of};
use super::rules::PY;
use super::{TODAY, lamctl};
use crate::support::{Place, fixture};

#[test]
fn what_aws_refused_is_denied() {
    let index = std::fs::read(fixture("manifests/invalid/index.json")).expect("index.json");
    let index: Vec<Value> = serde_json::from_slice(&index).expect("JSON");
    let (mut denied, mut undecidable) = (0, 0);
    for row in &index {
        let Some(name) = row["manifest"].as_str() else {
            assert!(row["undecidable"].as_str().is_some_and(|reason| reason.len() > 20), "{row}");
            undecidable += 1;
            continue;
        };
        let place = Place::new();
        place.write("deploy.yaml", std::fs::read(fixture("manifests/invalid").join(name)).expect("a manifest"));
        place.write("src/app.py", PY);
        let mut args = vec!["check", "--json"];
        if let Some(bytes) = row["zipped_bytes"].as_u64() {
            place.write("app.zip", zip_of(usize::try_from(bytes).expect("it fits")));
            args.extend(["--code", "app.zip"]);
        } else if let Some([file, size]) = row["files"][0].as_array().map(Vec::as_slice) {
            hollow(&place, &format!("src/{}", file.as_str().expect("a name")), size.as_u64().expect("a size"));
        } else if row["rule"] == "source-empty" {
            place.write("app.zip", [&b"PK\x05\x06"[..], &[0; 18]].concat());
        } else {
            place.write("app.zip", "this is no zip");
        }
        let ran = lamctl(place.path(), &args, TODAY);
        let document = ran.json();
        assert_eq!(ran.code, 4, "{name}: {document:#}");
        let found = document["diagnostics"].as_array().expect("a list");
        let hit = found.iter().find(|d| d["rule"] == row["rule"] && d["level"] == "deny");
        assert!(hit.is_some_and(|d| d["help"].is_string()), "{name}: {} does not deny: {document:#}", row["rule"]);
        assert!(hit.is_some_and(|d| d["line"].is_number()), "{name}: {document:#}");
        denied += 1;
    }
    assert_eq!((denied, undecidable, index.len()), (29, 23, 52));
}
