//! Which files of a folder are packaged, and what is noted about the rest.

use std::fs;

use lamctl::function::Symlinks;
use lamctl::package::{Collect, EntryKind, Note, Problem, collect};

use super::{all, folder, names, write};

fn patterns(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_but_the_built_in_excludes_and_the_manifest() {
    let root = folder();
    for name in [
        "app.py",
        "lib/util.py",
        "lib/__pycache__/util.pyc",
        ".git/HEAD",
        ".env",
        ".gitignore",
        "lib/.gitignore",
        ".DS_Store",
        "a/.venv/x",
        "deploy.yaml",
        "lib/deploy.yaml",
    ] {
        write(root.path(), name, name);
    }
    fs::create_dir(root.path().join("empty")).unwrap();
    let files = collect(&Collect { manifest: Some(root.path().join("deploy.yaml")), ..all(root.path()) });
    assert_eq!(names(&files), [".env", "app.py", "lib/deploy.yaml", "lib/util.py"]);
    assert_eq!(files.notes, []);
    assert!(!files.from_zip);
}

#[test]
fn lambdaignore_comes_before_exclude_and_the_last_match_counts() {
    let root = folder();
    for name in ["a.txt", "b.txt", "c.txt", "keep/a.txt", "out/x", "out/y", "deep/out/x"] {
        write(root.path(), name, "");
    }
    write(root.path(), ".lambdaignore", "\u{feff}*.txt\n# a comment\n!/b.txt\n/out/\n!out/x\n");
    let files = collect(&Collect { exclude: patterns(&["!c.txt"]), ..all(root.path()) });
    // `!out/x` is of no use: its folder is excluded, as in git.
    assert_eq!(names(&files), ["b.txt", "c.txt", "deep/out/x"]);
}

#[test]
fn an_include_selects_and_an_exclude_still_counts() {
    let root = folder();
    for name in ["app.py", "test.py", "data/x.json", "data/y.csv", "data/__pycache__/z.json", "other/x.json"] {
        write(root.path(), name, "");
    }
    let request = Collect {
        include: Some(patterns(&["*.py", "data/"])),
        exclude: patterns(&["test.py", "*.csv"]),
        ..all(root.path())
    };
    assert_eq!(names(&collect(&request)), ["app.py", "data/x.json"]);
    let empty = Collect { include: Some(Vec::new()), ..all(root.path()) };
    assert_eq!(names(&collect(&empty)).len(), 5);
}

#[test]
fn an_include_or_a_negated_pattern_brings_built_in_excludes_back() {
    let root = folder();
    for name in [".git/HEAD", ".git/config", "app.py", "lib/__pycache__/a.pyc", "deploy.yaml", ".gitignore"] {
        write(root.path(), name, "");
    }
    let base = Collect { manifest: Some(root.path().join("deploy.yaml")), ..all(root.path()) };
    let exclude = |list: &[&str]| collect(&Collect { exclude: patterns(list), ..base.clone() });
    let include = |list: &[&str]| collect(&Collect { include: Some(patterns(list)), ..base.clone() });
    assert_eq!(names(&exclude(&["!__pycache__"])), ["app.py", "lib/__pycache__/a.pyc"]);
    assert_eq!(names(&exclude(&["!.git/HEAD"])), [".git/HEAD", "app.py"]);
    assert_eq!(names(&exclude(&["!deploy.yaml", "!.gitignore"])), [".gitignore", "app.py", "deploy.yaml"]);
    assert_eq!(names(&include(&["app.py", ".git/HEAD"])), [".git/HEAD", "app.py"]);
    assert_eq!(names(&include(&["app.py", "**/__pycache__/**"])), ["app.py", "lib/__pycache__/a.pyc"]);
    assert_eq!(names(&include(&["/deploy.yaml"])), ["deploy.yaml"]);
    // Wildcards cover, they don't name.
    assert_eq!(names(&include(&["**"])), ["app.py"]);
    assert_eq!(names(&include(&["lib/**"])), [""; 0]);
}

#[test]
fn problems() {
    let root = folder();
    let file = write(root.path(), "file", "");
    let problem = |path: &std::path::Path| collect(&all(path)).problem.unwrap();
    assert!(matches!(problem(&root.path().join("none")), Problem::Missing(_)));
    assert!(matches!(problem(&file.join("below")), Problem::Missing(_)));
    assert!(matches!(problem(&file), Problem::NotAFolder(_)));
    let broken = collect(&Collect { exclude: patterns(&["a{b"]), ..all(root.path()) });
    let Some(Problem::Unreadable(reason)) = broken.problem else { panic!("{:?}", broken.problem) };
    assert!(reason.contains("a{b") && reason.contains("code.exclude"), "{reason}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn any_execute_bit_makes_a_program() {
        let root = folder();
        for (name, mode) in [("a", 0o600), ("b", 0o666), ("c", 0o744), ("d", 0o611), ("e", 0o777)] {
            let path = write(root.path(), name, "");
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let modes: Vec<_> = collect(&all(root.path())).contents.entries().iter().map(|e| e.mode.unwrap()).collect();
        assert_eq!(modes, [0o644, 0o644, 0o755, 0o755, 0o755]);
    }

    #[test]
    fn links_are_followed_out_of_the_folder_and_never_in_circles() {
        let root = folder();
        let outside = folder();
        write(root.path(), "lib/a.py", "a");
        write(outside.path(), "shared/b.py", "bb");
        symlink("lib/a.py", root.path().join("inside.py")).unwrap();
        symlink("lib", root.path().join("again")).unwrap();
        symlink(outside.path().join("shared"), root.path().join("shared")).unwrap();
        symlink(outside.path().join("shared/b.py"), root.path().join("b.py")).unwrap();
        symlink("..", root.path().join("lib/up")).unwrap();
        symlink("nowhere", root.path().join("dangling")).unwrap();
        symlink("self", root.path().join("self")).unwrap();
        symlink("nowhere", root.path().join(".DS_Store")).unwrap();
        let files = collect(&all(root.path()));
        assert_eq!(names(&files), ["again/a.py", "b.py", "inside.py", "lib/a.py", "shared/b.py"]);
        assert_eq!(files.contents.get("shared/b.py").unwrap().size, 2);
        let mut kinds: Vec<_> = files
            .notes
            .iter()
            .map(|note| match note {
                Note::LinkOutside { name, .. } => ("outside", name.as_str()),
                Note::LinkLoop { name, .. } => ("loop", name.as_str()),
                Note::LinkDangling { name, .. } => ("dangling", name.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        kinds.sort_unstable();
        let expected = [
            ("dangling", "dangling"),
            ("loop", "again/up"),
            ("loop", "lib/up"),
            ("loop", "self"),
            ("outside", "b.py"),
            ("outside", "shared"),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn links_are_kept_or_refused() {
        let root = folder();
        write(root.path(), "lib/a.so.1", "a");
        symlink("a.so.1", root.path().join("lib/a.so")).unwrap();
        symlink("/opt/lib", root.path().join("opt")).unwrap();
        symlink("lib", root.path().join("folder")).unwrap();
        let kept = collect(&Collect { symlinks: Symlinks::Keep, ..all(root.path()) });
        assert_eq!(names(&kept), ["folder", "lib/a.so", "lib/a.so.1", "opt"]);
        assert_eq!(kept.contents.get("lib/a.so").unwrap().kind, EntryKind::Link("a.so.1".into()));
        assert_eq!(kept.notes, [Note::LinkAbsolute { name: "opt".into(), target: "/opt/lib".into() }]);
        let refused = collect(&Collect { symlinks: Symlinks::Error, ..all(root.path()) });
        assert_eq!(names(&refused), ["lib/a.so.1"]);
        assert_eq!(refused.notes.len(), 3);
        assert!(refused.notes.iter().all(|n| matches!(n, Note::LinkRefused { .. })));
    }

    #[test]
    fn a_folder_that_is_a_link_is_its_target() {
        let real = folder();
        write(real.path(), "app.py", "");
        write(real.path(), "deploy.yaml", "");
        let other = folder();
        let link = other.path().join("src");
        symlink(real.path(), &link).unwrap();
        let files = collect(&Collect { manifest: Some(real.path().join("deploy.yaml")), ..all(&link) });
        assert_eq!(names(&files), ["app.py"]);
    }

    #[test]
    fn what_is_no_file_and_names_that_are_not_utf8_are_noted() {
        let root = folder();
        write(root.path(), "app.py", "");
        let _socket = std::os::unix::net::UnixListener::bind(root.path().join("socket")).unwrap();
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        let noted = if fs::write(root.path().join(name), "").is_ok() { 2 } else { 1 };
        let files = collect(&all(root.path()));
        assert_eq!(names(&files), ["app.py"]);
        assert_eq!(files.notes.len(), noted);
        assert!(files.notes.contains(&Note::Special("socket".into())));
    }
}
