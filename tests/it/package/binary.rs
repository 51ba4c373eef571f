//! Packages as the program itself writes them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{missing, noise, prose};
use crate::support::{HELLO, Place, run};

fn committed(place: &Place, folder: &Path) {
    let git = |args: &[&str]| {
        let mut command = place.command("git");
        command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
        run(&mut command).expect(0);
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
}

/// Two clones, other folders, umasks, times and orders of creation: one zip.
#[cfg(unix)]
#[test]
fn two_clones_of_a_repository_are_one_zip() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    if Command::new("git").arg("--version").output().is_err() {
        return missing("git");
    }
    let place = Place::new();
    let first = place.path().join("first");
    for (name, content) in [
        ("src/app.py", b"def handler(event, context):\n    return 1\n".to_vec()),
        ("src/run.sh", b"#!/bin/sh\n".to_vec()),
        ("src/data/large.bin", noise(3_000_000, 1)),
        ("src/data/large.txt", prose(5_000_000, 2)),
        ("src/ä/ö.txt", b"x".to_vec()),
        ("deploy.yaml", HELLO.as_bytes().to_vec()),
    ] {
        let path = first.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    fs::set_permissions(first.join("src/run.sh"), fs::Permissions::from_mode(0o744)).unwrap();
    symlink("../run.sh", first.join("src/data/link.sh")).unwrap();
    committed(&place, &first);
    for (clone, umask) in [("second", "022"), ("third/deeper", "077"), ("fourth", "002")] {
        let command = format!("umask {umask}; mkdir -p {clone}; git clone -q first {clone}");
        run(place.command("sh").args(["-c", &command])).expect(0);
    }
    // Made again in another order, at another time.
    let third = place.path().join("third/deeper/src");
    fs::rename(third.join("app.py"), third.join("x")).unwrap();
    fs::copy(third.join("x"), third.join("app.py")).unwrap();
    fs::remove_file(third.join("x")).unwrap();
    run(place.command("touch").args(["-t", "198101010101"]).arg(third.join("run.sh"))).expect(0);
    let mut zips = Vec::new();
    for (i, folder) in ["first", "second", "third/deeper", "fourth"].iter().enumerate() {
        let mut command = place.lamctl();
        let umask = ["022", "077", "027", "002"][i];
        let locale = ["C", "de_DE.UTF-8", "POSIX", "C.UTF-8"][i];
        command.current_dir(place.path().join(folder)).args(["package", "-o", "f.zip"]).env("LC_ALL", locale);
        let script = format!("umask {umask}; exec \"$0\" \"$@\"");
        let mut shell = place.command("sh");
        shell.current_dir(place.path().join(folder)).env("LC_ALL", locale).args(["-c", &script]);
        shell.arg(command.get_program()).args(command.get_args());
        assert_eq!(run(&mut shell).expect(0).stdout, "f.zip\n");
        zips.push(fs::read(place.path().join(folder).join("f.zip")).unwrap());
    }
    assert!(zips.iter().all(|zip| *zip == zips[0]));
    let document = place.run(["package", "-f", "first/deploy.yaml", "--json"]).expect(0).json();
    assert_eq!(document["functions"][0]["package"]["sha256"], lamctl::package::digest::of(&zips[0]));
    let piped = place.run(["package", "-f", "second/deploy.yaml", "-o", "-"]).expect(0);
    assert!(piped.stdout_bytes == zips[0]);
}

/// A folder whose zip is over 8 MiB, so that it lies in a temp file.
fn large() -> Place {
    let place = Place::new();
    place.write("src/app.py", "def handler(event, context):\n    return 1\n");
    place.write("src/noise.bin", noise(12_000_000, 3)).write("deploy.yaml", HELLO);
    place
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_is_left_behind() {
    let place = large().env("TMPDIR", "tmp");
    fs::create_dir(place.path().join("tmp")).unwrap();
    let ran = place.run(["package", "-o", "/dev/full"]).expect(253).says("/dev/full").says("disk is full");
    assert_eq!(ran.stdout, "");
    // Where files may not grow beyond 4 MiB, writing fails in the middle.
    let lamctl = place.lamctl();
    let script = "trap '' XFSZ; ulimit -f 8192; exec \"$0\" package -o f.zip";
    let ran = run(place.command("sh").args(["-c", script]).arg(lamctl.get_program())).expect(253);
    assert!(ran.stderr.contains("the package's temp file cannot be written"), "{}", ran.stderr);
    assert!(ran.stderr.contains("TMPDIR"), "{}", ran.stderr);
    assert!(!place.path().join("f.zip").exists());
    assert_eq!(fs::read_dir(place.path().join("tmp")).unwrap().count(), 0);
}

#[test]
fn the_list_is_a_tree_and_a_document() {
    let place = Place::new();
    place.write("deploy.yaml", HELLO).write("src/app.py", "def handler(event, context):\n    return 1\n");
    place.write("src/numpy-2.dist-info/RECORD", "x").write("src/numpy/core.so", noise(400_000, 1));
    for i in 0..150 {
        place.write(&format!("src/numpy/tests/test_{i}.py"), prose(3000, i));
    }
    let ran = place.run(["package", "--list"]).expect(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("153 files"), "{}", ran.stdout);
    let at = |name: &str| lines.iter().position(|line| line.contains(name)).unwrap();
    assert!(at(" numpy/") < at("   core.so") && at("   core.so") < at("   tests/  150 files"), "{}", ran.stdout);
    assert!(at("numpy/") < at("types") && at("types") < at("/numpy/**/tests/"), "{}", ran.stdout);
    assert!(!place.path().join("hello.zip").exists());
    // The advice, taken.
    let document = place.run(["package", "--list", "--json"]).expect(0).json();
    let listing = &document["result"][0];
    assert_eq!(listing["entries"].as_array().unwrap().len(), 153);
    let pattern = listing["advice"][0]["exclude"][0].as_str().unwrap();
    place.write("deploy.yaml", format!("{HELLO}  exclude: ['{pattern}']\n"));
    let after = place.run(["package", "--json"]).expect(0).json();
    assert_eq!(after["functions"][0]["package"]["files"], 3);
    let saved = listing["advice"][0]["zipped_bytes"].as_u64().unwrap();
    let before = listing["zipped_bytes"].as_u64().unwrap();
    assert!(after["functions"][0]["package"]["zipped_bytes"].as_u64().unwrap() < before - saved);
}
