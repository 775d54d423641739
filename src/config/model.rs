//! The types of the settings about the language model, and what they need of one another.

use super::{Config, problem::Problem, setting::Setting};

/// The name of a model, as its endpoint knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName(Box<str>);

impl ModelName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for ModelName {
    fn read(text: &str) -> Option<Self> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| ModelName(text.into()))
    }

    fn allowed() -> String {
        "1 to 255 letters, digits and signs of ASCII without blanks".to_owned()
    }
}

/// What a model may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelMode {
    /// Say which sentences of the sources to quote.
    Select,
    /// Write sentences of its own.
    Write,
}

impl Setting for ModelMode {
    fn read(text: &str) -> Option<Self> {
        match text {
            "select" => Some(ModelMode::Select),
            "write" => Some(ModelMode::Write),
            _ => None,
        }
    }

    fn allowed() -> String {
        "select or write".to_owned()
    }
}

/// How an endpoint is told the form of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelFormat {
    /// By a schema.
    JsonSchema,
    /// As an object, with the schema beside it.
    JsonObject,
}

impl Setting for ModelFormat {
    fn read(text: &str) -> Option<Self> {
        match text {
            "json-schema" => Some(ModelFormat::JsonSchema),
            "json-object" => Some(ModelFormat::JsonObject),
            _ => None,
        }
    }

    fn allowed() -> String {
        "json-schema or json-object".to_owned()
    }
}

/// Notes what is missing where a model is to be asked.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let assistant = &config.assistant;
    if assistant.model_url.is_some() && assistant.model.is_none() {
        problems.push(Problem::Missing { name: "assistant.model", because: "assistant.model_url" });
    }
    if assistant.model.is_some() && assistant.model_url.is_none() {
        problems.push(Problem::Missing { name: "assistant.model_url", because: "assistant.model" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_a_name_in_one_word() {
        for text in ["gpt-4.1-mini", "meta-llama/Llama-3.3-70B-Instruct", "qwen3:4b"] {
            assert!(ModelName::read(text).is_some(), "{text}");
        }
        for text in ["", "two words", "a\nb", "modèle"] {
            assert_eq!(ModelName::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_model_that_may_do_anything_is_no_mode() {
        assert_eq!(ModelMode::read("select"), Some(ModelMode::Select));
        assert_eq!((ModelMode::read("full"), ModelMode::read("")), (None, None));
    }
}
