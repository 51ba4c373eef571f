//! Compresses one block of a file. Blocks are compressed apart from each other, so that several threads can
//! work on one file; joined they are one deflate stream.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor};

use super::reopen::reopen;
use crate::error::{Error, Kind};

/// A file is cut into blocks of this many bytes. The cut decides the bytes of every larger file; what it
/// costs is in benches/compare/README.md.
pub(super) const BLOCK: u64 = 2 * 1024 * 1024;

/// The one compression level. It decides the bytes. Chosen by measurement: benches/compare/README.md.
const LEVEL: i32 = 6;

thread_local! {
    /// Its tables are a MiB, too much to make for each small file. What it compressed before leaves no trace
    /// in what it compresses next.
    static COMPRESSOR: RefCell<Option<Compressor>> = const { RefCell::new(None) };
}

/// The raw deflate stream of `block`. All but a file's last one end at a byte boundary and leave the stream open.
///
/// # Errors
/// The compressor's own, which no input is known to bring about.
pub(super) fn deflate(block: &[u8], last: bool) -> Result<Vec<u8>, Error> {
    let failed = || Error::new(Kind::Internal, "the compressor failed");
    let mut out = COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(made) => made,
            none => none.insert(Compressor::new(CompressionLvl::new(LEVEL).map_err(|_| failed())?)),
        };
        let mut out = vec![0; compressor.deflate_compress_bound(block.len())];
        let length = compressor.deflate_compress(block, &mut out).map_err(|e| failed().cause(e))?;
        out.truncate(length);
        Ok(out)
    })?;
    if !last {
        reopen(&mut out).ok_or_else(failed)?;
    }
    out.shrink_to_fit();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    fn noise(length: usize, seed: u64, kinds: u64) -> Vec<u8> {
        let mut state = seed | 1;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        (0..length).map(|_| (next() % kinds.max(1)) as u8).collect()
    }

    fn back(stream: &[u8]) -> Vec<u8> {
        let mut back = Vec::new();
        flate2::read::DeflateDecoder::new(stream).read_to_end(&mut back).unwrap();
        back
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Blocks of all kinds: stored, with fixed codes (tiny ones), with their own; long and short codes.
        #[test]
        fn joined_blocks_are_one_stream(
            blocks in prop::collection::vec((prop_oneof![0_usize..40, 40_usize..3000, 3000_usize..400_000], any::<u64>(), 1_u64..=256, 0_usize..3000), 1..6),
        ) {
            let (mut joined, mut whole) = (Vec::new(), Vec::new());
            for (i, (length, seed, kinds, repeat)) in blocks.iter().enumerate() {
                let mut block = noise(*length, *seed, *kinds);
                // Matches far and near.
                for at in (0..block.len().saturating_sub(*repeat)).step_by(1 + seed.to_le_bytes()[3] as usize * 97) {
                    if *repeat > 3 && at > 0 && at % 3 == 0 {
                        let from = at / 2;
                        let length = (repeat % 200).min(at - from);
                        block.copy_within(from..from + length, at);
                    }
                }
                joined.extend(deflate(&block, i + 1 == blocks.len()).unwrap());
                whole.extend(block);
            }
            prop_assert!(back(&joined) == whole);
        }
    }

    #[test]
    fn a_stream_that_is_cut_off_or_spoilt_is_not_reopened() {
        let text: Vec<u8> = (0..60_000_u32).flat_map(|i| format!("{} ", i * i % 977).into_bytes()).collect();
        let whole = deflate(&text, true).unwrap();
        assert!(reopen(&mut whole.clone()).is_some());
        for cut in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
            assert!(reopen(&mut whole[..cut].to_vec()).is_none(), "{cut}");
        }
        assert!(reopen(&mut [&whole[..], &[0]].concat()).is_none());
        // Whatever the bytes are, it ends and says so or not: it does not panic.
        for seed in 0..3000 {
            let _ = reopen(&mut noise(300, seed, 256));
            let mut spoilt = whole[..2000].to_vec();
            spoilt[(seed % 200) as usize] ^= 1 << (seed % 8);
            let _ = reopen(&mut spoilt);
        }
    }

    #[test]
    fn what_was_compressed_before_does_not_matter() {
        let text = b"hello hello hello".repeat(3000);
        let first = deflate(&text, true).unwrap();
        deflate(&noise(3_000_000, 5, 200), false).unwrap();
        deflate(&[7; 100_000], false).unwrap();
        assert_eq!(deflate(&text, true).unwrap(), first);
        let fresh = std::thread::spawn(move || deflate(&text, true).unwrap()).join().unwrap();
        assert_eq!(fresh, first);
    }
}
