//! No false alarms on what people really package: packages from PyPI and npm at pinned versions, installed
//! once into target/real-packages, and functions that use them as their documentation has it.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod npm;
mod pypi;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::checks::{TODAY, lamctl, named};
use crate::support::{root, skip};

/// One install at a time: they share caches.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Where packages are kept between runs.
pub fn kept(name: &str) -> PathBuf {
    root().join("target/real-packages").join(name)
}

/// Installs into a folder of this name, once: `install` fills an empty folder. `None`, said aloud, where the
/// tool is not there or cannot install.
pub fn installed(name: &str, what: &str, install: impl FnOnce(&Path) -> Option<Command>) -> Option<PathBuf> {
    let _one = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = kept(name);
    // Named by what it holds, so that another version is another install.
    let stamp = folder.join(".installed");
    if std::fs::read_to_string(&stamp).ok().as_deref() == Some(what) {
        return Some(folder);
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let Some(mut command) = install(&folder) else {
        skip(&format!("{name}: no tool to install {what}"));
        return None;
    };
    match command.output() {
        Ok(output) if output.status.success() => {
            std::fs::write(&stamp, what).unwrap();
            Some(folder)
        }
        Ok(output) => {
            skip(&format!("{name}: {what} did not install: {}", String::from_utf8_lossy(&output.stderr).trim()));
            None
        }
        Err(error) => {
            skip(&format!("{name}: {command:?}: {error}"));
            None
        }
    }
}

/// A function whose packages lie in `packages`, with these sources of its own: checked as a folder, and where
/// `zip` says so as a ready zip. Nothing is denied, and nothing warns that a line of `known` does not name.
#[track_caller]
pub fn passes(packages: &Path, settings: &str, sources: &[(&str, &str)], known: &[&str]) {
    let place = tempfile::tempdir().unwrap();
    // Links to the packages would be reported, so the sources go beside them under names of their own.
    for (name, text) in sources {
        let path = packages.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_deref() != Some(*text) {
            std::fs::write(path, text).unwrap();
        }
    }
    let code = packages.display();
    let manifest = format!(
        "function_name: hello\nrole: arn:aws:iam::123456789012:role/hello\n{settings}\ncode: {{ dir: '{code}', exclude: ['.installed'], \
         upload: {{ s3_bucket: bucket }} }}\n"
    );
    std::fs::write(place.path().join("deploy.yaml"), &manifest).unwrap();
    let folder = lamctl(place.path(), &["check", "--json", "-A", "calendar"], TODAY);
    let found = named(&folder.json());
    let unknown: Vec<_> = found.iter().filter(|(rule, _)| !known.contains(&rule.as_str())).collect();
    assert!(unknown.is_empty() && folder.code == 0, "{settings}\n{sources:?}\n{}", folder.stdout);

    // The same as a ready zip, made by lamctl itself.
    let zip = place.path().join("a.zip");
    let made = lamctl(place.path(), &["package", "-o", zip.to_str().unwrap()], TODAY);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let manifest = format!(
        "function_name: hello\nrole: arn:aws:iam::123456789012:role/hello\n{settings}\ncode: {{ zip_file: a.zip, upload: {{ s3_bucket: bucket }} }}\n"
    );
    std::fs::write(place.path().join("deploy.yaml"), manifest).unwrap();
    let ready = lamctl(place.path(), &["check", "--json", "-A", "calendar"], TODAY);
    assert_eq!(named(&ready.json()), found, "a ready zip is another thing than its folder\n{}", ready.stdout);
    assert_eq!(ready.code, 0);
}
