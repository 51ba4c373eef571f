//! Two clones of one repository are one package: nothing of a checkout's folder, times, permissions or order of
//! files is in the zip, and what others read from it is what was committed.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::{Place, run, skip};

const MANIFEST: &str = "\
function_name: cloned
runtime: python3.13
handler: app.handler
role: arn:aws:iam::000000000000:role/hello
code: {dir: .}
";

/// What is packaged, sorted as in the zip: name, execute bit, content.
const FILES: [(&str, bool, &str); 7] = [
    ("Upper.txt", false, "sorts before the small letters\n"),
    ("app.py", false, "from lib import answer\n\n\ndef handler(event, context):\n    return answer()\n"),
    ("bin/run", true, "#!/bin/sh\necho run\n"),
    ("empty", false, ""),
    ("lib/__init__.py", false, "def answer():\n    return 42\n"),
    ("lib/data/windows.txt", false, "one\r\ntwo\r\n"),
    ("zeichen größe.txt", false, "ß\n"),
];

/// git, without anybody's settings.
fn git(place: &Place, folder: &Path) -> Command {
    let mut command = place.command("git");
    command.current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C.UTF-8");
    command.args(["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "protocol.file.allow=always"]);
    command
}

/// A repository of the files and of some that do not belong in a package.
fn repository(place: &Place) -> std::path::PathBuf {
    for (name, _, content) in FILES {
        place.write(&format!("origin/{name}"), content);
    }
    place.write("origin/deploy.yaml", MANIFEST).write("origin/.gitignore", "*.log\n");
    place.write("origin/.lambdaignore", "notes/\n").write("origin/notes/why.md", "not packaged\n");
    let origin = place.path().join("origin");
    run(Command::new("chmod").arg("755").arg(origin.join("bin/run"))).expect(0);
    for args in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "-m", "all"]] {
        run(git(place, &origin).args(args)).expect(0);
    }
    origin
}

/// `lamctl package` in a clone; the zip lies outside it.
fn packaged(place: &Place, clone: &Path, umask: &str, env: (&str, &str)) -> std::path::PathBuf {
    let zip = place.path().join(format!("{umask}.zip"));
    let mut command = place.command("sh");
    command.current_dir(clone).env(env.0, env.1);
    command.args(["-c", "umask $0; exec \"$@\"", umask, env!("CARGO_BIN_EXE_lamctl"), "package", "-o"]).arg(&zip);
    run(&mut command).expect(0);
    zip
}

#[test]
fn two_clones_are_one_package() {
    let place = Place::new();
    if place.command("git").arg("--version").output().is_err() {
        return skip("there is no git");
    }
    let origin = repository(&place);

    // As most people have it.
    let one = place.path().join("one");
    run(git(&place, place.path()).arg("clone").arg("--quiet").arg(&origin).arg(&one)).expect(0);
    // In a deeper folder, readable by its owner alone, the files made one by one from the last to the first,
    // each with another time; and with what a working copy collects.
    let two = place.path().join("somebody else's/work tree/ö");
    let script = "umask 077; mkdir -p \"$1\" && git clone --quiet --no-checkout \"$0\" \"$1\"";
    run(place.command("sh").args(["-c", script]).arg(&origin).arg(&two).env("GIT_CONFIG_NOSYSTEM", "1")).expect(0);
    let listed = run(git(&place, &two).args(["ls-tree", "-rz", "--name-only", "HEAD"])).expect(0).stdout;
    let mut names: Vec<_> = listed.split_terminator('\0').collect();
    names.reverse();
    assert_eq!(names.len(), FILES.len() + 4, "{names:?}");
    for (name, days) in names.into_iter().zip(1..) {
        let script = "umask 077; exec git checkout --quiet HEAD -- \"$0\"";
        run(place.command("sh").args(["-c", script, name]).current_dir(&two)).expect(0);
        let file = std::fs::File::options().read(true).open(two.join(name)).expect("checked out");
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 * 300)).expect("a time");
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = |clone: &Path, name: &str| clone.join(name).metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(&two, "app.py"), mode(&two, "bin/run")), (0o600, 0o700), "the umask took effect");
    assert_ne!(mode(&one, "app.py"), mode(&two, "app.py"));
    std::fs::create_dir(two.join("__pycache__")).expect("a folder");
    std::fs::write(two.join("__pycache__/app.cpython-313.pyc"), b"compiled").expect("a file");

    let zip = packaged(&place, &one, "022", ("TZ", "Pacific/Kiritimati"));
    let other = packaged(&place, &two, "077", ("LC_ALL", "tr_TR.UTF-8"));
    let bytes = std::fs::read(&zip).expect("a zip");
    assert!(bytes == std::fs::read(&other).expect("a zip"), "the zips of two clones differ");
    unzip_reads(&place, &zip);
    python_reads(&place, &zip);
}

fn unzip_reads(place: &Place, zip: &Path) {
    if place.command("unzip").arg("-v").output().is_err() {
        return skip("there is no unzip");
    }
    let tested = run(place.command("unzip").arg("-t").arg(zip).env("LC_ALL", "C.UTF-8")).expect(0);
    assert!(tested.stdout.contains("No errors detected"), "{}", tested.stdout);
}

fn python_reads(place: &Place, zip: &Path) {
    if place.command("python3").arg("--version").output().is_err() {
        return skip("there is no Python");
    }
    let script = "import json, sys, zipfile\n\
        with zipfile.ZipFile(sys.argv[1]) as z:\n    \
            assert z.testzip() is None\n    \
            print(json.dumps([[i.filename, bool(i.external_attr >> 16 & 0o111), z.read(i).decode()] for i in z.infolist()]))\n";
    let read = run(place.command("python3").args(["-c", script]).arg(zip)).expect(0).json();
    assert_eq!(read, serde_json::json!(FILES));
}
