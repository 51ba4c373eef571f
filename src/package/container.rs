//! The zip format, as far as a package needs it: headers with nothing in them but names, sizes, checksums
//! and permission bits.
//!
//! The `zip` crate writes entries only from content that it compresses itself, one thread an entry. Here
//! an entry's content comes in blocks from several threads, so the headers around it are ours; reading zips is
//! the crate's business. The format: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.

/// From this size on, an entry or an offset needs the 64-bit fields.
const ZIP64_FROM: u64 = 0xFFFF_FFFF;

/// From this number of entries on, the archive needs the 64-bit end record.
const ZIP64_ENTRIES: u64 = 0xFFFF;

/// Midnight of 1980-01-01, the format's first moment.
const DATE: u16 = 0x21;
const TIME: u16 = 0;

/// Made on Unix: readers take the permission bits from the high half of the attributes.
const UNIX: u16 = 3 << 8;

/// What is known of an entry once it is written.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub name: &'a str,
    pub stored: bool,
    pub crc: u32,
    pub compressed: u64,
    /// Uncompressed bytes; the compressed ones are never more.
    pub size: u64,
    /// Where the local header starts.
    pub offset: u64,
    /// File type and permission bits.
    pub mode: u32,
}

impl Member<'_> {
    fn zip64(&self) -> bool {
        self.size >= ZIP64_FROM
    }

    fn needed(&self) -> u16 {
        match (self.zip64() || self.offset >= ZIP64_FROM, self.stored) {
            (true, _) => 45,
            (false, false) => 20,
            (false, true) => 10,
        }
    }

    /// The fields that both headers share, from "version needed" to "name length".
    fn common(&self, out: &mut Vec<u8>, needed: u16) {
        let utf8 = if self.name.is_ascii() { 0 } else { 1 << 11 };
        let method = if self.stored { 0 } else { 8 };
        for field in [needed, utf8, method, TIME, DATE] {
            out.extend(field.to_le_bytes());
        }
        out.extend(self.crc.to_le_bytes());
        let (compressed, size) =
            if self.zip64() { (u32::MAX, u32::MAX) } else { (low(self.compressed), low(self.size)) };
        out.extend(compressed.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(short(self.name.len() as u64).to_le_bytes());
    }

    /// The header in front of the content. Its length depends on name and size alone, so that it can be
    /// written again when checksum and compressed size are known.
    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(30 + self.name.len() + 20);
        out.extend(b"PK\x03\x04");
        // The offset says nothing about this header's own fields.
        self.common(&mut out, Member { offset: 0, ..*self }.needed());
        let extra: u16 = if self.zip64() { 20 } else { 0 };
        out.extend(extra.to_le_bytes());
        out.extend(self.name.as_bytes());
        if self.zip64() {
            zip64_extra(&mut out, &[self.size, self.compressed]);
        }
        out
    }

    /// The entry's line in the directory that ends the archive.
    pub(super) fn central_header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(46 + self.name.len() + 28);
        let mut large = Vec::new();
        if self.zip64() {
            large.extend([self.size, self.compressed]);
        }
        if self.offset >= ZIP64_FROM {
            large.push(self.offset);
        }
        let extra = if large.is_empty() { 0 } else { 4 + 8 * large.len() as u64 };
        out.extend(b"PK\x01\x02");
        out.extend((UNIX | 45).to_le_bytes());
        self.common(&mut out, self.needed());
        out.extend(short(extra).to_le_bytes());
        // No comment, disk 0, no internal attributes.
        out.extend([0; 6]);
        out.extend((self.mode << 16).to_le_bytes());
        out.extend(low(self.offset).to_le_bytes());
        out.extend(self.name.as_bytes());
        if !large.is_empty() {
            zip64_extra(&mut out, &large);
        }
        out
    }
}

/// What follows the directory, which has so many entries and bytes and starts at `offset`.
pub(super) fn end(count: u64, size: u64, offset: u64) -> Vec<u8> {
    let mut out = Vec::new();
    if count >= ZIP64_ENTRIES || size >= ZIP64_FROM || offset >= ZIP64_FROM {
        out.extend(b"PK\x06\x06");
        out.extend(44_u64.to_le_bytes());
        out.extend((UNIX | 45).to_le_bytes());
        out.extend(45_u16.to_le_bytes());
        out.extend([0; 8]);
        for field in [count, count, size, offset] {
            out.extend(field.to_le_bytes());
        }
        out.extend(b"PK\x06\x07");
        out.extend([0; 4]);
        out.extend((offset + size).to_le_bytes());
        out.extend(1_u32.to_le_bytes());
    }
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(short(count).to_le_bytes());
    out.extend(short(count).to_le_bytes());
    out.extend(low(size).to_le_bytes());
    out.extend(low(offset).to_le_bytes());
    out.extend([0; 2]);
    out
}

fn zip64_extra(out: &mut Vec<u8>, fields: &[u64]) {
    out.extend(1_u16.to_le_bytes());
    out.extend(short(8 * fields.len() as u64).to_le_bytes());
    for field in fields {
        out.extend(field.to_le_bytes());
    }
}

/// The 32-bit form of a field: all ones where it does not fit.
fn low(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The 16-bit form of a field: all ones where it does not fit.
fn short(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(size: u64, offset: u64) -> Member<'static> {
        Member { name: "a", stored: true, crc: 7, compressed: size, size, offset, mode: 0o100_644 }
    }

    #[test]
    fn a_header_written_again_has_the_same_length() {
        for size in [0, 1, ZIP64_FROM - 1, ZIP64_FROM, ZIP64_FROM + 1] {
            let first = Member { compressed: 0, crc: 0, stored: false, ..member(size, 0) }.local_header();
            assert_eq!(first.len(), member(size, 5_000_000_000).local_header().len());
        }
    }

    #[test]
    fn the_64_bit_fields_appear_only_where_needed() {
        assert_eq!(member(1, 0).local_header().len(), 31);
        assert_eq!(member(ZIP64_FROM, 0).local_header().len(), 51);
        assert_eq!(member(1, 0).central_header().len(), 47);
        assert_eq!(member(1, ZIP64_FROM).central_header().len(), 47 + 12);
        assert_eq!(end(1, 47, 32).len(), 22);
        assert_eq!(end(1, 59, ZIP64_FROM + 40).len(), 56 + 20 + 22);
        assert_eq!(end(0xFFFE, 47 * 0xFFFE, 32).len(), 22);
        assert_eq!(end(0xFFFF, 47 * 0xFFFF, 32).len(), 56 + 20 + 22);
    }
}
