//! Answers that come later. What waits is the same code for all operations, and only what reads is each one's own: a phone carries it once.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{client::Core, host::Later};

/// Something that is heard later, and then read.
pub struct Answer<'a, H, T> {
    pub(super) core: &'a Core,
    pub(super) heard: Later<'a, H>,
    pub(super) read: fn(&Core, H) -> T,
}

impl<H, T> Future for Answer<'_, H, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.heard.as_mut().poll(context).map(|heard| (self.read)(self.core, heard))
    }
}
