//! What the bytes of a file are, whatever its name says: only kinds we know, whole, and nothing hidden behind them. A picture is decoded
//! and written anew, so that nothing but the picture is kept: no place where it was taken, no second file behind its end. Rules only.
//! Source: OWASP ASVS 5.0, V5.2.2 to V5.2.6.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};

use super::file::FileKind;

/// How many pixels a picture has at most: more than the camera of a phone gives.
pub const PIXELS_MAX: u64 = 40_000_000;
/// How much a decoder may ask for: the most pixels at four bytes each.
const DECODED_BYTES_MAX: u64 = PIXELS_MAX * 4;
/// How well a photograph is written anew: no difference that anybody sees.
const JPEG_QUALITY: u8 = 90;
/// In how many last bytes a PDF has to say that it ends.
const PDF_END_WITHIN: usize = 1_024;
/// What a ZIP file ends with, and how far that is from its end at least and at most.
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_END_BYTES: usize = 22;
const ZIP_COMMENT_MAX: usize = 65_535;

/// Returns the bytes to keep of a file that claims to be of a kind; nothing where it is none, or more than one.
pub fn prepare(kind: FileKind, bytes: &[u8]) -> Option<Vec<u8>> {
    let found = infer::get(bytes).map(|found| found.mime_type());
    if found != Some(kind.media_type()) {
        return None;
    }
    match kind {
        FileKind::Pdf => is_pdf(bytes).then(|| bytes.to_owned()),
        FileKind::Jpeg => anew(bytes, ImageFormat::Jpeg),
        FileKind::Png => anew(bytes, ImageFormat::Png),
    }
}

/// Says whether bytes are a PDF from the first to the last, and no ZIP file as well.
fn is_pdf(bytes: &[u8]) -> bool {
    let begins = bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.");
    let end = &bytes[bytes.len().saturating_sub(PDF_END_WITHIN)..];
    let mark = b"%%EOF";
    let after = end.windows(mark.len()).rposition(|window| window == mark).map(|at| &end[at + mark.len()..]);
    let ends = after.is_some_and(|rest| rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0));
    begins && ends && !is_zip(bytes)
}

/// Says whether a reader of ZIP files, which begins at the end, would find one.
fn is_zip(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(ZIP_END_BYTES + ZIP_COMMENT_MAX)..];
    end.windows(ZIP_END.len()).any(|window| window == ZIP_END)
}

