//! What a model says as it says it: server-sent events, each with a piece of its reply. Rules only: bytes in, text out.
//!
//! Source: the streaming of chat completions as OpenAI describes it, which others follow; WHATWG HTML, server-sent events, for the lines.

use answer::compose::REPLY_BYTES_MAX;
use serde::Deserialize;

use crate::assistant::composer::Declined;

/// How many bytes one line may have: a piece has some three hundred.
const LINE_BYTES_MAX: usize = 64 * 1_024;
/// How many bytes all of it may have.
const STREAM_BYTES_MAX: usize = 4 << 20;

/// A reply as far as it was read.
#[derive(Debug, Default)]
pub struct Reading {
    line: Vec<u8>,
    text: String,
    bytes: usize,
    has_ended: bool,
}

#[derive(Deserialize)]
struct Piece {
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
struct Delta {
    content: Option<String>,
}

impl Reading {
    /// Reads more of it.
    ///
    /// # Errors
    /// Says that it is too long, or something else than a reply.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Declined> {
        self.bytes += bytes.len();
        if self.bytes > STREAM_BYTES_MAX {
            return Err(Declined::TooLong);
        }
        for byte in bytes {
            match byte {
                b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    self.read(&line)?;
                }
                byte if self.line.len() < LINE_BYTES_MAX => self.line.push(*byte),
                _ => return Err(Declined::TooLong),
            }
        }
        Ok(())
    }

    /// Says whether anything was said yet.
    pub fn has_begun(&self) -> bool {
        !self.text.is_empty() || self.has_ended
    }

    /// Says whether all was said.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Returns what was said.
    ///
    /// # Errors
    /// Says that it broke off.
    pub fn done(self) -> Result<String, Declined> {
        if self.has_ended { Ok(self.text) } else { Err(Declined::CutShort) }
    }

    fn read(&mut self, line: &[u8]) -> Result<(), Declined> {
        // Other lines are comments, names of events, and the blanks between them.
        let Some(data) = line.strip_prefix(b"data:").filter(|_| !self.has_ended) else { return Ok(()) };
        let data = data.trim_ascii();
        if data == b"[DONE]" {
            self.has_ended = true;
            return Ok(());
        }
        let piece: Piece = serde_json::from_slice(data).map_err(|_| Declined::NotAReply)?;
        let Some(choice) = piece.choices.into_iter().next() else { return Ok(()) };
        self.text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        if self.text.len() > REPLY_BYTES_MAX {
            return Err(Declined::TooLong);
        }
        match choice.finish_reason.as_deref() {
            None => {}
            Some("stop") => self.has_ended = true,
            Some("length") => return Err(Declined::TooLong),
            // A filter took it away, or it asks for a tool, of which there is none.
            Some(_) => return Err(Declined::NotAReply),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stream: &str) -> Result<String, Declined> {
        let mut reading = Reading::default();
        // However it arrives, it is the same.
        for bytes in stream.as_bytes().chunks(7) {
            reading.take(bytes)?;
        }
        reading.done()
    }

    fn piece(content: &str) -> String {
        format!(
            "data: {}\r\n\r\n",
            serde_json::json!({ "choices": [{ "delta": { "content": content }, "finish_reason": null }] })
        )
    }

    #[test]
    fn a_reply_is_the_pieces_one_after_another() {
        let stream =
            [": ping\n\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n", &piece("{\"é"), &piece("\":1}")];
        for end in ["data: [DONE]\n\n", "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"] {
            assert_eq!(read(&format!("{}{end}", stream.concat())).expect("a reply"), "{\"é\":1}");
        }
        let usage = "data: {\"choices\":[],\"usage\":{\"total_tokens\":7}}\n\n";
        assert!(read(&format!("{}{usage}data: [DONE]\n", piece("x"))).is_ok());
    }

    #[test]
    fn what_breaks_off_or_is_something_else_is_no_reply() {
        assert!(matches!(read(&piece("{")), Err(Declined::CutShort)));
        assert!(matches!(read("<html>\n"), Err(Declined::CutShort)));
        assert!(matches!(read("data: {not json}\n"), Err(Declined::NotAReply)));
        let ended = |reason: &str| read(&format!("data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{reason}\"}}]}}\n"));
        assert!(matches!(ended("length"), Err(Declined::TooLong)));
        assert!(matches!(ended("tool_calls"), Err(Declined::NotAReply)));
        assert!(matches!(ended("content_filter"), Err(Declined::NotAReply)));
    }

    #[test]
    fn a_reply_without_end_is_not_read_to_its_end() {
        assert!(matches!(read(&piece("word ").repeat(REPLY_BYTES_MAX)), Err(Declined::TooLong)));
        assert!(matches!(read(&"x".repeat(LINE_BYTES_MAX + 1)), Err(Declined::TooLong)));
        assert!(matches!(read(&": ping\n".repeat(STREAM_BYTES_MAX / 7 + 1)), Err(Declined::TooLong)));
    }
}
