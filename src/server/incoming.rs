//! The parameters of a GraphQL request, from a JSON body or a query string: checked for type, read strictly, otherwise untouched.

use async_graphql::Variables;
use serde_json::{Map, Value};

use super::{
    document::{DocumentHash, Excess, Limit},
    refusal::Refusal,
};

/// What a caller asks to have executed.
#[derive(Debug, PartialEq)]
pub struct Incoming {
    /// The document, as text or by hash.
    pub source: Source,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Variables,
}

/// Where the document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The caller sent it.
    Text(String),
    /// It is one of ours.
    Hash(DocumentHash),
}

impl Incoming {
    /// Reads a body. Parameters we do not know are passed over.
    ///
    /// Source: GraphQL over HTTP, section 5.3; its appendix on persisted documents for `documentId`.
    pub fn from_json(body: &[u8], variable_bytes_max: usize) -> Result<Incoming, Refusal> {
        let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::BadRequest("the body is not JSON"))?;
        Incoming::from_value(body, variable_bytes_max)
    }

    /// Reads parameters that have been parsed already, as in a message on a socket.
    pub fn from_value(body: Value, variable_bytes_max: usize) -> Result<Incoming, Refusal> {
        let mut parameters = match body {
            Value::Object(parameters) => parameters,
            Value::Array(_) => return Err(Refusal::Batch),
            _ => return Err(Refusal::BadRequest("the body is not a JSON object")),
        };
        let query = text(&mut parameters, "query", "query must be a string")?;
        let document_id = text(&mut parameters, "documentId", "documentId must be a string")?;
        let operation_name = text(&mut parameters, "operationName", "operationName must be a string")?;
        let variables = object(&mut parameters, "variables", "variables must be an object")?;
        let extensions = object(&mut parameters, "extensions", "extensions must be an object")?;
        let source = Source::choose(query, document_id.as_deref(), extensions.as_ref())?;
        let variables = variables.unwrap_or_default();
        check_size(&variables, variable_bytes_max)?;
        Ok(Incoming { source, operation_name, variables: Variables::from_json(Value::Object(variables)) })
    }

    /// Takes a document of ours, with the values of its variables.
    pub fn with_variables(source: Source, variables: Value, variable_bytes_max: usize) -> Result<Incoming, Refusal> {
        let Value::Object(variables) = variables else { return Err(Refusal::BadRequest("variables must be an object")) };
        check_size(&variables, variable_bytes_max)?;
        Ok(Incoming { source, operation_name: None, variables: Variables::from_json(Value::Object(variables)) })
    }

    /// Reads the query string of a GET. Of a parameter that comes twice the last one counts, as in JSON.
    pub fn from_query_string(query_string: &str, variable_bytes_max: usize) -> Result<Incoming, Refusal> {
        let parameters = actix_web::web::Query::<Vec<(String, String)>>::from_query(query_string)
            .map_err(|_| Refusal::BadRequest("the query string could not be read"))?;
        let mut body = Map::new();
        for (name, value) in parameters.into_inner() {
            let value = match name.as_str() {
                "query" | "documentId" | "operationName" => Value::String(value),
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" => parse(&value, "variables must be a JSON object")?,
                "extensions" => parse(&value, "extensions must be a JSON object")?,
                _ => continue,
            };
            body.insert(name, value);
        }
        if body.get("operationName").is_some_and(|name| name == "") {
            body.remove("operationName");
        }
        Incoming::from_value(Value::Object(body), variable_bytes_max)
    }
}

