//! A client that connects to public addresses alone, and to no address that was not looked at.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use thiserror::Error;

use super::address::is_public;

/// Who finds the addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// There is no way out.
#[derive(Debug, Error)]
#[error("could not make the client that sends to others")]
pub struct OutsideError(#[from] reqwest::Error);

/// A name leads behind our walls, or nowhere.
#[derive(Debug, Error)]
#[error("the name leads to no public address")]
struct NotPublic;

/// Makes a client that follows nobody elsewhere, tries nothing twice and gives up after `time_max`. Where `this_machine` is set, `localhost` is
/// public.
///
/// # Errors
/// Says that the system has no way out.
pub fn client(time_max: Duration, lookup: Lookup, this_machine: bool) -> Result<Client, OutsideError> {
    let client = Client::builder()
        .timeout(time_max)
        .redirect(Policy::none())
        // Whatever stands between us and a receiver would be asked to find the name for us.
        .no_proxy()
        .retry(reqwest::retry::never())
        .dns_resolver(Arc::new(Walled { lookup, this_machine }))
        .build()?;
    Ok(client)
}

/// Finds the addresses of names, and gives out none that is not public: the connection is made to what was looked at here, however a name
/// answers the next time it is asked.
struct Walled {
    lookup: Lookup,
    this_machine: bool,
}

impl Resolve for Walled {
    fn resolve(&self, name: Name) -> Resolving {
        let found = (self.lookup)(name.as_str().to_owned());
        let is_here = self.this_machine && name.as_str() == "localhost";
        Box::pin(async move {
            let found = found.await?;
            // One that is not public is enough: whoever owns the name wants something of us.
            if found.is_empty() || !(is_here || found.iter().all(|address| is_public(*address))) {
                return Err(NotPublic.into());
            }
            let found: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(found)
        })
    }
}

/// Asks the system.
pub fn by_system() -> Lookup {
    Arc::new(|name: String| {
        let looking = async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        };
        looking.boxed()
    })
}
