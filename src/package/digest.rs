//! The SHA-256 of a package, as AWS states it.

use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A running SHA-256.
#[derive(Clone, Default, Debug)]
pub struct Hash(Sha256);

impl Hash {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// CodeSha256: base64 of the 32 bytes.
    pub fn finish(self) -> String {
        STANDARD.encode(self.0.finalize())
    }
}

/// CodeSha256 of bytes in memory.
pub fn of(bytes: &[u8]) -> String {
    let mut hash = Hash::default();
    hash.update(bytes);
    hash.finish()
}

/// CodeSha256 and length of everything that `reader` gives.
///
/// # Errors
/// The reader's own.
pub fn of_reader(mut reader: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Hash::default();
    let mut buffer = vec![0; 256 * 1024];
    let mut length = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok((hash.finish(), length)),
            Ok(n) => {
                hash.update(&buffer[..n]);
                length += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// The same hash in hexadecimal, for names; `None` where `sha256` is not base64.
pub fn hex(sha256: &str) -> Option<String> {
    let bytes = STANDARD.decode(sha256).ok()?;
    Some(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_string_has_its_well_known_hash() {
        assert_eq!(of(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(hex(&of(b"")).unwrap(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(of_reader(&b"abc"[..]).unwrap(), (of(b"abc"), 3));
        assert_eq!(hex("?"), None);
    }
}
