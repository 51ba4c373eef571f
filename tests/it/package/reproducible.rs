//! The bytes of a zip depend on names, contents and execute bits alone.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use lamctl::function::Symlinks;
use lamctl::package::zip::build_with;
use lamctl::package::{Collect, EntryKind, collect, digest};
use proptest::prelude::*;

use super::{all, folder, noise, packaged, prose, read_back, write};

/// What a random tree is made of: content and execute bit by name.
type Tree = BTreeMap<String, (Vec<u8>, bool)>;

fn content() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![
        4 => 0_usize..200,
        4 => 200_usize..70_000,
        1 => 2_097_140_usize..2_097_165,
        1 => 2_000_000_usize..6_500_000,
    ];
    (size, any::<u64>(), 0_u8..3).prop_map(|(size, seed, kind)| match kind {
        0 => noise(size, seed),
        1 => vec![0; size],
        _ => prose(size, seed),
    })
}

fn tree() -> impl Strategy<Value = Tree> {
    let part = prop_oneof!["[a-c]{1,2}", "[ -.0-~]{1,8}", "\\PC{1,6}", Just("ä/ö".to_owned())];
    let name = prop::collection::vec(part, 1..5).prop_map(|parts| {
        let parts: Vec<String> = parts
            .iter()
            .flat_map(|p| p.split('/'))
            .map(|p| p.replace(['\0', '\\'], "_"))
            .filter(|p| !p.is_empty() && p != "." && p != "..")
            .collect();
        // A file's name never is a folder's.
        parts.join("/d_") + "/f"
    });
    prop::collection::btree_map(name, (content(), any::<bool>()), 1..14)
}

/// Makes the tree, in an order and with times and permissions that a seed decides.
fn plant(root: &Path, tree: &Tree, seed: u64) {
    let mut order: Vec<(&String, u64)> = tree.keys().zip(1..).map(|(n, i)| (n, (i * (seed | 1)) % 1009)).collect();
    order.sort_by_key(|(_, rank)| *rank);
    for (name, rank) in order {
        let (content, executable) = &tree[name];
        let path = write(root, name, content);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let modes = if *executable { [0o755, 0o700, 0o775, 0o711] } else { [0o644, 0o600, 0o664, 0o666] };
            fs::set_permissions(&path, fs::Permissions::from_mode(modes[(rank + seed) as usize % 4])).unwrap();
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(rank * 40_000_000 + seed % 1000);
        File::options().read(true).open(&path).unwrap().set_modified(time).unwrap();
    }
}

