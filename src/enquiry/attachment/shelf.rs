//! Where the bytes of files lie: a folder, or any store that speaks S3. The only place that names the library for it.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutMode, aws::AmazonS3Builder, local::LocalFileSystem, path::Path as Key,
};

use crate::platform::fault::Fault;

/// A place for files. Cheap to clone.
#[derive(Clone)]
pub struct Shelf(Arc<dyn ObjectStore>);

/// A bucket of a store that speaks S3. The keys are secret: nothing prints this.
#[derive(Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Where the store is asked; nothing for the one of Amazon.
    pub endpoint: Option<String>,
    /// The region it is in.
    pub region: String,
    /// Our name there, and the key that goes with it.
    pub keys: (String, String),
}

/// A place that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The folder cannot be made.
    #[error("could not make the folder of files")]
    Folder(#[from] std::io::Error),
    /// The store cannot be set up.
    #[error("could not prepare the store of files")]
    Store(#[from] Error),
}

impl Shelf {
    /// Keeps files in a folder, which is made where there is none.
    ///
    /// # Errors
    /// Fails when the folder cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Shelf, ShelfError> {
        std::fs::create_dir_all(folder)?;
        Ok(Shelf(Arc::new(LocalFileSystem::new_with_prefix(folder)?)))
    }

    /// Keeps files in a bucket; nothing is asked yet.
    ///
    /// # Errors
    /// Fails when its address cannot be used.
    pub fn in_bucket(bucket: Bucket) -> Result<Shelf, ShelfError> {
        let Bucket { name, endpoint, region, keys: (id, secret) } = bucket;
        let builder = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_region(region)
            .with_access_key_id(id)
            .with_secret_access_key(secret);
        let builder = match endpoint {
            // Settings let only this machine be spoken to without TLS.
            Some(endpoint) => builder.with_allow_http(endpoint.starts_with("http://")).with_endpoint(endpoint),
            None => builder,
        };
        Ok(Shelf(Arc::new(builder.build()?)))
    }

    /// Keeps bytes under a name. False where something has it already: nothing is written over.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<bool, Fault> {
        match self.0.put_opts(&Key::from(name), bytes.into(), PutMode::Create.into()).await {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(Fault::while_("keeping a file")(error)),
        }
    }

    /// Returns all bytes of a file; nothing where there is none.
    pub(super) async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        const DOING: &str = "reading a file";
        match self.0.get(&Key::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(Fault::while_(DOING))?.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::while_(DOING)(error)),
        }
    }

    /// Returns the bytes of a file piece by piece; nothing where there is none.
    pub(super) async fn stream(&self, name: &str) -> Result<Option<BoxStream<'static, Result<Bytes, Fault>>>, Fault> {
        const DOING: &str = "sending a file";
        match self.0.get(&Key::from(name)).await {
            Ok(found) => Ok(Some(found.into_stream().map_err(|error| Fault::while_(DOING)(error)).boxed())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::while_(DOING)(error)),
        }
    }

    /// Takes a file away, where there is one. What has no name any more was taken away before.
    pub(super) async fn delete(&self, name: &str) -> Result<(), Fault> {
        if name.is_empty() {
            return Ok(());
        }
        match self.0.delete(&Key::from(name)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Fault::while_("taking a file away")(error)),
        }
    }
}
