//! A store that speaks S3 and that others made: moto, a Python package, in a process of its own.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use fingertip::enquiry::Bucket;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// Says who asks; the store believes it.
const SIGNED: &str =
    "AWS4-HMAC-SHA256 Credential=id/20260615/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

/// The store, while it runs.
pub struct Store {
    url: String,
    buckets: AtomicU32,
    process: Child,
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Store {
    /// Starts it. Where `make prepare` did not install it there is nobody to ask: the test says so and passes.
    pub async fn awake() -> Option<Store> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/.venv/bin/moto_server");
        if !program.is_file() {
            eprintln!("passed over: {} is not here (make prepare)", program.display());
            return None;
        }
        let port = {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
            listener.local_addr().expect("an address").port()
        };
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        Some(Store { url: format!("http://127.0.0.1:{port}"), buckets: AtomicU32::new(0), process })
    }

    /// Makes a bucket.
    pub async fn bucket(&self) -> Bucket {
        let bucket = Bucket {
            name: format!("files-{}", self.buckets.fetch_add(1, Ordering::SeqCst)),
            endpoint: Some(self.url.clone()),
            region: "us-east-1".to_owned(),
            keys: ("id".to_owned(), "secret".to_owned()),
        };
        let made = self.client(reqwest::Method::PUT, &bucket.name).send().await.expect("an answer");
        assert!(made.status().is_success(), "{}", made.status());
        bucket
    }

    /// Returns the names of what lies in a bucket.
    pub async fn objects(&self, bucket: &Bucket) -> Vec<String> {
        let listed = self.client(reqwest::Method::GET, &format!("{}?list-type=2", bucket.name)).send().await.expect("an answer");
        let listed = listed.text().await.expect("a text");
        listed.split("<Key>").skip(1).filter_map(|rest| Some(rest.split_once('<')?.0.to_owned())).collect()
    }

    /// Takes everything out of a bucket.
    pub async fn empty(&self, bucket: &Bucket) {
        for object in self.objects(bucket).await {
            let gone = self.client(reqwest::Method::DELETE, &format!("{}/{object}", bucket.name)).send().await;
            assert!(gone.expect("an answer").status().is_success());
        }
    }

    fn client(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        reqwest::Client::new().request(method, format!("{}/{path}", self.url)).header("authorization", SIGNED)
    }
}
