//! The log, handed to the host some lines at a time. What is written here is fixed text and codes: nothing of what people wrote.

use std::sync::{Arc, Mutex, PoisonError};

use crate::host::{LogLevel, LogLine, LogSink};

/// How many lines are collected before the host is called.
const LINES_MAX: usize = 16;

/// Collects lines.
pub struct Log {
    sink: Option<Arc<dyn LogSink>>,
    lines: Mutex<Vec<LogLine>>,
}

impl Log {
    /// Writes to a sink, or to none.
    pub fn new(sink: Option<Arc<dyn LogSink>>) -> Log {
        Log { sink, lines: Mutex::default() }
    }

    /// Adds a line. One that somebody should see goes at once, with those before it.
    pub fn line(&self, level: LogLevel, target: &str, text: impl Into<String>) {
        if self.sink.is_none() {
            return;
        }
        let count = {
            let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push(LogLine { level, target: target.to_owned(), text: text.into() });
            lines.len()
        };
        if count >= LINES_MAX || level >= LogLevel::Warn {
            self.flush();
        }
    }

    /// Hands over what is collected.
    pub fn flush(&self) {
        let lines = std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(sink) = self.sink.as_ref().filter(|_| !lines.is_empty()) {
            sink.log(lines);
        }
    }
}
