// SPDX-License-Identifier: Apache-2.0
//! The program beside a node that computes for its devices: where it answers, and the keys with
//! which the node signs for them.
//!
//! The node writes down where the agent answers, and the runtime's off-chain worker reads it. Both
//! find it in the persistent local storage of the node, which is no part of the chain's state.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::fmt;
use frame_support::{traits::ConstU32, BoundedVec};
use sp_core::crypto::KeyTypeId;

use crate::attestation::DeviceKey;

/// The kind of keys of devices, in the keystore of the node.
pub const DEVICE_KEY_TYPE: KeyTypeId = KeyTypeId(*b"gpuw");

/// The key in the persistent local storage under which [`AgentEndpoint::to_bytes`] lies. Without
/// it, nothing is done for devices.
///
/// A node writes it below the prefix `sp_core::offchain::STORAGE_PREFIX`, as the SDK does.
pub const AGENT_STORAGE_KEY: &[u8] = b"joule::agent";

/// Where an agent answers unless its operator says otherwise.
pub const DEFAULT_AGENT_URL: &str = "http://127.0.0.1:9955";

/// The most bytes of a URL.
pub const MAX_URL_BYTES: u32 = 128;
/// The most bytes of a token.
pub const MAX_TOKEN_BYTES: u32 = 1_024;
/// How [`AgentEndpoint`] is stored, in the first byte.
const VERSION: u8 = 1;

mod app {
    use super::DEVICE_KEY_TYPE;
    use sp_runtime::app_crypto::{app_crypto, ed25519};
    app_crypto!(ed25519, DEVICE_KEY_TYPE);
}

/// The key of a device in the keystore of the node, as public key. It signs if the node has it.
pub type DevicePublic = app::Public;

impl From<DevicePublic> for DeviceKey {
    fn from(public: DevicePublic) -> Self {
        Self(sp_core::ed25519::Public::from(public).0)
    }
}

impl From<DeviceKey> for DevicePublic {
    fn from(device: DeviceKey) -> Self {
        sp_core::ed25519::Public::from_raw(device.0).into()
    }
}

/// Where an agent answers, and what it wants to be shown.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct AgentEndpoint {
    url: BoundedVec<u8, ConstU32<MAX_URL_BYTES>>,
    token: BoundedVec<u8, ConstU32<MAX_TOKEN_BYTES>>,
}

impl AgentEndpoint {
    /// The agent that answers at `url`, such as `http://127.0.0.1:9955`, to whoever shows `token`.
    /// A slash at the end of the URL is left out.
    ///
    /// # Errors
    ///
    /// Unless the URL is `http://`, this machine and perhaps a port, and the token is in printable
    /// ASCII without spaces, or if one of them is too long.
    pub fn new(url: &str, token: &str) -> Result<Self, BadEndpoint> {
        let url = url.strip_suffix('/').unwrap_or(url);
        if !is_local(url) {
            return Err(BadEndpoint::Url);
        }
        let is_printable = token.bytes().all(|byte| byte.is_ascii_graphic());
        if token.is_empty() || !is_printable {
            return Err(BadEndpoint::Token);
        }
        Ok(Self {
            url: url.as_bytes().to_vec().try_into().map_err(|_| BadEndpoint::Url)?,
            token: token.as_bytes().to_vec().try_into().map_err(|_| BadEndpoint::Token)?,
        })
    }

    /// Where the agent answers, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        core::str::from_utf8(&self.url).unwrap_or_default()
    }

    /// What is shown to it. A secret: keep it out of logs.
    #[must_use]
    pub fn token(&self) -> &str {
        core::str::from_utf8(&self.token).unwrap_or_default()
    }

    /// How it lies in the local storage: a version, and the SCALE encoding of both.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        (VERSION, self).encode()
    }

    /// What lies in the local storage; `None` if it is of another version, is damaged, or would be
    /// refused.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, mut rest) = bytes.split_first()?;
        let endpoint = Self::decode(&mut rest).ok()?;
        let is_whole = *version == VERSION && rest.is_empty();
        let checked = Self::new(endpoint.url(), endpoint.token()).ok()?;
        (is_whole && checked == endpoint).then_some(endpoint)
    }
}

impl fmt::Debug for AgentEndpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AgentEndpoint").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// Why an agent cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadEndpoint {
    /// The URL is not one of this machine, or is too long.
    Url,
    /// The token is empty, has characters that no header takes, or is too long.
    Token,
}

