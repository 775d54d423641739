//! Names that the phone makes: in the order of time, and never twice.

use crate::host::HostServices;

/// Returns a new name: a UUID of version 7, of 48 bits of time and 74 of chance. Source: RFC 9562, section 5.7.
pub fn uuid_v7(host: &HostServices) -> String {
    let mut bytes = [0_u8; 16];
    let ms = u64::try_from(host.clock.now_ms()).unwrap_or_default().to_be_bytes();
    bytes[..6].copy_from_slice(&ms[2..]);
    for (at, byte) in bytes[6..].iter_mut().zip(host.entropy.bytes(10)) {
        *at = byte;
    }
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex::encode(bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// Returns a secret of 128 bits, in letters and digits.
pub fn secret(host: &HostServices) -> String {
    hex::encode(host.entropy.bytes(16))
}
