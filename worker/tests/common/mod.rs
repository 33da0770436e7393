// SPDX-License-Identifier: Apache-2.0
//! The real program on loopback, and a client that may send anything.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use joule_pogw::{Commitment, Node, Params, Statement};
use nix::{
    sys::signal::{kill, Signal},
    unistd::Pid,
};
use serde_json::{json, Value};
use tempfile::TempDir;

/// The seed of a challenge, and a device, where it does not matter which.
pub const CHALLENGE: [u8; 32] = [0xC1; 32];
pub const DEVICE: [u8; 32] = [0xD1; 32];
/// How long anything may take that comes by itself.
const PATIENCE: Duration = Duration::from_secs(60);
/// The processor, with a thread: tests run side by side.
const DEVICES: &str = "[[devices]]\nbackend = \"cpu\"\nthreads = 1\n";

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// A field that is a text.
    pub fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_else(|| panic!("{field} is a text in {self:?}"))
    }

    pub fn number(&self, field: &str) -> u64 {
        self.body[field].as_u64().unwrap_or_else(|| panic!("{field} is a number in {self:?}"))
    }

    /// A field that is bytes.
    pub fn bytes(&self, field: &str) -> Vec<u8> {
        let digits = self.text(field).strip_prefix("0x").expect("bytes begin with 0x");
        hex::decode(digits).expect("bytes are hex")
    }

    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_else(|| panic!("an error in {self:?}"))
    }
}

/// The folder of an agent, which outlives the agent.
pub struct Home {
    pub folder: TempDir,
    config: String,
}

impl Home {
    /// One device, which answers for every key.
    pub fn new() -> Self {
        Self::with(DEVICES)
    }

    /// With this configuration, in which `@home@` stands for its folder.
    pub fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let config = config.replace("@home@", &folder.path().to_string_lossy());
        Self { folder, config }
    }

    /// One device, and these commands.
    pub fn with_commands(commands: &str) -> Self {
        Self::with(&format!("{DEVICES}{commands}"))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program, with this home.
    pub fn command(&self, subcommand: &str) -> Command {
        let config = self.path().join("config.toml");
        fs::write(&config, &self.config).expect("the folder is writable");
        let mut command = Command::new(env!("CARGO_BIN_EXE_joule-worker"));
        command.arg(subcommand).arg("--config").arg(config);
        command.arg("--data-dir").arg(self.path().join("data"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A running agent.
    pub fn start(&self) -> Agent {
        let log = self.path().join("log");
        let log = fs::OpenOptions::new().create(true).append(true).open(log);
        let mut command = self.command("run");
        command.args(["--listen", "127.0.0.1:0"]);
        command.stderr(log.expect("the folder is writable"));
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it can be read");
        let address = line.trim().strip_prefix("http://").and_then(|text| text.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address: {}", self.log()));
        let token = fs::read_to_string(self.path().join("data/token")).expect("it was made");
        Agent { child, address, token: token.trim().into() }
    }

    /// What agents have said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }
}

/// A running agent. It is killed when it is dropped.
pub struct Agent {
    child: Child,
    pub address: SocketAddr,
    pub token: String,
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Agent {
    /// A whole request, as it is. The status, and what follows.
    pub fn raw(&self, request: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).expect("the agent listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("it is a time");
        // What is refused early need not be read to its end.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer to {request:?}: {answer:?}"));
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        (status, body.unwrap_or_default())
    }

    /// A request with these headers, and the right host unless they have one.
    pub fn with_headers(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let address = self.address;
        let host =
            if headers.contains("Host:") { String::new() } else { format!("Host: {address}\r\n") };
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n\
             {headers}\r\n"
        );
        let (status, body) = self.raw(&[head.as_bytes(), body].concat());
        Answer { status, body: serde_json::from_str(&body).unwrap_or(Value::Null) }
    }

    /// A request with the token.
    pub fn send(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let headers = format!("Authorization: Bearer {}\r\n", self.token);
        self.with_headers(method, path, &headers, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, b"")
    }

    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, body.to_string().as_bytes())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body.to_string().as_bytes())
    }

    /// Asks until the answer is not 202 any more.
    pub fn wait(&self, mut ask: impl FnMut(&Self) -> Answer) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = ask(self);
            if answer.status != 202 {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{answer:?} does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks for a challenge until it has some rounds.
    pub fn wait_for_rounds(&self, path: &str, rounds: u64) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.number("rounds") >= rounds {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{answer:?} does not go on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).expect("it is a process");
        kill(Pid::from_raw(pid), signal).expect("it runs");
    }

    /// Ends the agent as systemd does.
    pub fn stop(mut self) -> ExitStatus {
        self.signal(Signal::SIGTERM);
        self.child.wait().expect("it runs")
    }

    /// Ends it as a failing power supply does.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ran");
    }
}

/// Where a challenge is.
pub fn path(challenge: [u8; 32], device: [u8; 32]) -> String {
    format!("/v1/challenges/0x{}/0x{}", hex::encode(challenge), hex::encode(device))
}

/// What starts a challenge of 2^6 with 4 samples.
pub fn start(work_ms: u64) -> Value {
    json!({ "log2_size": 6, "samples": 4, "work_ms": work_ms.to_string() })
}

/// Checks that an opening is that of a challenge that is done.
pub fn assert_opens(done: &Answer, opening: &[u8], beacon: [u8; 32]) {
    let bytes = |field| done.bytes(field);
    let commitment = Commitment {
        challenge: bytes("challenge").try_into().expect("it is a hash"),
        device: bytes("device").try_into().expect("it is a key"),
        rounds: done.number("rounds").try_into().expect("it is a number of rounds"),
        top: Node::from_bytes(bytes("top").try_into().expect("it is a node")),
    };
    let log2_size = done.number("log2_size").try_into().expect("it is a size");
    let samples = done.number("samples").try_into().expect("it is a number of samples");
    let params = Params::new(log2_size, samples).expect("they exist");
    assert_eq!(Statement::new(params, commitment, &beacon).verify(opening), Ok(()));
}

/// Opens a challenge that is done, and checks that.
pub fn open(agent: &Agent, path: &str, beacon: [u8; 32]) -> Vec<u8> {
    let done = agent.get(path);
    assert_eq!(done.status, 200, "{done:?}");
    let body = json!({ "beacon": format!("0x{}", hex::encode(beacon)) });
    let open = format!("{path}/open");
    let opened = agent.wait(|agent| agent.post(&open, &body));
    assert_eq!((opened.status, opened.text("state")), (200, "done"));
    let opening = opened.bytes("opening");
    assert_opens(&done, &opening, beacon);
    opening
}
