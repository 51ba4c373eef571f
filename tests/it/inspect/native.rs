//! Native files made by hand: the headers that are read, and nothing else.

/// Machine numbers of ELF headers.
pub const X86_64: u16 = 62;
pub const ARM64: u16 = 183;

/// A 64-bit little-endian ELF file.
pub fn elf(machine: u16, interpreter: Option<&str>, glibc: &[&str]) -> Vec<u8> {
    let mut strings = vec![0_u8];
    let mut text = |s: &str| {
        let at = strings.len() as u32;
        strings.extend(s.bytes());
        strings.push(0);
        at
    };
    let mut needs: Vec<u8> = Vec::new();
    if !glibc.is_empty() {
        needs.extend(1_u16.to_le_bytes());
        needs.extend((glibc.len() as u16).to_le_bytes());
        needs.extend(text("libc.so.6").to_le_bytes());
        needs.extend(16_u32.to_le_bytes());
        needs.extend(0_u32.to_le_bytes());
        for (at, version) in glibc.iter().enumerate() {
            needs.extend(0_u32.to_le_bytes());
            needs.extend(0_u16.to_le_bytes());
            needs.extend((at as u16 + 2).to_le_bytes());
            needs.extend(text(version).to_le_bytes());
            needs.extend(if at + 1 == glibc.len() { 0_u32 } else { 16 }.to_le_bytes());
        }
    }
    let path: Vec<u8> = interpreter.map(|p| [p.as_bytes(), b"\0"].concat()).unwrap_or_default();
    let segments: u16 = u16::from(interpreter.is_some());
    let path_at = 64 + 56 * u64::from(segments);
    let strings_at = path_at + path.len() as u64;
    let needs_at = strings_at + strings.len() as u64;
    let sections_at = needs_at + needs.len() as u64;

    let mut out = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    out.extend(3_u16.to_le_bytes());
    out.extend(machine.to_le_bytes());
    out.extend(1_u32.to_le_bytes());
    out.extend(0_u64.to_le_bytes());
    out.extend((if segments > 0 { 64_u64 } else { 0 }).to_le_bytes());
    out.extend(sections_at.to_le_bytes());
    out.extend(0_u32.to_le_bytes());
    for half in [64_u16, 56, segments, 64, 3, 1] {
        out.extend(half.to_le_bytes());
    }
    if segments > 0 {
        out.extend(3_u32.to_le_bytes());
        out.extend(4_u32.to_le_bytes());
        for word in [path_at, 0, 0, path.len() as u64, path.len() as u64, 1] {
            out.extend(word.to_le_bytes());
        }
    }
    out.extend(path);
    out.extend(&strings);
    out.extend(&needs);
    let section = |kind: u32, at: u64, size: u64, link: u32, info: u32| {
        let mut header = 0_u32.to_le_bytes().to_vec();
        header.extend(kind.to_le_bytes());
        for word in [0, 0, at, size] {
            header.extend(word.to_le_bytes());
        }
        header.extend(link.to_le_bytes());
        header.extend(info.to_le_bytes());
        header.extend([0_u8; 16]);
        header
    };
    out.extend(section(0, 0, 0, 0, 0));
    out.extend(section(3, strings_at, strings.len() as u64, 0, 0));
    out.extend(section(0x6fff_fffe, needs_at, needs.len() as u64, 1, 1));
    out
}

/// A class file with one class, its parent, and these further texts in its constant pool.
pub fn class(major: u16, name: &str, parent: &str, interface: Option<&str>, texts: &[&str]) -> Vec<u8> {
    let mut pool: Vec<Vec<u8>> = Vec::new();
    let utf8 = |text: &str| [&[1_u8][..], &(text.len() as u16).to_be_bytes(), text.as_bytes()].concat();
    for class in [name, parent].into_iter().chain(interface) {
        pool.push(utf8(class));
        let at = pool.len() as u16;
        pool.push([&[7_u8][..], &at.to_be_bytes()].concat());
    }
    pool.extend(texts.iter().map(|text| utf8(text)));
    let mut out = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0];
    out.extend(major.to_be_bytes());
    out.extend((pool.len() as u16 + 1).to_be_bytes());
    out.extend(pool.concat());
    for half in [0x21_u16, 2, 4, u16::from(interface.is_some())] {
        out.extend(half.to_be_bytes());
    }
    if interface.is_some() {
        out.extend(6_u16.to_be_bytes());
    }
    out.extend([0_u8; 6]);
    out
}

/// A jar of these files.
#[expect(clippy::unwrap_used, reason = "writing to memory does not fail")]
pub fn jar(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
