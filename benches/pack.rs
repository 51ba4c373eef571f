//! Packages a folder, and says how long each stretch took: what benches/compare measures beside other tools.
//!
//! `cargo bench --bench pack -- FOLDER [ZIP]`
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]
#![expect(clippy::disallowed_macros, reason = "a program of its own, not lamctl")]

use std::path::PathBuf;
use std::time::Instant;

use lamctl::package::{Collect, build, collect};

fn main() {
    let mut arguments = std::env::args_os().skip(1).filter(|a| a != "--bench").map(PathBuf::from);
    let Some(root) = arguments.next() else { return };
    let start = Instant::now();
    let files = collect(&Collect { root, ..Collect::default() });
    assert!(files.problem.is_none(), "{:?}", files.problem);
    let collected = start.elapsed();
    let artifact = build(&files, &|_| ()).unwrap();
    let built = start.elapsed() - collected;
    println!(
        "{} files, {} bytes, {} zipped, collect {:.3} s, build {:.3} s, {}",
        artifact.files,
        artifact.unzipped_bytes,
        artifact.zipped_bytes,
        collected.as_secs_f64(),
        built.as_secs_f64(),
        artifact.sha256
    );
    if let Some(path) = arguments.next() {
        artifact.write_to(&path).unwrap();
    }
}
