//! What a browser calls: it asks for room, puts a file and a question there, and reads the answer, which is JSON.
//!
//! ```text
//! at = input(file bytes + question bytes)     0 where that is more than is ever looked at
//! length = answer(file bytes)                 the file first, then the question
//! at = output()
//! ```
#![allow(unsafe_code, reason = "a name that a browser calls has to be given as it stands")]

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::offline::{FILE_BYTES_MAX, Offline};

/// How long a question may be: a declaration of a hundred lines is a tenth of it.
const QUESTION_BYTES_MAX: usize = 1 << 20;

struct Desk {
    offline: Offline,
    input: Vec<u8>,
    output: Vec<u8>,
}

/// WebAssembly has one thread here, so nobody ever waits.
static DESK: Mutex<Desk> = Mutex::new(Desk { offline: Offline::new(), input: Vec::new(), output: Vec::new() });

fn desk() -> MutexGuard<'static, Desk> {
    DESK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for a file and a question, and says where.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    if len > FILE_BYTES_MAX + QUESTION_BYTES_MAX {
        return std::ptr::null_mut();
    }
    let mut desk = desk();
    desk.input = vec![0; len];
    desk.input.as_mut_ptr()
}

/// Answers what was put there, of which the first `file` bytes are a file, and says how long the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer(file: usize) -> usize {
    let mut desk = desk();
    let mut input = std::mem::take(&mut desk.input);
    let question = input.split_off(file.min(input.len()));
    desk.output = desk.offline.answer(&question, input);
    desk.output.len()
}

/// Says where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    desk().output.as_ptr()
}
