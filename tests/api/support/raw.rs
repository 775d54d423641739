//! A client that speaks bytes, for what no decent client sends.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Sends bytes and returns what comes back until the server closes or says no more for a while.
pub async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a listening server");
    stream.write_all(bytes).await.expect("the server reads");
    read(&mut stream).await
}

/// Reads until the server closes or says no more for a while.
pub async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(length @ 1..)) = timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..length]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