impl Source {
    /// A text is taken as it is, whatever hash comes with it: nothing is ever registered.
    fn choose(
        query: Option<String>,
        document_id: Option<&str>,
        extensions: Option<&Map<String, Value>>,
    ) -> Result<Source, Refusal> {
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            return Ok(Source::Text(query));
        }
        if let Some(id) = document_id {
            let hash = id.strip_prefix("sha256:").and_then(|hex| hex.parse().ok());
            return hash.map(Source::Hash).ok_or(Refusal::BadRequest("documentId must be sha256: and 64 hexadecimal digits"));
        }
        match extensions.and_then(|extensions| extensions.get("persistedQuery")) {
            None => Err(Refusal::BadRequest("query or documentId is missing")),
            Some(persisted) => {
                let hash = persisted.get("sha256Hash").and_then(Value::as_str).and_then(|hex| hex.parse().ok());
                hash.map(Source::Hash).ok_or(Refusal::BadRequest("sha256Hash must be 64 hexadecimal digits"))
            }
        }
    }
}

fn text(parameters: &mut Map<String, Value>, name: &str, otherwise: &'static str) -> Result<Option<String>, Refusal> {
    match parameters.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::BadRequest(otherwise)),
    }
}

fn object(
    parameters: &mut Map<String, Value>,
    name: &str,
    otherwise: &'static str,
) -> Result<Option<Map<String, Value>>, Refusal> {
    match parameters.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(Refusal::BadRequest(otherwise)),
    }
}

fn parse(text: &str, otherwise: &'static str) -> Result<Value, Refusal> {
    serde_json::from_str(text).map_err(|_| Refusal::BadRequest(otherwise))
}

fn check_size(variables: &Map<String, Value>, bytes_max: usize) -> Result<(), Excess> {
    if variables.is_empty() {
        return Ok(());
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, variables).expect("counting does not fail, and keys are strings");
    Limit::VariableBytes.check(count.0, bytes_max)
}

/// Counts what is written to it.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn read(body: &str) -> Result<Incoming, Refusal> {
        Incoming::from_json(body.as_bytes(), 64)
    }

    #[test]
    fn a_request_says_what_to_execute() {
        let incoming =
            read(r#"{"query":"{ a }","operationName":null,"variables":{"id":1},"unknown":[],"query":"{ b }"}"#).expect("good");
        assert_eq!(incoming.source, Source::Text("{ b }".into()));
        assert_eq!((incoming.operation_name, incoming.variables.len()), (None, 1));
    }

    #[test]
    fn a_parameter_of_the_wrong_type_is_refused() {
        for body in [
            "",
            "{",
            "null",
            "\"{ a }\"",
            "{}",
            r#"{"query":null}"#,
            r#"{"query":1}"#,
            r#"{"query":["{ a }"]}"#,
            r#"{"query":"{ a }","operationName":1}"#,
            r#"{"query":"{ a }","variables":"{}"}"#,
            r#"{"query":"{ a }","variables":[]}"#,
            r#"{"query":"{ a }","extensions":0}"#,
            r#"{"documentId":"md5:abc"}"#,
            r#"{"extensions":{"persistedQuery":{"version":1}}}"#,
        ] {
            assert!(matches!(read(body), Err(Refusal::BadRequest(_))), "{body}");
        }
        assert_eq!(read(r#"[{"query":"{ a }"}]"#), Err(Refusal::Batch));
    }

    #[test]
    fn both_ways_to_name_a_hash_are_read() {
        let hash = Source::Hash(HEX.parse().expect("a hash"));
        assert_eq!(read(&format!(r#"{{"documentId":"sha256:{HEX}"}}"#)).expect("good").source, hash);
        let apollo = format!(r#"{{"extensions":{{"persistedQuery":{{"version":1,"sha256Hash":"{HEX}"}}}}}}"#);
        assert_eq!(read(&apollo).expect("good").source, hash);
        let by_get = format!("documentId=sha256%3A{HEX}&variables=%7B%22id%22%3A1%7D&nonsense=1");
        assert_eq!(Incoming::from_query_string(&by_get, 64).expect("good").source, hash);
    }

    #[test]
    fn variables_have_a_ceiling() {
        let body = format!(r#"{{"query":"{{ a }}","variables":{{"text":"{}"}}}}"#, "x".repeat(64));
        assert!(matches!(read(&body), Err(Refusal::TooLarge(Excess { limit: Limit::VariableBytes, max: 64, found: 75 }))));
    }
}
