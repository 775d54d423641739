//! Makes answers small for slow links. Whole answers are compressed at once, so that their length and their tag are known.

use std::io::{self, Read, Write};

use actix_web::web::{self, Bytes};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::accept::Coding;

/// Answers up to this size travel as they are: they fit in one packet and compression gains less than the header costs.
pub const PLAIN_BYTES_MAX: usize = 200;

/// Answers above this size are compressed off the worker thread: below it takes less than a millisecond.
const IN_PLACE_BYTES_MAX: usize = 32 * 1024;

/// Compresses a body when that makes it smaller.
pub async fn compress(body: Bytes, coding: Option<Coding>) -> (Bytes, Option<Coding>) {
    let Some(coding) = coding.filter(|_| body.len() > PLAIN_BYTES_MAX) else {
        return (body, None);
    };
    let compressed = if body.len() > IN_PLACE_BYTES_MAX {
        let body = body.clone();
        web::block(move || encode(&body, coding)).await.unwrap_or_else(|cancelled| Err(io::Error::other(cancelled)))
    } else {
        encode(&body, coding)
    };
    match compressed {
        Ok(smaller) if smaller.len() < body.len() => (smaller.into(), Some(coding)),
        _ => (body, None),
    }
}

/// Levels that cost tens of microseconds, measured on answers of 3 to 20 KB. Brotli at 4 gains 8 % of the bytes for three times the
/// processor, at 5 it costs a hundred times as much: it fills tables for a megabyte before it begins.
fn encode(body: &[u8], coding: Coding) -> io::Result<Vec<u8>> {
    match coding {
        Coding::Brotli => {
            // A window no larger than the answer needs: memory is taken for all of it.
            let lgwin = body.len().next_power_of_two().ilog2().clamp(12, 20) as i32;
            let params = BrotliEncoderParams { quality: 2, lgwin, size_hint: body.len(), ..BrotliEncoderParams::default() };
            let mut smaller = Vec::with_capacity(body.len() / 3);
            brotli::BrotliCompress(&mut &*body, &mut smaller, &params)?;
            Ok(smaller)
        }
        Coding::Zstd => zstd::bulk::compress(body, 3),
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(6));
            encoder.write_all(body)?;
            encoder.finish()
        }
    }
}

/// Writes all of `from` to `to` in that coding: better than an answer is compressed, because it is done once and sent often.
pub fn copy(mut from: impl Read, mut to: impl Write, coding: Coding) -> io::Result<()> {
    match coding {
        Coding::Brotli => {
            let params = BrotliEncoderParams { quality: 5, ..BrotliEncoderParams::default() };
            brotli::BrotliCompress(&mut from, &mut to, &params)?;
        }
        Coding::Zstd => zstd::stream::copy_encode(from, &mut to, 9)?,
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(&mut to, Compression::new(6));
            io::copy(&mut from, &mut encoder)?;
            encoder.finish()?;
        }
    }
    to.flush()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[actix_web::test]
    async fn what_is_compressed_reads_as_before_and_is_smaller() {
        let body = Bytes::from("ochre customs duty heading 0901 ".repeat(100));
        for coding in [Coding::Brotli, Coding::Zstd, Coding::Gzip] {
            let (smaller, used) = compress(body.clone(), Some(coding)).await;
            let mut read = Vec::new();
            match coding {
                Coding::Brotli => brotli::Decompressor::new(&*smaller, 4_096).read_to_end(&mut read),
                Coding::Zstd => zstd::Decoder::new(&*smaller).and_then(|mut decoder| decoder.read_to_end(&mut read)),
                Coding::Gzip => flate2::read::GzDecoder::new(&*smaller).read_to_end(&mut read),
            }
            .expect("what we wrote is read");
            assert_eq!((used, read, smaller.len() < 200), (Some(coding), body.to_vec(), true));
        }
    }

    #[actix_web::test]
    async fn a_small_answer_travels_as_it_is() {
        let body = Bytes::from("a".repeat(PLAIN_BYTES_MAX));
        assert_eq!(compress(body.clone(), Some(Coding::Brotli)).await, (body, None));
    }
}
