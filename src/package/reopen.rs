//! Makes the beginning of a longer deflate stream out of a whole one, so that blocks which several threads
//! compressed apart from each other can be joined.
//!
//! libdeflate ends what it compresses: the last block says that it is the last, and where it starts is known
//! only to who has followed the codes up to there. That is done here, without writing anything out. The format:
//! RFC 1951, section 3.2.

/// The order in which the lengths of the code for lengths stand.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// What a table says of a symbol: how many bits it takes, those after its code included, and what it means.
const BITS: u8 = 0x1F;
/// A distance follows.
const LENGTH: u8 = 0x20;
/// The block ends.
const END: u8 = 0x40;

/// Takes the mark off the last block, and ends the stream at the border of a byte with an empty stored block.
/// `None` where this is not a whole stream.
pub(super) fn reopen(stream: &mut Vec<u8>) -> Option<()> {
    let (mark, end) = last_block(stream)?;
    if end.div_ceil(8) != stream.len() {
        return None;
    }
    *stream.get_mut(mark / 8)? &= !(1 << (mark % 8));
    let used = end % 8;
    if used > 0 {
        *stream.last_mut()? &= (1 << used) - 1;
    }
    // The stored block's header has three bits, all 0.
    if used == 0 || used > 5 {
        stream.push(0);
    }
    stream.extend([0, 0, 0xFF, 0xFF]);
    Some(())
}

/// The bit at which the last block starts, and the one after its end.
fn last_block(stream: &[u8]) -> Option<(usize, usize)> {
    let mut bits = Bits { bytes: stream, at: 0 };
    let (mut codes, mut distances) = (Table::default(), Table::default());
    loop {
        let start = bits.at;
        let last = bits.take(1) == 1;
        match bits.take(2) {
            0 => {
                bits.at = bits.at.next_multiple_of(8);
                let length = bits.take(16);
                bits.at += 16 + length * 8;
            }
            1 => {
                let fixed = [(8, 144), (9, 112), (7, 24), (8, 8)];
                let lengths: Vec<u8> = fixed.iter().flat_map(|(length, n)| vec![*length; *n]).collect();
                codes.fill(&lengths, literal)?;
                distances.fill(&[5; 30], distance)?;
                bits.skip(&codes, &distances)?;
            }
            2 => {
                let (lengths, literals) = bits.lengths()?;
                codes.fill(lengths.get(..literals)?, literal)?;
                distances.fill(lengths.get(literals..)?, distance)?;
                bits.skip(&codes, &distances)?;
            }
            _ => return None,
        }
        if bits.at > stream.len() * 8 {
            return None;
        }
        if last {
            return Some((start, bits.at));
        }
    }
}

/// Reads bits, the lowest of each byte first; beyond the end there are zeros.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// At least the next 57 bits.
    fn peek(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(word) => *word,
            None => {
                let mut word = [0; 8];
                for (to, from) in word.iter_mut().zip(rest) {
                    *to = *from;
                }
                word
            }
        };
        u64::from_le_bytes(word) >> (self.at % 8)
    }

    fn take(&mut self, n: u32) -> usize {
        let taken = self.peek() & ((1 << n) - 1);
        self.at += n as usize;
        // Never more than 16 bits.
        taken as usize
    }

    /// The lengths of a block's codes, those of its distances after the first so many.
    fn lengths(&mut self) -> Option<(Vec<u8>, usize)> {
        let (literals, offsets, count) = (self.take(5) + 257, self.take(5) + 1, self.take(4) + 4);
        let mut first = [0; 19];
        for place in ORDER.iter().take(count) {
            first[*place] = u8::try_from(self.take(3)).ok()?;
        }
        let mut table = Table::default();
        table.fill(&first, |symbol, length| u8::try_from(symbol << 3).map_or(0, |symbol| symbol | length))?;
        let mut lengths: Vec<u8> = Vec::with_capacity(literals + offsets);
        while lengths.len() < literals + offsets {
            let entry = table.look(self.peek());
            self.at += usize::from(entry & 7);
            let (length, times) = match (entry & 7, entry >> 3) {
                (0, _) => return None,
                (_, length @ 0..=15) => (length, 1),
                (_, 16) => (*lengths.last()?, 3 + self.take(2)),
                (_, 17) => (0, 3 + self.take(3)),
                (_, _) => (0, 11 + self.take(7)),
            };
            lengths.resize(lengths.len() + times, length);
        }
        (lengths.len() == literals + offsets).then_some((lengths, literals))
    }

    /// Goes to the end of a block.
    fn skip(&mut self, codes: &Table, distances: &Table) -> Option<()> {
        while self.at < self.bytes.len() * 8 {
            // Two literals of 15 bits, then 20 for a length: all of them are there.
            let mut word = self.peek();
            let mut entry = codes.look(word);
            for _ in 0..2 {
                if entry & (LENGTH | END) != 0 {
                    break;
                }
                word >>= entry;
                self.at += usize::from(entry);
                entry = codes.look(word);
            }
            self.at += usize::from(entry & BITS);
            if entry & LENGTH != 0 {
                let distance = distances.look(self.peek());
                self.at += usize::from(distance);
                if distance == 0 {
                    return None;
                }
            } else if entry & END != 0 {
                return Some(());
            } else if entry == 0 {
                return None;
            }
        }
        None
    }
}

/// What the next bits are, by as many of them as the longest code has; 0 where they are no code.
#[derive(Default)]
struct Table {
    entries: Vec<u8>,
}

impl Table {
    fn look(&self, bits: u64) -> u8 {
        self.entries.get(bits as usize & self.entries.len().wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// From the codes' lengths, by symbol. `None` where they are more than fit.
    fn fill(&mut self, lengths: &[u8], entry: impl Fn(usize, u8) -> u8) -> Option<()> {
        let longest = u32::from(lengths.iter().copied().max()?);
        self.entries.clear();
        self.entries.resize(1 << longest, 0);
        // Codes of one length follow each other; the first is twice the one after the last shorter code.
        let mut code = 0_usize;
        for length in 1..=longest {
            code <<= 1;
            for symbol in lengths.iter().enumerate().filter(|(_, l)| u32::from(**l) == length).map(|(s, _)| s) {
                if code >> length != 0 {
                    return None;
                }
                let reversed = code.reverse_bits() >> (usize::BITS - length);
                let entry = entry(symbol, u8::try_from(length).ok()?);
                self.entries.iter_mut().skip(reversed).step_by(1 << length).for_each(|e| *e = entry);
                code += 1;
            }
        }
        Some(())
    }
}

/// The entry of a literal, a length, or the end of the block.
fn literal(symbol: usize, code: u8) -> u8 {
    match symbol {
        0..=255 => code,
        256 => END | code,
        257..=264 | 285 => LENGTH | code,
        // Four symbols for each number of bits more.
        265..=284 => LENGTH | (code + (symbol - 261) as u8 / 4),
        _ => 0,
    }
}

/// The entry of a distance.
fn distance(symbol: usize, code: u8) -> u8 {
    match symbol {
        0..=3 => code,
        // Two symbols for each number of bits more.
        4..=29 => code + (symbol as u8 - 2) / 2,
        _ => 0,
    }
}
