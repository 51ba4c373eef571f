//! Where the Java runtimes look for a class, and what a class file says of itself.
//!
//! The class path is the package's root and `lib/*.jar`; a jar that is uploaded as the package is itself
//! the root. Class files are read by their headers and constant pools.

use rayon::prelude::*;

use super::bulk::{self, Archive, Reader};
use crate::package::{Contents, Entry};

/// Jars inside a ready zip that are longer are not opened, in bytes.
const NESTED: usize = 32 << 20;
/// The longest class file that is read, in bytes.
const CLASS: usize = 2 << 20;
/// As many classes of a jar (or of the root) are looked at for their version.
const SAMPLE: usize = 48;

/// The class and, where the handler names one, the method.
pub fn split(handler: &str) -> Option<(&str, Option<&str>)> {
    let (class, method) = match handler.rsplit_once("::") {
        Some((class, method)) if !method.is_empty() => (class, Some(method)),
        Some(_) => return None,
        None => (handler, None),
    };
    let plain = !class.is_empty() && !class.contains(['/', ':', '\\']) && !class.split('.').any(str::is_empty);
    plain.then_some((class, method))
}

/// Classes that the runtime itself brings.
pub fn is_runtimes_own(class: &str) -> bool {
    ["java.", "javax.", "jdk.", "sun.", "com.sun.", "com.amazonaws.services.lambda.", "lambdainternal."]
        .iter()
        .any(|front| class.starts_with(front))
}

/// Where a class is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassPlace {
    /// On the class path; the entry (or jar) it is in, and its bytes where they could be read.
    OnPath { entry: String, bytes: Option<Vec<u8>> },
    /// In a jar or folder that is not on the class path.
    OffPath { entry: String },
    /// Nowhere; `sure` where everything could be read.
    Nowhere { sure: bool },
}

/// Looks for a class (`com.example.Outer$Inner`).
pub fn find(contents: &Contents, class: &str) -> ClassPlace {
    let file = format!("{}.class", class.replace('.', "/"));
    let mut reader = Reader::default();
    if let Some(entry) = contents.get(&file) {
        return ClassPlace::OnPath { entry: file, bytes: reader.head(entry, CLASS) };
    }
    let jars: Vec<&Entry> = contents.entries().iter().filter(|e| is_jar(&e.name)).collect();
    let (on_path, off_path): (Vec<&Entry>, Vec<&Entry>) = jars.into_iter().partition(|e| in_lib(&e.name));
    let look = |entries: &[&Entry]| {
        bulk::map(entries, |entry, reader| match bulk::nested(reader, entry, NESTED) {
            None => (None, false),
            Some(mut jar) => (jar.index_for_name(&file).map(|at| read_class(&mut jar, at)), true),
        })
    };
    let mut sure = true;
    for (entry, (found, read)) in on_path.iter().zip(look(&on_path)) {
        sure &= read;
        if let Some(bytes) = found {
            return ClassPlace::OnPath { entry: entry.name.clone(), bytes };
        }
    }
    let nested = format!("/{file}");
    if let Some(entry) = contents.entries().iter().find(|e| e.name.ends_with(&nested)) {
        return ClassPlace::OffPath { entry: entry.name.clone() };
    }
    for (entry, (found, _)) in off_path.iter().zip(look(&off_path)) {
        if found.is_some() {
            return ClassPlace::OffPath { entry: entry.name.clone() };
        }
    }
    ClassPlace::Nowhere { sure }
}

fn is_jar(name: &str) -> bool {
    name.len() > 4 && name.ends_with(".jar")
}

fn in_lib(name: &str) -> bool {
    name.strip_prefix("lib/").is_some_and(|rest| !rest.contains('/'))
}

fn read_class(jar: &mut Archive, index: usize) -> Option<Vec<u8>> {
    head_of(jar, index, CLASS)
}

