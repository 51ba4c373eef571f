//! Every case three times: from memory, as a folder on disk, and as a ready zip. What is found must not
//! depend on which.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::io::Write;
use std::ops::Deref;

use lamctl::function::Symlinks;
use lamctl::package::{Collect, EntryKind, Files, collect, ready};

use super::Case;

/// A case in another form, and the folder it lives in.
pub struct Form {
    case: Case,
    _folder: Option<tempfile::TempDir>,
}

impl Deref for Form {
    type Target = Case;

    fn deref(&self) -> &Case {
        &self.case
    }
}

/// The other forms of a case: none where it has no files, or names that a folder cannot hold.
pub fn of(case: &Case) -> Vec<(&'static str, Form)> {
    let entries = case.files.contents.entries();
    if entries.is_empty() || entries.iter().any(|e| e.kind != EntryKind::File) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    if !case.files.from_zip
        && let Some(folder) = written(case)
    {
        let files = collect(&Collect {
            root: folder.path().to_owned(),
            include: None,
            exclude: vec!["!.*".into(), "!__pycache__".into()],
            symlinks: Symlinks::Follow,
            manifest: None,
        });
        assert_eq!(files.contents.entries().len(), entries.len(), "{:?}", case.files);
        forms.push(("a folder", Form { case: Case { files, ..case.clone() }, _folder: Some(folder) }));
    }
    // A zip without permission bits is a case of its own.
    if entries.iter().all(|e| e.mode.is_some()) {
        for (form, method) in
            [("a stored zip", zip::CompressionMethod::Stored), ("a deflated zip", zip::CompressionMethod::Deflated)]
        {
            let files = ready::read_memory(zipped(case, method).into());
            assert_eq!(files.problem, None);
            forms.push((form, Form { case: Case { files, ..case.clone() }, _folder: None }));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, zipped(case, zip::CompressionMethod::Deflated)).unwrap();
        let files: Files = ready::read_file(&path);
        forms.push(("a zip on disk", Form { case: Case { files, ..case.clone() }, _folder: Some(folder) }));
    }
    forms
}

fn bytes(entry: &lamctl::package::Entry) -> Vec<u8> {
    entry.head(usize::MAX).unwrap()
}

fn written(case: &Case) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    for entry in case.files.contents.entries() {
        let path = folder.path().join(&entry.name);
        std::fs::create_dir_all(path.parent()?).ok()?;
        let mut file = std::fs::File::create(&path).ok()?;
        file.write_all(&bytes(entry)).ok()?;
        use std::os::unix::fs::PermissionsExt;
        let mode = entry.mode.unwrap_or(0o644) | 0o600;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).ok()?;
    }
    Some(folder)
}

fn zipped(case: &Case, method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in case.files.contents.entries() {
        let options = zip::write::SimpleFileOptions::DEFAULT
            .compression_method(method)
            .system(zip::System::Unix)
            .unix_permissions(entry.mode.unwrap_or(0o644));
        zip.start_file(entry.name.as_str(), options).unwrap();
        zip.write_all(&bytes(entry)).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
