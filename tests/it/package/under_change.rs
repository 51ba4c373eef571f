//! Files that change or vanish while they are packaged: an error that names them, never a torn package.

use std::fs::{self, File};
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use lamctl::error::{Error, Kind};
use lamctl::package::{build, collect, ready};

use super::{all, folder, noise, prose, write};

fn is_change(error: &Error, name: &str, what: &str) {
    assert_eq!(error.kind, Kind::Environment);
    assert!(error.message.contains(name) && error.message.contains(what), "{}", error.message);
    assert!(error.retryable && !error.hints.is_empty());
}

#[test]
fn a_file_that_vanished_or_grew_since_it_was_collected() {
    for large in [false, true] {
        let root = folder();
        let path = write(root.path(), "app.py", prose(if large { 3_000_000 } else { 100 }, 1));
        let files = collect(&all(root.path()));
        File::options().append(true).open(&path).unwrap().write_all(b"x").unwrap();
        is_change(&build(&files, &|_| ()).unwrap_err(), "app.py", "changed");
        fs::remove_file(&path).unwrap();
        is_change(&build(&files, &|_| ()).unwrap_err(), "app.py", "vanished");
    }
}

/// The first file's progress changes the large last one, which is being read by then or is yet to be.
#[test]
fn a_file_that_changes_while_it_is_read() {
    for shorter in [false, true] {
        let root = folder();
        write(root.path(), "a", noise(2_000_000, 1));
        let path = write(root.path(), "z", prose(40_000_000, 2));
        let files = collect(&all(root.path()));
        let once = AtomicBool::new(false);
        let done = AtomicU64::new(0);
        let change = |more: u64| {
            let done = done.fetch_add(more, Ordering::Relaxed) + more;
            // By now some blocks of `z` have been read, and more than fit under way have not.
            if done > 6_000_000 && !once.swap(true, Ordering::Relaxed) {
                let file = File::options().write(true).open(&path).unwrap();
                if shorter { file.set_len(1_000_000).unwrap() } else { (&file).write_all(b"x").unwrap() }
            }
        };
        is_change(&build(&files, &change).unwrap_err(), "z", "changed");
    }
}

#[test]
fn a_ready_zip_that_changed_since_it_was_checked() {
    let root = folder();
    write(root.path(), "src/app.py", "x");
    let artifact = super::packaged(&all(&root.path().join("src")));
    let zip = root.path().join("x.zip");
    artifact.write_to(&zip).unwrap();
    let files = ready::read_file(&zip);
    assert!(files.problem.is_none() && files.from_zip);
    let passed_on = build(&files, &|_| ()).unwrap();
    assert_eq!(passed_on.sha256, artifact.sha256);
    assert_eq!(passed_on.compressed, artifact.compressed);
    write(root.path(), "src/b.py", "y");
    super::packaged(&all(&root.path().join("src"))).write_to(&zip).unwrap();
    is_change(&build(&files, &|_| ()).unwrap_err(), "x.zip", "changed");
    fs::remove_file(&zip).unwrap();
    is_change(&build(&files, &|_| ()).unwrap_err(), "x.zip", "vanished");
}

#[test]
fn a_ready_zip_replaced_by_one_that_looks_the_same() {
    let root = folder();
    let zip = root.path().join("x.zip");
    write(root.path(), "src/app.py", "x");
    super::packaged(&all(&root.path().join("src"))).write_to(&zip).unwrap();
    let files = ready::read_file(&zip);
    // Same names, same sizes, another content.
    write(root.path(), "src/app.py", "y");
    super::packaged(&all(&root.path().join("src"))).write_to(&zip).unwrap();
    is_change(&build(&files, &|_| ()).unwrap_err(), "x.zip", "changed");
}
