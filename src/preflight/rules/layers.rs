//! Layers.

use std::collections::BTreeMap;

use super::too_long;
use crate::facts::{limits, patterns};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn layers(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(layers) = subject.desired.settings.layers.as_ref() else { return };
    if subject.desired.is_image() {
        return;
    }
    let places = &subject.desired.places;
    if layers.len() > limits::LAYERS {
        let message =
            format!("{} layers, {} over the limit of {}", layers.len(), layers.len() - limits::LAYERS, limits::LAYERS);
        out.push(Finding::new(message, places.key(&["layers"])).help("merge some into one, or package their files"));
    }
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (i, arn) in layers.iter().enumerate() {
        let index = i.to_string();
        let path = ["layers", index.as_str()];
        if too_long(subject, &path, "the layer's ARN", arn, limits::LAYER_ARN, out) {
            continue;
        }
        if !patterns::LAYER.matches(arn) {
            let (what, cure) = if patterns::LAYER_WITHOUT_VERSION.matches(arn) {
                (
                    "names no version of the layer",
                    format!("add its number: {}", quote(&format!("{}:1", arn.trim_end_matches(':')))),
                )
            } else {
                (
                    "is not the ARN of a layer's version",
                    "write it as `arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION`".to_owned(),
                )
            };
            out.push(Finding::new(format!("{} {what}", quote(arn)), places.at(&path)).help(cure));
            continue;
        }
        let Some((layer, version)) = arn.rsplit_once(':') else { continue };
        match seen.insert(layer, version) {
            // `awslayer` ARNs end in a name.
            Some(_) if arn.contains(":awslayer:") && !arn.contains(":layer:") => {}
            Some(other) if other == version => out.push(
                Finding::new(format!("layer {} is there twice", quote(arn)), places.at(&path)).help("take one out"),
            ),
            Some(other) => out.push(
                Finding::new(
                    format!("versions {other} and {version} of layer {} at once", quote(layer)),
                    places.at(&path),
                )
                .help("keep one of them"),
            ),
            None => {}
        }
    }
}
