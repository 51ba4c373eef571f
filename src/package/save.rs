//! Writes the finished package where people want it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::source::shown;
use super::{Artifact, Body};
use crate::error::{Error, Kind};

impl Artifact {
    /// Writes the zip to `path`, at once: readers see the old file or the new one, never half of it. The
    /// file's permissions are those of any new file.
    ///
    /// # Errors
    /// The file cannot be written there.
    pub fn write_to(&self, path: &Path) -> Result<(), Error> {
        let failed = |e: io::Error| {
            let full = e.kind() == io::ErrorKind::StorageFull;
            let message = format!("{} cannot be written{}", shown(path), if full { ": the disk is full" } else { "" });
            Error::new(Kind::Environment, message).cause(e)
        };
        if path.is_dir() {
            let message = format!("{} is a folder, not a file to write to", shown(path));
            return Err(Error::new(Kind::Environment, message).hint("name a file: -o FILE"));
        }
        if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
            // A device or a pipe cannot be replaced.
            return self.copy_to(&mut File::options().write(true).open(path).map_err(failed)?).map_err(failed);
        }
        // What a link points to is replaced, not the link.
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".lamctl-").suffix(".zip");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask takes its share, as it does from every new file.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder).map_err(failed)?;
        self.copy_to(file.as_file_mut()).map_err(failed)?;
        file.persist(&real).map_err(|e| failed(e.error))?;
        Ok(())
    }

    /// Writes the zip to a stream.
    ///
    /// # Errors
    /// The stream's own; a package that changed since it was made.
    pub fn copy_to(&self, writer: &mut dyn Write) -> io::Result<()> {
        let path: &Path = match &self.body {
            Body::Memory(bytes) => {
                writer.write_all(bytes)?;
                return writer.flush();
            }
            Body::Temp(path) => path,
            Body::File(path) => path,
        };
        let copied = io::copy(&mut File::open(path)?.take(self.zipped_bytes + 1), writer)?;
        if copied != self.zipped_bytes {
            return Err(io::Error::other(format!("{} changed since it was read", shown(path))));
        }
        writer.flush()
    }
}
