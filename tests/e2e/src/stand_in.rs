// SPDX-License-Identifier: Apache-2.0
//! What stands where an agent should, and answers as a test says: even what is no HTTP.

use crate::Answer;
use anyhow::{ensure, Result};
use futures::{future::BoxFuture, FutureExt};
use serde_json::Value as Json;
use std::{
    fs::OpenOptions,
    future::Future,
    io::Write,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The most bytes of a request.
const REQUEST_BYTES_MAX: usize = 64 << 10;
/// The most requests that are remembered.
const REMEMBERED_MAX: usize = 10_000;

/// What the node asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The method of HTTP.
    pub method: String,
    /// The path.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// The challenge that it is about, by its seed in hex. Empty if it is about none.
    #[must_use]
    pub fn challenge(&self) -> &str {
        self.part(3)
    }

    /// The device that it is about, in hex. Empty if it is about none.
    #[must_use]
    pub fn device(&self) -> &str {
        self.part(4)
    }

    /// Whether it asks for an opening.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.part(5) == "open"
    }

    /// The body, or null if it is no JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn part(&self, number: usize) -> &str {
        self.path.split('/').nth(number).unwrap_or_default()
    }
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Reply {
    /// An answer in HTTP.
    Answer(Answer),
    /// These bytes, whatever they are.
    Bytes(Vec<u8>),
    /// Nothing, and the connection stays open.
    Silence,
}

impl Reply {
    /// An answer in JSON.
    #[must_use]
    pub fn json(status: u16, body: &Json) -> Self {
        Self::Answer(Answer { status, body: body.to_string().into_bytes() })
    }
}

/// How it answers.
type Script = Arc<dyn Fn(Asked) -> BoxFuture<'static, Reply> + Send + Sync>;
/// What it was asked.
type Heard = Arc<Mutex<Vec<Asked>>>;

/// Something that listens where an agent should. It ends when it is dropped.
pub struct StandIn {
    address: SocketAddr,
    folder: TempDir,
    heard: Heard,
    server: JoinHandle<()>,
}

impl StandIn {
    /// Listens on any free port, and answers as `script` says.
    ///
    /// # Errors
    /// If no port is free, or the token cannot be written.
    pub async fn start<Replied>(
        script: impl Fn(Asked) -> Replied + Send + Sync + 'static,
    ) -> Result<Self>
    where
        Replied: Future<Output = Reply> + Send + 'static,
    {
        let folder = TempDir::new()?;
        let token = folder.path().join("token");
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(token)?;
        file.write_all("5".repeat(64).as_bytes())?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let heard = Heard::default();
        let script: Script = Arc::new(move |asked| script(asked).boxed());
        let server = tokio::spawn(serve(listener, Arc::clone(&heard), script));
        Ok(Self { address, folder, heard, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A file with a token, as an agent has one.
    #[must_use]
    pub fn token_file(&self) -> PathBuf {
        self.folder.path().join("token")
    }

    /// What it was asked so far.
    #[must_use]
    pub fn heard(&self) -> Vec<Asked> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Answers one request of each connection.
async fn serve(listener: TcpListener, heard: Heard, script: Script) {
    // If the test ends, so does this: what was not answered then nobody waits for.
    while let Ok((mut stream, _)) = listener.accept().await {
        let (heard, script) = (Arc::clone(&heard), Arc::clone(&script));
        tokio::spawn(async move {
            if let Err(error) = answer(&mut stream, &heard, &script).await {
                eprintln!("what stands in for the agent could not answer: {error:#}");
            }
        });
    }
}

async fn answer(stream: &mut TcpStream, heard: &Heard, script: &Script) -> Result<()> {
    let asked = read(stream).await?;
    {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.len() < REMEMBERED_MAX {
            heard.push(asked.clone());
        }
    }
    let bytes = match script(asked).await {
        Reply::Answer(Answer { status, body }) => {
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: \
                 {length}\r\nConnection: close\r\n\r\n"
            );
            [head.as_bytes(), &body].concat()
        }
        Reply::Bytes(bytes) => bytes,
        // Until the other side gives up.
        Reply::Silence => {
            let read = stream.read(&mut [0; 1]).await?;
            ensure!(read == 0, "the node went on without an answer");
            return Ok(());
        }
    };
    stream.write_all(&bytes).await?;
    Ok(stream.shutdown().await?)
}

/// Reads a request.
async fn read(stream: &mut TcpStream) -> Result<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes).await?;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let rest = bytes.split_off(end + 4);
    let header = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let body = match header("transfer-encoding") {
        Some(_) => read_chunks(stream, rest).await?,
        None => {
            let length = header("content-length").map_or(Ok(0), str::parse)?;
            read_to(stream, rest, length).await?
        }
    };
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    Ok(Asked { method: method.into(), path: path.into(), body })
}

/// Reads a body that comes in chunks, of which `bytes` were read.
async fn read_chunks(stream: &mut TcpStream, mut bytes: Vec<u8>) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Some(end) = bytes.windows(2).position(|bytes| bytes == b"\r\n") else {
            more(stream, &mut bytes).await?;
            continue;
        };
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end])?, 16)?;
        // A line with the length, the chunk, and the end of its line.
        bytes = read_to(stream, bytes, end + 2 + length + 2).await?;
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes.drain(..end + 2 + length + 2);
        if length == 0 {
            return Ok(body);
        }
    }
}

/// Reads until there are `length` bytes at least.
async fn read_to(stream: &mut TcpStream, mut bytes: Vec<u8>, length: usize) -> Result<Vec<u8>> {
    while bytes.len() < length {
        more(stream, &mut bytes).await?;
    }
    Ok(bytes)
}

/// Reads some more of a request.
async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<()> {
    ensure!(bytes.len() < REQUEST_BYTES_MAX, "the request is too large");
    let read = stream.read_buf(bytes).await?;
    ensure!(read > 0, "the request was cut");
    Ok(())
}