/// Decodes a picture and writes it anew.
fn anew(bytes: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return None;
    }
    // How the camera was held stands in what is taken away: it is done to the picture itself.
    let held = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(held);
    let mut written = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => {
            picture.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut written, JPEG_QUALITY)).ok()?;
        }
        _ => picture.write_to(&mut written, format).ok()?,
    }
    Some(written.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut written = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(40, 30).write_to(&mut written, format).expect("a picture");
        written.into_inner()
    }

    fn pdf() -> Vec<u8> {
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec()
    }

    /// A PNG that says it is larger than it is.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = picture(ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
        bytes
    }

    fn joined(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn what_we_take_is_taken() {
        assert_eq!(prepare(FileKind::Pdf, &pdf()), Some(pdf()));
        for (kind, format) in [(FileKind::Jpeg, ImageFormat::Jpeg), (FileKind::Png, ImageFormat::Png)] {
            let kept = prepare(kind, &picture(format)).expect("a picture");
            let read = image::load_from_memory_with_format(&kept, format).expect("a picture");
            assert_eq!((read.width(), read.height()), (40, 30));
        }
    }

    /// What was hidden in a picture or behind it is not kept.
    #[test]
    fn nothing_but_the_picture_is_kept() {
        let jpeg = picture(ImageFormat::Jpeg);
        // A comment that says where it was taken, after the first marker; a page of a browser behind the end.
        let place = joined(&[b"\xff\xfe\x00\x0dhome: there", &[]]);
        let jpeg = joined(&[&jpeg[..2], &place, &jpeg[2..], b"<script>alert(1)</script>"]);
        let png = joined(&[&picture(ImageFormat::Png), b"PK\x05\x06", &[0; 18]]);
        for (kind, bytes, hidden) in
            [(FileKind::Jpeg, &jpeg, &b"home"[..]), (FileKind::Jpeg, &jpeg, b"<script"), (FileKind::Png, &png, ZIP_END)]
        {
            let holds = |bytes: &[u8]| bytes.windows(hidden.len()).any(|window| window == hidden);
            assert!(holds(bytes), "it was hidden there");
            assert!(!holds(&prepare(kind, bytes).expect("a picture")), "{kind}");
        }
    }

    /// The corpus of row SEC-UP-01: what claims to be what it is not, whatever its name.
    #[test]
    fn nothing_is_taken_for_what_it_is_not() {
        let whole = [pdf(), picture(ImageFormat::Jpeg), picture(ImageFormat::Png)];
        let mut foreign: Vec<Vec<u8>> = [
            &b""[..],
            b"MZ\x90\x00\x03 an executable",
            b"\x7fELF\x02\x01\x01",
            b"#!/bin/sh\nrm -rf /\n",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"<html><script>alert(1)</script></html>",
            b"PK\x03\x04 a zip",
            b"PK\x03\x04[Content_Types].xml word/document.xml",
            b"Rar!\x1a\x07\x00",
            b"7z\xbc\xaf\x27\x1c",
            b"\x1f\x8b\x08\x00 gzip",
            b"BZh9 bzip2",
            b"\xfd7zXZ\x00",
            b"GIF89a\x01\x00\x01\x00",
            b"BM an old picture",
            b"II*\x00 a tiff",
            b"RIFF\x00\x00\x00\x00WEBPVP8 ",
            b"\x00\x00\x00\x20ftypheic",
            b"\x00\x00\x00\x20ftypavif",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document",
            b"{\\rtf1\\ansi}",
            b"%!PS-Adobe-3.0",
            b"\xca\xfe\xba\xbe\x00\x00\x00\x34 a class",
            b"dex\n035\x00",
            b"\x00asm\x01\x00\x00\x00",
            b"SQLite format 3\x00",
            b"OggS",
            b"ID3\x03",
            b"\x1aE\xdf\xa3 matroska",
            b"just a text that somebody typed",
        ]
        .iter()
        .map(|bytes| bytes.to_vec())
        .collect();
        // Cut off, with something before them, and what is two things at once.
        for file in &whole {
            foreign.push(joined(&[b"\n", file]));
            foreign.push(joined(&[b"GIF89a", file]));
            foreign.push(joined(&[b"MZ\x90\x00", file]));
            foreign.push(file[..file.len() / 2].to_vec());
        }
        let zip_end = joined(&[ZIP_END, &[0; 18]]);
        foreign.push(joined(&[&pdf(), b"<script>alert(1)</script>"]));
        foreign.push(joined(&[&pdf(), &zip_end]));
        foreign.push(joined(&[&pdf()[..20], &zip_end, b"\n%%EOF"]));
        foreign.push(joined(&[b"%PDF-1.7\n", b"MZ\x90\x00"]));
        foreign.push(b"%PDF-9.9\n%%EOF".to_vec());
        foreign.push(png_of(50_000, 50_000));
        foreign.push(png_of(u32::MAX, u32::MAX));
        foreign.push(png_of(40_000_001, 1));
        foreign.push(png_of(0, 0));
        let mut broken = picture(ImageFormat::Png);
        let middle = broken.len() - 20;
        broken[middle] ^= 0xff;
        foreign.push(broken);
        let mut tried = 0;
        for bytes in &foreign {
            for kind in FileKind::ALL {
                assert_eq!(prepare(*kind, bytes), None, "{kind}: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
                tried += 1;
            }
        }
        for kind in FileKind::ALL {
            for file in whole.iter().filter(|file| infer::get(file).map(|found| found.mime_type()) != Some(kind.media_type())) {
                assert_eq!(prepare(*kind, file), None, "{kind}");
                tried += 1;
            }
        }
        assert!(tried >= 150, "{tried}");
    }
}
