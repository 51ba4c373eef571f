//! ELF files by their headers: the machine, the interpreter, the newest glibc they need.
//!
//! Reads are small and few however large the file is, and no more than [`READ_LIMIT`] at a time: what a
//! damaged or hostile file makes unreadable is unknown.

use std::io::{Cursor, Read, Seek};
use std::ops::Range;

use object::Endianness;
use object::elf;
use object::read::elf::{FileHeader, ProgramHeader};
use object::read::{ReadCache, ReadCacheOps, ReadRef};

/// The largest single read, in bytes.
const READ_LIMIT: u64 = 1 << 20;
/// How many needed versions are looked at.
const VERSIONS: usize = 512;

/// The processor a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    X86_64,
    Arm64,
    X86,
    Arm,
    Other(u16),
}

impl Machine {
    /// The machine of an entry of `architectures`.
    pub fn of_architecture(name: &str) -> Option<Machine> {
        match name {
            "x86_64" => Some(Machine::X86_64),
            "arm64" => Some(Machine::Arm64),
            _ => None,
        }
    }

    /// For people, in the words of `architectures`.
    pub fn name(self) -> String {
        match self {
            Machine::X86_64 => "x86_64".to_owned(),
            Machine::Arm64 => "arm64".to_owned(),
            Machine::X86 => "32-bit x86".to_owned(),
            Machine::Arm => "32-bit arm".to_owned(),
            Machine::Other(number) => format!("another machine (ELF machine {number})"),
        }
    }
}

/// What an ELF file's headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elf {
    pub machine: Machine,
    /// The dynamic loader's path; `None` for static programs and libraries.
    pub interpreter: Option<String>,
    /// The newest glibc that some symbol needs; `None` where none is, or it could not be read.
    pub glibc: Option<(u32, u32)>,
}

/// What kind of native file this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    Elf(Elf),
    /// Made for macOS.
    MachO,
    /// Made for Windows.
    Pe,
    /// A `#!` script.
    Script,
    /// None of these.
    Other,
}

/// Tells the format by the first bytes, and reads an ELF file's headers.
pub fn read(bytes: &[u8]) -> Format {
    read_from(Cursor::new(bytes))
}

/// As [`read`], from a file of any length.
pub fn read_from<R: Read + Seek>(mut source: R) -> Format {
    let mut first = Vec::new();
    if source.by_ref().take(20).read_to_end(&mut first).is_err() {
        return Format::Other;
    }
    match first.get(..4) {
        Some([0x7f, b'E', b'L', b'F']) => {}
        Some([0xcf | 0xce, 0xfa, 0xed, 0xfe] | [0xfe, 0xed, 0xfa, 0xcf | 0xce]) => return Format::MachO,
        // A universal binary, whose magic is also that of Java classes: those have no such small number next.
        Some([0xca, 0xfe, 0xba, 0xbe]) if first.get(4..8).is_some_and(|n| matches!(n, [0, 0, 0, 1..=8])) => {
            return Format::MachO;
        }
        Some([b'M', b'Z', ..]) => return Format::Pe,
        Some([b'#', b'!', ..]) => return Format::Script,
        _ => return Format::Other,
    }
    let (Some(class), Some(order), Some(machine)) = (first.get(4), first.get(5), first.get(18..20)) else {
        return Format::Other;
    };
    let machine = match machine {
        [a, b] if *order == 2 => u16::from_be_bytes([*a, *b]),
        [a, b] => u16::from_le_bytes([*a, *b]),
        _ => return Format::Other,
    };
    let machine = match machine {
        62 => Machine::X86_64,
        183 => Machine::Arm64,
        3 => Machine::X86,
        40 => Machine::Arm,
        other => Machine::Other(other),
    };
    let cache = ReadCache::new(source);
    let data = Capped { cache: &cache };
    let (interpreter, glibc) = match class {
        2 => headers::<elf::FileHeader64<Endianness>, _>(data),
        1 => headers::<elf::FileHeader32<Endianness>, _>(data),
        _ => None,
    }
    .unwrap_or_default();
    Format::Elf(Elf { machine, interpreter, glibc })
}

type Headers = (Option<String>, Option<(u32, u32)>);

fn headers<'a, H: FileHeader<Endian = Endianness>, R: ReadRef<'a>>(data: R) -> Option<Headers> {
    let header = H::parse(data).ok()?;
    let endian = header.endian().ok()?;
    let segments = header.program_headers(endian, data).unwrap_or_default();
    let interpreter = segments
        .iter()
        .find(|segment| segment.p_type(endian) == elf::PT_INTERP)
        .and_then(|segment| segment.interpreter(endian, data).ok().flatten())
        .filter(|path| path.len() < 4096)
        .map(|path| String::from_utf8_lossy(path).into_owned());
    Some((interpreter, newest_glibc(header, endian, data)))
}

fn newest_glibc<'a, H: FileHeader<Endian = Endianness>, R: ReadRef<'a>>(
    header: &'a H,
    endian: Endianness,
    data: R,
) -> Option<(u32, u32)> {
    let sections = header.sections(endian, data).ok()?;
    let (needs, link) = sections.gnu_verneed(endian, data).ok()??;
    let strings = sections.strings(endian, data, link).ok()?;
    let mut newest = None;
    let mut left = VERSIONS;
    for need in needs {
        let (_, versions) = need.ok()?;
        for version in versions {
            left = left.checked_sub(1)?;
            let version = version.ok()?;
            // A weak need does not stop the program from loading.
            if version.vna_flags.get(endian).contains(elf::VER_FLG_WEAK) {
                continue;
            }
            newest = newest.max(glibc_version(version.name(endian, strings).ok()?));
        }
    }
    newest
}

/// `(2, 34)` of `GLIBC_2.34`.
fn glibc_version(name: &[u8]) -> Option<(u32, u32)> {
    let version = name.strip_prefix(b"GLIBC_")?;
    if version == b"ABI_DT_RELR" {
        return Some((2, 36));
    }
    let mut parts = std::str::from_utf8(version).ok()?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Refuses large reads before memory is taken for them.
#[derive(Debug)]
struct Capped<'a, R: ReadCacheOps> {
    cache: &'a ReadCache<R>,
}

impl<R: ReadCacheOps> Clone for Capped<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: ReadCacheOps> Copy for Capped<'_, R> {}

impl<'a, R: ReadCacheOps> ReadRef<'a> for Capped<'a, R> {
    fn len(self) -> Result<u64, ()> {
        self.cache.len()
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'a [u8], ()> {
        if size > READ_LIMIT {
            return Err(());
        }
        self.cache.read_bytes_at(offset, size)
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'a [u8], ()> {
        self.cache.read_bytes_at_until(range, delimiter)
    }
}
