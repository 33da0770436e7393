// SPDX-License-Identifier: Apache-2.0
//! An agent that really computes, on small matrices, and that can be told to do wrong.

use super::node::TOKEN;
use joule_pogw::{
    prover::{Cpu, Prover},
    Params,
};
use serde_json::{json, Value};
use sp_core::{offchain::testing::PendingRequest, H256};
use std::collections::BTreeMap;

/// What an agent was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub method: String,
    /// The path below `/v1/`.
    pub path: String,
    pub body: String,
}

impl Asked {
    /// What a request asks, which must show the token.
    pub fn of(request: &PendingRequest) -> Self {
        let shown = ("Authorization".to_owned(), format!("Bearer {TOKEN}"));
        assert!(request.headers.contains(&shown), "the token is shown");
        let path = request.uri.strip_prefix("http://127.0.0.1:9955/v1/");
        Self {
            method: request.method.clone(),
            path: path.expect("it goes to the agent").to_owned(),
            body: String::from_utf8(request.body.clone()).expect("it is text"),
        }
    }

    /// What it does, and to what: `PUT challenges` or `POST open`.
    pub fn kind(&self) -> String {
        let is_open = self.path.ends_with("/open");
        let what = if is_open { "open" } else { self.path.split('/').next().unwrap_or_default() };
        format!("{} {what}", self.method)
    }
}

/// What an agent answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A status and a body.
    Says(u16, Vec<u8>),
    /// A body that does not come.
    Stalls,
    /// Nothing in time.
    Hangs,
    /// Nobody is there.
    Down,
}

impl Answer {
    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Says(status, body.to_string().into_bytes())
    }

    /// A refusal.
    pub fn refusal(status: u16) -> Self {
        Self::json(status, &json!({ "error": { "code": "code", "message": "why\u{1b}[31m" } }))
    }
}

/// What changes an answer.
type Spoiler = Box<dyn Fn(&Asked, Answer) -> Answer + Send>;

/// The agent.
pub struct FakeAgent {
    /// How many rounds it computes in a challenge.
    pub rounds: u32,
    /// How often it says that it runs before something is done.
    pub delay: u32,
    /// What it answers without looking.
    pub fixed: Option<Answer>,
    /// What changes its answers.
    pub spoiler: Option<Spoiler>,
    /// What its devices are, as it says.
    pub devices: Value,
    asked: Vec<Asked>,
    work: BTreeMap<String, (Prover, u32)>,
    openings: BTreeMap<String, u32>,
}

impl Default for FakeAgent {
    fn default() -> Self {
        Self {
            rounds: 3,
            delay: 1,
            fixed: None,
            spoiler: None,
            devices: json!([{ "id": "cpu", "key": null }]),
            asked: Vec::new(),
            work: BTreeMap::new(),
            openings: BTreeMap::new(),
        }
    }
}

impl FakeAgent {
    /// Lets every answer be this one.
    pub fn always(&mut self, answer: Answer) {
        self.fixed = Some(answer);
    }

    /// Changes what it says of fields of its answers with JSON in them.
    pub fn lie(&mut self, kind: &'static str, change: impl Fn(&mut Value) + Send + 'static) {
        self.spoiler = Some(Box::new(move |asked, answer| match answer {
            Answer::Says(status, body) if asked.kind() == kind => {
                let mut body = serde_json::from_slice(&body).expect("it is JSON");
                change(&mut body);
                Answer::json(status, &body)
            }
            answer => answer,
        }));
    }

    /// Lets it be honest.
    pub fn be_honest(&mut self) {
        (self.fixed, self.spoiler) = (None, None);
    }

