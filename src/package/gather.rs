//! Finds the files that a manifest's `code` names.

use super::{Collect, Files, collect, ready};
use crate::function::{CodeSource, Desired, ZipSource};

/// The files of a function's folder or ready zip; `None` where its code is not local (S3, an image), or is
/// not one source, which is a rule's business.
pub fn gather(desired: &Desired) -> Option<Files> {
    match desired.code.source()? {
        CodeSource::Dir(dir) => Some(collect(&Collect {
            root: desired.base.join(dir),
            include: desired.code.include.clone(),
            exclude: desired.code.exclude.clone().unwrap_or_default(),
            symlinks: desired.code.symlinks.unwrap_or_default(),
            manifest: desired.manifest_path.clone(),
        })),
        CodeSource::Zip(ZipSource::Path(path)) => Some(ready::read_file(&desired.base.join(path))),
        CodeSource::Zip(ZipSource::Bytes(bytes)) => Some(ready::read_memory(bytes.clone().into())),
        CodeSource::S3 { .. } | CodeSource::Image(_) => None,
    }
}
