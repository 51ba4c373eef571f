//! How a package is named and cut when it is staged in S3. The calls are `aws`'s business.

use super::{Artifact, digest};

/// Parts of a multipart upload are at least so many bytes (16 MiB; S3 takes 5 MiB to 5 GiB, the last one less).
pub const PART: u64 = 16 * 1024 * 1024;

/// S3 takes no more parts than this (Amazon S3 multipart upload limits, November 2026).
pub const MOST_PARTS: u64 = 10_000;

/// The object's key: the package's content hash under the prefix, which is taken as it is written
/// (`packages/` is a folder, `packages-` is not). The same content has the same key, so what is there
/// already is not uploaded again.
pub fn key(prefix: Option<&str>, artifact: &Artifact) -> String {
    let name = digest::hex(&artifact.sha256).unwrap_or_default();
    format!("{}{name}.zip", prefix.unwrap_or_default())
}

/// One part: offset and length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Parts count from 1, as S3 counts them.
    pub number: u64,
    pub offset: u64,
    pub length: u64,
}

/// The parts of an upload of so many bytes: equal but for the last one, none for nothing.
pub fn parts(bytes: u64) -> Vec<Part> {
    let length = PART.max(bytes.div_ceil(MOST_PARTS));
    (0..bytes.div_ceil(length))
        .map(|i| Part { number: i + 1, offset: i * length, length: length.min(bytes - i * length) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::Body;

    #[test]
    fn the_key_is_the_hash_under_the_prefix() {
        let artifact = Artifact {
            body: Body::Memory(bytes::Bytes::new()),
            sha256: digest::of(b""),
            zipped_bytes: 0,
            unzipped_bytes: 0,
            files: 0,
            compressed: Vec::new(),
        };
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(key(None, &artifact), format!("{hash}.zip"));
        assert_eq!(key(Some("lambda/"), &artifact), format!("lambda/{hash}.zip"));
    }

    #[test]
    fn parts_cover_everything_once() {
        for bytes in [0, 1, PART - 1, PART, PART + 1, 250 * 1024 * 1024, PART * MOST_PARTS + 1] {
            let parts = parts(bytes);
            assert!(parts.len() as u64 <= MOST_PARTS);
            let mut end = 0;
            for (i, part) in parts.iter().enumerate() {
                assert_eq!((part.number, part.offset), (i as u64 + 1, end));
                assert!(part.length > 0 && (part.length >= PART || i + 1 == parts.len()));
                end += part.length;
            }
            assert_eq!(end, bytes);
        }
    }
}
