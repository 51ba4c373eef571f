//! How long collecting and building take, on folders made for it.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on ends")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lamctl::package::{Collect, build, collect};

/// Text that compresses about as source code does, the same each time.
fn text(bytes: usize, mut seed: u64) -> String {
    let words = ["return", "import", "self", "value", "index", "None", "def", "for", "(", ")", ":", "=", "\n    "];
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = words[(seed >> 33) as usize % words.len()];
        if seed >> 61 == 0 { write!(text, "{} ", seed >> 40).unwrap() } else { write!(text, "{word} ").unwrap() }
    }
    text.truncate(bytes);
    text
}

fn folder(root: &Path, files: usize, bytes: usize) {
    for i in 0..files {
        let folder = root.join(format!("package{}/part{}", i % 17, i % 5));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("module{i}.py")), text(bytes, i as u64)).unwrap();
    }
}

fn package(c: &mut Criterion) {
    let mut group = c.benchmark_group("package");
    group.sample_size(10);
    for (name, files, bytes) in
        [("one small file", 1, 2_000), ("2000 files of 4 KB", 2_000, 4_000), ("one file of 16 MB", 1, 16_000_000)]
    {
        let root = tempfile::tempdir().unwrap();
        folder(root.path(), files, bytes);
        let request = Collect { root: root.path().to_owned(), ..Collect::default() };
        group.throughput(Throughput::Bytes((files * bytes) as u64));
        group.bench_function(BenchmarkId::new("collect", name), |b| b.iter(|| collect(&request)));
        let files = collect(&request);
        group.bench_function(BenchmarkId::new("build", name), |b| b.iter(|| build(&files, &|_| ()).unwrap()));
    }
    group.finish();
}

criterion_group!(benches, package);
criterion_main!(benches);
