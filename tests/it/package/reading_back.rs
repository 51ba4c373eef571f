//! What other programs read from our zips.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use lamctl::function::Symlinks;
use lamctl::package::{Artifact, Body, Collect};

use super::{all, folder, missing, noise, packaged, prose, write};

const SCRIPT: &str = "
import hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    for i in z.infolist():
        print(i.filename, oct(i.external_attr >> 16), i.date_time, i.create_system, hashlib.sha256(z.read(i)).hexdigest(), sep='\\t')
";

/// A tree of every shape: small, empty, unicode, of several blocks, incompressible, in a temp file.
fn plant(root: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    let tree = BTreeMap::from([
        ("app.py", b"print('hello')\n".to_vec()),
        ("bin/run", b"#!/bin/sh\n".to_vec()),
        ("data/empty", Vec::new()),
        ("data/gr\u{f6}\u{df}e \u{65e5}\u{672c}.txt", prose(70_000, 1)),
        ("data/one-block", prose(1024 * 1024, 2)),
        ("data/two-blocks", prose(1024 * 1024 + 1, 3)),
        ("data/zeros", vec![0; 5_000_000]),
        ("large/noise", noise(11_000_000, 4)),
        ("large/prose", prose(13_000_000, 5)),
        ("with space/and 'quote'", b"x".to_vec()),
    ]);
    for (name, content) in &tree {
        write(root, name, content);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        fs::set_permissions(root.join("bin/run"), fs::Permissions::from_mode(0o744)).unwrap();
        symlink("run", root.join("bin/link")).unwrap();
    }
    tree
}

fn made(root: &Path, zip: &Path) -> Artifact {
    let artifact = packaged(&Collect { symlinks: Symlinks::Keep, ..all(root) });
    assert!(matches!(artifact.body, Body::Temp(_)));
    artifact.write_to(zip).unwrap();
    assert_eq!(fs::metadata(zip).unwrap().len(), artifact.zipped_bytes);
    artifact
}

#[test]
fn python_reads_the_same() {
    let (root, out) = (folder(), folder());
    let zip = out.path().join("x.zip");
    let tree = plant(root.path());
    made(root.path(), &zip);
    let Ok(ran) = Command::new("python3").args(["-c", SCRIPT]).arg(&zip).env("PYTHONUTF8", "1").output() else {
        return missing("python3");
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let read = String::from_utf8(ran.stdout).unwrap();
    let mut seen = 0;
    for line in read.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields[2..4], ["(1980, 1, 1, 0, 0, 0)", "3"]);
        let Some(content) = tree.get(fields[0]) else {
            assert_eq!(fields[..2], ["bin/link", "0o120777"]);
            continue;
        };
        let mode = if fields[0] == "bin/run" && cfg!(unix) { "0o100755" } else { "0o100644" };
        assert_eq!(fields[1], mode);
        assert_eq!(
            fields[4],
            lamctl::package::digest::hex(&lamctl::package::digest::of(content)).unwrap(),
            "{}",
            fields[0]
        );
        seen += 1;
    }
    assert_eq!(seen, tree.len());
}

#[test]
fn unzip_unpacks_the_same() {
    let (root, out) = (folder(), folder());
    let zip = out.path().join("x.zip");
    let tree = plant(root.path());
    made(root.path(), &zip);
    let to = out.path().join("to");
    let unzip = |arguments: &[&str]| {
        Command::new("unzip").args(arguments).arg(&zip).arg("-d").arg(&to).env("LC_ALL", "C.UTF-8").output()
    };
    let Ok(tested) = Command::new("unzip").arg("-tqq").arg(&zip).output() else { return missing("unzip") };
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
    assert!(unzip(&["-q"]).unwrap().status.success());
    for (name, content) in &tree {
        assert!(&fs::read(to.join(name)).unwrap() == content, "{name} differs");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(to.join("bin/run")).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(fs::metadata(to.join("app.py")).unwrap().permissions().mode() & 0o777, 0o644);
        assert_eq!(fs::read_link(to.join("bin/link")).unwrap(), Path::new("run"));
    }
}

#[test]
fn the_written_file_replaces_the_old_one_and_has_ordinary_permissions() {
    let (root, out) = (folder(), folder());
    write(root.path(), "app.py", "");
    let artifact = packaged(&all(root.path()));
    let zip = write(out.path(), "x.zip", vec![1; 10_000]);
    artifact.write_to(&zip).unwrap();
    let mut copied = Vec::new();
    artifact.copy_to(&mut copied).unwrap();
    assert_eq!(fs::read(&zip).unwrap(), copied);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let ordinary = write(out.path(), "ordinary", "");
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&zip), mode(&ordinary));
    }
    let refused = artifact.write_to(out.path()).unwrap_err();
    assert!(refused.message.contains("is a folder"), "{}", refused.message);
    assert!(artifact.write_to(&out.path().join("none/x.zip")).is_err());
}