    /// What it was asked since this was asked.
    pub fn asked(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.asked)
    }

    /// The kinds of what it was asked.
    pub fn kinds(&mut self) -> Vec<String> {
        self.asked().iter().map(Asked::kind).collect()
    }

    /// Forgets everything, as one whose data directory is lost.
    pub fn forget(&mut self) {
        self.work.clear();
        self.openings.clear();
    }

    /// Answers.
    pub fn answer(&mut self, asked: &Asked) -> Answer {
        self.asked.push(asked.clone());
        if let Some(answer) = &self.fixed {
            return answer.clone();
        }
        let answer = self.honest(asked);
        match &self.spoiler {
            Some(spoiler) => spoiler(asked, answer),
            None => answer,
        }
    }

    fn honest(&mut self, asked: &Asked) -> Answer {
        match asked.kind().as_str() {
            "GET health" => Answer::json(200, &json!({ "status": "ok", "protocol": "PoGW/1" })),
            "GET devices" => Answer::json(200, &json!({ "devices": self.devices })),
            "PUT challenges" => {
                self.start(asked);
                self.progress(&asked.path)
            }
            "GET challenges" => self.progress(&asked.path),
            "POST open" => self.open(asked),
            other => panic!("agents do not know {other}"),
        }
    }

    fn start(&mut self, asked: &Asked) {
        let body: Value = serde_json::from_str(&asked.body).expect("it is JSON");
        let number = |name: &str| body[name].as_u64().and_then(|number| u8::try_from(number).ok());
        let (size, samples) =
            (number("log2_size").expect("a size"), number("samples").expect("samples"));
        let work_ms = body["work_ms"].as_str().and_then(|text| text.parse::<u64>().ok());
        assert!(work_ms.is_some_and(|work_ms| work_ms > 0), "a decimal string: {body}");
        let params = Params::new(size, samples).expect("they are possible");
        let (challenge, device) = parts(&asked.path);
        let (rounds, delay) = (self.rounds, self.delay);
        self.work.entry(asked.path.clone()).or_insert_with(|| {
            let mut prover = Prover::new(params, challenge.0, device.0);
            (0..rounds).for_each(|_| prover.step(&mut Cpu::default()).expect("it computes"));
            (prover, delay)
        });
    }

    fn progress(&mut self, path: &str) -> Answer {
        let (challenge, device) = parts(path);
        let Some((prover, left)) = self.work.get_mut(path) else { return Answer::refusal(404) };
        let is_done = *left == 0;
        *left = left.saturating_sub(1);
        let commitment = prover.commitment().expect("there are rounds");
        let top = is_done.then(|| format!("0x{}", hex(commitment.top.as_bytes())));
        let body = json!({
            "challenge": challenge, "device": device,
            "state": if is_done { "done" } else { "running" },
            "log2_size": crate::mock::settings().log2_size,
            "samples": crate::mock::settings().samples,
            "rounds": commitment.rounds, "top": top, "started_ms": "1790000000000", "error": null,
        });
        Answer::json(if is_done { 200 } else { 202 }, &body)
    }

    fn open(&mut self, asked: &Asked) -> Answer {
        let path = asked.path.strip_suffix("/open").expect("it opens");
        let body: Value = serde_json::from_str(&asked.body).expect("it is JSON");
        let beacon: H256 = serde_json::from_value(body["beacon"].clone()).expect("a hash");
        let left = self.openings.entry(format!("{path}{beacon:?}")).or_insert(self.delay);
        let Some((prover, running)) = self.work.get(path) else { return Answer::refusal(404) };
        if *running > 0 {
            return Answer::refusal(409);
        }
        if *left > 0 {
            *left -= 1;
            return Answer::json(202, &json!({ "state": "running", "done": 0, "total": 4 }));
        }
        let opening = prover.open(&mut Cpu::default(), &beacon.0).expect("it computes");
        let opening = format!("0x{}", hex(&opening));
        Answer::json(200, &json!({ "state": "done", "opening": opening }))
    }
}

/// The challenge and the device of a path.
fn parts(path: &str) -> (H256, H256) {
    let parts = path.split('/').skip(1).map(|part| part.parse().expect("32 bytes in hex"));
    let parts = parts.collect::<Vec<H256>>();
    (parts[0], parts[1])
}

/// Bytes as digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
