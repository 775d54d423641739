//! What a machine asks for and how it says who it is, read from the parameters of a form. Values in, values out.
//!
//! Source: RFC 6749, sections 2.3.1, 3.2 and 4.4.2; RFC 7521, section 4.2.

use vocabulary::MachineId;

use super::{machine::Scopes, secret::ClientSecret};
use crate::platform::token_grant::{TokenAsk, TokenRefusal};

/// What a client says that `client_assertion` is (RFC 7523, section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a machine asks for.
pub struct TokenRequest {
    /// How it proves who it is.
    pub client: Client,
    /// What it wants to do; nothing where it does not say.
    pub scopes: Option<Scopes>,
}

/// How a machine proves who it is.
pub enum Client {
    /// By a secret.
    Secret {
        /// Which machine it says it is.
        machine: MachineId,
        /// The secret.
        secret: ClientSecret,
    },
    /// By a signed statement.
    Assertion {
        /// Which machine it says it is, where it says so outside the statement too.
        machine: Option<MachineId>,
        /// The statement.
        text: String,
    },
}

impl TokenRequest {
    /// Reads a request. Parameters we do not know are passed over; an empty one is as good as absent.
    ///
    /// # Errors
    /// Refuses as [`TokenRefusal`] says.
    pub fn read(ask: TokenAsk) -> Result<TokenRequest, TokenRefusal> {
        let mut form = Form(ask.parameters);
        match form.take("grant_type")?.as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(TokenRefusal::UnsupportedGrantType),
            None => return Err(TokenRefusal::InvalidRequest("grant_type is missing")),
        }
        let scopes = form.take("scope")?.map(|text| text.parse().map_err(|_| TokenRefusal::InvalidScope)).transpose()?;
        Ok(TokenRequest { client: client(&mut form, ask.basic)?, scopes })
    }
}

fn client(form: &mut Form, basic: Option<(String, String)>) -> Result<Client, TokenRefusal> {
    let (id, secret) = (form.take("client_id")?, form.take("client_secret")?);
    let (kind, assertion) = (form.take("client_assertion_type")?, form.take("client_assertion")?);
    let machine = |id: &str| id.parse::<MachineId>().map_err(|_| TokenRefusal::InvalidClient);
    let secret_of = |text: &str| ClientSecret::read(text).ok_or(TokenRefusal::InvalidClient);
    match (basic, secret, assertion) {
        (Some((name, secret)), None, None) if id.as_ref().is_none_or(|id| *id == name) => {
            Ok(Client::Secret { machine: machine(&name)?, secret: secret_of(&secret)? })
        }
        (None, Some(secret), None) => match id {
            Some(id) => Ok(Client::Secret { machine: machine(&id)?, secret: secret_of(&secret)? }),
            None => Err(TokenRefusal::InvalidRequest("client_id is missing")),
        },
        (None, None, Some(text)) if kind.as_deref() == Some(JWT_BEARER) => {
            Ok(Client::Assertion { machine: id.as_deref().map(machine).transpose()?, text })
        }
        (None, None, Some(_)) => Err(TokenRefusal::InvalidRequest("client_assertion_type has to be that of RFC 7523")),
        (None, None, None) => Err(TokenRefusal::InvalidClient),
        _ => Err(TokenRefusal::InvalidRequest("the client proves itself in more than one way")),
    }
}

/// The parameters of a form.
struct Form(Vec<(String, String)>);

impl Form {
    /// Takes the value of a parameter out.
    fn take(&mut self, name: &str) -> Result<Option<String>, TokenRefusal> {
        let mut found = None;
        for (_, value) in self.0.extract_if(.., |(key, _)| key == name) {
            if found.replace(value).is_some() {
                return Err(TokenRefusal::InvalidRequest("a parameter is there twice"));
            }
        }
        Ok(found.filter(|value| !value.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0000000000000000000000000000019a";

    fn read(form: &str, basic: Option<(&str, &str)>) -> Result<TokenRequest, TokenRefusal> {
        let pair = |text: &str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).expect("a pair");
        let basic = basic.map(|(name, secret)| (name.to_owned(), secret.to_owned()));
        TokenRequest::read(TokenAsk { parameters: form.split('&').map(pair).collect(), basic, proof: None })
    }

    #[test]
    fn a_client_proves_itself_in_one_way() {
        let secret = ClientSecret::draw().expect("randomness").reveal();
        let good = "grant_type=client_credentials";
        let posted = format!("{good}&client_id={ID}&client_secret={secret}&resource=any&scope=");
        assert!(matches!(read(&posted, None), Ok(TokenRequest { client: Client::Secret { .. }, scopes: None })));
        let named = (ID, secret.as_str());
        assert!(matches!(read(good, Some(named)), Ok(TokenRequest { client: Client::Secret { .. }, .. })));
        let signed = format!("{good}&client_assertion_type={JWT_BEARER}&client_assertion=a.b.c");
        assert!(matches!(read(&signed, None), Ok(TokenRequest { client: Client::Assertion { machine: None, .. }, .. })));
        for (form, basic, error) in [
            ("a=b".to_owned(), None, "invalid_request"),
            (format!("{good}&{good}"), None, "invalid_request"),
            ("grant_type=password".to_owned(), Some(named), "unsupported_grant_type"),
            (good.to_owned(), None, "invalid_client"),
            (format!("{good}&client_secret={secret}"), None, "invalid_request"),
            (format!("{good}&client_id=1&client_secret={secret}"), None, "invalid_client"),
            (format!("{good}&client_id={ID}&client_secret=fts_x"), None, "invalid_client"),
            (posted.clone(), Some(named), "invalid_request"),
            (format!("{signed}&client_id={ID}"), Some(named), "invalid_request"),
            (format!("{good}&client_id=other"), Some(named), "invalid_request"),
            (format!("{good}&client_assertion_type=saml&client_assertion=a.b.c"), None, "invalid_request"),
            (format!("{good}&scope=ADMIN"), Some(named), "invalid_scope"),
        ] {
            assert_eq!(read(&form, basic).err().map(TokenRefusal::error), Some(error), "{form}");
        }
    }
}
