//! Bytes that must not be shown.

use zeroize::{Zeroize, Zeroizing};

/// What must not be shown. It has no `Debug` and no `Display` on purpose, and its memory is wiped when it is dropped.
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Wraps it.
    pub fn new(secret: T) -> Secret<T> {
        Secret(Zeroizing::new(secret))
    }

    /// Returns it, to hand it to whoever needs it and to nobody else.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}