fn head_of(jar: &mut Archive, index: usize, limit: usize) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    jar.by_index(index).ok()?.take(limit as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The newest class-file version in the root and in each jar of lib/, with where it was found. Module
/// declarations and versions for newer runtimes aside; of many classes a sample is read.
pub fn newest_versions(contents: &Contents) -> Vec<(String, u16)> {
    let classes: Vec<&Entry> = contents.entries().iter().filter(|e| counts(&e.name)).collect();
    let classes = sample(&classes);
    let root = bulk::map(&classes, |entry, reader| reader.head(entry, 8).and_then(|head| major(&head)));
    let mut newest: Vec<(String, u16)> = classes
        .iter()
        .zip(root)
        .filter_map(|(entry, major)| Some((entry.name.clone(), major?)))
        .max_by_key(|(_, major)| *major)
        .into_iter()
        .collect();
    let jars: Vec<&Entry> = contents.entries().iter().filter(|e| is_jar(&e.name) && in_lib(&e.name)).collect();
    let found = bulk::map(&jars, |entry, reader| {
        let mut jar = bulk::nested(reader, entry, NESTED)?;
        let names: Vec<usize> = (0..jar.len())
            .filter(|at| jar.name_for_index(*at).is_some_and(|name| name.is_ok_and(|name| counts(&name))))
            .collect();
        sample(&names).into_iter().filter_map(|at| major(&head_of(&mut jar, at, 8)?)).max()
    });
    newest.extend(jars.iter().zip(found).filter_map(|(entry, major)| Some((entry.name.clone(), major?))));
    newest
}

fn counts(name: &str) -> bool {
    name.ends_with(".class") && !name.ends_with("module-info.class") && !name.starts_with("META-INF/")
}

fn sample<T: Copy + Send + Sync>(all: &[T]) -> Vec<T> {
    let step = all.len().div_ceil(SAMPLE).max(1);
    all.par_iter().step_by(step).copied().collect()
}

/// The major version of a class file: 52 is Java 8, and each release adds one.
pub fn major(head: &[u8]) -> Option<u16> {
    match head {
        [0xca, 0xfe, 0xba, 0xbe, _, _, high, low, ..] => {
            let major = u16::from_be_bytes([*high, *low]);
            (major >= 45).then_some(major)
        }
        _ => None,
    }
}

/// What a class file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub major: u16,
    /// `java/lang/Object`; `None` where it has none.
    pub parent: Option<String>,
    pub interfaces: Vec<String>,
    /// Every text of the constant pool, the names of methods among them.
    pub texts: Vec<String>,
}

/// Reads a class file as far as its interfaces; `None` where it is none, or damaged.
pub fn read(bytes: &[u8]) -> Option<Class> {
    let major = major(bytes)?;
    let mut at = Cursor { bytes, at: 8 };
    let count = at.u16()?;
    let mut texts: Vec<(u16, String)> = Vec::new();
    let mut classes: Vec<(u16, u16)> = Vec::new();
    let mut index = 1;
    while index < count {
        match at.u8()? {
            1 => {
                let length = usize::from(at.u16()?);
                texts.push((index, String::from_utf8_lossy(at.take(length)?).into_owned()));
            }
            3 | 4 | 9 | 10 | 11 | 12 | 17 | 18 => drop(at.take(4)?),
            5 | 6 => {
                at.take(8)?;
                index += 1;
            }
            7 => classes.push((index, at.u16()?)),
            8 | 16 | 19 | 20 => drop(at.take(2)?),
            15 => drop(at.take(3)?),
            _ => return None,
        }
        index += 1;
    }
    let name = |class: u16| {
        let (_, text) = classes.iter().find(|(index, _)| *index == class)?;
        texts.binary_search_by_key(text, |(index, _)| *index).ok().map(|i| texts[i].1.clone())
    };
    at.take(4)?;
    let parent = name(at.u16()?);
    let count = at.u16()?;
    let mut interfaces = Vec::new();
    for _ in 0..count.min(256) {
        interfaces.push(name(at.u16()?)?);
    }
    Some(Class { major, parent, interfaces, texts: texts.into_iter().map(|(_, text)| text).collect() })
}

impl Class {
    /// Whether a method of this name can be neither declared nor inherited.
    pub fn lacks(&self, method: &str) -> bool {
        self.parent.as_deref() == Some("java/lang/Object")
            && self.interfaces.iter().all(|i| i.starts_with("com/amazonaws/services/lambda/runtime/Request"))
            && !self.texts.iter().any(|text| text == method)
            && !OBJECT.contains(&method)
    }
}

/// Public methods that every object has.
const OBJECT: &[&str] = &["equals", "hashCode", "toString", "getClass", "notify", "notifyAll", "wait"];

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        match self.take(2)? {
            [high, low] => Some(u16::from_be_bytes([*high, *low])),
            _ => None,
        }
    }
}
