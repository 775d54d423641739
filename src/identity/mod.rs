//! Who is asking, and how that is proven on a phone without e-mail. Rows ID-M1, ID-M2 and SEC-OTP.

pub mod code;
pub mod phone;
pub mod sms;
