//! Ready zips that are broken, or made to do harm.

use std::io::{Cursor, Write};

use lamctl::package::{EntryKind, Files, Note, Problem, ready};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::DEFAULT.unix_permissions(0o600)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: Vec<u8>) -> Files {
    ready::read_memory(bytes.into())
}

fn reason(bytes: Vec<u8>) -> String {
    match read(bytes).problem {
        Some(Problem::BadZip(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

/// Where the n-th occurrence of a signature starts.
fn find(bytes: &[u8], signature: &[u8], n: usize) -> usize {
    bytes.windows(4).enumerate().filter(|(_, w)| *w == signature).nth(n).unwrap().0
}

#[test]
fn an_ordinary_zip() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::DEFAULT.system(zip::System::Unix);
    writer.add_directory("lib/", options).unwrap();
    writer.start_file("lib/a.py", options.unix_permissions(0o640)).unwrap();
    writer.write_all(b"hello").unwrap();
    writer.add_symlink("b.py", "lib/a.py", options).unwrap();
    let files = read(writer.finish().unwrap().into_inner());
    assert_eq!(files.problem, None);
    assert_eq!(files.notes, []);
    assert_eq!(super::names(&files), ["b.py", "lib/a.py"]);
    let entry = files.contents.get("lib/a.py").unwrap();
    assert_eq!((entry.size, entry.mode), (5, Some(0o640)));
    assert_eq!(entry.head(4).unwrap(), b"hell");
    assert_eq!(files.contents.get("b.py").unwrap().kind, EntryKind::Link("lib/a.py".into()));
    assert!(files.contents.has_folder("lib") && !files.contents.has_folder("li") && !files.contents.has_folder(""));
}

#[test]
fn what_is_no_zip_or_only_part_of_one() {
    let whole = zip(&[("a.py", b"hello hello hello hello")]);
    assert!(!reason(b"not a zip".to_vec()).is_empty());
    assert!(!reason(Vec::new()).is_empty());
    assert!(!reason(whole[..whole.len() - 10].to_vec()).is_empty());
    assert!(!reason(whole[30..].to_vec()).is_empty());
}

#[test]
fn content_that_does_not_read_back() {
    let mut bytes = zip(&[("a.py", &[7; 1000]), ("b.py", b"hello")]);
    let crc = find(&bytes, b"PK\x01\x02", 0) + 16;
    bytes[crc] ^= 1;
    let said = reason(bytes);
    assert!(said.contains("a.py"), "{said}");
}

#[test]
fn sizes_that_lie() {
    // 50 MB of zeros that say they are 10 bytes, and 10 bytes that say they are 4 GB.
    for (content, claimed) in [(vec![0; 50_000_000], 10_u32), (vec![0; 10], 4_000_000_000)] {
        let mut bytes = zip(&[("a", &content)]);
        let size = find(&bytes, b"PK\x01\x02", 0) + 24;
        bytes[size..size + 4].copy_from_slice(&claimed.to_le_bytes());
        let said = reason(bytes);
        assert!(said.contains("does not read back"), "{said}");
    }
}

#[test]
fn more_entries_than_fit_sixteen_bits() {
    let names: Vec<String> = (0..66_000).map(|i| format!("f{i}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    let files = read(zip(&entries));
    assert_eq!((files.problem, files.contents.entries().len()), (None, 66_000));
}

#[test]
fn a_number_of_entries_that_lies() {
    let names: Vec<String> = (0..66_000).map(|i| format!("f{i}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    let mut bytes = zip(&entries);
    let record = find(&bytes, b"PK\x06\x06", 0);
    for field in [24, 32] {
        bytes[record + field..record + field + 8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    }
    let said = reason(bytes);
    assert!(said.contains("1099511627776 entries"), "{said}");
}

#[test]
fn entries_that_overlap_are_read_within_a_budget() {
    // A thousand directory entries for one and the same 10 MB: 10 GB in all.
    let one = zip(&[("aaaa", &vec![0; 10_000_000])]);
    let directory = find(&one, b"PK\x01\x02", 0);
    let end = find(&one, b"PK\x05\x06", 0);
    let mut bytes = one[..directory].to_vec();
    for i in 0..1000 {
        let mut header = one[directory..end].to_vec();
        header[46..50].copy_from_slice(format!("{i:04}").as_bytes());
        bytes.extend(header);
    }
    let size = bytes.len() - directory;
    let mut last = one[end..].to_vec();
    last[8..10].copy_from_slice(&1000_u16.to_le_bytes());
    last[10..12].copy_from_slice(&1000_u16.to_le_bytes());
    last[12..16].copy_from_slice(&(size as u32).to_le_bytes());
    bytes.extend(last);
    let started = std::time::Instant::now();
    let files = read(bytes);
    // Refused or listed, but quickly: the rules see 10 GB and refuse that.
    if files.problem.is_none() {
        assert_eq!(files.contents.unzipped_bytes(), 10_000_000_000);
    }
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn names_that_leave_the_folder() {
    let names = ["../a", "a/../../b", "/etc/passwd", "C:\\x", "..\\a", "ok..py", "a/..b"];
    let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (*n, &b"x"[..])).collect();
    let files = read(zip(&entries));
    assert_eq!(files.problem, None);
    let noted: Vec<_> = files.notes.iter().filter(|n| matches!(n, Note::UnsafeName(_))).collect();
    assert_eq!(noted.len(), 5, "{:?}", files.notes);
}

#[test]
fn a_name_of_thousands_of_folders_costs_no_more_than_its_length() {
    let name = "a/".repeat(30_000) + "f";
    let files = read(zip(&[(&name, b"x")]));
    // Whether it is refused is not the point: it ends, and listing it does, too.
    if files.problem.is_none() {
        let artifact = lamctl::package::build(&files, &|_| ()).unwrap();
        let listing = lamctl::package::list::list(&files, &artifact);
        assert!(lamctl::package::list::render(&listing, 80, false).contains('f'));
    }
}

#[test]
fn encrypted_and_other_methods_are_noted() {
    let mut bytes = zip(&[("secret", b"hello"), ("packed", b"hello")]);
    for signature in [b"PK\x01\x02", b"PK\x03\x04"] {
        let flags = if signature == b"PK\x01\x02" { 8 } else { 6 };
        let first = find(&bytes, signature, 0);
        bytes[first + flags] |= 1;
        let second = find(&bytes, signature, 1);
        // bzip2
        bytes[second + flags + 2] = 12;
    }
    let files = read(bytes);
    assert_eq!(files.problem, None);
    assert_eq!(files.notes[0], Note::Encrypted("secret".into()));
    assert!(matches!(&files.notes[1], Note::Method { name, .. } if name == "packed"), "{:?}", files.notes);
}