impl fmt::Display for BadEndpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => out.write_str(
                "The agent's URL must be http:// and an address of this machine, such as \
                 http://127.0.0.1:9955: the token goes over it as it is.",
            ),
            Self::Token => write!(
                out,
                "The agent's token must be 1 to {MAX_TOKEN_BYTES} printable characters without \
                 spaces. Copy it from the agent's token file.",
            ),
        }
    }
}

impl core::error::Error for BadEndpoint {}

/// Whether a URL is `http://`, an address of this machine, and perhaps a port.
fn is_local(url: &str) -> bool {
    let Some(address) = url.strip_prefix("http://") else { return false };
    let (host, port) = match address.strip_prefix("[::1]") {
        Some(rest) => ("localhost", rest),
        None => address.split_at(address.find(':').unwrap_or(address.len())),
    };
    let is_host = host.eq_ignore_ascii_case("localhost")
        || host.parse::<core::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    let is_port = match port.strip_prefix(':') {
        Some(port) => {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        }
        None => port.is_empty(),
    };
    is_host && is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_told_the_token() {
        for url in [
            DEFAULT_AGENT_URL,
            "http://localhost:9955",
            "http://LOCALHOST",
            "http://[::1]:1",
            "http://127.1.2.3:65535/",
        ] {
            assert!(AgentEndpoint::new(url, "secret").is_ok(), "{url}");
        }
        for url in [
            "",
            "127.0.0.1:9955",
            "https://127.0.0.1:9955",
            "http://example.org:9955",
            "http://127.0.0.1.example.org",
            "http://127.0.0.1@example.org",
            "http://localhost@example.org:80",
            "http://10.0.0.1:9955",
            "http://127.0.0.1:",
            "http://127.0.0.1:0",
            "http://127.0.0.1:+80",
            "http://127.0.0.1:65536",
            "http://127.0.0.1:9955/v1",
            "http://127.0.0.1:9955//",
            "http://[::1]9955",
            "http://[::2]:9955",
            "http://[::1]:9955 ",
        ] {
            assert_eq!(AgentEndpoint::new(url, "secret"), Err(BadEndpoint::Url), "{url}");
        }
    }

    #[test]
    fn a_token_fits_into_a_header() {
        let most = "t".repeat(1_024);
        assert!(AgentEndpoint::new(DEFAULT_AGENT_URL, &most).is_ok());
        let longer = "t".repeat(1_025);
        for token in ["", "two words", "line\n", "h\u{e9}", longer.as_str()] {
            assert_eq!(AgentEndpoint::new(DEFAULT_AGENT_URL, token), Err(BadEndpoint::Token));
        }
    }

    #[test]
    fn node_and_runtime_agree_on_the_bytes() {
        let endpoint = AgentEndpoint::new("http://[::1]:7/", "abc").expect("it is local");
        assert_eq!((endpoint.url(), endpoint.token()), ("http://[::1]:7", "abc"));
        let bytes = endpoint.to_bytes();
        assert_eq!(bytes, b"\x01\x38http://[::1]:7\x0cabc");
        assert_eq!(AgentEndpoint::from_bytes(&bytes), Some(endpoint));
        let other_version = b"\x02\x38http://[::1]:7\x0cabc";
        let cut = b"\x01\x38http://[::1]:7\x0cab";
        let longer = b"\x01\x38http://[::1]:7\x0cabcd";
        let far = b"\x01\x38http://1.2.3.4\x0cabc";
        let slash = b"\x01\x3chttp://[::1]:7/\x0cabc";
        for wrong in [&b""[..], other_version, cut, longer, far, slash] {
            assert_eq!(AgentEndpoint::from_bytes(wrong), None);
        }
    }

    #[test]
    fn nobody_reads_the_token_in_a_log() {
        let endpoint = AgentEndpoint::new(DEFAULT_AGENT_URL, "secret").expect("it is local");
        let shown = alloc::format!("{endpoint:?}");
        assert_eq!(shown, "AgentEndpoint { url: \"http://127.0.0.1:9955\", .. }");
    }

    #[test]
    fn keys_of_the_keystore_are_those_of_devices() {
        let device = DeviceKey([7; 32]);
        assert_eq!(DeviceKey::from(DevicePublic::from(device)), device);
        assert_eq!(DEVICE_KEY_TYPE.0, *b"gpuw");
    }
}