/// Nothing of the names is to be taken for a built-in exclude.
fn everything(root: &Path) -> Collect {
    let names = [".git", ".hg", ".svn", ".DS_Store", "Thumbs.db", "__pycache__", ".venv"];
    Collect { exclude: names.iter().map(|n| format!("!{n}")).collect(), ..all(root) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Links to files, to folders, to nowhere and in circles.
    #[cfg(unix)]
    #[test]
    fn the_same_links_are_the_same_zip(
        tree in tree(),
        links in prop::collection::btree_map("l[a-c]{1,2}", prop_oneof!["[a-c]{1,2}", "[a-c]{1,2}/d_[a-c]{1,2}", "l[a-c]{1,2}", Just(".".to_owned())], 0..6),
        seeds in any::<(u32, u32)>(),
        threads in (1_usize..=8, 1_usize..=8),
    ) {
        for symlinks in [Symlinks::Follow, Symlinks::Keep] {
            let (one, other) = (folder(), folder());
            plant(one.path(), &tree, u64::from(seeds.0));
            plant(other.path(), &tree, u64::from(seeds.1));
            for (name, target) in &links {
                std::os::unix::fs::symlink(target, one.path().join(name)).unwrap();
            }
            for (name, target) in links.iter().rev() {
                std::os::unix::fs::symlink(target, other.path().join(name)).unwrap();
            }
            let files = collect(&Collect { symlinks, ..everything(one.path()) });
            prop_assert!(files.problem.is_none(), "{:?}", files.problem);
            let first = build_with(&files, threads.0, &|_| ()).unwrap();
            let again = collect(&Collect { symlinks, ..everything(other.path()) });
            let second = build_with(&again, threads.1, &|_| ()).unwrap();
            prop_assert!(first.body.read().unwrap() == second.body.read().unwrap());
            prop_assert_eq!(files.notes, again.notes);
            let back = read_back(&first.body.read().unwrap());
            prop_assert_eq!(back.len(), files.contents.entries().len());
            for (entry, (name, mode, content)) in files.contents.entries().iter().zip(&back) {
                prop_assert_eq!(&entry.name, name);
                match &entry.kind {
                    EntryKind::Link(target) => {
                        prop_assert_eq!(*mode, 0o120_777);
                        prop_assert_eq!(target.as_bytes(), &content[..]);
                        prop_assert_eq!(links.get(name), Some(target));
                    }
                    EntryKind::File => prop_assert!(fs::read(one.path().join(name)).unwrap() == *content),
                }
            }
        }
    }

    #[test]
    fn the_same_tree_is_the_same_zip(tree in tree(), seeds in any::<(u32, u32)>(), threads in (1_usize..=8, 1_usize..=8)) {
        let (one, other) = (folder(), folder());
        plant(one.path(), &tree, u64::from(seeds.0));
        plant(other.path(), &tree, u64::from(seeds.1));
        let first = build_with(&collect(&everything(one.path())), threads.0, &|_| ()).unwrap();
        let second = build_with(&collect(&everything(other.path())), threads.1, &|_| ()).unwrap();
        let bytes = first.body.read().unwrap();
        prop_assert!(bytes == second.body.read().unwrap());
        prop_assert_eq!(&first.sha256, &digest::of(&bytes));
        prop_assert_eq!(first.zipped_bytes, bytes.len() as u64);
        prop_assert_eq!(first.files, tree.len() as u64);
        let back = read_back(&bytes);
        prop_assert_eq!(back.len(), tree.len());
        for ((name, (content, executable)), (read_name, mode, read)) in tree.iter().zip(&back) {
            prop_assert_eq!(name, read_name);
            prop_assert!(content == read, "{} differs", name);
            if cfg!(unix) {
                prop_assert_eq!(*mode, if *executable { 0o100_755 } else { 0o100_644 });
            }
        }
        // No entry is larger than its content, and `compressed` says what the zip says.
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        prop_assert_eq!(first.compressed.len(), tree.len());
        for (i, ((content, _), size)) in tree.values().zip(&first.compressed).enumerate() {
            let entry = archive.by_index_raw(i).unwrap();
            prop_assert_eq!(entry.compressed_size(), *size);
            prop_assert!(*size <= content.len() as u64);
        }
    }
}

/// A change of this hash changes every CodeSha256 there is: everybody's next deployment finds a difference.
/// It is a decision, and stands in the changelog.
#[test]
fn the_bytes_are_pinned() {
    let root = folder();
    write(root.path(), "app.py", "def handler(event, context):\n    return {\"ok\": True}\n");
    write(root.path(), "data/empty", "");
    write(root.path(), "data/noise.bin", noise(100_000, 1));
    write(root.path(), "data/größe.txt", prose(50_000, 2));
    write(root.path(), "large/noise.bin", noise(2_500_000, 3));
    write(root.path(), "large/prose.txt", prose(3_500_000, 4));
    write(root.path(), "bin/run", "#!/bin/sh\necho run\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(root.path().join("bin/run"), fs::Permissions::from_mode(0o700)).unwrap();
    }
    assert_eq!(packaged(&all(root.path())).sha256, "SI8bxtpSiEFlVXzH77zK5l71E5DHOwiFbGW6zsiSKeE=");
}

#[cfg(unix)]
#[test]
fn kept_links_are_entries_of_their_own() {
    let root = folder();
    write(root.path(), "lib/z.so.1", "content");
    std::os::unix::fs::symlink("z.so.1", root.path().join("lib/z.so")).unwrap();
    let request = Collect { symlinks: Symlinks::Keep, ..all(root.path()) };
    let files = collect(&request);
    assert!(matches!(files.contents.get("lib/z.so").unwrap().kind, EntryKind::Link(_)));
    let back = read_back(&packaged(&request).body.read().unwrap());
    assert_eq!(back[0], ("lib/z.so".to_owned(), 0o120_777, b"z.so.1".to_vec()));
    assert_eq!(back[1].1, 0o100_644);
}

#[test]
fn twenty_thousand_small_files() {
    let root = folder();
    for i in 0..20_000 {
        let path = root.path().join(format!("p{}/q{}", i % 50, i % 7));
        if i < 350 {
            fs::create_dir_all(&path).unwrap();
        }
        fs::write(path.join(format!("f{i}.js")), format!("module.exports = {i};\n")).unwrap();
    }
    let artifact = packaged(&all(root.path()));
    assert_eq!(artifact.files, 20_000);
    let bytes = artifact.body.read().unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 20_000);
    let text = std::io::read_to_string(archive.by_name("p34/q0/f10234.js").unwrap()).unwrap();
    assert_eq!(text, "module.exports = 10234;\n");
}
