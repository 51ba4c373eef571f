//! How large the package is, and whether it is a zip.

use crate::facts::limits::{REQUEST, UNZIPPED, ZIP_DIRECT};
use crate::function::{CodeSource, Desired, ZipSource};
use crate::package::{Note, Problem};
use crate::preflight::words::{number, quote};
use crate::preflight::{Finding, Findings, Pass, Subject, staged};

fn place(subject: &Subject<'_>) -> Option<crate::diagnostic::Place> {
    let key = if subject.desired.code.zip_file.is_some() { "zip_file" } else { "dir" };
    subject.desired.places.at(&["code", key])
}

pub fn unzipped_size(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(files) = subject.files.filter(|files| files.problem.is_none()) else { return };
    // A hostile zip may claim sizes that no sum holds.
    let bytes = files.contents.entries().iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    let largest = || {
        let mut entries: Vec<_> = files.contents.entries().iter().collect();
        entries.sort_by_key(|e| std::cmp::Reverse(e.size));
        let largest: Vec<String> =
            entries.iter().take(3).map(|e| format!("{} {} bytes", quote(&e.name), number(e.size))).collect();
        largest.join(", ")
    };
    if bytes > UNZIPPED {
        let message = format!(
            "the package is {} bytes unzipped, {} over the limit of {}",
            number(bytes),
            number(bytes - UNZIPPED),
            number(UNZIPPED)
        );
        out.push(Finding::new(message, place(subject)).help(format!(
            "leave out what the function does not need, or use a container image; the largest: {}",
            largest()
        )));
    } else if bytes >= UNZIPPED / 10 * 9 {
        let message =
            format!("the package is {} bytes unzipped, close to the limit of {}", number(bytes), number(UNZIPPED));
        let layers = if subject.desired.settings.layers.as_ref().is_some_and(|l| !l.is_empty()) {
            ", and layers count too"
        } else {
            ""
        };
        out.push(
            Finding::new(message, place(subject)).help(format!("the largest files: {}{layers}", largest())).warn(),
        );
    }
}

/// The least that a request with a zip of this length takes, and what of it the settings take, in bytes: the
/// base64 of the zip and the settings with their shorter names; the frame is left out.
pub fn request(desired: &Desired, zipped: u64) -> (u64, u64) {
    let settings = serde_json::to_vec(&desired.settings).map_or(0, |json| json.len() as u64);
    ((zipped.div_ceil(3).saturating_mul(4)).saturating_add(settings), settings)
}

pub fn zip_size(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(artifact) = subject.artifact.filter(|_| !staged(&subject.desired.code)) else { return };
    let bytes = artifact.zipped_bytes;
    let cure = "add `code.upload: { s3_bucket: … }`, so that it goes through S3, or make it smaller";
    if bytes > ZIP_DIRECT {
        let message = format!(
            "the zip is {} bytes, {} over the limit of {} for a direct upload",
            number(bytes),
            number(bytes - ZIP_DIRECT),
            number(ZIP_DIRECT)
        );
        out.push(Finding::new(message, place(subject)).help(cure));
        return;
    }
    let (request, settings) = request(subject.desired, bytes);
    if request > REQUEST {
        let message = format!(
            "the request would be {} bytes or more, over the limit of {}: {} of settings beside the zip",
            number(request),
            number(REQUEST),
            number(settings)
        );
        out.push(Finding::new(message, place(subject)).help(cure));
    }
}

pub fn zip_unusable(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(files) = subject.files else { return };
    if let Some(Problem::BadZip(reason)) = &files.problem {
        let what = match subject.desired.code.source() {
            Some(CodeSource::Zip(ZipSource::Path(path))) => quote(path),
            _ => "the zip".to_owned(),
        };
        out.push(
            Finding::new(format!("{what} does not read back as a zip: {reason}"), place(subject)).help("make it anew"),
        );
    }
    if !files.from_zip {
        return;
    }
    for note in &files.notes {
        let (name, finding) = match note {
            Note::Encrypted(name) => (
                name,
                Finding::new(format!("the entry {} is encrypted", quote(name)), place(subject))
                    .help("make the zip without a password"),
            ),
            Note::UnsafeName(name) => (
                name,
                Finding::new(format!("the entry {} is absolute or leaves the folder", quote(name)), place(subject))
                    .help("make the zip from within the folder, with relative names"),
            ),
            Note::Method { name, method } => (
                name,
                Finding::new(format!("the entry {} is compressed by {}", quote(name), quote(method)), place(subject))
                    .help("use deflate: others are not known to unpack on Lambda")
                    .warn(),
            ),
            _ => continue,
        };
        out.push(finding.entry(name));
    }
}
