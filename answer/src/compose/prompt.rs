//! What a model is told: words of ours, and the question and the passages as data.

use serde_json::{Value, json};

use super::{Brief, Mode, SENTENCES_MAX};
use crate::{
    intent::instructs,
    sentence,
    verify::{Passage, QUOTES_MAX},
};

/// How many bytes of one passage are told: five of them are some three thousand tokens.
const PASSAGE_BYTES_MAX: usize = 2_400;

impl Brief<'_> {
    /// Returns what the model is to do, in words of ours: the same for every question.
    pub fn instructions(&self) -> &'static str {
        match self.mode {
            Mode::Select => include_str!("../../prompts/select.txt"),
            Mode::Write => include_str!("../../prompts/write.txt"),
        }
    }

    /// Returns the question and the passages as one JSON object. Nothing in it says who asks.
    pub fn data(&self) -> String {
        let mut passages = Vec::with_capacity(self.offered.len());
        for (number, (at, text)) in (1_usize..).zip(&self.offered) {
            let language = self.passages.get(*at).map_or("", |passage| passage.language.as_str());
            passages.push(json!({ "passage": number, "language": language, "text": text }));
        }
        let mut data = json!({ "language": self.language.as_str(), "question": self.question, "passages": passages });
        if let Some(before) = &self.before {
            data["asked_before"] = json!(before);
        }
        data.to_string()
    }

    /// Returns the form of the reply, as JSON Schema.
    pub fn schema(&self) -> Value {
        let quote = object(&json!({
            "passage": { "type": "integer", "enum": (1..=self.offered.len()).collect::<Vec<_>>() },
            "quote": { "type": "string" },
        }));
        let quotes = json!({ "type": "array", "items": quote, "minItems": 1, "maxItems": QUOTES_MAX });
        let sentence = match self.mode {
            Mode::Select => object(&json!({ "quotes": quotes })),
            Mode::Write => object(&json!({ "text": { "type": "string" }, "quotes": quotes })),
        };
        object(&json!({
            "completeness": { "type": "string", "enum": ["complete", "partial", "none"] },
            "sentences": { "type": "array", "items": sentence, "maxItems": SENTENCES_MAX },
        }))
    }
}

/// An object that has these members, all of them and no others.
fn object(members: &Value) -> Value {
    let names: Vec<&String> = members.as_object().into_iter().flat_map(|members| members.keys()).collect();
    json!({ "type": "object", "properties": members, "required": names, "additionalProperties": false })
}

/// Returns what is told of a passage: its sentences, as long as there is room, but for those that tell an assistant what to say.
pub(super) fn told(passage: &Passage<'_>) -> String {
    let (mut told, mut at) = (String::new(), 0);
    for sentence in sentence::cut(passage.text, passage.language) {
        let (start, end) = (sentence.span.start(), sentence.span.end());
        let (Some(between), Some(text)) = (passage.text.get(at..start), sentence.span.of(passage.text)) else { continue };
        if told.len() + between.len() + text.len() > PASSAGE_BYTES_MAX {
            break;
        }
        told.push_str(between);
        told.push_str(if instructs(text) { "…" } else { text });
        at = end;
    }
    told
}
