// SPDX-License-Identifier: Apache-2.0
//! Tells the runtime's off-chain worker where the agent is that computes for the node's devices.
//!
//! The agent is a program of its own on the same machine. It may start later than the node, and make
//! a new token whenever it starts, so the file with the token is read again and again.

mod token_file;

use joule_primitives::agent::{AgentEndpoint, BadEndpoint, AGENT_STORAGE_KEY, DEFAULT_AGENT_URL};
use sc_service::SpawnTaskHandle;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{fmt, path::PathBuf, str::FromStr, time::Duration};
use token_file::Refusal;

/// How often the file with the token is read.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Where an agent on this machine is asked, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentUrl(String);

impl Default for AgentUrl {
    fn default() -> Self {
        Self(DEFAULT_AGENT_URL.into())
    }
}

impl fmt::Display for AgentUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for AgentUrl {
    type Err = BadEndpoint;

    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        // Any token does, to see whether the rest makes an endpoint.
        AgentEndpoint::new(text, "token").map(|endpoint| Self(endpoint.url().into()))
    }
}

/// Who computes for the devices of this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Where it is asked.
    pub url: AgentUrl,
    /// The file in which it puts its token.
    pub token_file: PathBuf,
}

impl Agent {
    /// How it is asked now.
    fn endpoint(&self) -> Result<AgentEndpoint, Refusal> {
        let token = token_file::read(&self.token_file)?;
        AgentEndpoint::new(&self.url.0, &token).map_err(|_| Refusal::NoToken)
    }
}

/// Tells the off-chain worker of `agent`, by way of `storage`, and goes on doing so; or that no
/// devices are served.
pub fn serve<Storage: OffchainStorage + 'static>(
    agent: Option<Agent>,
    mut storage: Storage,
    tasks: &SpawnTaskHandle,
) {
    let Some(agent) = agent else {
        forget(&mut storage);
        log::info!("🧮 No devices are served. To serve some, name --worker-token-file.");
        return;
    };
    log::info!(
        "🧮 The agent at {} is asked to serve devices, with the token in {}",
        agent.url,
        agent.token_file.display(),
    );
    let mut watch = Watch { agent, storage, found: None };
    // What an earlier run left there must not be used.
    watch.look();
    tasks.spawn_blocking("worker-agent", None, async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            watch.look();
        }
    });
}

/// Removes what the off-chain worker knows of an agent.
fn forget<Storage: OffchainStorage>(storage: &mut Storage) {
    storage.remove(STORAGE_PREFIX, AGENT_STORAGE_KEY);
}

/// Keeps what the off-chain worker knows as the file has it.
struct Watch<Storage> {
    agent: Agent,
    storage: Storage,
    /// What came of the last look.
    found: Option<Result<AgentEndpoint, Refusal>>,
}

impl<Storage: OffchainStorage> Watch<Storage> {
    /// Looks at the file, and passes on what changed. Returns whether anything did.
    fn look(&mut self) -> bool {
        let found = self.agent.endpoint();
        if self.found.as_ref() == Some(&found) {
            return false;
        }
        let path = self.agent.token_file.display();
        match &found {
            Ok(endpoint) => {
                self.storage.set(STORAGE_PREFIX, AGENT_STORAGE_KEY, &endpoint.to_bytes());
                log::info!("🧮 The token of the agent was read from {path}");
            }
            Err(refusal) => {
                forget(&mut self.storage);
                log::warn!("🧮 No devices are served until {path} holds a token: {refusal}.");
            }
        }
        self.found = Some(found);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::offchain::storage::InMemOffchainStorage;
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};
    use tempfile::TempDir;

    /// Writes a file that has the permissions `mode`.
    pub fn write(file: &Path, content: impl AsRef<[u8]>, mode: u32) {
        fs::write(file, content).expect("the file is written");
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(file, permissions).expect("the file is the test's");
    }

    /// Watches a file that is not there yet, in a folder of its own.
    fn watch() -> (TempDir, PathBuf, Watch<InMemOffchainStorage>) {
        let folder = tempfile::tempdir().expect("there is room");
        let token_file = folder.path().join("token");
        let agent = Agent { url: AgentUrl::default(), token_file: token_file.clone() };
        let storage = InMemOffchainStorage::default();
        (folder, token_file, Watch { agent, storage, found: None })
    }

    /// What the off-chain worker finds.
    fn known(watch: &Watch<InMemOffchainStorage>) -> Option<AgentEndpoint> {
        let bytes = watch.storage.get(STORAGE_PREFIX, AGENT_STORAGE_KEY)?;
        Some(AgentEndpoint::from_bytes(&bytes).expect("an endpoint stands there"))
    }

    fn endpoint(token: &str) -> Option<AgentEndpoint> {
        Some(AgentEndpoint::new(DEFAULT_AGENT_URL, token).expect("it can be asked"))
    }

    #[test]
    fn an_agent_is_on_this_machine() {
        let url = |text: &str| text.parse::<AgentUrl>().map(|url| url.to_string());
        assert_eq!(url("http://localhost:80/"), Ok("http://localhost:80".into()));
        assert_eq!(url(DEFAULT_AGENT_URL), Ok(AgentUrl::default().to_string()));
        for text in ["http://example.org:9955", "https://127.0.0.1:9955", "127.0.0.1:9955", ""] {
            let refusal = url(text).expect_err("it is elsewhere");
            assert!(refusal.to_string().contains(DEFAULT_AGENT_URL), "{refusal}");
        }
    }

    #[test]
    fn the_agent_may_start_later_and_make_new_tokens() {
        let (_folder, file, mut watch) = watch();
        assert!(watch.look());
        assert!(!watch.look(), "one warning is enough");
        assert_eq!(known(&watch), None);
        for token in ["first", "second"] {
            write(&file, format!("{token}\n"), 0o600);
            assert!(watch.look());
            assert!(!watch.look());
            assert_eq!(known(&watch), endpoint(token));
        }
    }

    #[test]
    fn a_token_that_is_refused_is_not_used_any_more() {
        let (_folder, file, mut watch) = watch();
        for (text, mode) in
            [("secret", 0o644), ("", 0o600), ("two words", 0o600), ("\u{fc}", 0o600)]
        {
            write(&file, "secret", 0o600);
            assert!(watch.look());
            assert_eq!(known(&watch), endpoint("secret"));
            write(&file, text, mode);
            assert!(watch.look());
            assert!(!watch.look(), "one warning is enough");
            assert_eq!(known(&watch), None, "{text:?} {mode:o}");
        }
        write(&file, "secret", 0o600);
        assert!(watch.look());
        fs::remove_file(&file).expect("the file is there");
        assert!(watch.look());
        assert_eq!(known(&watch), None);
    }

    #[test]
    fn what_an_earlier_run_left_is_forgotten() {
        let (_folder, _file, mut watch) = watch();
        let left = endpoint("old").expect("it can be asked").to_bytes();
        watch.storage.set(STORAGE_PREFIX, AGENT_STORAGE_KEY, &left);
        assert!(watch.look());
        assert_eq!(known(&watch), None);
        watch.storage.set(STORAGE_PREFIX, AGENT_STORAGE_KEY, &left);
        forget(&mut watch.storage);
        assert_eq!(known(&watch), None);
    }
}
